//! Every direct dependency is named, with its licence, in `THIRD_PARTY.md`.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::failure::{Failure, Result, While};
use crate::{process, tree};

const PAGE: &str = "THIRD_PARTY.md";

/// Fails with a list of the dependencies that are not named.
pub(crate) fn check() -> Result<()> {
    let page = fs::read_to_string(tree::root().join(PAGE)).during(format!("reading {PAGE}"))?;
    let metadata =
        process::output(&mut tree::cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let package = fs::read_to_string(tree::ui().join("package.json"))
        .during("reading the window's package.json")?;
    let parse = |text: &str| serde_json::from_str(text).during("reading the dependencies");
    let mut names = in_rust(&parse(&metadata)?);
    names.extend(in_the_window(&parse(&package)?));
    let missing: Vec<_> =
        names.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(Failure::new(format!("{PAGE} does not name: {missing}"))
        .advise("add each with its licence"))
}

/// The dependencies of all members that are not members themselves.
fn in_rust(metadata: &Value) -> BTreeSet<String> {
    list(&metadata["packages"])
        .flat_map(|package| list(&package["dependencies"]))
        .filter(|dependency| dependency["path"].is_null())
        .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
        .collect()
}

fn in_the_window(package: &Value) -> BTreeSet<String> {
    ["dependencies", "devDependencies"]
        .iter()
        .filter_map(|kind| package[kind].as_object())
        .flat_map(|dependencies| dependencies.keys().cloned())
        .collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_the_workspace_are_no_third_party() {
        let metadata = serde_json::json!({ "packages": [
            { "dependencies": [{ "name": "serde" }, { "name": "model", "path": "crates/model" }] },
            { "dependencies": [{ "name": "tokio" }, { "name": "serde" }] },
        ]});
        assert_eq!(in_rust(&metadata), BTreeSet::from(["serde".into(), "tokio".into()]));
    }

    #[test]
    fn the_window_has_dependencies_of_two_kinds() {
        let package = serde_json::json!({
            "dependencies": { "katex": "1" }, "devDependencies": { "vite": "2" }
        });
        assert_eq!(in_the_window(&package), BTreeSet::from(["katex".into(), "vite".into()]));
    }
}
