//! What is shipped as the window's page.

use std::fs;
use std::path::{Path, PathBuf};

/// The page as it was built.
fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/dist")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Addresses that stand in the page without anything being loaded from them: names of languages
/// and, in the framework, where its errors are explained.
const NAMED: [&str; 4] = [
    "http://www.w3.org/",
    "https://svelte.dev/e/",
    // How an address is written: examples.
    "https://api.example.com/v1",
    "http://proxy.example:8080",
];

#[test]
fn the_page_as_it_is_shipped_holds_no_foreign_address_and_no_inline_script() {
    let dist = dist();
    let page = fs::read_to_string(dist.join("index.html")).unwrap();
    for tag in page.match_indices("<script").map(|(at, _)| &page[at..]) {
        let tag = &tag[..=tag.find('>').unwrap()];
        assert!(tag.contains(" src=\"./"), "only scripts of its own: {tag}");
    }
    assert!(!page.contains("<style") && !page.contains("style="), "no inline style: {page}");
    assert!(!page.contains("http:") && !page.contains("https:"), "no address: {page}");
    let mut scripts = 0;
    for file in files(&dist) {
        let name = file.strip_prefix(&dist).unwrap().display().to_string();
        assert!(!name.ends_with(".map"), "no source map: {name}");
        let Ok(text) = fs::read_to_string(&file) else { continue };
        scripts += usize::from(name.ends_with(".js"));
        assert!(!text.contains("sourceMappingURL"), "no way to a source map: {name}");
        let home = concat!(env!("CARGO_MANIFEST_DIR"), "/");
        assert!(!text.contains(home), "no path of the machine that built it: {name}");
        assert!(!text.contains("node_modules/"), "no path of a library's source: {name}");
        if name.ends_with(".css") {
            assert!(!text.contains("http:") && !text.contains("https:"), "no address: {name}");
            assert!(!text.contains("@import"), "no import: {name}");
        }
        for scheme in ["http://", "https://"] {
            for (at, _) in text.match_indices(scheme) {
                let address: String = text[at..].chars().take(60).collect();
                let host = address[scheme.len()..].chars().next();
                let names_a_host = host.is_some_and(|first| first.is_ascii_alphanumeric());
                let known = NAMED.iter().any(|known| address.starts_with(known));
                assert!(!names_a_host || known, "an address in {name}: {address}");
            }
        }
    }
    assert!(scripts > 0, "there is a page to look at");
}
