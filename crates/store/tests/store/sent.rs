use model::{ErrorKind, ModelId, Purpose, Usage};
use store::{Millis, SentFilter, SentLine, SentState, SentSum, SessionId, Store};
use uuid::Uuid;

use crate::sample::{NOW, begun, kept, opened, session_id};

/// 2026-11-18 08:26:40 UTC is [`NOW`].
const HOUR: i64 = 3_600_000;

fn line(at: i64, provider: &str, model: &str) -> SentLine {
    SentLine {
        id: Uuid::now_v7(),
        at: Millis(at),
        ended_at: Some(Millis(at + 9)),
        state: SentState::Ended,
        host: format!("api.{provider}.example"),
        purpose: Purpose::Chat,
        provider: Some(provider.into()),
        model: Some(ModelId::new(provider, model)),
        session: None,
        bytes_out: 100,
        bytes_in: 1_000,
        status: Some(200),
        failure: None,
        usage: Some(Usage { prompt_tokens: 10, reply_tokens: 3, ..Usage::default() }),
        cost: Some(0.5),
    }
}

async fn write(store: &Store, lines: &[SentLine]) {
    store.save_with(&[], &[], lines).await.unwrap();
}

async fn ids(store: &Store, filter: SentFilter) -> Vec<Uuid> {
    let page = store.sent(&filter, None, 99).await.unwrap();
    page.lines.iter().map(|line| line.id).collect()
}

#[tokio::test]
async fn every_field_comes_back_and_a_later_word_replaces_an_earlier_one() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    begun(store, session, "Hi").await;
    let begun = SentLine {
        ended_at: None,
        state: SentState::UnderWay,
        session: Some(session),
        bytes_out: u64::from(u32::MAX) + 1,
        bytes_in: 0,
        status: None,
        usage: None,
        cost: None,
        ..line(NOW.0, "a", "m/with/slashes")
    };
    write(store, std::slice::from_ref(&begun)).await;
    let all = SentFilter::default();
    assert_eq!(
        store.sent(&all, None, 9).await.unwrap().lines,
        std::slice::from_ref(&begun),
        "as it began"
    );
    let ended = SentLine {
        ended_at: Some(Millis(NOW.0 + 7)),
        state: SentState::Ended,
        bytes_in: 77,
        status: Some(429),
        failure: Some(ErrorKind::RateLimit),
        usage: Some(Usage {
            prompt_tokens: 1,
            cached_tokens: 2,
            cache_written_tokens: 3,
            reply_tokens: 4,
            reasoning_tokens: 5,
        }),
        cost: Some(0.125),
        ..begun
    };
    write(store, std::slice::from_ref(&ended)).await;
    assert_eq!(store.sent(&all, None, 9).await.unwrap().lines, [ended], "as it ended, once");
}

#[tokio::test]
async fn a_line_goes_through_each_filter_by_itself_and_together() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    begun(store, session, "Hi").await;
    let early = line(NOW.0 - HOUR, "a", "one");
    let failed = SentLine { failure: Some(ErrorKind::Quota), ..line(NOW.0, "a", "two") };
    let own = SentLine { session: Some(session), ..line(NOW.0 + HOUR, "b", "one") };
    let list =
        SentLine { purpose: Purpose::Models, model: None, ..line(NOW.0 + 2 * HOUR, "b", "") };
    let [e, f, o, l] = [&early, &failed, &own, &list].map(|line| line.id);
    write(store, &[early, failed, own, list]).await;
    let any = SentFilter::default;
    let text = |text: &str| Some(text.to_owned());
    for (filter, through) in [
        (any(), vec![l, o, f, e]),
        (SentFilter { since: Some(NOW), ..any() }, vec![l, o, f]),
        (SentFilter { until: Some(NOW), ..any() }, vec![e]),
        (SentFilter { provider: text("b"), ..any() }, vec![l, o]),
        (SentFilter { model: Some(ModelId::new("a", "one")), ..any() }, vec![e]),
        (SentFilter { session: Some(session), ..any() }, vec![o]),
        (SentFilter { purpose: Some(Purpose::Models), ..any() }, vec![l]),
        (SentFilter { failed: true, ..any() }, vec![f]),
        (SentFilter { failed: true, provider: text("b"), ..any() }, vec![]),
        (SentFilter { provider: text("' or 1=1 --"), ..any() }, vec![]),
    ] {
        assert_eq!(ids(store, filter.clone()).await, through, "{filter:?}");
        let count = store.sent_sums(&filter, 0).await.unwrap().total.count;
        assert_eq!(count as usize, through.len(), "the sum counts the same: {filter:?}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_double() {
    let kept = kept().await;
    let lines: Vec<_> = (0..7).map(|n| line(NOW.0 + n, "a", "one")).collect();
    write(&kept.store, &lines).await;
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = kept.store.sent(&SentFilter::default(), after, 3).await.unwrap();
        after = page.lines.last().map(|line| line.id);
        read.extend(page.lines);
        if !page.more {
            break;
        }
        // What is sent meanwhile is newer, and disturbs nobody who reads on.
        write(&kept.store, &[line(NOW.0 + 100, "b", "one")]).await;
    }
    let newest_first: Vec<_> = lines.into_iter().rev().collect();
    assert_eq!(read, newest_first);
}

