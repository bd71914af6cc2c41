//! Several models at once.

use engine::{Compare, Error, MOST_LANES, OpenSession, Seat};
use model::{ErrorKind, ModelId, Parameters, Purpose, Role};
use store::{MessageId, SessionId, Status};

use crate::support::{Call, Desk};

pub(crate) fn seat(name: &str) -> Seat {
    let model = ModelId::from(format!("local/{name}"));
    Seat { lane: None, model, parameters: Parameters::default() }
}

pub(crate) fn compare(session: Option<SessionId>, seats: &[Seat], text: &str) -> Compare {
    Compare {
        session,
        seats: seats.to_vec(),
        only: Vec::new(),
        text: text.into(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        replaces: None,
        parameters: None,
        blind: None,
    }
}

/// The seats of a session that is open.
pub(crate) fn seats(open: &OpenSession) -> Vec<Seat> {
    let seat = |lane: &store::Lane| Seat {
        lane: Some(lane.lane),
        model: lane.model.clone(),
        parameters: lane.parameters.clone(),
    };
    open.lanes.iter().map(|open| seat(&open.lane)).collect()
}

/// What each lane shows, top to bottom.
fn texts(open: &OpenSession) -> Vec<Vec<&str>> {
    open.lanes
        .iter()
        .map(|lane| lane.path.messages.iter().map(|message| message.text.as_str()).collect())
        .collect()
}

pub(crate) fn end(open: &OpenSession, place: usize) -> MessageId {
    open.lanes[place].path.messages.last().unwrap().id
}

/// The next call that is no question for a title; those get no answer.
async fn next(desk: &Desk) -> Call {
    loop {
        let call = desk.call().await;
        if call.request.origin.purpose == Purpose::Chat {
            return call;
        }
    }
}

/// Takes so many calls, by the model that is asked.
pub(crate) async fn calls(desk: &Desk, count: usize) -> Vec<Call> {
    let mut calls = Vec::new();
    for _ in 0..count {
        calls.push(next(desk).await);
    }
    calls.sort_by_key(|call| call.request.model.clone());
    calls
}

fn sent(call: &Call) -> Vec<&str> {
    call.request.messages.iter().map(|message| message.text.as_str()).collect()
}

/// Two lanes that were asked once and have answered; titles fail.
async fn two(desk: &Desk) -> OpenSession {
    let seats = [seat("a"), seat("b")];
    let open = desk.engine.compare(compare(None, &seats, "One")).await.unwrap();
    for (call, text) in calls(desk, 2).await.iter().zip(["A1", "B1"]) {
        call.say(text).finish();
    }
    settle(desk).await;
    desk.engine.open(open.session.id).await.unwrap()
}

pub(crate) async fn settle(desk: &Desk) {
    desk.engine.idle().await;
    desk.written().await;
}

#[tokio::test]
async fn every_lane_is_sent_its_own_path_and_they_begin_together() {
    let desk = Desk::new().await;
    let open = two(&desk).await;
    assert_eq!(texts(&open), [["One", "A1"], ["One", "B1"]]);
    let prompts: Vec<_> = open.lanes.iter().map(|lane| lane.path.messages[0].id).collect();
    assert_eq!(prompts[0], prompts[1], "one prompt while the paths are one");

    let id = open.session.id;
    let asked = desk.engine.compare(compare(Some(id), &seats(&open), "Two")).await.unwrap();
    let calls = calls(&desk, 2).await;
    assert_eq!(sent(&calls[0]), ["One", "A1", "Two"]);
    assert_eq!(sent(&calls[1]), ["One", "B1", "Two"]);
    let [a, b] = [0, 1].map(|place| asked.lanes[place].path.messages[2].clone());
    assert_ne!(a.id, b.id, "each lane has a prompt of its own");
    assert_eq!(a.turn, b.turn, "of one turn");
    let status = |place: usize| asked.lanes[place].path.messages[3].status;
    assert_eq!([status(0), status(1)], [Status::Streaming; 2], "both begun at once");
}

#[tokio::test]
async fn a_lane_that_fails_or_stalls_holds_back_no_other() {
    let desk = Desk::new().await;
    let all = [seat("a"), seat("b"), seat("c"), seat("d")];
    let open = desk.engine.compare(compare(None, &all, "One")).await.unwrap();
    let calls = calls(&desk, 4).await;
    calls[0].fail(ErrorKind::RateLimit);
    calls[1].say("half").fail(ErrorKind::Network);
    calls[3].say("All of it").finish();
    desk.engine.stop(end(&open, 2)).unwrap();
    desk.engine.idle().await;
    desk.written().await;
    let now = desk.engine.open(open.session.id).await.unwrap();
    let status: Vec<_> =
        now.lanes.iter().map(|lane| lane.path.messages.last().unwrap().status).collect();
    assert_eq!(
        status,
        [Status::Failed, Status::Interrupted, Status::Stopped, Status::Complete],
        "each ended its own way"
    );
    assert_eq!(now.lanes[1].path.messages[1].text, "half", "with what it had");
}

#[tokio::test]
async fn one_lane_alone_can_be_asked_and_lanes_come_and_go() {
    let desk = Desk::new().await;
    let open = two(&desk).await;
    let id = open.session.id;
    let only = Compare { only: vec![1], ..compare(Some(id), &seats(&open), "Only you") };
    let open = desk.engine.compare(only).await.unwrap();
    next(&desk).await.say("B2").finish();
    settle(&desk).await;
    assert_eq!(open.lanes[0].path.messages.len(), 2, "the other was not asked");

    let mut three = seats(&open);
    three.push(seat("c"));
    let open = desk.engine.set_lanes(id, &three).await.unwrap();
    assert_eq!(open.lanes[2].lane.lane, 2, "a number of its own");
    assert_eq!(open.lanes[2].path.messages, [], "the paths part at the first prompt");
    let three = seats(&open);
    let open = desk.engine.compare(compare(Some(id), &three, "All")).await.unwrap();
    let asked = calls(&desk, 3).await;
    assert_eq!(sent(&asked[0]), ["One", "A1", "All"]);
    assert_eq!(sent(&asked[1]), ["One", "B1", "Only you", "B2", "All"]);
    assert_eq!(sent(&asked[2]), ["All"]);
    asked.iter().for_each(|call| call.say("x").finish());
    settle(&desk).await;

    let fewer = [seats(&open)[2].clone(), seats(&open)[1].clone()];
    let open = desk.engine.set_lanes(id, &fewer).await.unwrap();
    let lanes: Vec<_> = open.lanes.iter().map(|lane| lane.lane.lane).collect();
    assert_eq!(lanes, [2, 1], "in the order wanted");
    let again = desk.engine.set_lanes(id, &[fewer[0].clone(), seat("d")]).await.unwrap();
    assert_eq!(again.lanes[1].lane.lane, 3, "the number of a lane that left is not used again");
}

#[tokio::test]
async fn an_edited_prompt_is_a_branch_in_every_lane_and_the_old_one_is_kept() {
    let desk = Desk::new().await;
    let open = two(&desk).await;
    let id = open.session.id;
    let open = desk.engine.compare(compare(Some(id), &seats(&open), "Two")).await.unwrap();
    for (call, text) in calls(&desk, 2).await.iter().zip(["A2", "B2"]) {
        call.say(text).finish();
    }
    settle(&desk).await;
    let old = open.lanes[1].path.messages[2].id;
    let edit = Compare { replaces: Some(old), ..compare(Some(id), &seats(&open), "Zwei") };
    desk.engine.compare(edit).await.unwrap();
    let asked = calls(&desk, 2).await;
    assert_eq!(sent(&asked[1]), ["One", "B1", "Zwei"]);
    asked.iter().for_each(|call| call.say("neu").finish());
    settle(&desk).await;
    let open = desk.engine.open(id).await.unwrap();
    assert_eq!(texts(&open), [["One", "A1", "Zwei", "neu"], ["One", "B1", "Zwei", "neu"]]);
    assert_eq!(open.lanes[0].path.messages[2].versions.siblings.len(), 2);
    let back = desk.engine.choose(old).await.unwrap();
    assert_eq!(texts(&back), [["One", "A1", "Two", "A2"], ["One", "B1", "Two", "B2"]]);
}

#[tokio::test]
async fn a_prompt_of_a_chat_is_fanned_out_to_further_models() {
    let desk = Desk::new().await;
    let asked = desk.session("One", "Chat says").await;
    let more = [ModelId::from("local/b".to_owned()), ModelId::from("local/c".to_owned())];
    desk.engine.fan_out(asked.messages[0].id, &more).await.unwrap();
    let calls = calls(&desk, 2).await;
    assert_eq!((sent(&calls[0]), sent(&calls[1])), (vec!["One"], vec!["One"]));
    calls[0].say("B").finish();
    calls[1].say("C").finish();
    settle(&desk).await;
    let open = desk.engine.open(asked.session).await.unwrap();
    assert_eq!(texts(&open), [["One", "Chat says"], ["One", "B"], ["One", "C"]]);
    let one = open.lanes.iter().all(|lane| lane.path.messages[1].versions.siblings.len() == 1);
    assert!(one, "an answer of another lane is no version");
    let many = vec![more[0].clone(); MOST_LANES];
    let refused = desk.engine.fan_out(asked.messages[0].id, &many).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "no more than can be shown");
}

