//! What slips into a file from the machine that it was written on: paths of that machine, and the
//! addresses that a package came from.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::tree;

/// Fails with a list of the lines where something slipped in.
pub(crate) fn check(files: &[PathBuf]) -> Result<()> {
    let home = std::env::var("HOME").unwrap_or_default();
    let mut own: Vec<String> = [tree::root().display().to_string(), home]
        .into_iter()
        .filter(|path| path.len() > 1)
        .map(|path| format!("{}/", path.trim_end_matches('/')))
        .collect();
    own.dedup();
    let mut slips = Vec::new();
    for path in files {
        // Pictures and other bytes have no lines.
        let Ok(text) = fs::read_to_string(tree::root().join(path)) else { continue };
        let found = find(&text, &own);
        slips.extend(found.map(|(line, what)| format!("{}:{line}: {what}", path.display())));
    }
    if slips.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("of one machine only:\n  {}", slips.join("\n  "))))
}

/// The lines, from 1, that name one of the paths or the address of a package.
fn find<'a>(text: &'a str, own: &'a [String]) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().filter_map(move |(index, line)| {
        let path = own.iter().find(|path| line.contains(path.as_str())).map(String::as_str);
        let address = line.contains("\"resolved\": \"http").then_some("the address of a package");
        Some((index + 1, path.or(address)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_found_with_its_line() {
        let own = ["/home/ada/".to_owned()];
        let text = "a path\nin /home/ada/antiphon\nand /home/adam/antiphon\n";
        assert_eq!(find(text, &own).collect::<Vec<_>>(), [(2, "/home/ada/")]);
    }

    #[test]
    fn an_address_in_a_lock_file_is_found() {
        let text = format!("{{\n  \"resolved\": \"{}://host/x.tgz\"\n}}", "https");
        assert_eq!(find(&text, &[]).count(), 1);
    }
}
