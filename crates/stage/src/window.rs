//! The real app in its real window, driven from outside as a person would.

mod driver;
pub mod keys;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Pid;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::patience::{pause, wait_for};
use driver::Driver;

/// How long anything in the window may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a page may take to grow with its window.
const TIME_TO_GROW: Duration = Duration::from_secs(1);

/// The driver draws a picture only after the page has been painted anew, which a page where nothing
/// moves never is. So one speck in the corner changes by less than can be seen.
const STIR: &str = "\
    const speck = document.body.appendChild(document.createElement('i'));\
    speck.id = 'stage-speck';\
    Object.assign(speck.style, { position: 'fixed', insetBlockEnd: 0, insetInlineEnd: 0, \
                                 blockSize: '1px', inlineSize: '1px', pointerEvents: 'none' });\
    let on = false;\
    const turn = setInterval(() => {\
      speck.style.background = (on = !on) ? 'rgb(0 0 0 / 0.01)' : 'transparent';\
      if (!speck.isConnected) clearInterval(turn);\
    }, 50)";

/// Takes the speck away.
const REST: &str = "document.getElementById('stage-speck')?.remove()";

/// The app to start, and where.
#[derive(Debug)]
pub struct App {
    /// The program.
    pub program: PathBuf,
    /// Its data folder.
    pub data: PathBuf,
    /// Further variables.
    pub environment: Vec<(&'static str, OsString)>,
}

/// A size of the window in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// An open window. Dropping it closes the app and ends its driver.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
}

impl Window {
    /// Starts the app on a desk and waits for its page.
    pub fn open(desk: &Desk, app: &App) -> Result<Self> {
        Ok(Window { driver: Driver::start(desk, app)? })
    }

    /// The app's pid.
    pub fn app(&self) -> Result<Pid> {
        self.driver.app()
    }

    /// What the app wrote to its standard output and error so far.
    pub fn said(&self) -> Result<String> {
        self.driver.said()
    }

    /// Gives the page a size, whatever the window has around it, and waits until it has it.
    pub fn resize(&self, size: Size) -> Result<()> {
        let Size { width, height } = size;
        let has = |wanted: Size| {
            let inner = self.run("return [innerWidth, innerHeight]", json!([]))?;
            Ok((inner == json!([wanted.width, wanted.height])).then_some(()))
        };
        self.frame(size)?;
        if wait_for("the page", TIME_TO_GROW, || has(size)).is_ok() {
            return Ok(());
        }
        // The rest is the window's own bars: it must be so much larger.
        let inner = self.run("return [innerWidth, innerHeight]", json!([]))?;
        let around = |wanted: u32, index: usize| {
            let inner = inner[index].as_u64().and_then(|inner| u32::try_from(inner).ok());
            wanted.saturating_sub(inner.unwrap_or(wanted))
        };
        self.frame(Size { width: width + around(width, 0), height: height + around(height, 1) })?;
        wait_for(&format!("the page to be {width} by {height}"), PATIENCE, || has(size))
    }

    fn frame(&self, size: Size) -> Result<()> {
        let rect = json!({ "x": 0, "y": 0, "width": size.width, "height": size.height });
        self.driver.post("window/rect", rect).map(drop)
    }

    /// Runs a script in the page and returns its value.
    pub fn run(&self, script: &str, arguments: Value) -> Result<Value> {
        self.driver.post("execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// Runs a script again and again until it returns something that is neither false nor null.
    pub fn until(
        &self,
        what: &str,
        limit: Duration,
        script: &str,
        arguments: Value,
    ) -> Result<Value> {
        wait_for(what, limit, || {
            let value = self.run(script, arguments.clone())?;
            Ok((!value.is_null() && value != false).then_some(value))
        })
    }

    /// Calls one of the app's commands as its page does, once there is one, and waits for the answer.
    pub fn call(&self, command: &str, arguments: Value) -> Result<Value> {
        self.wait(crate::shown::COMPOSER)?;
        let begin = "window.__answer = null; \
                     window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then(\
                       (value) => (window.__answer = { value }), \
                       (problem) => (window.__answer = { problem: JSON.stringify(problem) }))";
        self.run(begin, json!([command, arguments]))?;
        let answer = wait_for(&format!("{command} to be answered"), PATIENCE, || {
            let answer = self.run("return window.__answer", json!([]))?;
            Ok((!answer.is_null()).then_some(answer))
        })?;
        match answer.get("problem").and_then(Value::as_str) {
            Some(problem) => Err(Failure::new(format!("{command}: {problem}"))),
            None => Ok(answer["value"].clone()),
        }
    }

    /// The visible text of the last element that a selector finds.
    pub fn text(&self, selector: &str) -> Result<Option<String>> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].at(-1)?.innerText ?? null";
        Ok(self.run(script, json!([selector]))?.as_str().map(str::to_owned))
    }

