//! Everything by keys, with names and a focus that can be seen.

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use crate::support::{Room, ask, count, reply, streaming, until};

#[track_caller]
fn wait_gone(window: &Window, selector: &str) {
    let script = "return document.querySelector(arguments[0]) === null";
    until(window, &format!("{selector} to go"), script, json!([selector]));
}

#[track_caller]
fn wait_for_focus(window: &Window, selector: &str) {
    let script = "return document.activeElement.matches(arguments[0])";
    until(window, &format!("the focus on {selector}"), script, json!([selector]));
}

#[test]
fn the_keys_reach_chats_the_filter_the_sidebar_and_the_sheets() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "Something to be found again.");
    reply(&window, "complete");
    window.wait_until_says(shown::SESSION, "A scripted talk").unwrap();

    window.press(&[keys::CONTROL, "n"]).unwrap();
    wait_gone(&window, shown::REPLY);
    wait_for_focus(&window, shown::COMPOSER);

    window.press(&[keys::CONTROL, "k"]).unwrap();
    window.wait(shown::PALETTE).unwrap();
    window.write(&format!("{} input", shown::PALETTE), "scripted").unwrap();
    window.wait_until_says(shown::PALETTE, "A scripted talk").unwrap();
    window.press(&[keys::ENTER]).unwrap();
    wait_gone(&window, shown::PALETTE);
    window.wait_until_says(shown::REPLY_TEXT, "Something to be found again.").unwrap();

    window.click("[data-testid=title]").unwrap();
    window.press(&[keys::ESCAPE]).unwrap();
    window.press(&["/"]).unwrap();
    wait_for_focus(&window, shown::FILTER);
    window.press(&[keys::DOWN]).unwrap();
    wait_for_focus(&window, shown::SESSION);
    window.press(&["?"]).unwrap();
    window.wait(shown::KEYBOARD_SHEET).unwrap();
    window.press(&[keys::ESCAPE]).unwrap();
    wait_gone(&window, shown::KEYBOARD_SHEET);

    window.press(&[keys::CONTROL, "b"]).unwrap();
    wait_gone(&window, "[data-testid=sidebar]");
    window.press(&[keys::CONTROL, "b"]).unwrap();
    window.wait("[data-testid=sidebar]").unwrap();
}

#[test]
fn escape_stops_the_reply() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#steady");
    streaming(&window, 30);
    window.press(&[keys::ESCAPE]).unwrap();
    assert!(!reply(&window, "stopped").is_empty(), "what had arrived is kept");
}

/// The controls without a name, as HTML.
const NAMELESS: &str = "
    const words = (element) => (element?.innerText ?? element?.textContent ?? '').trim();
    const named = (element) =>
      element.getAttribute('aria-label')?.trim()
      || (element.getAttribute('aria-labelledby') ?? '').split(/\\s+/)
           .map((id) => words(document.getElementById(id))).join(' ').trim()
      || [...(element.labels ?? [])].map(words).join(' ').trim()
      || (element.matches('input, textarea, select') ? '' : words(element))
      || element.title?.trim();
    const roles = ['button', 'checkbox', 'combobox', 'dialog', 'img', 'link', 'listbox', 'menu',
      'menuitem', 'option', 'progressbar', 'radio', 'radiogroup', 'region', 'slider', 'switch',
      'textbox', 'group'].map((role) => `[role=${role}]`);
    const controls = [...document.querySelectorAll(
      ['button', 'input', 'textarea', 'select', 'a[href]', 'summary', 'dialog', ...roles].join())];
    const seen = controls.filter((control) => !control.closest('[aria-hidden=true]'));
    return [seen.length,
      seen.filter((control) => !named(control)).map((control) => control.outerHTML)]";

#[track_caller]
fn check_names(window: &Window, place: &str) {
    let found = window.run(NAMELESS, json!([])).unwrap();
    assert!(found[0].as_u64().unwrap() > 5, "{place} has controls");
    assert_eq!(found[1], json!([]), "{place}: every control has a name");
}

