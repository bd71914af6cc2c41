//! What is worth seeing. A new scene is a new entry here.

use std::ffi::OsString;
use std::path::Path;

use crate::failure::Result;
use crate::shown;
use crate::window::{Window, keys};

/// Variables for the app.
type Variables = Vec<(&'static str, OsString)>;

/// One screen in one state.
#[derive(Debug)]
pub(crate) struct Scene {
    /// Its name, part of its pictures' file names.
    pub(crate) name: &'static str,
    /// Whether the first-start screen has been seen.
    pub(crate) welcomed: bool,
    /// Puts what the scene needs into the app's data folder and returns variables for the app.
    pub(crate) environment: fn(&Path) -> Result<Variables>,
    /// Brings the window into the state.
    pub(crate) play: fn(&Window) -> Result<()>,
}

/// All scenes.
pub(crate) const SCENES: &[Scene] = &[
    Scene { name: "first-start", welcomed: false, environment: nothing, play: first_start },
    Scene { name: "new-chat", welcomed: true, environment: nothing, play: new_chat },
    Scene { name: "reply", welcomed: true, environment: nothing, play: reply },
    Scene { name: "streaming", welcomed: true, environment: nothing, play: streaming },
    Scene { name: "model-list", welcomed: true, environment: nothing, play: model_list },
    Scene { name: "settings", welcomed: true, environment: nothing, play: settings },
];

fn nothing(_data: &Path) -> Result<Variables> {
    Ok(Vec::new())
}

fn first_start(window: &Window) -> Result<()> {
    window.wait("[data-testid=first-start]")
}

fn new_chat(window: &Window) -> Result<()> {
    window.wait(shown::COMPOSER)
}

fn ask(window: &Window, prompt: &str) -> Result<()> {
    window.wait(shown::COMPOSER)?;
    window.write(shown::COMPOSER, prompt)?;
    window.write(shown::COMPOSER, keys::ENTER)
}

fn reply(window: &Window) -> Result<()> {
    ask(window, "In two sentences: why is the sky blue?")?;
    window.wait("[data-testid=reply][data-status=complete]")
}

fn streaming(window: &Window) -> Result<()> {
    ask(window, "Write a long story about a lighthouse keeper and her radio.")?;
    window.wait("[data-testid=reply][data-status=streaming]")?;
    window.wait_for_text(shown::REPLY_TEXT, 80)
}

fn model_list(window: &Window) -> Result<()> {
    window.click("[data-testid=model-picker]")?;
    window.wait("[data-testid=model-list]")
}

fn settings(window: &Window) -> Result<()> {
    window.click("[data-testid=settings]")
}
