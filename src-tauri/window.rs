//! The program's life: one instance, one window, and replies that outlive the window.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Manager, RunEvent, Url, WebviewWindowBuilder, Window, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;
use tokio::time::sleep;
use tracing_subscriber::EnvFilter;

use crate::bindings::bindings;
use crate::core::App;

const MAIN: &str = "main";

/// How long a page that is being closed may still speak.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// A proxy that nobody can be: port 0 takes no connection. The page needs no network at all.
const NOWHERE: &str = "http://127.0.0.1:0";

/// A window that is being closed.
#[derive(Default)]
struct Leaving {
    /// It is off the screen, and its page may still speak.
    going: AtomicBool,
    /// It was asked for again meanwhile.
    back: AtomicBool,
}

/// Runs the app until its last window is closed and its last reply has ended.
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("ANTIPHON_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    #[cfg(target_os = "linux")]
    keep_the_page_small();
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
        .manage(Leaving::default())
        .manage(crate::carrying::Running::default())
        .invoke_handler(handler)
        .setup(|app| Ok(open(app.handle())?))
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } => {
                api.prevent_close();
                leave(window);
            }
            WindowEvent::Destroyed => unfollow(window.app_handle()),
            _ => {}
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

/// Has the page's engine collect what it no longer needs as on a machine of 256 MiB. By itself it
/// lets the garbage of a window grow with the memory of the machine: after a minute of eight lanes
/// writing the page took 334 MiB of one with 24 GiB, and takes 227 MiB so, with frames as quick.
/// Where the variable is set, that holds.
#[cfg(target_os = "linux")]
fn keep_the_page_small() {
    const NAME: &str = "JSC_forceRAMSize";
    if std::env::var_os(NAME).is_some() {
        return;
    }
    if let Err(error) = glib::setenv(NAME, (256 << 20).to_string(), false) {
        tracing::warn!(%error, "the page's engine takes the memory that it likes");
    }
}

fn happened(app: &AppHandle, event: RunEvent) {
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        let leaving = app.state::<Leaving>();
        leaving.going.store(false, Ordering::Relaxed);
        if leaving.back.swap(false, Ordering::Relaxed) {
            api.prevent_exit();
            return show(app);
        }
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

/// Takes the window from the screen, tells its page that it goes, as a browser would, and lets it
/// go when the page has had the time to hand over what was just typed.
fn leave(window: &Window) {
    let app = window.app_handle().clone();
    let Some(page) = app.get_webview_window(window.label()) else { return };
    if app.state::<Leaving>().going.swap(true, Ordering::Relaxed) {
        return;
    }
    for step in [page.hide(), page.eval("dispatchEvent(new Event('pagehide'))")] {
        if let Err(error) = step {
            tracing::warn!(%error, "the page is not told that its window closes");
        }
    }
    tauri::async_runtime::spawn(async move {
        sleep(LAST_WORDS).await;
        if let Err(error) = page.destroy() {
            tracing::error!(%error, "the window does not close");
        }
    });
}

/// Brings the window to the front; opens it again if it was closed while a reply went on.
fn show(app: &AppHandle) {
    let leaving = app.state::<Leaving>();
    if leaving.going.load(Ordering::Relaxed) {
        leaving.back.store(true, Ordering::Relaxed);
        return;
    }
    if let Some(window) = app.get_webview_window(MAIN) {
        for step in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = step {
                tracing::warn!(%error, "the window cannot be brought to the front");
            }
        }
        return;
    }
    if let Err(error) = open(app) {
        tracing::error!(%error, "the window cannot be opened again");
    }
}

/// Opens the window as the configuration describes it. It never shows another page than the app's,
/// whatever a script in it tries: a page elsewhere would be asked for without any policy of ours.
fn open(app: &AppHandle) -> tauri::Result<()> {
    let config = app.config();
    let Some(window) = config.app.windows.iter().find(|window| window.label == MAIN) else {
        return Err(tauri::Error::WindowNotFound);
    };
    let development = config.build.dev_url.clone().filter(|_| tauri::is_dev());
    let served = development.is_some();
    let stays =
        move |to: &Url| is_own(to) || development.iter().any(|page| page.origin() == to.origin());
    let mut builder = WebviewWindowBuilder::from_config(app, window)?.on_navigation(stays);
    if cfg!(target_os = "linux") && !served {
        // WebKit connects to where a clicked link leads before it asks whether it may go there.
        builder = builder.proxy_url(Url::parse(NOWHERE).map_err(tauri::Error::InvalidUrl)?);
    }
    builder.build()?;
    Ok(())
}

/// Whether this is an address of the app's own page, which is another on each system.
fn is_own(address: &Url) -> bool {
    let host = if cfg!(windows) { "tauri.localhost" } else { "localhost" };
    let scheme = address.scheme();
    let known = if cfg!(windows) { matches!(scheme, "http" | "https") } else { scheme == "tauri" };
    known && address.host_str() == Some(host) && address.port().is_none()
}

fn unfollow(app: &AppHandle) {
    app.state::<App<Wry>>().following(|following| {
        following.session = None;
        following.feed = None;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(windows))]
    fn only_the_apps_own_page_is_its_own() {
        let own = |address: &str| is_own(&Url::parse(address).unwrap());
        assert!(own("tauri://localhost") && own("tauri://localhost/index.html#a"));
        for foreign in [
            "http://localhost/",
            "http://127.0.0.1:1420/",
            "https://tauri.localhost/",
            "tauri://localhost:80/",
            "tauri://example.org/",
            "ipc://localhost/start",
            "file:///index.html",
            "data:text/html,x",
            "javascript:1",
            "about:blank",
        ] {
            assert!(!own(foreign), "{foreign}");
        }
    }
}
