use std::env;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Runs one of the programs in this folder with the Python that has the vendors' libraries, and
/// reads the JSON that it prints.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Value {
    let python = env::var_os("ANTIPHON_SDKS").unwrap_or_else(|| {
        panic!(
            "ANTIPHON_SDKS does not name a Python that has the vendors' libraries: run the tests \
             with `cargo xtask test`, or make one with `python3 -m venv FOLDER` and \
             `FOLDER/bin/pip install -r crates/providers/tests/sdk/requirements.txt`, and set it \
             to FOLDER/bin/python"
        )
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk");
    let mut command = Command::new(&python);
    // What a person has set for these libraries must not turn them elsewhere.
    for (name, _) in env::vars_os() {
        let name_of = name.to_string_lossy().to_uppercase();
        let vendors = ["OPENAI_", "ANTHROPIC_", "GOOGLE_", "GEMINI_"];
        if vendors.iter().any(|own| name_of.starts_with(own)) || name_of.ends_with("_PROXY") {
            command.env_remove(name);
        }
    }
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(folder.join(program)).args(arguments);
    let output = command.output().unwrap_or_else(|error| panic!("{python:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} failed: {said}");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{program}: {error}; {said}"))
}
