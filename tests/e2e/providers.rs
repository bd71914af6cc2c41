//! A provider of the user's own, on the loopback: set up, asked, recorded, and cut off.

use stage::shown;
use stage::window::{Window, keys};

use self::server::Server;
use crate::support::{Room, ask, reply};
use crate::words::{press, says};

mod canary;
mod compatible;
mod emulated;
mod given;
mod proxied;
mod server;

const MODELS: &str = "[data-testid=provider-models]";
const LEFT_LINE: &str = "[data-testid=left-line]";

/// Fills in a provider that needs no key, and fetches its list of models.
fn set_up(window: &Window, base: &str) {
    window.click(shown::PROVIDERS_BUTTON).unwrap();
    window.click(shown::ADD_PROVIDER).unwrap();
    window.write("[data-testid=provider-title]", "Attic").unwrap();
    window.write("[data-testid=provider-base]", base).unwrap();
    press(window, shown::PROVIDER_FORM, "It needs no key");
    window.click("[data-testid=provider-save]").unwrap();
    window.wait(shown::PROVIDER).unwrap();
    window.click("[data-testid=models-refresh]").unwrap();
    says(window, MODELS, server::MODEL);
}

/// Chooses the model of the provider for the chat that is open.
fn choose(window: &Window) {
    window.click("[data-testid=close-page]").unwrap();
    window.click(shown::MODEL_CHIP).unwrap();
    window.write(shown::PICKER_SEARCH, &format!("{}{}", server::MODEL, keys::ENTER)).unwrap();
    says(window, shown::MODEL_CHIP, server::MODEL);
}

#[test]
fn a_provider_that_was_filled_in_answers_and_what_was_sent_is_listed() {
    let server = Server::start();
    let room = Room::scripted();
    let window = room.open();
    set_up(&window, &server.base);
    choose(&window);
    ask(&window, "Who is there?");
    assert_eq!(reply(&window, "complete").trim(), server::ANSWER);
    says(&window, &format!("{} .figures", shown::REPLY), "cost not known");
    says(&window, "[data-testid=session-cost]", "cost not known");

    window.click(shown::LEFT_BUTTON).unwrap();
    says(&window, LEFT_LINE, "127.0.0.1");
    says(&window, LEFT_LINE, server::MODEL);
    says(&window, LEFT_LINE, "List of models");
    window.click("[data-testid=left-open]").unwrap();
    says(&window, shown::REPLY, server::ANSWER);
}

#[test]
fn offline_nothing_is_sent_and_one_press_brings_the_provider_back() {
    let server = Server::start();
    let room = Room::scripted();
    let window = room.open();
    set_up(&window, &server.base);
    choose(&window);
    window.click(shown::LEFT_BUTTON).unwrap();
    window.click("[data-testid=left-offline]").unwrap();
    window.wait(shown::OFFLINE_BADGE).unwrap();
    window.click("[data-testid=close-page]").unwrap();
    let before = server.asked();
    ask(&window, "Who is there?");
    says(&window, shown::ASK_PROBLEM, "Antiphon is offline");
    assert_eq!(server.asked(), before, "nothing was sent");

    press(&window, shown::ASK_PROBLEM, "Switch offline off");
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
    assert_eq!(reply(&window, "complete").trim(), server::ANSWER);
    assert!(server.asked() > before, "it was asked");
}
