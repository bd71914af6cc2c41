//! The generated bindings are those of the commands. `UPDATE=1` writes them.

use std::path::Path;
use std::{env, fs};

use specta_typescript::Typescript;

const HEADER: &str =
    "// Generated from the commands in src-tauri/ by `cargo xtask bindings`. Do not edit.\n";

#[test]
fn the_generated_bindings_are_those_of_the_commands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings.ts");
    let folder = tempfile::tempdir().expect("a folder");
    let fresh = folder.path().join("bindings.ts");
    antiphon_lib::bindings()
        .export(Typescript::default().header(HEADER), &fresh)
        .expect("every type has a TypeScript form");
    let fresh = fs::read_to_string(fresh).expect("the fresh bindings are read");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the bindings are written");
    }
    let kept = fs::read_to_string(&path).expect("the bindings are read");
    assert!(kept == fresh, "ui/src/bindings.ts is stale: run `cargo xtask bindings`");
}