#[tokio::test]
async fn any_lane_becomes_the_trunk_and_all_go_on_from_any_answer() {
    let desk = Desk::new().await;
    let open = two(&desk).await;
    let id = open.session.id;
    let gathered = desk.engine.gather(end(&open, 1)).await.unwrap();
    assert_eq!(texts(&gathered), [["One", "B1"], ["One", "B1"]]);
    desk.engine.compare(compare(Some(id), &seats(&gathered), "Two")).await.unwrap();
    let asked = calls(&desk, 2).await;
    assert_eq!((sent(&asked[0]), sent(&asked[1])), (sent(&asked[1]), sent(&asked[0])));
    asked[0].say("A2").finish();
    asked[1].say("B2").finish();
    settle(&desk).await;

    let chat = desk.engine.make_trunk(id, 0).await.unwrap();
    assert!(chat.lanes.is_empty());
    let path: Vec<_> = chat.path.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(path, ["One", "B1", "Two", "A2"]);
    assert_eq!(chat.session.model, Some(ModelId::from("local/a".to_owned())));
}

#[tokio::test]
async fn a_lane_answers_as_it_says_then_the_session_then_the_model() {
    let desk = Desk::new().await;
    let mut own = seat("a");
    own.parameters.temperature = Some(0.1);
    let session = Parameters { temperature: Some(0.9), seed: Some(4), ..Parameters::default() };
    let ask = Compare { parameters: Some(session), ..compare(None, &[own, seat("b")], "One") };
    desk.engine.compare(ask).await.unwrap();
    let told: Vec<_> = calls(&desk, 2)
        .await
        .iter()
        .map(|call| {
            let told = &call.request.parameters;
            (told.temperature, told.seed, told.top_p)
        })
        .collect();
    assert_eq!(told, [(Some(0.1), Some(4), Some(0.5)), (Some(0.9), Some(4), Some(0.5))]);
}

