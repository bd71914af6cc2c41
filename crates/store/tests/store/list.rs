use std::time::{Duration, Instant};

use store::{Millis, NewTurn, SessionFilter, SessionId, Store, TitleSource};

use crate::sample::{begun, first_turn, kept, next_turn, session_id};

fn filter(text: &str, limit: u32) -> SessionFilter {
    SessionFilter { text: text.into(), limit, ..SessionFilter::default() }
}

/// Begins one session at each of these times.
async fn at(store: &Store, times: impl IntoIterator<Item = i64>) -> Vec<SessionId> {
    let begin = |time| (first_turn(session_id(), "Hi"), Millis(time));
    let turns: Vec<(NewTurn, Millis)> = times.into_iter().map(begin).collect();
    store.begin_turns(&turns).await.unwrap();
    turns.iter().filter_map(|(turn, _)| Some(turn.begins.as_ref()?.id)).collect()
}

#[tokio::test]
async fn pages_go_from_new_to_old_and_miss_none_of_the_same_time() {
    let kept = kept().await;
    let times = [5, 5, 5, 9, 5, 1, 5];
    let ids = at(&kept.store, times).await;
    let mut expected: Vec<_> = times.into_iter().zip(ids).collect();
    expected.sort();
    let expected: Vec<_> = expected.into_iter().rev().map(|(_, id)| id).collect();
    for limit in 1..=8 {
        let (mut listed, mut next) = (Vec::new(), filter("", limit));
        loop {
            let page = kept.store.sessions(&next).await.unwrap();
            assert!(page.sessions.len() <= limit as usize, "a page of {limit}");
            next.before = page.sessions.last().cloned();
            listed.extend(page.sessions.into_iter().map(|row| row.id));
            if !page.more {
                break;
            }
        }
        assert_eq!(listed, expected, "by {limit}");
    }
}

#[tokio::test]
async fn the_filter_knows_every_script_and_takes_signs_literally() {
    let kept = kept().await;
    let titles = ["Grüße aus KÖLN", "हिन्दी में कविता", "漢字と仮名", "100% a_b", "Οδυσσεύς"];
    for title in titles {
        let id = session_id();
        begun(&kept.store, id, "Hi").await;
        kept.store.rename(id, title, TitleSource::User).await.unwrap();
    }
    begun(&kept.store, session_id(), "An untitled one").await;
    for (typed, found) in [
        ("köln", Some(0)),
        ("GRÜSSE", Some(0)),
        ("कविता", Some(1)),
        ("仮名", Some(2)),
        ("0%", Some(3)),
        ("A_B", Some(3)),
        ("a%b", None),
        ("ΟΔΥΣΣΕΥΣ", Some(4)),
        ("' or 1 --", None),
    ] {
        let page = kept.store.sessions(&filter(typed, 9)).await.unwrap();
        let listed: Vec<_> = page.sessions.iter().filter_map(|row| row.title.as_deref()).collect();
        let found: Vec<_> = found.iter().map(|&place: &usize| titles[place]).collect();
        assert_eq!(listed, found, "{typed}");
    }
    assert_eq!(kept.store.sessions(&filter("", 9)).await.unwrap().sessions.len(), 6, "all");
}

#[tokio::test]
async fn a_new_turn_brings_a_session_to_the_top() {
    let kept = kept().await;
    let ids = at(&kept.store, [1, 2, 3]).await;
    let leaf = kept.store.session(ids[0]).await.unwrap().leaf;
    let turn = next_turn(ids[0], leaf, "And then?");
    kept.store.begin_turn(&turn, Millis(4)).await.unwrap();
    let page = kept.store.sessions(&filter("", 1)).await.unwrap();
    assert_eq!((page.sessions[0].id, page.more), (ids[0], true), "the one written to last");
}

#[tokio::test]
async fn a_page_costs_the_same_however_many_sessions_there_are() {
    let (few, many) = (kept().await, kept().await);
    at(&few.store, 0..50).await;
    at(&many.store, 0..10_000).await;
    let (mut quick, mut slow) = (Duration::MAX, Duration::MAX);
    for _ in 0..20 {
        quick = quick.min(page_time(&few.store).await);
        slow = slow.min(page_time(&many.store).await);
    }
    // Sorting 10,000 rows for a page takes over ten times as long as reading 50.
    assert!(slow < quick * 4, "50 sessions: {quick:?}, 10,000: {slow:?}");
}

async fn page_time(store: &Store) -> Duration {
    let start = Instant::now();
    assert_eq!(store.sessions(&filter("", 50)).await.unwrap().sessions.len(), 50, "a page");
    start.elapsed()
}
