//! Finding a word, and the place where it stands.

use serde_json::json;
use stage::shown;
use stage::window::keys;

use crate::seed::seed;
use crate::support::{Room, until};

#[test]
fn a_word_that_is_typed_is_found_and_lit_where_it_stands_far_up_in_its_chat() {
    let room = Room::scripted();
    seed(&room, 60);
    let window = room.open();
    window.wait(shown::SESSION).unwrap();
    window.press(&[keys::CONTROL, keys::SHIFT, "f"]).unwrap();
    window.write("[data-testid=search-field]", "\"reply 9 of\"").unwrap();
    let found = "const hits = [...document.querySelectorAll('[data-testid=hit]')]; \
                 return hits.length === 1 && hits[0].querySelector('mark')?.textContent";
    let lit = until(&window, "one hit with lit words", found, json!([]));
    assert_eq!(lit, json!("Reply 9 of"));
    window.write("[data-testid=search-field]", keys::ENTER).unwrap();

    let shown = "const lit = [...(CSS.highlights.get('found') ?? [])][0]; if (!lit) return null; \
                 const view = document.querySelector('[role=region][tabindex=\"0\"]'); \
                 const box = lit.getBoundingClientRect(), frame = view.getBoundingClientRect(); \
                 return box.top >= frame.top && box.bottom <= frame.bottom && lit.toString()";
    let lit = until(&window, "the words lit in sight", shown, json!([]));
    assert_eq!(lit, json!("Reply 9 of"));
    window.wait_until_says("[data-testid=find-at]", "1 of 1").unwrap();
    window.press(&[keys::ESCAPE]).unwrap();
    until(
        &window,
        "nothing lit any more",
        "return !CSS.highlights.has('found') && !document.querySelector('[data-testid=find-bar]')",
        json!([]),
    );
}
