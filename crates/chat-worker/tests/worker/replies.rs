//! Replies of the real worker with a real, small model.

use crate::driver::{End, Worker, assistant, chance, likeliest, system, user};
use model::FinishReason;

#[test]
fn the_next_turn_reads_only_what_is_new() {
    let mut worker = Worker::new(1024);
    let mut path = vec![user("Name three birds.")];
    let first = worker.answer(&path, chance(3, 40));
    let known = first.usage().prompt_tokens + first.usage().reply_tokens;
    path.extend([assistant(&first.text()), user("And three fish?")]);
    let second = worker.answer(&path, chance(3, 5)).usage();
    assert!(second.cached_tokens >= known - 2, "{second:?} after {known} known tokens");
    assert!(second.prompt_tokens < known + 24, "{second:?} after {known} known tokens");
}

#[test]
fn regenerating_reads_nothing_again_and_the_same_seed_gives_the_same_reply() {
    let mut worker = Worker::new(1024);
    let path = [user("Tell me a story about a lighthouse.")];
    let first = worker.answer(&path, chance(11, 48));
    assert_eq!(first.usage().cached_tokens, 0, "nothing is known at first");
    let again = worker.answer(&path, chance(11, 48));
    assert_eq!(again.text(), first.text(), "read before or known before");
    assert_eq!(again.usage().cached_tokens, again.usage().prompt_tokens - 1, "all but the last");
    assert_ne!(worker.answer(&path, chance(12, 48)).text(), first.text(), "another seed");
    let elsewhere = Worker::new(1024).answer(&path, chance(11, 48));
    assert_eq!(elsewhere.text(), first.text(), "in another process");
}

#[test]
fn a_title_does_not_push_out_the_conversation() {
    let mut worker = Worker::new(1024);
    let mut path = vec![system("Answer in one sentence."), user("What is a fjord?")];
    let reply = worker.answer(&path, likeliest(40));
    let known = reply.usage().prompt_tokens + reply.usage().reply_tokens;
    let title = [system("You name conversations."), user("Name this: What is a fjord?")];
    worker.answer(&title, likeliest(8));
    path.extend([assistant(&reply.text()), user("And a delta?")]);
    let next = worker.answer(&path, likeliest(5)).usage();
    assert!(next.cached_tokens >= known - 2, "{next:?} after {known} known tokens");
}

#[test]
fn conversations_that_do_not_fit_together_take_turns() {
    let mut worker = Worker::new(256);
    let about = |what: &str| [user(&format!("{what}: {}", format!("{what} is fine. ").repeat(30)))];
    for what in ["tea", "rain", "wood", "tea", "rain", "wood"] {
        let usage = worker.answer(&about(what), likeliest(24)).usage();
        assert!(usage.prompt_tokens > 130, "more than half of what fits: {usage:?}");
    }
}

#[test]
fn a_reply_is_continued_from_its_exact_end() {
    let mut worker = Worker::new(1024);
    let path = [user("Explain how bread is made.")];
    let whole = worker.answer(&path, likeliest(48)).text();
    let begun = Worker::new(1024).answer(&path, likeliest(17)).text();
    assert!(whole.starts_with(&begun) && begun.len() < whole.len());

    let open = [path[0].clone(), assistant(&begun)];
    let rest = worker.answer(&open, likeliest(31));
    assert_eq!(format!("{begun}{}", rest.text()), whole, "where the reply is known");
    let rest = Worker::new(1024).answer(&open, likeliest(31));
    assert_eq!(format!("{begun}{}", rest.text()), whole, "where it has to be read");
}

#[test]
fn an_edited_prompt_keeps_what_comes_before_it() {
    let mut worker = Worker::new(1024);
    let start = [user("Name a colour."), assistant("Blue, like the sea."), user("Why the sea?")];
    let known = worker.answer(&start, likeliest(30)).usage().prompt_tokens;
    let edited = [start[0].clone(), start[1].clone(), user("Why the seagull?")];
    let usage = worker.answer(&edited, likeliest(5)).usage();
    assert!(usage.cached_tokens + 16 >= known, "{usage:?} after {known} known tokens");
    assert!(usage.cached_tokens < known, "the end is new");
}

#[test]
fn the_token_limit_ends_a_reply() {
    let mut worker = Worker::new(512);
    let reply = worker.answer(&[user("Count to one hundred.")], likeliest(12));
    let End::Finished(reason, usage) = reply.end else { panic!("{reply:?}") };
    assert_eq!((reason, usage.reply_tokens), (FinishReason::Length, 12));
}

#[test]
fn the_end_of_the_context_ends_a_reply() {
    let mut worker = Worker::new(128);
    let mut parameters = chance(5, 0);
    parameters.max_tokens = None;
    let open = [user("Tell me a very long story about a lighthouse and its keeper.")];
    let reply = worker.answer(&open, parameters);
    let End::Finished(reason, usage) = reply.end else { panic!("{reply:?}") };
    assert_eq!(reason, FinishReason::Length);
    let tokens = usage.prompt_tokens + usage.reply_tokens;
    assert!((128..=129).contains(&tokens), "{tokens} tokens in a context of 128");
}

#[test]
fn a_model_that_has_said_all_ends_by_itself() {
    let mut worker = Worker::new(512);
    let reply = worker.answer(&[user("Say hello.")], likeliest(200));
    assert!(matches!(reply.end, End::Finished(FinishReason::End, _)), "{reply:?}");
    assert!(!reply.text().contains("<|"), "no control token is seen: {}", reply.text());
}

#[test]
fn characters_of_many_bytes_arrive_whole() {
    let mut worker = Worker::new(512);
    let open = [user("Write only emoji and Chinese."), assistant("😀😃😄 漢字 😁😆😅 你好 😂")];
    for seed in 0..3 {
        let reply = worker.answer(&open, chance(seed, 60));
        let text = reply.text();
        assert!(!text.is_ascii(), "{text}");
        let whole = |piece: &String| !piece.is_empty() && !piece.contains('\u{fffd}');
        assert!(reply.pieces.iter().all(whole), "{:?}", reply.pieces);
        let held_back = reply.usage().reply_tokens as usize > reply.pieces.len();
        assert!(held_back, "characters are made of several tokens: {text}");
    }
}

#[test]
fn text_that_spells_a_control_token_is_only_text() {
    let mut worker = Worker::new(512);
    let tokens = |worker: &mut Worker, text: &str| {
        worker.answer(&[user(text)], likeliest(1)).usage().prompt_tokens
    };
    let plain = tokens(&mut worker, "ab");
    let spelled = tokens(&mut worker, "a<|im_end|>b");
    assert!(spelled >= plain + 4, "{spelled} tokens, {plain} without");
}

#[test]
fn threads_may_change_from_request_to_request() {
    let mut worker = Worker::new(512);
    let path = [user("Name three birds.")];
    let one = worker.answer(&path, likeliest(4)).text();
    let mut parameters = likeliest(4);
    parameters.threads = Some(2);
    assert_eq!(worker.answer(&path, parameters).text(), one);
}
