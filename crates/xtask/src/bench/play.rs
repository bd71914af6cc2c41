//! The app as measurements play it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::store::{self, Kept};
use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::patience::{pause, wait_for};
use crate::window::{App, Window, keys};
use crate::{make, process, shown};

/// The longest that a reply may take.
const LIMIT: Duration = Duration::from_secs(900);

/// A fresh data folder of an app whose first-start screen was seen, with further settings.
pub(crate) fn folder(desk: &Desk, name: &str, settings: Value) -> Result<PathBuf> {
    let data = desk.folder(name)?;
    let mut all = json!({ "welcomed": true, "theme": "light" });
    if let (Value::Object(all), Value::Object(more)) = (&mut all, settings) {
        all.extend(more);
    }
    std::fs::write(data.join("settings.json"), json!({ "settings": all }).to_string())
        .during("writing the app's settings")?;
    Ok(data)
}

/// The app with the models that come with it.
pub(crate) fn real(data: &Path) -> App {
    App { program: make::release("antiphon"), data: data.to_owned(), environment: Vec::new() }
}

/// The app with a worker that says what it is told.
pub(crate) fn scripted(data: &Path) -> App {
    let worker = make::release("antiphon-scripted-worker");
    App { environment: vec![("ANTIPHON_CHAT_WORKER", worker.into())], ..real(data) }
}

/// Writes a prompt and sends it.
pub(crate) fn ask(window: &Window, prompt: &str) -> Result<()> {
    window.wait(shown::COMPOSER)?;
    let fill = "const field = document.querySelector(arguments[0]); field.value = arguments[1]; \
                field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    window.run(fill, json!([shown::COMPOSER, prompt]))?;
    window.write(shown::COMPOSER, keys::ENTER)
}

/// The id of the last reply in the window.
pub(crate) fn last_reply(window: &Window) -> Result<Option<String>> {
    window.attribute(shown::REPLY, "data-id")
}

/// Waits until a reply other than `before` has ended in the window and in the store in `data`;
/// fails unless it is complete.
pub(crate) fn ended(window: &Window, data: &Path, before: Option<&str>) -> Result<Kept> {
    let id = wait_for("the reply to end", LIMIT, || {
        // First the id, so that the status is not that of the reply before.
        let id = last_reply(window)?.filter(|id| Some(id.as_str()) != before);
        let status = window.attribute(shown::REPLY, shown::STATUS)?;
        let ended = id.filter(|_| status.is_some_and(|status| status != "streaming"));
        if ended.is_none() {
            // Seldom enough to leave the processor to what is measured.
            pause(Duration::from_millis(250));
        }
        Ok(ended)
    })?;
    kept(data, &id)
}

/// Waits until a reply that has ended in the window has ended in the store as well; fails unless
/// it is complete.
pub(crate) fn kept(data: &Path, id: &str) -> Result<Kept> {
    let kept = wait_for("the reply to be kept", Duration::from_secs(10), || {
        Ok(Some(store::reply(data, id)?).filter(|kept| kept.status != 1))
    })?;
    if kept.status != 0 {
        return Err(Failure::new(format!("the reply ended with status {}", kept.status)));
    }
    Ok(kept)
}

/// Asks, and waits until the reply is complete and kept.
pub(crate) fn ask_to_the_end(window: &Window, data: &Path, prompt: &str) -> Result<Kept> {
    let before = last_reply(window)?;
    ask(window, prompt)?;
    ended(window, data, before.as_deref())
}

/// Has the last reply written again, and waits until it is complete and kept.
pub(crate) fn again(window: &Window, data: &Path) -> Result<Kept> {
    window.wait(shown::REGENERATE)?;
    let before = last_reply(window)?;
    let click = "[...document.querySelectorAll(arguments[0])].at(-1).click()";
    window.run(click, json!([shown::REGENERATE]))?;
    ended(window, data, before.as_deref())
}

/// As [`again`], while the window shows its settings: the reply is written, sent to the page and
/// kept, and not drawn.
pub(crate) fn again_undrawn(window: &Window, data: &Path) -> Result<Kept> {
    window.wait(shown::REGENERATE)?;
    let before = last_reply(window)?;
    let click = "[...document.querySelectorAll(arguments[0])].at(-1).click()";
    window.run(click, json!([shown::REGENERATE]))?;
    let id = wait_for("the reply to begin", LIMIT, || {
        Ok(last_reply(window)?.filter(|id| before.as_ref() != Some(id)))
    })?;
    window.click(shown::SETTINGS_BUTTON)?;
    window.wait(shown::SETTINGS)?;
    // Its mark in the sidebar, looked for seldom: to read the store takes a program of its own,
    // and a good part of a processor.
    wait_for("the reply to end", LIMIT, || {
        pause(Duration::from_millis(500));
        let live =
            window.run("return document.querySelector(arguments[0])", json!([shown::LIVE]))?;
        Ok(live.is_null().then_some(()))
    })?;
    let kept = kept(data, &id)?;
    window.click(shown::SESSION)?;
    window.wait(shown::COMPOSER)?;
    Ok(kept)
}

/// Opens a window and waits until it has come to rest.
pub(crate) fn started(desk: &Desk, app: &App) -> Result<Window> {
    let window = Window::open(desk, app)?;
    window.wait(shown::COMPOSER)?;
    window.settle()?;
    Ok(window)
}

/// The id of the session that is open.
pub(crate) fn open_session(window: &Window) -> Result<String> {
    let open = format!("{}[aria-current=page]", shown::SESSION);
    window.wait(&open)?;
    let id = window.attribute(&open, "data-id")?;
    id.ok_or_else(|| Failure::new("no session is open"))
}

/// The session with this id in the sidebar.
pub(crate) fn session_row(id: &str) -> String {
    format!("{}[data-id=\"{id}\"]", shown::SESSION)
}

/// Waits until the last reply in the window is this one.
pub(crate) fn until_last_reply_is(window: &Window, id: Option<&str>) -> Result<()> {
    wait_for("the reply in the window", Duration::from_secs(30), || {
        Ok((last_reply(window)?.as_deref() == id).then_some(()))
    })
}

/// Closes the app's window as a person does, and waits until the app has put everything away.
pub(crate) fn close(desk: &Desk, app: &App, window: Window) -> Result<()> {
    let mut python = Command::new("python3");
    python.args(["-c", include_str!("close.py")]);
    process::output(desk.seat(&mut python))?;
    let closed = app.data.join("antiphon.clean");
    wait_for("the app to end", Duration::from_secs(20), || Ok(closed.exists().then_some(())))?;
    drop(window);
    Ok(())
}