#[test]
fn every_control_has_a_name() {
    let room = Room::scripted();
    let window = room.open();
    check_names(&window, "a new chat");
    ask(&window, "Say something.\n```rust\nfn main() {}\n```");
    reply(&window, "complete");
    window.click(shown::REGENERATE).unwrap();
    window.wait_until_says(shown::VERSIONS, "2 / 2").unwrap();
    reply(&window, "complete");
    check_names(&window, "a conversation");
    for (button, place) in [
        (shown::MODEL_CHIP, shown::MODEL_PICKER),
        (shown::PARAMETERS_BUTTON, shown::PARAMETERS),
        (shown::MODELS_BUTTON, shown::MODEL_CARD),
        (shown::PROVIDERS_BUTTON, shown::PROVIDER_ROW),
        (shown::LEFT_BUTTON, shown::WHAT_LEFT),
        (shown::SETTINGS_BUTTON, shown::SETTINGS),
    ] {
        window.click(button).unwrap();
        window.wait(place).unwrap();
        check_names(&window, place);
        window.press(&[keys::ESCAPE]).unwrap();
        wait_gone(&window, place);
    }
}

/// Tells whether what has the focus looks otherwise without it.
const FOCUS_SHOWN: &str = "
    const target = document.activeElement;
    if (target === document.body) return null;
    const around = [];
    for (let part = target; part && around.length < 5; part = part.parentElement) around.push(part);
    const look = () => around.map((part) => {
      const style = getComputedStyle(part);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow,
        style.borderTopColor, style.backgroundColor].join();
    }).join('|');
    const focused = look();
    target.blur();
    const blurred = look();
    target.focus();
    const name = target.getAttribute('aria-label') ?? target.innerText ?? '';
    return [focused !== blurred, `${target.tagName} ${target.dataset.testid ?? ''} ${name}`]";

#[test]
fn the_focus_can_be_seen_wherever_the_tab_key_leads() {
    let room = Room::scripted();
    room.remember(json!({ "theme": "dark" }));
    let window = room.open();
    ask(&window, "Say something.");
    reply(&window, "complete");
    window.wait(shown::SESSION).unwrap();
    let mut reached = Vec::new();
    for _ in 0..30 {
        window.press(&[keys::TAB]).unwrap();
        let found = window.run(FOCUS_SHOWN, json!([])).unwrap();
        if found.is_null() {
            continue;
        }
        let name = found[1].as_str().unwrap().to_owned();
        assert_eq!(found[0], true, "the focus is seen on {name}");
        reached.push(name);
    }
    for wanted in ["composer", "new-chat", "filter", "session-row", "models-button", "regenerate"] {
        assert!(reached.iter().any(|name| name.contains(wanted)), "{wanted} of {reached:?}");
    }
}

#[test]
fn a_finished_reply_is_announced_once_and_its_tokens_never() {
    let room = Room::scripted();
    let window = room.open();
    let script = "window.said = []; const region = document.querySelector(arguments[0]); \
                  new MutationObserver(() => window.said.push(region.textContent)) \
                    .observe(region, { childList: true, characterData: true, subtree: true }); \
                  return region.getAttribute('aria-live')";
    let live = window.run(script, json!(["[data-testid=announcer]"])).unwrap();
    assert_eq!(live, "polite");
    ask(&window, r##"#script {"text": "Some words. ", "repeat": 20, "size": 4, "delay_ms": 20}"##);
    streaming(&window, 20);
    assert_eq!(
        count(&window, ":is([aria-live], [role=log], [role=status]) [data-testid=reply]"),
        0
    );
    reply(&window, "complete");
    let said = until(
        &window,
        "an announcement",
        "return window.said.length > 0 && window.said",
        json!([]),
    );
    let said: Vec<&str> = said.as_array().unwrap().iter().filter_map(|one| one.as_str()).collect();
    let said: Vec<&&str> = said.iter().filter(|one| !one.is_empty()).collect();
    assert_eq!(said.len(), 1, "said once: {said:?}");
    assert!(said[0].contains("Some words. Some words."), "with its words: {said:?}");
}
