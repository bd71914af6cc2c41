//! Blind turns: nothing tells who answers before the vote, and the vote tells it.

use engine::{Blind, Compare, Error, HIDDEN, OpenSession, Opinion, Update};
use model::{ChatEvent, ErrorKind, ModelId, Usage};
use store::{MessageId, SessionId, VoteFilter};

use crate::compare::{calls, settle};
use crate::support::{Desk, Screen, watch};

const POOL: [&str; 3] = ["local/Ada-7b", "local/Bert-1", "local/Cleo_9"];

fn ask(session: Option<SessionId>, text: &str) -> Compare {
    let pool = POOL.map(|model| ModelId::from(model.to_owned())).into();
    Compare {
        session,
        seats: Vec::new(),
        only: Vec::new(),
        text: text.into(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        replaces: None,
        parameters: None,
        blind: Some(Blind { pool, models: 2, even_pace: false }),
    }
}

/// Nothing in what a window was given names a model of the pool.
fn tells_nothing(shown: &impl serde::Serialize) {
    let text = serde_json::to_string(shown).unwrap().to_lowercase();
    for name in POOL {
        let name = name.trim_start_matches("local/").to_lowercase();
        assert!(!text.contains(&name), "{name} in {text}");
    }
}

fn ends(open: &OpenSession) -> Vec<MessageId> {
    open.lanes.iter().map(|lane| lane.path.messages.last().unwrap().id).collect()
}

fn opinion(open: &OpenSession, best: &[usize]) -> Opinion {
    let replies = ends(open);
    let best = best.iter().map(|place| replies[*place]).collect();
    Opinion { replies, best, reason: "clearer".into(), tags: vec!["bridges".into()] }
}

/// A blind turn whose models name themselves; one of them fails.
pub(crate) async fn battle(desk: &Desk) -> OpenSession {
    let open = desk.engine.compare(ask(None, "Who are you? Please tell me who made you, when that was, and what you know of the world.")).await.unwrap();
    tells_nothing(&open);
    let mut watching = watch(desk, open.session.id);
    let calls = calls(desk, 2).await;
    for call in &calls {
        let name = call.request.model.name().to_owned();
        call.send(Ok(ChatEvent::Started { model: name.clone() }));
        let (begin, end) = name.split_at(2);
        call.say("I am **").say(begin).say(end).say("**, made by hand. ").say(begin);
        call.say(" and neither Ada-7b nor Bert-1 nor Cleo_9, or which of them is asked. ");
        call.send(Ok(ChatEvent::Usage { usage: Usage { reply_tokens: 7, ..Usage::default() } }));
    }
    let mut screen = Screen::default();
    while screen.0.values().filter(|one| one.text.contains("made by hand")).count() < 2 {
        let updates = watching.next().await;
        updates.iter().for_each(tells_nothing);
        assert!(updates.iter().all(|update| match update {
            Update::Message { message } => message.model.is_none() && message.usage.is_none(),
            Update::Delta { .. } => true,
        }));
        screen.reduce(updates);
    }
    calls[0].finish();
    calls[1].fail(ErrorKind::Server);
    settle(desk).await;
    let updates = watching.next().await;
    updates.iter().for_each(tells_nothing);
    let open = desk.engine.open(open.session.id).await.unwrap();
    tells_nothing(&open);
    tells_nothing(&desk.engine.tree(open.session.id).await.unwrap());
    open
}

#[tokio::test]
async fn nothing_tells_who_answers_before_the_vote() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    assert!(open.blind && open.lanes.len() == 2);
    let session = open.session.id;
    let [one, other] = [ends(&open)[0], ends(&open)[1]];
    for lane in &open.lanes {
        assert_eq!(lane.lane.model.as_str(), HIDDEN);
        let reply = lane.path.messages.last().unwrap();
        assert!(reply.text.starts_with("I am **█████**, made by hand."), "{}", reply.text);
        assert_eq!((&reply.usage, &reply.timings, &reply.parameters), (&None, &None, &None));
    }
    assert_eq!(open.session.model, None);
    tells_nothing(&desk.engine.word_diff(one, other).await.unwrap());
    tells_nothing(&desk.engine.agreement(&[one, other]).await.unwrap());
    assert!(desk.engine.what_was_sent(one).await.is_err(), "what was sent names it");
    assert!(desk.engine.arrivals(one).await.is_err(), "how fast it came tells it");
    assert!(desk.engine.copy_branch(one).await.is_err(), "a copy would not be blind");
    assert!(desk.engine.make_trunk(session, open.lanes[0].lane.lane).await.is_err());
    let ada = [ModelId::from(POOL[0].to_owned())];
    assert!(desk.engine.fan_out(open.lanes[0].path.messages[0].id, &ada).await.is_err());
    assert!(desk.engine.store().marks().await.unwrap().is_empty(), "nobody was asked last");
}