#[tokio::test]
async fn a_lane_is_regenerated_without_touching_the_others() {
    let desk = Desk::new().await;
    let open = two(&desk).await;
    let again = engine::Again::default();
    desk.engine.regenerate(end(&open, 1), again).await.unwrap();
    next(&desk).await.say("B1 again").finish();
    settle(&desk).await;
    let now = desk.engine.open(open.session.id).await.unwrap();
    assert_eq!(texts(&now), [["One", "A1"], ["One", "B1 again"]]);
    assert_eq!(now.lanes[1].path.messages[1].versions.siblings.len(), 2);
    let back = desk.engine.choose(end(&open, 1)).await.unwrap();
    assert_eq!(texts(&back), [["One", "A1"], ["One", "B1"]]);
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused_before_anything_is_written() {
    let desk = Desk::new().await;
    let one = desk.engine.compare(compare(None, &[seat("a")], "One")).await;
    assert!(matches!(one, Err(Error::NotAllowed(_))), "one model is a chat");
    let many = vec![seat("a"); MOST_LANES + 1];
    let many = desk.engine.compare(compare(None, &many, "One")).await;
    assert!(matches!(many, Err(Error::NotAllowed(_))), "more than can be shown");
    let empty = desk.engine.compare(compare(None, &[seat("a"), seat("b")], "  ")).await;
    assert!(matches!(empty, Err(Error::EmptyPrompt)));
    let gone = Seat { model: ModelId::from("gone/x".to_owned()), ..seat("a") };
    let gone = desk.engine.compare(compare(None, &[seat("a"), gone], "One")).await;
    assert!(matches!(gone, Err(Error::NoModel(_))));
    assert_eq!(desk.calls_waiting(), 0);
    let all = store::SessionFilter { limit: 9, ..Default::default() };
    let none = desk.engine.sessions(&all);
    assert!(none.await.unwrap().sessions.is_empty(), "no session was begun");
    let open = desk.engine.compare(compare(None, &[seat("a"), seat("b")], "One")).await.unwrap();
    let early = desk.engine.compare(compare(Some(open.session.id), &seats(&open), "Two")).await;
    assert!(matches!(early, Err(Error::NotAllowed(_))), "they are still writing");
    assert_eq!(open.lanes[0].path.messages[1].role, Role::Assistant);
}