    /// An attribute of the last element that a selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].at(-1)\
                      ?.getAttribute(arguments[1]) ?? null";
        Ok(self.run(script, json!([selector, name]))?.as_str().map(str::to_owned))
    }

    /// Waits until a selector finds something.
    pub fn wait(&self, selector: &str) -> Result<()> {
        self.element(selector).map(drop)
    }

    /// Waits until one of the elements that a selector finds contains these words.
    pub fn wait_until_says(&self, selector: &str, words: &str) -> Result<()> {
        let script = "return [...document.querySelectorAll(arguments[0])]\
                      .some((element) => element.innerText.includes(arguments[1]))";
        wait_for(&format!("{words:?} in the window"), PATIENCE, || {
            Ok((self.run(script, json!([selector, words]))? == true).then_some(()))
        })
    }

    /// Clicks on the first element that a selector finds, once there is one.
    pub fn click(&self, selector: &str) -> Result<()> {
        let element = self.element(selector)?;
        self.driver.post(&format!("element/{element}/click"), json!({})).map(drop)
    }

    /// Types text into the first element that a selector finds, once there is one.
    pub fn write(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.element(selector)?;
        self.driver.post(&format!("element/{element}/value"), json!({ "text": text })).map(drop)
    }

    /// Presses keys as one chord, the last one first released, wherever the focus is.
    pub fn press(&self, chord: &[&str]) -> Result<()> {
        let key = |kind: &str, key: &&str| json!({ "type": kind, "value": key });
        let down = chord.iter().map(|pressed| key("keyDown", pressed));
        let up = chord.iter().rev().map(|pressed| key("keyUp", pressed));
        let steps: Vec<Value> = down.chain(up).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": steps });
        self.driver.post("actions", json!({ "actions": [keyboard] })).map(drop)
    }

    /// What a screen reader is told of every element: its role and its name, as the web view's own
    /// accessibility tree reckons them. A line each, in the order of the page.
    pub fn spoken(&self) -> Result<String> {
        let all = self.run("return [...document.querySelectorAll('body *')]", json!([]))?;
        let mut said = String::new();
        for element in all.as_array().into_iter().flatten() {
            let id = element.as_object().and_then(|one| one.values().next()?.as_str());
            let id = id.ok_or_else(|| Failure::new("the driver names no element"))?;
            for what in ["computedrole", "computedlabel"] {
                // What has left the page meanwhile is told of no longer.
                let told = self.driver.get(&format!("element/{id}/{what}")).unwrap_or_default();
                said.push_str(told.as_str().unwrap_or_default());
                said.push_str(if what == "computedrole" { ": " } else { "\n" });
            }
        }
        Ok(said)
    }

    /// Loads the page again, and returns once it is the new one.
    pub fn reload(&self) -> Result<()> {
        self.driver.post("refresh", json!({})).map(drop)
    }

    /// Waits until fonts are there and nothing moves any more, then writes the window as a PNG.
    pub fn picture(&self, path: &Path) -> Result<()> {
        self.settle()?;
        self.run(STIR, json!([]))?;
        let picture = self.driver.get("screenshot");
        self.run(REST, json!([]))?;
        let picture = picture?;
        let encoded = picture.as_str().ok_or_else(|| Failure::new("the driver sent no picture"))?;
        let bytes = STANDARD.decode(encoded).during("reading the window's picture")?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).during(format!("making {}", folder.display()))?;
        }
        std::fs::write(path, bytes).during(format!("writing {}", path.display()))
    }

    /// Waits until fonts are loaded, animations have ended and two looks show the same page.
    pub fn settle(&self) -> Result<()> {
        let look = "return [document.fonts.status, \
                    document.getAnimations().filter((a) => \
                      a.playState === 'running' && \
                      a.effect?.getComputedTiming().endTime !== Infinity).length, \
                    document.documentElement.scrollHeight, document.body.innerText.length]";
        let mut before = Value::Null;
        wait_for("the window to come to rest", PATIENCE, || {
            let now = self.run(look, json!([]))?;
            let still = now == before && now[0] == "loaded" && now[1] == 0;
            before = now;
            if !still {
                pause(Duration::from_millis(80));
            }
            Ok(still.then_some(()))
        })
    }

    fn element(&self, selector: &str) -> Result<String> {
        wait_for(&format!("{selector} in the window"), PATIENCE, || self.driver.element(selector))
    }
}
