//! Models that are not there any more, and the votes on what they said.

use std::fs;

use serde_json::json;
use stage::shown;
use stage::window::Window;
use store::VoteFilter;

use super::server::{Server, lane};
use super::{seat, set_up};
use crate::compare::{CELL, VOTE, VOTED, ended};
use crate::support::{Room, ask, count, models, stored, until};
use crate::words::says;

const LINE: &str = "[data-testid=ranking-line]";

/// The names in the ranking.
fn ranked(window: &Window) {
    window.click("[data-testid=ranking-button]").unwrap();
    says(window, "[data-testid=ranking-page]", "Too close to call");
    let names = "return [...document.querySelectorAll(arguments[0])] \
                 .map((line) => line.querySelector('.model').innerText.trim()).sort()";
    let names = window.run(names, json!([LINE])).unwrap();
    assert_eq!(names, json!(["by-gone", "lane-1"]), "each by its name");
}

#[test]
fn votes_outlive_the_models_that_they_name() {
    let server = Server::start();
    server.release();
    let room = Room::scripted();
    let file = room.desk.folder("mine").unwrap().join("by-gone.gguf");
    fs::copy(models().join("smollm2-135m-instruct-q4_1.gguf"), &file).unwrap();
    let window = room.open();
    let provider = set_up(&window, &server);
    let id = window.call("add_model_file", json!({ "path": file })).unwrap();
    seat(&window, "by-gone", &[lane(1)]);
    ask(&window, "Which of you will stay?");
    ended(&window, 2, "complete");
    window.click(VOTE).unwrap();
    says(&window, VOTED, "A is best");

    window.call("delete_model", json!({ "model": id })).unwrap();
    fs::remove_file(&file).unwrap();
    window.call("remove_provider", json!({ "provider": provider })).unwrap();
    ranked(&window);
    window.click("[data-testid=close-page]").unwrap();
    says(&window, CELL, "You said: Which of you will stay?");
    says(&window, VOTED, "A is best");
    drop(window);

    // The next start knows nothing of either but their names.
    let window = room.open();
    ended(&window, 2, "complete");
    ask(&window, "Is anyone there?");
    let told = "return document.querySelectorAll('[data-testid=failure], [data-testid=ask-problem]')\
                .length > 0";
    until(&window, "that nobody is there", told, json!([]));
    assert_eq!(count(&window, shown::STOP), 0, "nothing waits for an answer");
    ranked(&window);
    drop(window);
    let votes = stored(&room, async |store| store.votes(&VoteFilter::default()).await.unwrap());
    let names: Vec<_> = votes[0].candidates.iter().map(|one| one.model.to_string()).collect();
    assert_eq!(names, [id.as_str().unwrap().to_owned(), format!("{provider}/lane-1")]);
    assert!(votes[0].candidates[0].best && votes.len() == 1);
}
