//! What is found, what is not, and in which order.

use std::collections::BTreeSet;

use lookup::{Day, Query};
use model::{ModelId, Role};
use store::{
    Attached, Candidate, Found, FoundOrder, HitPlace, Kind, MessageId, Millis, NewBlind, NewTurn,
    Search, SessionId, Standing, Status, Store, TitleSource, Vote,
};
use uuid::Uuid;

use crate::sample::{
    NOW, add, begun, ending, first_turn, kept, next_turn, prompt, reply, session_id, small_model,
};

/// Nothing is hidden.
fn bare(_: &BTreeSet<ModelId>, text: &str) -> String {
    text.to_owned()
}

pub(crate) fn asked(typed: &str) -> Search {
    let query = Query::parse(typed, Day::of(NOW.0, 0)).unwrap();
    Search { query, utc_offset: 0, after: None, limit: 20 }
}

pub(crate) async fn found(store: &Store, typed: &str) -> Found {
    store.search(&asked(typed), &bare).await.unwrap()
}

/// The snippets of all hits, in order.
async fn texts(store: &Store, typed: &str) -> Vec<String> {
    let sessions = found(store, typed).await.sessions;
    sessions.into_iter().flat_map(|one| one.hits).map(|hit| hit.snippet.text).collect()
}

async fn ended(store: &Store, text: &str, answer: &str) -> (SessionId, MessageId, MessageId) {
    let session = session_id();
    let (prompt, reply) = begun(store, session, text).await;
    store.end(&ending(reply, answer, Status::Complete)).await.unwrap();
    (session, prompt, reply)
}

#[tokio::test]
async fn prompts_and_finished_replies_are_found_on_every_branch() {
    let kept = kept().await;
    let store = &kept.store;
    let (session, first, reply) = ended(store, "Where do whales sleep?", "Near the surface").await;
    assert_eq!(texts(store, "whales").await, ["Where do whales sleep?"]);
    assert_eq!(texts(store, "SURFACE near").await, ["Near the surface"]);
    assert_eq!(texts(store, "whales surface").await, [""; 0], "in one message");

    let other = next_turn(session, None, "Where do otters sleep?");
    let (_, open) = add(store, &other).await;
    store.checkpoint(&[crate::sample::arrived(open, "Holding hands")]).await.unwrap();
    assert_eq!(texts(store, "holding").await, [""; 0], "not while it is written");
    store.end(&ending(open, "Holding hands afloat", Status::Stopped)).await.unwrap();
    assert_eq!(texts(store, "holding hands").await, ["Holding hands afloat"]);
    let all = found(store, "sleep").await;
    assert_eq!((all.sessions.len(), all.sessions[0].count), (1, 2), "grouped");
    assert_eq!(all.sessions[0].session, session);

    let inside = store.find_in_session(session, &asked("sleep"), &bare).await.unwrap();
    let ids: Vec<_> = inside.hits.iter().map(|hit| hit.message).collect();
    assert_eq!(ids, [first, other.prompts[0].id], "oldest first");
    assert_eq!(inside.hits[0].words, ["sleep"]);

    store.reopen(open).await.unwrap();
    store.end(&ending(open, "Holding hands, in kelp", Status::Complete)).await.unwrap();
    assert_eq!(texts(store, "kelp").await, ["Holding hands, in kelp"], "as it says now");
    assert_eq!(texts(store, "afloat").await, [""; 0]);
    let _ = reply;
}

#[tokio::test]
async fn any_script_is_found_by_words_beginnings_and_parts() {
    let kept = kept().await;
    let store = &kept.store;
    for text in [
        "मुझे हिन्दी में नमस्ते कहो",
        "எனக்கு வணக்கம் சொல்",
        "আমাকে নমস্কার বলো",
        "مجھے سَلام کہو",
        "请写一首关于大海的诗",
        "海についての詩を書いて",
        "바다에 대한 시를 써 줘",
        "เขียนบทกวีเกี่ยวกับทะเล",
        "Ein Gedicht über die Größe der See 🐋",
    ] {
        ended(store, text, "ok").await;
    }
    for (typed, expected) in [
        ("हिन्दी", "हिन्दी"),
        ("namaste", "नमस्ते"),
        ("vanakkam", "வணக்கம்"),
        ("namaskar", "নমস্কার"),
        ("سلام", "سَلام"),
        ("大海", "大海"),
        ("诗", "诗"),
        ("関する OR 詩を", "詩を"),
        ("바다*", "바다에"),
        ("ทะเล", "ทะเล"),
        ("GROSSE", "Größe"),
        ("🐋", "🐋"),
    ] {
        let found = found(store, typed).await;
        assert_eq!(found.sessions.len(), 1, "{typed}");
        assert_eq!(found.sessions[0].hits[0].words, [expected], "{typed}");
        let snippet = &found.sessions[0].hits[0].snippet;
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let mark = snippet.marks[0];
        let lit = String::from_utf16(&units[mark.from as usize..mark.to as usize]).unwrap();
        assert_eq!(lit, expected, "{typed}");
    }
    assert_eq!(texts(store, "ह").await, [""; 0], "a letter of a word is not the word");
}