#[tokio::test]
async fn the_vote_tells_it_and_the_session_goes_on_from_the_best() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    let session = open.session.id;
    let told = desk.engine.vote(opinion(&open, &[1])).await.unwrap();
    assert!(!told.blind);
    let models: Vec<_> = told.lanes.iter().map(|lane| lane.lane.model.clone()).collect();
    assert!(models.iter().all(|model| POOL.contains(&model.as_str())) && models[0] != models[1]);
    assert!(told.lanes[0].path.messages[1].usage.is_some(), "with its figures");
    let [vote] = &told.votes[..] else { panic!("one vote") };
    assert!(vote.blind && vote.candidates[1].best && !vote.candidates[0].best);
    assert_eq!((vote.language.as_deref(), &vote.tags[0][..]), (Some("en"), "bridges"));
    assert_eq!(vote.candidates[0].model, models[0], "in the order shown");

    let turn = told.lanes[0].path.messages[1].turn;
    let hidden = desk.engine.take_back_vote(session, turn).await.unwrap();
    assert!(hidden.blind && hidden.votes.is_empty(), "undone, and hidden again");
    tells_nothing(&hidden);
    let told = desk.engine.vote(opinion(&open, &[1])).await.unwrap();
    let best = told.lanes[1].path.messages[1].text.clone();

    let next = desk.engine.compare(ask(Some(session), "Go on")).await.unwrap();
    assert!(next.blind, "the next turn is drawn anew");
    let asked = calls(&desk, 2).await;
    for call in &asked {
        let texts: Vec<_> = call.request.messages.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Who are you? Please tell me who made you, when that was, and what you know of the world.",
                best.as_str(),
                "Go on"
            ]
        );
        call.say("ok").finish();
    }
    settle(&desk).await;
    let late = desk.engine.take_back_vote(session, turn).await;
    assert!(matches!(late, Err(Error::NotAllowed(_))), "a prompt has followed");
}

#[tokio::test]
async fn who_has_seen_the_names_votes_blindly_only_by_saying_the_same_again() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    let session = open.session.id;
    let told = desk.engine.vote(opinion(&open, &[1])).await.unwrap();
    let turn = told.lanes[0].path.messages[1].turn;
    for (best, blind) in [(vec![0], false), (vec![1], true), (vec![], false), (vec![0, 1], false)] {
        desk.engine.take_back_vote(session, turn).await.unwrap();
        let told = desk.engine.vote(opinion(&open, &best)).await.unwrap();
        assert!(!told.blind, "the names are told");
        assert_eq!(told.votes[0].blind, blind, "for {best:?}");
    }
    let back = desk.engine.take_back_vote(session, turn).await.unwrap();
    assert!(back.blind, "taken back, it is hidden again, whichever vote it was");
}

#[tokio::test]
async fn names_that_were_told_without_a_vote_stay_told_when_a_vote_is_taken_back() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    let session = open.session.id;
    let told = desk.engine.vote(opinion(&open, &[1])).await.unwrap();
    let turn = told.lanes[0].path.messages[1].turn;
    desk.engine.take_back_vote(session, turn).await.unwrap();
    let revealed = desk.engine.reveal(session, turn).await.unwrap();
    desk.engine.vote(opinion(&open, &[1])).await.unwrap();
    let back = desk.engine.take_back_vote(session, turn).await.unwrap();
    assert_eq!(back, revealed, "exactly as before the vote");
    assert!(!back.blind);
}

#[tokio::test]
async fn an_unvoted_turn_goes_on_with_the_same_hidden_models() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    desk.engine.compare(ask(Some(open.session.id), "And then?")).await.unwrap();
    let asked = calls(&desk, 2).await;
    for call in &asked {
        let own = call.request.model.name();
        assert!(call.request.messages[1].text.contains(own), "each its own path");
        call.say("x").finish();
    }
    settle(&desk).await;
    let open = desk.engine.open(open.session.id).await.unwrap();
    tells_nothing(&open);
    let revealed = desk.engine.vote(opinion(&open, &[])).await.unwrap();
    assert!(revealed.blind, "the turn before was not voted on, and keeps its names");
}

