//! Tells Tauri where the capabilities lie.
fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
}