#[tokio::test]
async fn operators_ask_what_a_message_is() {
    let kept = kept().await;
    let store = &kept.store;
    let (session, one, _) = ended(store, "red fish", "red ```code``` answer").await;
    let day = 86_400_000;
    let mut old = first_turn(session_id(), "red and old");
    old.prompts[0].created_at = Millis(NOW.0 - 40 * day);
    old.replies.clear();
    store.begin_turn(&old, NOW).await.unwrap();
    for (typed, expected) in [
        ("red from:me", 2),
        ("red from:model", 1),
        ("red model:SMALL", 1),
        ("red model:large", 0),
        ("red -model:small", 2),
        ("red has:code", 1),
        ("red before:30d", 1),
        ("red after:yesterday", 2),
        ("red -fish", 2),
        ("-fish", 2),
        ("from:me -fish", 1),
        ("fish OR from:model", 2),
        ("red (fish OR old)", 2),
        ("kind:comparison red", 0),
        ("kind:chat red", 3),
        ("red voted:yes", 0),
        ("red has:attachment", 0),
        ("\"red fish\"", 1),
        ("\"fish red\"", 0),
        ("fis*", 1),
        ("in:bin red", 0),
    ] {
        assert_eq!(texts(store, typed).await.len(), expected, "{typed}");
    }
    let standing = Standing::default();
    store.delete_message(one, &standing, NOW).await.unwrap();
    assert_eq!(texts(store, "red").await, ["red and old"], "what is deleted is not found");
    assert_eq!(texts(store, "in:bin red").await.len(), 2, "but in the bin");
    store.restore_message(one).await.unwrap();
    store.delete_session(session, NOW).await.unwrap();
    assert_eq!(texts(store, "red").await, ["red and old"]);
    let binned = found(store, "in:bin red").await;
    assert!(binned.sessions[0].deleted && binned.sessions.len() == 1);
}

#[tokio::test]
async fn votes_and_languages_are_asked_for() {
    let kept = kept().await;
    let store = &kept.store;
    let asked = "Please explain how the suspension bridge carries the weight of all the traffic.";
    let session = session_id();
    let turn = first_turn(session, asked);
    let (_, winner) = add(store, &turn).await;
    store.end(&ending(winner, "By cables", Status::Complete)).await.unwrap();
    let candidate =
        |message, best| Candidate { message: Some(message), model: small_model(), best };
    let vote = Vote {
        id: Uuid::now_v7(),
        turn: turn.prompts[0].turn,
        session: Some(session),
        at: NOW,
        kind: Kind::Chat,
        language: None,
        blind: false,
        reason: String::new(),
        tags: Vec::new(),
        voter: String::new(),
        candidates: vec![candidate(winner, true)],
    };
    store.cast(&vote).await.unwrap();
    for (typed, expected) in [
        ("lang:en", 1),
        ("lang:hi", 0),
        ("bridge lang:en", 1),
        ("voted:yes", 2),
        ("voted:best", 1),
        ("voted:tie", 0),
        ("voted:no", 0),
        ("cables voted:best", 1),
    ] {
        assert_eq!(texts(store, typed).await.len(), expected, "{typed}");
    }
}

#[tokio::test]
async fn a_blind_reply_is_found_by_nothing_that_tells_its_model() {
    let kept = kept().await;
    let store = &kept.store;
    let session = session_id();
    let mut turn = first_turn(session, "Who are you?");
    turn.blind = Some(NewBlind { pool: vec![small_model()], even_pace: false });
    let (_, id) = add(store, &turn).await;
    let mut end = ending(id, "I am small-talk, a whale", Status::Complete);
    end.arrived.reasoning = "as small I ponder".into();
    store.end(&end).await.unwrap();
    let veil = |pool: &BTreeSet<ModelId>, text: &str| {
        assert!(pool.contains(&small_model()), "the models to hide are told");
        text.replace("small-talk", "█")
    };
    let count = async |typed: &str| {
        let found = store.search(&asked(typed), &veil).await.unwrap();
        found.sessions.iter().map(|one| one.hits.len()).sum::<usize>()
    };
    for typed in ["model:small", "small", "small-talk", "ponder in:reasoning", "has:reasoning"] {
        assert_eq!(count(typed).await, 0, "{typed}");
    }
    let found = store.search(&asked("whale"), &veil).await.unwrap();
    let hit = &found.sessions[0].hits[0];
    assert_eq!((hit.snippet.text.as_str(), &hit.model), ("I am █, a whale", &None));
    store.tell_names(turn.prompts[0].turn, NOW).await.unwrap();
    for typed in ["model:small whale", "small", "ponder in:reasoning", "has:reasoning"] {
        assert_eq!(count(typed).await, 1, "{typed}, once it is told");
    }
}

