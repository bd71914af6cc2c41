//! The conversation as it is read: where the view stands, and what a click does.

use serde_json::{Value, json};
use stage::shown;
use stage::window::{Window, keys};

use crate::seed::seed;
use crate::support::{Room, ask, reply, streaming, until};

/// The part of the page that scrolls.
const VIEW: &str = "const view = document.querySelector('[role=region][tabindex=\"0\"]'); \
                    if (!view) return null; \
                    const left = view.scrollHeight - view.scrollTop - view.clientHeight; ";

fn look(window: &Window, script: &str, arguments: Value) -> Value {
    window.run(&format!("{VIEW}{script}"), arguments).unwrap()
}

#[track_caller]
fn wait_until(window: &Window, what: &str, script: &str, arguments: Value) -> Value {
    until(window, what, &format!("{VIEW}{script}"), arguments)
}

/// Waits until the reply that streams is longer by so many characters. What is out of sight counts
/// as well, which the visible text leaves out.
#[track_caller]
fn grow(window: &Window, characters: usize) {
    let script = "const text = document.querySelector(arguments[0]); \
                  text.querySelector('.md').dispatchEvent(new Event('showwhole')); \
                  return text.textContent.length";
    let length = window.run(script, json!([shown::REPLY_TEXT])).unwrap().as_u64().unwrap();
    streaming(window, usize::try_from(length).unwrap() + characters);
}

const LONG_REPLY: &str = r##"#script {"text": "A line of a reply that goes on for long.\n\n", "size": 24, "repeat": 1500, "delay_ms": 12}"##;

#[test]
fn the_view_follows_the_stream_only_while_the_reader_is_at_the_end() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, LONG_REPLY);
    wait_until(
        &window,
        "more than one page",
        "return view.scrollHeight > 3 * view.clientHeight",
        json!([]),
    );
    wait_until(&window, "the view at the end", "return left <= 8", json!([]));

    let script = "view.scrollTop -= 700; \
                  const box = view.getBoundingClientRect(); \
                  window.read = document.elementFromPoint(box.x + box.width / 2, box.y + 90); \
                  return new Promise((done) => requestAnimationFrame(() => \
                    requestAnimationFrame(() => done(window.read.getBoundingClientRect().top))))";
    let top = look(&window, script, json!([])).as_f64().unwrap();
    grow(&window, 3000);
    let now = look(&window, "return window.read.getBoundingClientRect().top", json!([]));
    assert!((now.as_f64().unwrap() - top).abs() < 1.0, "what is read stays: {top}, now {now}");
    assert!(look(&window, "return left", json!([])).as_f64().unwrap() > 700.0, "though it grew");

    window.click("[data-testid=jump-end]").unwrap();
    wait_until(&window, "the view at the end", "return left <= 8", json!([]));
    grow(&window, 1000);
    wait_until(&window, "the view at the end, as it grows", "return left <= 8", json!([]));
    window.press(&[keys::ESCAPE]).unwrap();
    reply(&window, "stopped");
    wait_until(&window, "the view at the very end", "return left <= 8", json!([]));
}

#[test]
fn a_long_session_opens_at_its_end_and_loads_older_messages_without_a_jump() {
    let room = Room::scripted();
    seed(&room, 150);
    let window = room.open();
    window.click(shown::SESSION).unwrap();
    let loaded = "return document.querySelectorAll('[data-message]').length === arguments[0]";
    wait_until(&window, "the last 50 messages", loaded, json!([50]));
    wait_until(&window, "the end", "return left <= 8", json!([]));
    for messages in [100, 150, 200, 250, 300] {
        let script = "view.scrollTop = 300; const box = view.getBoundingClientRect(); \
                      window.read = [...view.querySelectorAll('[data-message]')] \
                        .find((one) => one.getBoundingClientRect().bottom > box.y + 60); \
                      return window.read.getBoundingClientRect().top";
        let top = look(&window, script, json!([])).as_f64().unwrap();
        wait_until(&window, "older messages", loaded, json!([messages]));
        let script = "return new Promise((done) => requestAnimationFrame(() => \
                        requestAnimationFrame(() => \
                          done(window.read.getBoundingClientRect().top))))";
        let now = look(&window, script, json!([])).as_f64().unwrap();
        assert!((now - top).abs() <= 2.0, "at {messages}, what is read moved: {top}, now {now}");
    }
    let texts = look(
        &window,
        "return [...document.querySelectorAll('[data-message]')].map((m) => m.innerText)",
        json!([]),
    );
    for (at, text) in texts.as_array().unwrap().iter().enumerate() {
        let name = if at % 2 == 0 { "Prompt" } else { "Reply" };
        let wanted = format!("{name} {} of the seed", at / 2);
        assert!(text.as_str().unwrap().contains(&wanted), "{wanted:?} stands in its place: {text}");
    }
}

