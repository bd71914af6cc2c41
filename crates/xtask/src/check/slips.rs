//! What slips into a file from the machine that it was written on: the place of the project there,
//! and the addresses that its packages came from.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::tree;

/// Fails with a list of the lines where something slipped in.
pub(crate) fn check(files: &[PathBuf]) -> Result<()> {
    let own = format!("{}/", tree::root().display());
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

/// The lines, from 1, that name the project's own place or the address of a package.
fn find<'a>(text: &'a str, own: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().filter_map(move |(index, line)| {
        let path = line.contains(own).then_some(own);
        let address = line.contains("\"resolved\": \"http").then_some("the address of a package");
        Some((index + 1, path.or(address)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_found_with_its_line() {
        let text = "a path\nin /desk/antiphon/ui\nand /desk/antiphons/ui\n";
        let found: Vec<_> = find(text, "/desk/antiphon/").collect();
        assert_eq!(found, [(2, "/desk/antiphon/")]);
    }

    #[test]
    fn an_address_in_a_lock_file_is_found() {
        let text = format!("{{\n  \"resolved\": \"{}://host/x.tgz\"\n}}", "https");
        assert_eq!(find(&text, "/desk/antiphon/").count(), 1);
    }
}