#[tokio::test]
async fn votes_make_a_ranking_and_are_carried_elsewhere() {
    let desk = Desk::new().await;
    for winner in [0, 1, 0] {
        let open = desk.engine.compare(ask(None, "Tell me how a suspension bridge carries its load, and why it does not fall down when the wind is strong.")).await.unwrap();
        calls(&desk, 2).await.iter().for_each(|call| {
            call.say("ok").finish();
        });
        settle(&desk).await;
        desk.engine.vote(opinion(&open, &[winner])).await.unwrap();
    }
    let all = VoteFilter::default();
    let ranking = desk.engine.ranking(&all).await.unwrap();
    assert_eq!(ranking.votes, 3);
    assert_eq!(ranking.matrix.len(), ranking.rows.len().pow(2));
    assert!(ranking.rows.iter().all(|row| row.cost_per_1000 == Some(0.0)), "they run here");
    assert!(ranking.rows.iter().filter(|row| row.rating.is_some()).count() >= 2);
    assert_eq!(
        (&ranking.languages[..], &ranking.tags[..]),
        (&["en".to_owned()][..], &["bridges".to_owned()][..])
    );
    let none = VoteFilter { language: Some("hi".into()), ..all.clone() };
    assert_eq!(desk.engine.ranking(&none).await.unwrap().votes, 0);

    let folder = tempfile::tempdir().unwrap();
    let other = crate::random::engine(folder.path()).await;
    for format in [engine::VoteFormat::Csv, engine::VoteFormat::Jsonl, engine::VoteFormat::Parquet]
    {
        let file = desk.engine.export_votes(&all, format).await.unwrap();
        let brought = other.import_votes(file, format).await.unwrap();
        let new = if format == engine::VoteFormat::Csv { 3 } else { 0 };
        assert_eq!((brought.new, brought.known, brought.bad), (new, 3 - new, 0), "{format:?}");
    }
    let there = other.ranking(&all).await.unwrap();
    let rating = |ranking: &engine::Ranking| {
        let rows = ranking.rows.iter().filter(|row| row.votes > 0);
        rows.map(|row| (row.model.clone(), row.rating)).collect::<Vec<_>>()
    };
    assert_eq!(rating(&there), rating(&ranking), "the same votes, the same ranking");
    let bad = desk.engine.import_votes(b"no votes".to_vec(), engine::VoteFormat::Csv).await;
    assert!(matches!(bad, Err(Error::Votes(_))));
}

#[tokio::test]
async fn answers_are_merged_by_a_prompt_that_stands_in_the_tree() {
    let desk = Desk::new().await;
    let open = desk.engine.compare(ask(None, "Tell me how a suspension bridge carries its load, and why it does not fall down when the wind is strong.")).await.unwrap();
    for call in calls(&desk, 2).await {
        call.say("A bridge carries its load to the ground. It is long.").finish();
    }
    settle(&desk).await;
    let (replies, model) = (ends(&open), ModelId::from("local/m".to_owned()));
    let blind = desk.engine.merge(&replies, model.clone(), "x".into()).await;
    assert!(matches!(blind, Err(Error::NotAllowed(_))), "whose they are is not told yet");
    desk.engine.vote(opinion(&open, &[0])).await.unwrap();
    let merged = desk.engine.merge(&replies, model, "Make one of these: …".into()).await.unwrap();
    let call = calls(&desk, 1).await;
    let texts: Vec<_> = call[0].request.messages.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts.last(), Some(&"Make one of these: …"), "what is sent is the path");
    call[0].say("A bridge carries its load to the ground. Nobody said this elephant.").finish();
    settle(&desk).await;
    let [prompt, reply] = &merged.messages[..] else { panic!("a prompt and a reply") };
    assert_eq!(prompt.merged, replies);
    let now = desk.engine.open(open.session.id).await.unwrap();
    let leaves: Vec<_> = ends(&now);
    assert_eq!(leaves, [reply.id, replies[1]], "it is read in the first one's lane");
    let turn = open.lanes[0].path.messages[1].turn;
    let back = desk.engine.take_back_vote(open.session.id, turn).await;
    assert!(back.is_err(), "the names stay told once a prompt has followed");
    let linked = desk.engine.attribution(reply.id).await.unwrap();
    assert_eq!(linked.len(), 2);
    assert_eq!(linked[0].from.len(), 2, "both answers say it");
    assert_eq!(linked[1].from, [], "nobody said it");
    assert!(desk.engine.attribution(replies[0]).await.is_err(), "it was not merged");
}