#[test]
fn of_a_long_reply_only_what_is_near_is_in_the_page_and_all_of_it_can_be_read_and_copied() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, r##"#script {"markdown": 120000}"##);
    reply(&window, "complete");
    let away = "return document.querySelectorAll('.md-section:empty').length";
    wait_until(
        &window,
        "most of it away",
        "const all = [...document.querySelectorAll('.md-section')]; \
        return all.length > 12 && all.filter((one) => !one.firstChild).length > all.length / 2",
        json!([]),
    );
    let height = look(&window, "return view.scrollHeight", json!([])).as_f64().unwrap();
    // A page at a time from the end to the beginning: there is always something to read.
    for page in 0..200 {
        let script = "view.scrollTop -= view.clientHeight * 0.9; const top = view.scrollTop; \
            return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => { \
              const box = view.getBoundingClientRect(); \
              const bare = [...document.querySelectorAll('.md-section:empty')].filter((one) => { \
                const { top, bottom } = one.getBoundingClientRect(); \
                return bottom > box.top && top < box.bottom; }); \
              done([top, bare.length]); })))";
        let seen = look(&window, script, json!([]));
        assert_eq!(seen[1], 0, "nothing empty on page {page} from the end");
        if seen[0].as_f64().unwrap() <= 0.0 {
            break;
        }
    }
    let now = look(&window, "return view.scrollHeight", json!([])).as_f64().unwrap();
    assert!((now - height).abs() / height < 0.02, "as high as it was: {height}, now {now}");
    assert!(look(&window, away, json!([])).as_u64().unwrap() > 6, "its end is away now");
    let script = "document.activeElement.blur(); \
                  document.addEventListener('copy', () => setTimeout(() => { \
                    window.copied = getSelection().toString().length; })); \
                  getSelection().selectAllChildren(document.querySelector(arguments[0]))";
    look(&window, script, json!([shown::REPLY_TEXT]));
    window.press(&[keys::CONTROL, "c"]).unwrap();
    let copied = wait_until(&window, "a copy", "return window.copied ?? null", json!([]));
    assert!(copied.as_u64().unwrap() > 60_000, "all of it is there to be copied: {copied}");
}

#[test]
fn five_megabytes_without_a_line_break_end_complete_and_leave_the_window_quick() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#unbroken");
    let script = "const last = [...document.querySelectorAll(arguments[0])].at(-1); \
                  return last?.dataset.status === 'complete'";
    until(&window, "a complete reply", script, json!([shown::REPLY]));
    let script = "const began = performance.now(); document.querySelector(arguments[0]).click(); \
                  return new Promise((done) => requestAnimationFrame(() => \
                    setTimeout(() => done([performance.now() - began, \
                      document.querySelectorAll(arguments[1]).length]))))";
    let answer = window.run(script, json!([shown::NEW_CHAT, shown::REPLY])).unwrap();
    let [took, replies] = [answer[0].as_f64().unwrap(), answer[1].as_f64().unwrap()];
    assert!(took < 1000.0, "a click is answered within a second: {took} ms");
    assert!(replies == 0.0, "by a new chat");
}

#[test]
fn a_link_shows_where_it_goes_and_leads_nowhere_by_itself() {
    let room = Room::scripted();
    let window = room.open();
    let address = "https://example.org/a/b?c=d#e";
    ask(&window, &format!(r##"#script {{"text": "See [the page]({address}) now."}}"##));
    reply(&window, "complete");
    let before = window.run("return location.href", json!([])).unwrap();
    window.click(&format!("{} a", shown::REPLY_TEXT)).unwrap();
    window.wait_until_says(shown::LINK_SHEET, address).unwrap();
    assert_eq!(window.text("[data-testid=link-host]").unwrap().unwrap(), "example.org");
    window.press(&[keys::ESCAPE]).unwrap();
    until(
        &window,
        "the sheet to close",
        "return document.querySelector(arguments[0]) === null",
        json!([shown::LINK_SHEET]),
    );
    assert_eq!(window.run("return location.href", json!([])).unwrap(), before, "nothing moved");
    reply(&window, "complete");
}