#[tokio::test]
async fn sums_are_by_month_and_by_provider_and_say_what_is_unpriced() {
    let kept = kept().await;
    // 2026-11-30 23:30 UTC, and an hour later.
    let (november, december) = (1_796_081_400_000, 1_796_085_000_000);
    let unpriced = SentLine { cost: None, ..line(november, "b", "new") };
    let unused = SentLine {
        cost: None,
        usage: None,
        failure: Some(ErrorKind::Network),
        ..line(november, "b", "new")
    };
    write(&kept.store, &[line(november, "a", "one"), unpriced, unused]).await;
    write(&kept.store, &[line(december, "a", "one")]).await;
    let all = SentFilter::default();
    let sums = kept.store.sent_sums(&all, 0).await.unwrap();
    let total = SentSum {
        count: 4,
        failed: 1,
        bytes_out: 400,
        bytes_in: 4_000,
        prompt_tokens: 30,
        reply_tokens: 9,
        cost: 1.0,
        unpriced: 1,
    };
    assert_eq!(sums.total, total);
    let counts = |groups: &[store::SentGroup]| {
        groups.iter().map(|group| (group.name.clone(), group.sum.count)).collect::<Vec<_>>()
    };
    let told = |pairs: &[(&str, u32)]| {
        pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&sums.months), told(&[("2026-12", 1), ("2026-11", 3)]));
    assert_eq!(counts(&sums.providers), told(&[("a", 2), ("b", 2)]), "the dearest first");
    assert_eq!(sums.providers[0].sum.cost, 1.0);
    let in_delhi = kept.store.sent_sums(&all, 330).await.unwrap();
    assert_eq!(counts(&in_delhi.months), told(&[("2026-12", 4)]), "it was December there");
    let in_lima = kept.store.sent_sums(&all, -300).await.unwrap();
    assert_eq!(counts(&in_lima.months), told(&[("2026-11", 4)]), "it was November there");
    let none = SentFilter { until: Some(Millis(0)), ..all };
    let nothing = kept.store.sent_sums(&none, 0).await.unwrap();
    assert_eq!(nothing, store::SentSums::default(), "nothing comes to nothing");
}

#[tokio::test]
async fn a_deleted_sessions_lines_stay_and_name_it_no_more() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    begun(store, session, "Hi").await;
    write(store, &[SentLine { session: Some(session), ..line(NOW.0, "a", "one") }]).await;
    store.delete_session(session, NOW).await.unwrap();
    let all = SentFilter::default();
    let lines = store.sent(&all, None, 9).await.unwrap().lines;
    assert_eq!((lines.len(), lines[0].session), (1, None), "the line is there without it");
    let of = SentFilter { session: Some(session), ..all.clone() };
    assert!(ids(store, of.clone()).await.is_empty(), "nor is it found by it");
    store.restore_session(session).await.unwrap();
    assert_eq!(ids(store, of).await.len(), 1, "as long as it can be restored");
    let unknown = SentLine { session: Some(SessionId(Uuid::nil())), ..line(NOW.0, "a", "one") };
    write(store, std::slice::from_ref(&unknown)).await;
    assert_eq!(store.sent(&all, None, 1).await.unwrap().lines[0].session, None);
}

#[tokio::test]
async fn what_a_crash_left_under_way_is_given_up_at_the_next_start() {
    let kept = kept().await;
    let open = SentLine { ended_at: None, state: SentState::UnderWay, ..line(NOW.0, "a", "one") };
    write(&kept.store, &[open, line(NOW.0, "a", "one")]).await;
    kept.store.close().await;
    let store = opened(kept.folder.path()).await;
    let lines = store.sent(&SentFilter::default(), None, 9).await.unwrap().lines;
    let states: Vec<_> = lines.iter().map(|line| (line.state, line.ended_at)).collect();
    let ended = (SentState::Ended, Some(Millis(NOW.0 + 9)));
    assert_eq!(states, [ended, (SentState::GivenUp, None)], "when it ended is not known");
}
