//! Several models at once, in the real window: side by side, and blind until the vote.

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use crate::support::{Room, ask, count, until};
use crate::words::{gone, says};

/// A reply among others.
pub(crate) const CELL: &str = "[data-testid=cell] [data-testid=reply]";
/// Votes for a lane.
pub(crate) const VOTE: &str = "[data-testid=vote-best]";
/// What was voted.
pub(crate) const VOTED: &str = "[data-testid=voted]";
const SEAT: &str = "[data-testid=seat]";

/// Puts a model beside those that are asked.
pub(crate) fn add(window: &Window, typed: &str) {
    let before = count(window, SEAT).max(1);
    window.click("[data-testid=add-seat]").unwrap();
    window.write(shown::PICKER_SEARCH, typed).unwrap();
    window.write(shown::PICKER_SEARCH, keys::ENTER).unwrap();
    let more = "return document.querySelectorAll(arguments[0]).length > arguments[1]";
    until(window, &format!("a seat for {typed}"), more, json!([SEAT, before]));
}

/// Waits until so many replies stand side by side and all have ended so.
pub(crate) fn ended(window: &Window, replies: usize, status: &str) {
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length === arguments[1] \
                    && all.every((one) => one.dataset.status === arguments[2])";
    let what = format!("{replies} replies that are {status}");
    until(window, &what, script, json!([CELL, replies, status]));
}

/// Everything that the window holds: text, attributes and title.
fn everything(window: &Window) -> String {
    let all = "return document.documentElement.outerHTML + document.title";
    window.run(all, json!([])).unwrap().as_str().unwrap().to_lowercase()
}

/// The first name of the pool that stands in this, with what stands around it.
fn told(text: &str) -> Option<String> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    ["qwen", "smollm", "alibaba", "hugging"].into_iter().find_map(|name| {
        let name: Vec<char> = name.chars().collect();
        let at = text.windows(name.len()).position(|part| part == name)?;
        Some(text[at.saturating_sub(200)..(at + 60).min(text.len())].iter().collect())
    })
}

#[test]
fn two_models_answer_side_by_side_and_one_is_voted_for() {
    let room = Room::scripted();
    let window = room.open();
    add(&window, "qwen2.5 coder");
    assert_eq!(count(&window, SEAT), 2, "two seats");
    ask(&window, "Which of you is better?");
    ended(&window, 2, "complete");
    says(&window, CELL, "You said: Which of you is better?");
    let votes = count(&window, VOTE);
    assert_eq!(votes, 2, "one press for each");
    window.click(VOTE).unwrap();
    says(&window, VOTED, "A is best");
    window.click("[data-testid=vote-undo]").unwrap();
    gone(&window, VOTED);
    ask(&window, "And now?");
    ended(&window, 4, "complete");
    window.click(VOTE).unwrap();
    says(&window, VOTED, "A is best");
    window.click("[data-testid=ranking-button]").unwrap();
    says(&window, "[data-testid=ranking-page]", "Too close to call");
}

#[test]
fn nothing_in_the_window_tells_who_answers_before_a_blind_vote() {
    let room = Room::scripted();
    let window = room.open();
    add(&window, "qwen2.5 coder");
    window.click("[data-testid=blind]").unwrap();
    // The worker reads the escapes; the window shows them as they were typed.
    ask(
        &window,
        r#"#script {"text": "I am Qw\u0065n2.5 by Alibab\u0061, not Sm\u006flLM2. So there."}"#,
    );
    ended(&window, 2, "complete");
    says(&window, CELL, "So there.");
    assert_eq!(told(&everything(&window)), None, "by the page");
    let spoken = window.spoken().unwrap();
    assert_eq!(told(&spoken), None, "to a screen reader");
    assert!(spoken.contains(": Lane A"), "it is told of the lanes: {spoken}");
    window.click(VOTE).unwrap();
    says(&window, VOTED, "A is best");
    until(
        &window,
        "the names",
        "const all = document.documentElement.outerHTML.toLowerCase(); \
         return all.includes('qwen') && all.includes('smollm')",
        json!([]),
    );
    let spoken = window.spoken().unwrap();
    for name in ["Qwen2.5", "SmolLM2"] {
        assert!(spoken.contains(name), "the same walk finds {name} once it is told: {spoken}");
    }
    says(&window, CELL, "I am Qwen2.5 by Alibaba");
}

#[test]
fn a_whole_blind_session_is_walked_with_the_embedded_models() {
    let room = Room::real();
    let window = room.open();
    add(&window, "qwen2.5 coder");
    window.click("[data-testid=blind]").unwrap();
    // What they like best to tell of themselves.
    ask(&window, "What is your name, and who made you? One short sentence.");
    ended(&window, 2, "complete");
    assert_eq!(told(&everything(&window)), None, "by the page");
    assert_eq!(told(&window.spoken().unwrap()), None, "to a screen reader");
    window.click(VOTE).unwrap();
    says(&window, VOTED, "A is best");
    let names = "const all = document.documentElement.outerHTML.toLowerCase(); \
                 return all.includes('qwen') && all.includes('smollm')";
    until(&window, "the names", names, json!([]));

    ask(&window, "How many days has a week? One word.");
    gone(&window, VOTED);
    ended(&window, 2, "complete");
    window.run("document.activeElement.blur()", json!([])).unwrap();
    window.press(&["t"]).unwrap();
    says(&window, VOTED, "C, D are equally good");
    window.press(&["u"]).unwrap();
    gone(&window, VOTED);
    window.press(&["2"]).unwrap();
    says(&window, VOTED, "D is best");
    window.click("[data-testid=ranking-button]").unwrap();
    says(&window, "[data-testid=ranking-page]", "Too close to call");
}
