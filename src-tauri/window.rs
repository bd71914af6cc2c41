//! The program's life: one instance, one window, and replies that outlive the window.

use std::process::ExitCode;

use tauri::{AppHandle, Manager, RunEvent, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;
use tracing_subscriber::EnvFilter;

use crate::bindings::bindings;
use crate::core::App;

const MAIN: &str = "main";

/// Runs the app until its last window is closed and its last reply has ended.
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("ANTIPHON_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let bindings = bindings();
    let handler = bindings.invoke_handler();
    let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    let app = tauri::Builder::default()
        // The first plugin: a second instance has to end before it does anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| show(app)))
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(remembered).build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .manage(App::<Wry>::default())
        .invoke_handler(handler)
        .on_window_event(|window, event| {
            if matches!(event, WindowEvent::Destroyed) {
                unfollow(window.app_handle());
            }
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(happened);
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            ExitCode::FAILURE
        }
    }
}

fn happened(app: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        let here = app.state::<App<Wry>>();
        let Ok(core) = here.core() else { return };
        api.prevent_exit();
        let (app, engine) = (app.clone(), core.engine.clone());
        tauri::async_runtime::spawn(async move {
            engine.idle().await;
            if app.webview_windows().is_empty() {
                engine.close().await;
                app.exit(0);
            }
        });
    }
}

/// Brings the window to the front; opens it again if it was closed while a reply went on.
fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        for step in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = step {
                tracing::warn!(%error, "the window cannot be brought to the front");
            }
        }
        return;
    }
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let Some(config) = config else { return };
    let built = WebviewWindowBuilder::from_config(app, config).and_then(|window| window.build());
    if let Err(error) = built {
        tracing::error!(%error, "the window cannot be opened again");
    }
}

fn unfollow(app: &AppHandle) {
    app.state::<App<Wry>>().following(|following| {
        following.session = None;
        following.feed = None;
    });
}
