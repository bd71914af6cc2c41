//! The commands and types that the window shares with the core, as TypeScript.

use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands::{
    branches, chats, compare, files, models, providers, record, settings, start, system,
};
use crate::error::Problem;

/// Every command with its types. `tests/bindings.rs` writes them to `ui/src/bindings.ts`.
pub fn bindings() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            start::start,
            start::settings_as_kept,
            start::feed,
            start::watch,
            chats::list_sessions,
            chats::open_session,
            chats::older_messages,
            chats::rename_session,
            chats::suggest_title,
            chats::undo_title,
            chats::delete_session,
            chats::restore_session,
            chats::set_session_parameters,
            chats::save_draft,
            chats::ask,
            chats::stop_reply,
            chats::continue_reply,
            chats::regenerate,
            chats::choose_version,
            branches::session_tree,
            branches::edit_reply,
            branches::weigh_branch,
            branches::delete_branch,
            branches::restore_branch,
            branches::copy_branch,
            branches::rate_reply,
            branches::note_copied,
            branches::reply_arrivals,
            branches::what_was_sent,
            compare::compare,
            compare::fan_out,
            compare::set_lanes,
            compare::make_trunk,
            compare::gather_lanes,
            compare::stop_all,
            chats::session_spent,
            files::pick_attachments,
            files::attach_bytes,
            files::attached_file,
            models::list_models,
            models::pick_model_file,
            models::add_model_file,
            models::add_model_address,
            models::download_model,
            models::pause_download,
            models::cancel_download,
            models::verify_model,
            models::delete_model,
            models::set_model_parameters,
            providers::list_providers,
            providers::add_provider,
            providers::edit_provider,
            providers::reset_provider,
            providers::order_providers,
            providers::remove_provider,
            providers::restore_provider,
            providers::set_key,
            providers::forget_key,
            providers::test_provider,
            providers::refresh_models,
            providers::provider_models,
            providers::list_choices,
            providers::mark_model,
            record::what_left,
            record::sum_what_left,
            settings::set_settings,
            system::open_link,
            system::copy_text,
            system::show_data_folder,
        ])
        .typ::<Problem>()
        .error_handling(ErrorHandlingMode::Throw)
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
}
