//! Blind turns at one pace: how fast each lane is written is told by nothing that leaves the engine.

use engine::{Blind, Compare, OpenSession, Opinion, Watch};
use futures::FutureExt;
use model::{ErrorKind, ModelId};
use store::{MessageId, Status};

use crate::compare::{calls, settle};
use crate::random::Chance;
use crate::support::{Call, Desk, Screen, watch};

fn ask(models: u32) -> Compare {
    let pool = (0..models).map(|n| ModelId::from(format!("local/model{n}"))).collect();
    Compare {
        session: None,
        seats: Vec::new(),
        only: Vec::new(),
        text: "How does a bridge stand?".into(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        replaces: None,
        parameters: None,
        blind: Some(Blind { pool, models, even_pace: true }),
    }
}

fn replies(open: &OpenSession) -> Vec<MessageId> {
    open.lanes.iter().map(|lane| lane.path.messages[1].id).collect()
}

/// A blind turn at one pace that is being written, and who follows it.
struct Race {
    desk: Desk,
    open: OpenSession,
    ids: Vec<MessageId>,
    /// In the order of the lanes.
    calls: Vec<Call>,
    watch: Watch,
    screen: Screen,
}

impl Race {
    async fn begin(models: u32) -> Self {
        let desk = Desk::new().await;
        let open = desk.engine.compare(ask(models)).await.unwrap();
        let watch = watch(&desk, open.session.id);
        let mut by_model = calls(&desk, models as usize).await;
        let ids = replies(&open);
        let mut calls = Vec::new();
        for id in &ids {
            let asked = desk.stored(*id).await.model;
            let place =
                by_model.iter().position(|call| Some(&call.request.model) == asked.as_ref());
            calls.push(by_model.remove(place.unwrap()));
        }
        Self { desk, open, ids, calls, watch, screen: Screen::default() }
    }

    /// Waits until the store holds this of a lane, and reads all that was told by then.
    async fn stored(&mut self, lane: usize, text: &str, status: Status) {
        loop {
            let now = self.desk.stored(self.ids[lane]).await;
            if now.text == text && now.status == status {
                break;
            }
            self.desk.written().await;
        }
        while let Some(updates) = self.watch.next().now_or_never() {
            self.screen.reduce(updates);
        }
    }

    /// How a lane stands in a window that has followed it, which must be how it is opened by another.
    async fn shown(&self, lane: usize) -> (Status, String) {
        let seen = &self.screen.0[&self.ids[lane]];
        let again = self.desk.engine.open(self.open.session.id).await.unwrap();
        let opened = again.lanes[lane].path.messages.last().unwrap();
        assert_eq!((&seen.text, seen.status), (&opened.text, opened.status), "opened again");
        let mut late = Screen::default();
        let mut other = watch(&self.desk, self.open.session.id);
        if let Some(updates) = other.next().now_or_never() {
            late.reduce(updates);
        }
        if let Some(late) = late.0.get(&self.ids[lane]) {
            assert_eq!((&seen.text, seen.status), (&late.text, late.status), "watched later");
        }
        let tree = self.desk.engine.tree(self.open.session.id).await.unwrap();
        let node = tree.iter().find(|node| node.id == self.ids[lane]).unwrap();
        if seen.status == Status::Streaming {
            assert_eq!((node.status, &node.label[..]), (Status::Streaming, ""), "in the tree");
        }
        let told = (&seen.finish, &seen.failure, &seen.usage, &seen.timings, &seen.model);
        if seen.status == Status::Streaming {
            assert_eq!(told, (&None, &None, &None, &None, &None));
        }
        (seen.status, seen.text.clone())
    }
}

#[tokio::test]
async fn a_fast_lane_waits_in_the_window_and_not_in_the_store() {
    let mut race = Race::begin(2).await;
    race.calls[0].say("All of the answer, at once.").finish();
    race.stored(0, "All of the answer, at once.", Status::Complete).await;
    assert_eq!(race.shown(0).await, (Status::Streaming, String::new()), "the other has nothing");
    let reply = race.ids[0];
    assert!(race.desk.engine.word_diff(reply, reply).await.is_err(), "it is not shown to be ended");
    assert!(race.desk.engine.continue_reply(reply).await.is_err());

    race.calls[1].say("यह धीरे");
    race.stored(1, "यह धीरे", Status::Streaming).await;
    assert_eq!(race.shown(1).await.1, "यह धीरे");
    assert_eq!(race.shown(0).await, (Status::Streaming, "All of ".into()), "as many characters");

    race.calls[1].say(" आता है, और लंबा भी है।");
    race.stored(1, "यह धीरे आता है, और लंबा भी है।", Status::Streaming).await;
    assert_eq!(race.shown(0).await.0, Status::Complete, "the other has passed its end");
    assert_eq!(race.shown(1).await.1, "यह धीरे आता है, और लंबा भी है।", "it waits for nobody now");
    race.calls[1].finish();
    settle(&race.desk).await;
    race.stored(1, "यह धीरे आता है, और लंबा भी है।", Status::Complete).await;
    assert_eq!(race.shown(1).await.0, Status::Complete);
}

#[tokio::test]
async fn a_lane_that_fails_holds_nobody_and_one_that_stalls_does_until_it_is_stopped() {
    let mut race = Race::begin(3).await;
    race.calls[0].fail(ErrorKind::Server);
    race.stored(0, "", Status::Failed).await;
    assert_eq!(race.shown(0).await.0, Status::Streaming, "when it failed is not told");
    race.calls[1].say("Quick and long.");
    race.stored(1, "Quick and long.", Status::Streaming).await;
    assert_eq!(race.shown(1).await.1, "", "the third has nothing yet");
    race.calls[2].say("Slow");
    race.stored(2, "Slow", Status::Streaming).await;
    assert_eq!(race.shown(0).await.0, Status::Failed, "the others have passed it");
    assert_eq!(race.shown(1).await.1, "Quic");

    race.desk.engine.stop(race.ids[2]).unwrap();
    race.calls[2].cancelled().await;
    race.stored(2, "Slow", Status::Stopped).await;
    assert_eq!(race.shown(2).await, (Status::Stopped, "Slow".into()), "what the user did shows");
    assert_eq!(race.shown(1).await.1, "Quick and long.", "nobody waits any more");
    race.calls[1].finish();
    race.stored(1, "Quick and long.", Status::Complete).await;
    assert_eq!(race.shown(1).await.0, Status::Complete);
}

#[tokio::test]
async fn stopping_a_lane_that_had_run_ahead_tells_the_rest_with_the_end_of_all() {
    let mut race = Race::begin(2).await;
    race.calls[0].say("Far ahead and done.").finish();
    race.stored(0, "Far ahead and done.", Status::Complete).await;
    race.calls[1].say("Far");
    race.stored(1, "Far", Status::Streaming).await;
    race.desk.engine.stop(race.ids[0]).unwrap();
    race.stored(1, "Far", Status::Streaming).await;
    assert_eq!(race.shown(0).await, (Status::Stopped, "Far".into()));
    assert!(race.desk.engine.stop(race.ids[0]).is_err(), "it is stopped");
    race.calls[1].say(" behind");
    race.stored(1, "Far behind", Status::Streaming).await;
    assert_eq!(race.shown(0).await, (Status::Stopped, "Far".into()), "it stays as it was stopped");
    race.desk.engine.stop_all(race.open.session.id);
    race.stored(1, "Far behind", Status::Stopped).await;
    assert_eq!(race.shown(0).await, (Status::Complete, "Far ahead and done.".into()));
    let opinion =
        Opinion { best: vec![race.ids[0]], replies: race.ids, reason: "".into(), tags: vec![] };
    assert!(!race.desk.engine.vote(opinion).await.unwrap().blind);
}

#[tokio::test]
async fn telling_the_names_and_deleting_a_reply_let_all_go() {
    let mut race = Race::begin(3).await;
    race.calls[0].say("One");
    race.calls[1].say("Two and more");
    race.stored(0, "One", Status::Streaming).await;
    race.stored(1, "Two and more", Status::Streaming).await;
    assert_eq!(race.shown(1).await.1, "");
    race.desk.engine.delete_branch(race.ids[2]).await.unwrap();
    race.stored(0, "One", Status::Streaming).await;
    assert_eq!(race.screen.0[&race.ids[1]].text, "Two", "nobody waits for what is gone");
    let turn = race.screen.0[&race.ids[1]].turn;
    race.desk.engine.reveal(race.open.session.id, turn).await.unwrap();
    race.stored(0, "One", Status::Streaming).await;
    assert_eq!(race.screen.0[&race.ids[1]].text, "Two and more");
    race.calls[0].finish();
    race.calls[1].finish();
    settle(&race.desk).await;
}

#[test]
fn at_any_moment_of_random_races_all_lanes_show_as_much() {
    for seed in 0..10 {
        // A clock that is paused once stays so.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(random_race(seed));
    }
}

async fn random_race(seed: u64) {
    let mut chance = Chance(seed);
    let models = 2 + chance.below(4);
    let mut race = Race::begin(u32::try_from(models).unwrap()).await;
    let mut texts = vec![String::new(); models];
    let mut over = vec![None; models];
    // What the rule says is to be seen: the longest that all had while they were written.
    let mut common = 0;
    while over.contains(&None) {
        let open: Vec<_> = (0..models).filter(|lane| over[*lane].is_none()).collect();
        let lane = open[chance.below(open.len())];
        match chance.below(6) {
            0 => over[lane] = Some(Status::Complete),
            1 if chance.below(4) == 0 => over[lane] = Some(Status::Failed),
            _ => {
                let words = ["x", " ü", "🐋 ", "zz zz zz", "\n- सच ", "…"];
                let piece = words[chance.below(words.len())];
                texts[lane].push_str(piece);
                race.calls[lane].say(piece);
            }
        }
        match over[lane] {
            Some(Status::Complete) => race.calls[lane].finish(),
            Some(_) => race.calls[lane].fail(ErrorKind::Server),
            None => {}
        }
        race.stored(lane, &texts[lane], over[lane].unwrap_or(Status::Streaming)).await;
        let length = |lane: usize| texts[lane].chars().count();
        let least = (0..models).filter(|lane| over[*lane].is_none()).map(length).min();
        common = common.max(least.unwrap_or(usize::MAX));
        for (lane, text) in texts.iter().enumerate() {
            let (status, shown) = race.shown(lane).await;
            let passed = over[lane].filter(|_| common > length(lane));
            assert_eq!(status, passed.unwrap_or(Status::Streaming), "seed {seed}, lane {lane}");
            let seen: String = text.chars().take(common).collect();
            assert_eq!(shown, seen, "seed {seed}, lane {lane}");
        }
    }
    for (lane, text) in texts.iter().enumerate() {
        let (status, shown) = race.shown(lane).await;
        assert_eq!((Some(status), &shown), (over[lane], text), "seed {seed}: all is told");
    }
    settle(&race.desk).await;
}
