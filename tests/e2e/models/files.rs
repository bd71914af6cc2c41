//! Files of the user's own.

use std::fs;

use stage::shown;

use super::{ADD, add_path, card, card_that_is, open_list};
use crate::support::{Room, ask, count, models, reply};
use crate::words::{gone, press, says};

const SMALL: &str = "smollm2-135m-instruct-q4_1.gguf";

#[test]
fn a_file_that_is_no_model_is_refused_where_it_was_named_and_nothing_is_added() {
    let room = Room::real();
    let folder = room.desk.folder("mine").unwrap();
    let model = fs::read(models().join(SMALL)).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let window = room.open();
    open_list(&window);
    let before = count(&window, shown::MODEL_CARD);
    for (path, words) in [
        (file("report.pdf", b"%PDF-1.7 and so on"), "this is not a GGUF file"),
        (file("empty.gguf", b""), "the file is empty"),
        (file("head.gguf", &model[..1000]), "ends too early"),
        (file("half.gguf", &model[..model.len() / 2]), "ends too early"),
        (file("damaged.gguf", &[&model[..8], &[0xff; 4000][..]].concat()), "damaged"),
        (folder.join("nowhere.gguf").display().to_string(), "There is no file at"),
        (folder.display().to_string(), "not a file"),
    ] {
        add_path(&window, &path);
        says(&window, &format!("{ADD} [role=alert]"), words);
        let typed = window.run(
            "return document.querySelector('[data-testid=add-path]').value",
            serde_json::json!([]),
        );
        assert_eq!(typed.unwrap(), path, "what was typed is still there");
        assert_eq!(count(&window, shown::MODEL_CARD), before, "{path}: nothing is added");
    }
}

#[test]
fn a_models_file_is_used_where_it_lies_and_forgetting_it_leaves_it_there() {
    let room = Room::real();
    let file = room.desk.folder("mine").unwrap().join("My Own.gguf");
    fs::copy(models().join(SMALL), &file).unwrap();
    let size = fs::metadata(&file).unwrap().len();
    let window = room.open();
    open_list(&window);
    add_path(&window, &file.display().to_string());
    window.wait(&card_that_is("my-own", "ready")).unwrap();
    says(&window, &card("my-own"), &file.display().to_string());
    press(&window, &card("my-own"), "Use for new chats");
    says(&window, &card("my-own"), "Default");
    window.click("[data-testid=close-page]").unwrap();
    ask(&window, "Say hello.");
    assert!(!reply(&window, "complete").trim().is_empty(), "it answers");
    let id = window.attribute(shown::MODEL_CHIP, "data-id").unwrap();
    assert_eq!(id.as_deref(), Some("local/my-own"), "it was this model");

    open_list(&window);
    press(&window, &card("my-own"), "Take off the list");
    says(&window, "[data-testid=delete-model-sheet]", "The file itself stays where it is.");
    window.click("[data-testid=delete-model-yes]").unwrap();
    gone(&window, &card("my-own"));
    assert_eq!(fs::metadata(&file).unwrap().len(), size, "the file lies where it was");
    drop(window);
    let window = room.open();
    open_list(&window);
    assert_eq!(count(&window, &card("my-own")), 0, "it stays forgotten");
}
