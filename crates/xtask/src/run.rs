//! `cargo xtask run`: the app, for a person to use or to watch.

use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::desk::Desk;
use crate::failure::{Failure, Result, While};
use crate::patience::{pause, wait_for};
use crate::window::{App, Window, keys};
use crate::{make, process, say, setup, shown, tree};

/// What is asked when nobody says what.
const SAMPLE: &str = "Write a short Python function that tells whether a word is a palindrome.";

/// How long a model may think before its first word, and write to its last.
const LONGEST_REPLY: Duration = Duration::from_secs(600);

/// Opens the window on this machine's display, or, where there is none, shows on a virtual desk
/// that the main job is done: a prompt is typed, the reply is printed as it comes.
pub(crate) fn run(ask: Option<&str>) -> Result<()> {
    if ask.is_some() || !has_display() {
        setup::everything()?;
        make::app()?;
        return show(ask.unwrap_or(SAMPLE));
    }
    setup::for_the_app()?;
    make::app()?;
    say::step("opening the window");
    process::run(&mut Command::new(make::release("antiphon")))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn show(prompt: &str) -> Result<()> {
    say::step("opening the window on a virtual display");
    let desk = Desk::start()?;
    let data = desk.folder("run")?;
    let settings = json!({ "settings": { "welcomed": true, "theme": "light" } });
    let settings = settings.to_string();
    std::fs::write(data.join("settings.json"), settings).during("writing the app's settings")?;
    let app = App { program: make::release("antiphon"), data, environment: Vec::new() };
    let window = Window::open(&desk, &app)?;
    window.wait(shown::COMPOSER)?;
    say::step(format!("asking: {prompt}"));
    window.write(shown::COMPOSER, &prompt.replace('\n', " "))?;
    window.write(shown::COMPOSER, keys::ENTER)?;
    let status = print_reply(&window);
    let picture = tree::target().join("pictures/run.png");
    window.picture(&picture)?;
    let status = status?;
    say::step(format!("the window, as it looks now: {}", picture.display()));
    match status.as_str() {
        "complete" => Ok(()),
        status => Err(Failure::new(format!("the reply ended as {status}; see the picture"))),
    }
}

/// Prints the text of the last reply as it grows in the window; returns how it ended.
fn print_reply(window: &Window) -> Result<String> {
    let mut page = Page::default();
    let ended = wait_for("the reply to end", LONGEST_REPLY, || {
        // The status is read before the text, so that a reply that has ended is read whole.
        let status = window.attribute(shown::REPLY, shown::STATUS)?;
        if let Some(text) = window.text(shown::REPLY_TEXT)? {
            say::piece(&page.next(&text));
        }
        let ended = status.filter(|status| status != "streaming");
        if ended.is_none() {
            pause(Duration::from_millis(30));
        }
        Ok(ended)
    });
    say::line("");
    ended
}

/// What of a reply has been printed. A window may still change its last lines, when a mark of its
/// markdown is closed; a terminal cannot, and prints a line that changed once more.
#[derive(Debug, Default)]
struct Page {
    printed: String,
}

impl Page {
    /// What to print so that the terminal shows `text`.
    fn next(&mut self, text: &str) -> String {
        let text = text.trim_end();
        let new = match text.strip_prefix(self.printed.as_str()) {
            Some(new) => new.to_owned(),
            None => {
                let same = self.printed.bytes().zip(text.bytes()).take_while(|(a, b)| a == b);
                let line = text.as_bytes()[..same.count()].iter().rposition(|&b| b == b'\n');
                format!("\n{}", &text[line.map_or(0, |line| line + 1)..])
            }
        };
        self.printed = text.into();
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_reply_is_printed_once() {
        let mut page = Page::default();
        let printed: String = ["", "The", "The sky\n", "The sky\nis blue."]
            .iter()
            .map(|text| page.next(text))
            .collect();
        assert_eq!(printed, "The sky\nis blue.");
    }

    #[test]
    fn a_line_that_changed_is_printed_again_from_its_start() {
        let mut page = Page::default();
        page.next("First\nThe **sk");
        assert_eq!(page.next("First\nThe sky is"), "\nThe sky is");
        assert_eq!(page.next("हि"), "\nहि", "also where nothing stayed the same");
    }
}
