//! What every test of the window begins with: a desk, a data folder, somebody who answers.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use stage::desk::Desk;
use stage::process::{Owned, bound};
use stage::shown;
use stage::window::{App, Window, keys};

/// The smallest of the models that the app ships with.
pub(crate) const SMALL_MODEL: &str = "local/smollm2-135m-instruct";

/// The longest that anything is waited for which a model or a long stream has to do first.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// The app as it was built for the tests.
pub(crate) fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_antiphon"))
}

/// A program of the same build.
pub(crate) fn beside(name: &str) -> PathBuf {
    program().with_file_name(name)
}

/// The folder with the models that the app ships with.
pub(crate) fn models() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/models");
    std::env::var_os("ANTIPHON_MODELS").map_or(built, PathBuf::from)
}

/// A desk with a data folder for the app, in which the screen of the first start has been seen.
pub(crate) struct Room {
    /// Ends everything that was started on it.
    pub(crate) desk: Desk,
    /// The app's data.
    pub(crate) data: PathBuf,
    /// Further variables for the app; the last one of a name counts.
    pub(crate) environment: Vec<(&'static str, OsString)>,
}

impl Room {
    /// The scripted worker answers: what a prompt makes it do is told in its own documentation.
    pub(crate) fn scripted() -> Self {
        Self::with_worker("antiphon-scripted-worker")
    }

    /// The small model answers.
    pub(crate) fn real() -> Self {
        Self::with_worker("antiphon-chat-worker")
    }

    fn with_worker(worker: &str) -> Self {
        let desk = Desk::start().unwrap();
        let data = desk.folder("antiphon").unwrap();
        let environment = vec![
            ("ANTIPHON_MODELS", models().into()),
            ("ANTIPHON_CHAT_WORKER", beside(worker).into()),
        ];
        let room = Room { desk, data, environment };
        room.remember(json!({}));
        room
    }

    /// Writes the settings, before the app starts; what is not named is as in every test.
    pub(crate) fn remember(&self, settings: Value) {
        let mut all = json!({ "welcomed": true, "default_model": SMALL_MODEL, "theme": "light" });
        for (name, value) in settings.as_object().unwrap() {
            all[name] = value.clone();
        }
        let text = json!({ "settings": all }).to_string();
        std::fs::write(self.data.join("settings.json"), text).unwrap();
    }

    /// The app, to be started here.
    pub(crate) fn app(&self) -> App {
        App { program: program(), data: self.data.clone(), environment: self.environment.clone() }
    }

    /// Starts the app and waits until something can be typed.
    pub(crate) fn open(&self) -> Window {
        let window = self.open_anyhow();
        window.wait(shown::COMPOSER).unwrap();
        window
    }

    /// Starts the app, whatever it shows.
    pub(crate) fn open_anyhow(&self) -> Window {
        Window::open(&self.desk, &self.app()).unwrap()
    }

    /// Starts the app without hands on its window, as a person would from a menu.
    pub(crate) fn start(&self) -> Owned {
        let mut command = bound(program());
        let environment = self.environment.iter().map(|(name, value)| (name, value));
        self.desk.seat(&mut command).env("ANTIPHON_DATA", &self.data).envs(environment);
        Owned::start("antiphon", &mut command).unwrap()
    }
}

/// Types a prompt and sends it with Enter.
pub(crate) fn ask(window: &Window, prompt: &str) {
    window.write(shown::COMPOSER, prompt).unwrap();
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
}

/// Waits until the last reply stands so, and returns its text.
#[track_caller]
pub(crate) fn reply(window: &Window, status: &str) -> String {
    let script = "const last = [...document.querySelectorAll(arguments[0])].at(-1); \
                  return last?.dataset.status === arguments[1]";
    let what = format!("a reply that is {status}");
    until(window, &what, script, json!([shown::REPLY, status]));
    reply_text(window)
}

/// Waits until there are so many replies and the last of them stands so.
#[track_caller]
pub(crate) fn nth_reply(window: &Window, count: usize, status: &str) {
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length === arguments[1] && all.at(-1).dataset.status === arguments[2]";
    let what = format!("reply {count} that is {status}");
    until(window, &what, script, json!([shown::REPLY, count, status]));
}

/// The text of the last reply, as it stands in the window.
pub(crate) fn reply_text(window: &Window) -> String {
    window.text(shown::REPLY_TEXT).unwrap().unwrap_or_default()
}

/// Waits until the last reply streams and has at least so many characters, all of them in the page.
#[track_caller]
pub(crate) fn streaming(window: &Window, characters: usize) -> String {
    let script = "const last = [...document.querySelectorAll(arguments[0])].at(-1); \
                  last?.querySelector('.md')?.dispatchEvent(new Event('showwhole')); \
                  return last?.dataset.status === 'streaming' \
                    && last.querySelector('[data-part=body]')?.textContent.length >= arguments[1]";
    let what = format!("a reply of {characters} characters that streams");
    until(window, &what, script, json!([shown::REPLY, characters]));
    reply_text(window)
}

/// Waits until a script returns something that is neither false nor null. What the window shows is
/// told where that does not come about.
#[track_caller]
pub(crate) fn until(window: &Window, what: &str, script: &str, arguments: Value) -> Value {
    match window.until(what, LONG, script, arguments) {
        Ok(value) => value,
        Err(failure) => {
            let shown = window.run(
                "return document.body.innerText.slice(0, 3000) + \
                 [...document.querySelectorAll('[data-status]')].map((r) => r.dataset.status)",
                json!([]),
            );
            panic!("{failure}; the window shows:\n{}", shown.unwrap_or_default());
        }
    }
}

/// How many elements a selector finds.
pub(crate) fn count(window: &Window, selector: &str) -> u64 {
    let script = "return document.querySelectorAll(arguments[0]).length";
    window.run(script, json!([selector])).unwrap().as_u64().unwrap()
}

/// Ends a process as the kernel would that is out of memory.
pub(crate) fn kill(pid: rustix::process::Pid) {
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

/// The processes that the app has started with this name, which the kernel keeps cut at 15 bytes.
pub(crate) fn children_named(app: rustix::process::Pid, name: &str) -> Vec<rustix::process::Pid> {
    let mut children = stage::proc::children(app);
    children.retain(|&child| name.starts_with(&stage::proc::name(child)));
    children
}

/// Runs a command on the desk to its end and says how it ended.
pub(crate) fn ends(mut started: Owned, limit: Duration) -> std::process::ExitStatus {
    stage::patience::wait_for("the program to end", limit, || {
        Ok(started.child().try_wait().unwrap())
    })
    .unwrap()
}

/// Opens the database of an app that has ended.
pub(crate) fn stored<T>(room: &Room, look: impl AsyncFnOnce(&store::Store) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let opened = store::Store::open(&room.data, store::Millis(1)).await.unwrap();
        assert_eq!(opened.set_aside, None, "the database is sound");
        let found = look(&opened.store).await;
        opened.store.close().await;
        found
    })
}

/// The last message of the newest session, once the app has ended.
pub(crate) fn last_reply(room: &Room) -> store::Message {
    stored(room, async |store| {
        let session = store.newest_session().await.unwrap().unwrap();
        let leaf = store.session(session).await.unwrap().leaf.unwrap();
        store.message(leaf).await.unwrap()
    })
}
