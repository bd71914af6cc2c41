//! The second turn of a long chat: how soon it begins, against reading the same path from nothing.

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::median;
use crate::bench::store::Kept;
use crate::bench::{Bench, play};
use crate::failure::{Failure, Result};
use crate::shown;
use crate::window::Window;

const MODEL: &str = "local/qwen2.5-coder-0.5b-instruct";
/// Sentences in the first prompt, of about twelve tokens each.
const SENTENCES: usize = 150;
const SECOND: &str = "Now name one word from that list.";
const ROUNDS: usize = 3;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "turn", json!({ "default_model": MODEL }))?;
    let app = play::real(&data);
    let (mut warm, mut cold, mut loading) = (Vec::new(), Vec::new(), Vec::new());
    let mut path = f64::NAN;
    for round in 0..bench.rounds(ROUNDS) {
        let window = Window::open(bench.desk, &app)?;
        let parameters = json!({ "temperature": 0.0, "seed": 1, "max_tokens": 64, "threads": 1 });
        let arguments = json!({ "model": MODEL, "parameters": parameters });
        window.call("set_model_parameters", arguments)?;
        window.click(shown::NEW_CHAT)?;
        play::ask_to_the_end(&window, &data, &first_prompt(round))?;
        // The title of the chat is made in between, as it is while a person reads.
        bench.quiet(&window)?;
        let second = play::ask_to_the_end(&window, &data, SECOND)?;
        path = second.prompt_tokens.unwrap_or(f64::NAN);
        warm.push(first_token(&second)?);
        drop(window);

        // The same path, with the model to be loaded first: the window opens where it was left.
        let window = Window::open(bench.desk, &app)?;
        loading.push(first_token(&play::again(&window, &data)?)?);
        drop(window);

        // And with the model in memory that has read something else only.
        let window = Window::open(bench.desk, &app)?;
        window.wait(shown::REPLY)?;
        let long = play::last_reply(&window)?;
        let session = play::open_session(&window)?;
        window.click(shown::NEW_CHAT)?;
        play::ask_to_the_end(&window, &data, "Say yes.")?;
        bench.quiet(&window)?;
        window.click(&play::session_row(&session))?;
        play::until_last_reply_is(&window, long.as_deref())?;
        let reply = play::again(&window, &data)?;
        if reply.cached_tokens.is_some_and(|cached| cached > path / 2.0) {
            return Err(Failure::new("the path that should be read anew was known"));
        }
        cold.push(first_token(&reply)?);
        let said =
            [&warm, &cold, &loading].map(|values| values.last().copied().unwrap_or(f64::NAN));
        bench.say(format!(
            "second turn: warm {} ms, cold {} ms, with load {} ms",
            said[0], said[1], said[2]
        ));
    }
    let [warm, cold, loading] = [warm, cold, loading].map(|values| median(&values));
    let name = format!("second turn, path of {path:.0} tokens: time to first token");
    Ok(vec![
        Figure::reported(name, warm, "ms").against(cold),
        Figure::reported("… against the same path read cold, model in memory", warm / cold, "")
            .within(Bound::AtMost(0.3)),
        Figure::reported("… against the same path read cold after a restart", warm / loading, "")
            .within(Bound::AtMost(0.3)),
        Figure::reported("the same path cold, after a restart: time to first token", loading, "ms"),
    ])
}

/// Long, and another one each time, so that nothing is known of it.
fn first_prompt(round: usize) -> String {
    let things = ["lantern", "harbour", "violin", "orchard", "kettle", "compass", "ladder"];
    let thing = |number: usize| things[(number * 3 + round) % things.len()];
    let line = |number: usize| {
        format!(
            "Item {} of list {round} is a {} beside a {}. ",
            number + 1,
            thing(number),
            thing(number + 2)
        )
    };
    let list: String = (0..SENTENCES).map(line).collect();
    format!("Read this list, then answer with one short sentence. {list}")
}

fn first_token(kept: &Kept) -> Result<f64> {
    kept.first_token_ms.ok_or_else(|| Failure::new("the reply was kept without its figures"))
}