#[tokio::test]
async fn titles_files_and_reasoning_are_found() {
    let kept = kept().await;
    let store = &kept.store;
    let (session, _, _) = ended(store, "Hello", "Hi").await;
    store.rename(session, "Sleeping whales", TitleSource::User).await.unwrap();
    let titled = found(store, "whal*").await;
    assert_eq!(titled.sessions[0].title_marks.len(), 1);
    assert_eq!((titled.sessions[0].session, titled.sessions[0].count), (session, 0));
    store.undo_title(session).await.unwrap();
    assert_eq!(found(store, "whal*").await.sessions.len(), 0, "no longer called so");

    let file = Attached {
        name: "plankton-census.csv".into(),
        media_type: "text/csv".into(),
        size: 16,
        sha256: "ab".repeat(32),
    };
    store.keep_file(&file, b"krill,copepods\n1").await.unwrap();
    let mut turn = first_turn(session_id(), "Look at this");
    turn.prompts[0].attachments = vec![file];
    let (_, id) = add(store, &turn).await;
    let mut end = ending(id, "Many", Status::Complete);
    end.arrived.reasoning = "I count the crustaceans".into();
    store.end(&end).await.unwrap();
    for typed in ["census", "krill", "copepo*"] {
        let found = found(store, typed).await;
        let place = HitPlace::Attachment { name: "plankton-census.csv".into() };
        assert_eq!(found.sessions[0].hits[0].place, place, "{typed}");
    }
    assert_eq!(texts(store, "crustaceans").await, [""; 0], "reasoning only if asked for");
    let found = found(store, "crustaceans in:reasoning").await;
    assert_eq!(found.sessions[0].hits[0].place, HitPlace::Reasoning);
}

#[tokio::test]
async fn few_hits_come_best_first_and_many_newest_first_in_pages() {
    let kept = kept().await;
    let store = &kept.store;
    ended(store, "whale whale whale", "ok").await;
    let long = format!("whale {}", "and other words ".repeat(60));
    ended(store, &long, "ok").await;
    let few = found(store, "whale").await;
    assert_eq!(few.order, FoundOrder::Best);
    assert_eq!(few.sessions[0].hits[0].snippet.text, "whale whale whale", "though it is older");

    let mut turns = Vec::new();
    let sessions: Vec<SessionId> = (0..150).map(|_| session_id()).collect();
    for (n, session) in sessions.iter().enumerate() {
        let turn = NewTurn { replies: Vec::new(), ..first_turn(*session, &format!("common {n}")) };
        turns.push((turn, Millis(NOW.0 + n as i64)));
    }
    store.begin_turns(&turns).await.unwrap();
    // The oldest session has the newest hit, and one far back.
    let mut again = prompt(sessions[0], Some(turns[0].0.prompts[0].id), "common again");
    again.created_at = Millis(NOW.0 + 1_000);
    let again = NewTurn { prompts: vec![again], ..NewTurn::default() };
    store.begin_turn(&again, NOW).await.unwrap();

    let (mut seen, mut search) = (Vec::new(), asked("common"));
    loop {
        let page = store.search(&search, &bare).await.unwrap();
        assert_eq!(page.order, FoundOrder::Newest);
        seen.extend(page.sessions.iter().map(|one| (one.session, one.count)));
        search.after = page.next;
        if page.next.is_none() {
            break;
        }
        assert_eq!(page.sessions.len(), 20, "a whole page");
    }
    let mut expected: Vec<_> = sessions.iter().rev().map(|session| (*session, 1)).collect();
    expected.rotate_right(1);
    expected[0].1 = 2;
    assert_eq!(seen, expected, "each once, newest first");
}

#[tokio::test]
async fn a_hit_says_which_version_it_is() {
    let kept = kept().await;
    let store = &kept.store;
    let (_, _, first) = ended(store, "A question", "a green answer").await;
    let old = store.message(first).await.unwrap();
    let asked = store.message(old.parent.unwrap()).await.unwrap();
    let again = NewTurn { replies: vec![reply(&asked)], ..NewTurn::default() };
    store.begin_turn(&again, NOW).await.unwrap();
    let end = ending(again.replies[0].id, "a blue answer", Status::Complete);
    store.end(&end).await.unwrap();
    let hit = &found(store, "green").await.sessions[0].hits[0];
    assert_eq!((hit.version, hit.versions, hit.role), (1, 2, Role::Assistant));
    let hit = &found(store, "blue").await.sessions[0].hits[0];
    assert_eq!((hit.version, hit.versions, hit.message), (2, 2, again.replies[0].id));
}
