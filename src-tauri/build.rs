//! Names the commands that a page may ask for, so that `capabilities/` decides on each of them, and
//! tells Tauri where that folder lies.

/// Every command of the app. `tests/layers.rs` compares this list with the generated bindings.
const COMMANDS: &[&str] = &[
    "start",
    "settings_as_kept",
    "feed",
    "watch",
    "list_sessions",
    "open_session",
    "older_messages",
    "rename_session",
    "suggest_title",
    "undo_title",
    "delete_session",
    "restore_session",
    "set_session_parameters",
    "save_draft",
    "ask",
    "stop_reply",
    "continue_reply",
    "regenerate",
    "choose_version",
    "session_spent",
    "pick_attachments",
    "attach_bytes",
    "attached_file",
    "list_models",
    "pick_model_file",
    "add_model_file",
    "add_model_address",
    "download_model",
    "pause_download",
    "cancel_download",
    "verify_model",
    "delete_model",
    "set_model_parameters",
    "list_providers",
    "add_provider",
    "edit_provider",
    "reset_provider",
    "order_providers",
    "remove_provider",
    "restore_provider",
    "set_key",
    "forget_key",
    "test_provider",
    "refresh_models",
    "provider_models",
    "list_choices",
    "mark_model",
    "what_left",
    "sum_what_left",
    "set_settings",
    "open_link",
    "copy_text",
    "show_data_folder",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
