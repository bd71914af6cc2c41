use model::{ModelId, Parameters, Role};
use store::{Error, Lane, Message, MessageId, NewTurn, Node, Standing, Status};

use crate::sample::{NOW, add, begun, ending, first_turn, kept, next_turn, reply, session_id};

fn lane(number: u32, name: &str, leaf: Option<MessageId>) -> Lane {
    let parameters = Parameters { seed: (number > 0).then_some(7), ..Parameters::default() };
    Lane { lane: number, model: ModelId::new(ModelId::LOCAL, name), parameters, leaf }
}

#[tokio::test]
async fn lanes_come_back_in_order_with_where_their_paths_end() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let first = first_turn(session, "One");
    let prompt = first.prompts[0].clone();
    let replies: Vec<_> = (0..2).map(|number| Message { lane: number, ..reply(&prompt) }).collect();
    let lanes: Vec<_> =
        [1, 0].map(|number: u32| lane(number, "small", Some(replies[number as usize].id))).into();
    let turn = NewTurn { replies: replies.clone(), lanes: Some(lanes.clone()), ..first };
    store.begin_turn(&turn, NOW).await.unwrap();
    assert_eq!(store.lanes(session).await.unwrap(), lanes, "as they were set");
    assert_eq!(store.new_lane(session).await.unwrap(), 2, "a number that none has had");

    let moved = Standing { leaf: Some(prompt.id), lanes: vec![(0, None), (1, Some(prompt.id))] };
    store.stand(session, &moved, &[], NOW).await.unwrap();
    let leaves: Vec<_> =
        store.lanes(session).await.unwrap().into_iter().map(|lane| lane.leaf).collect();
    assert_eq!(leaves, [Some(prompt.id), None], "in the lanes' own order");
    assert_eq!(store.session(session).await.unwrap().leaf, Some(prompt.id));

    let other = session_id();
    let (elsewhere, _) = begun(store, other, "Another").await;
    let foreign = store.set_lanes(session, &[lane(0, "small", Some(elsewhere))]).await;
    assert!(matches!(foreign, Err(Error::NotFound("message"))), "{foreign:?}");
    assert_eq!(store.lanes(session).await.unwrap().len(), 2, "nothing of it was written");
    store.set_lanes(session, &[]).await.unwrap();
    assert_eq!(store.lanes(session).await.unwrap(), [], "a chat");
}

#[tokio::test]
async fn the_tree_names_what_was_read_last_at_each_fork() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let turn = first_turn(session, "One");
    let (prompt, first) = add(store, &turn).await;
    let again = reply(&turn.prompts[0]);
    let second = NewTurn { replies: vec![again.clone()], ..NewTurn::default() };
    store.begin_turn(&second, NOW).await.unwrap();
    let nodes = store.shape(session).await.unwrap();
    let ids: Vec<_> = nodes.iter().map(|node| node.id).collect();
    assert_eq!(ids, [prompt, first, again.id], "each after the one that it follows");
    let read = |nodes: &[Node], id| nodes.iter().find(|node| node.id == id).unwrap().read_at;
    assert!(read(&nodes, again.id) > read(&nodes, first), "even in the same millisecond");
    let standing = Standing { leaf: Some(first), lanes: Vec::new() };
    store.stand(session, &standing, &[first], NOW).await.unwrap();
    let nodes = store.shape(session).await.unwrap();
    assert!(read(&nodes, first) > read(&nodes, again.id), "and back");
    assert_eq!((nodes[0].role, nodes[0].label.as_str()), (Role::User, "One"));
}

#[tokio::test]
async fn what_a_deletion_took_comes_back_and_nothing_else() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (prompt, first) = begun(store, session, "One").await;
    store.end(&ending(first, "1", Status::Complete)).await.unwrap();
    let (second, second_reply) = add(store, &next_turn(session, Some(first), "Two")).await;
    let (third, _) = add(store, &next_turn(session, Some(second_reply), "Three")).await;
    let before = store.shape(session).await.unwrap();
    let leaf = store.session(session).await.unwrap().leaf;
    let at = |leaf| Standing { leaf: Some(leaf), lanes: Vec::new() };
    let delete = async |id, stands| store.delete_message(id, &at(stands), NOW).await;
    let gone = async |id, stands| delete(id, stands).await.unwrap();

    assert_eq!(gone(third, second_reply).await, 2, "the prompt and its reply");
    assert_eq!(gone(second, first).await, 2, "what is gone already is not counted again");
    assert!(matches!(store.message(second_reply).await, Err(Error::NotFound(_))));
    let early = store.restore_message(third).await;
    assert!(matches!(early, Err(Error::NotFound(_))), "what it follows is gone");
    assert!(store.restore_message(second_reply).await.is_err(), "it went with another");
    store.restore_message(second).await.unwrap();
    assert!(store.message(third).await.is_err(), "that was another deletion");
    store.restore_message(third).await.unwrap();
    assert_eq!(store.shape(session).await.unwrap(), before, "all as it was");
    assert_eq!(store.session(session).await.unwrap().leaf, leaf, "and read where it was read");
    assert!(delete(prompt, second).await.is_err(), "what is going cannot be read");
    assert_eq!(store.shape(session).await.unwrap(), before, "and nothing went");
}

#[tokio::test]
async fn what_comes_back_out_of_order_is_read_at_what_is_still_there() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (prompt, first) = begun(store, session, "One").await;
    store.end(&ending(first, "1", Status::Complete)).await.unwrap();
    let (second, second_reply) = add(store, &next_turn(session, Some(first), "Two")).await;
    let (other, _) = add(store, &next_turn(session, Some(first), "Other")).await;
    let at = |leaf| Standing { leaf: Some(leaf), lanes: Vec::new() };
    store.stand(session, &at(second_reply), &[], NOW).await.unwrap();
    store.delete_message(other, &at(second_reply), NOW).await.unwrap();
    store.delete_message(second, &at(first), NOW).await.unwrap();
    store.restore_message(other).await.unwrap();
    let leaf = store.session(session).await.unwrap().leaf;
    assert_eq!(leaf, Some(first), "it was read at what has gone since: before that, not nowhere");
    assert!(prompt != first);
}
