use store::Status;
use uuid::Uuid;

use super::*;

fn id(number: u128) -> MessageId {
    MessageId(Uuid::from_u128(number))
}

/// A message by number, the number of the one it follows (0: none), lane and turn.
fn node(number: u128, parent: u128, lane: u32, turn: u128, read_at: i64) -> Node {
    let role = if number.is_multiple_of(2) { Role::Assistant } else { Role::User };
    Node {
        id: id(number),
        parent: (parent > 0).then(|| id(parent)),
        turn: TurnId(Uuid::from_u128(turn)),
        lane,
        role,
        status: Status::Complete,
        edited: false,
        blind: false,
        model: None,
        label: String::new(),
        read_at: Some(read_at),
    }
}

/// Odd numbers are prompts, even ones replies. A trunk of one turn, then two lanes of two turns,
/// and a further version of the first lane's second reply.
fn compared() -> Shape {
    Shape::new(vec![
        node(1, 0, 0, 1, 1),
        node(2, 1, 0, 1, 1),
        node(3, 2, 0, 2, 2),
        node(4, 3, 0, 2, 2),
        node(6, 3, 1, 2, 2),
        node(5, 4, 0, 3, 3),
        node(7, 6, 1, 3, 3),
        node(8, 5, 0, 3, 3),
        node(10, 7, 1, 3, 3),
        node(12, 5, 0, 3, 4),
    ])
}

fn standing(first: u128, second: u128) -> Standing {
    Standing { leaf: Some(id(first)), lanes: vec![(0, Some(id(first))), (1, Some(id(second)))] }
}

#[test]
fn each_lane_is_followed_by_its_own_replies() {
    let shape = compared();
    assert_eq!(shape.down(None, Some(0)), Some(id(12)), "the version read last");
    assert_eq!(shape.down(None, Some(1)), Some(id(10)));
    assert_eq!(shape.trunk(&[Some(id(12)), Some(id(10))]), Some(id(3)), "one prompt for both");
    assert_eq!(shape.down(Some(id(2)), Some(7)), Some(id(2)), "a new lane was asked nothing yet");
}

#[test]
fn a_version_of_a_reply_moves_its_own_lane_alone() {
    let shape = compared();
    assert_eq!(shape.choose(&standing(12, 10), id(8)), standing(8, 10));
}

#[test]
fn an_edited_prompt_moves_all_lanes_that_were_asked_the_turn_it_replaces() {
    let mut nodes = compared().nodes;
    nodes.extend([
        node(13, 4, 0, 9, 1),
        node(15, 6, 1, 9, 1),
        node(14, 13, 0, 9, 1),
        node(16, 15, 1, 9, 1),
    ]);
    let shape = Shape::new(nodes);
    assert_eq!(shape.choose(&standing(12, 10), id(13)), standing(14, 16));
    assert_eq!(shape.choose(&standing(14, 16), id(7)), standing(12, 10), "and back");
}

#[test]
fn a_version_of_the_trunk_moves_all_lanes() {
    let mut nodes = compared().nodes;
    nodes.push(node(18, 1, 0, 1, 9));
    let shape = Shape::new(nodes);
    assert_eq!(shape.choose(&standing(12, 10), id(18)), standing(18, 18));
    assert_eq!(shape.choose(&standing(18, 18), id(2)), standing(12, 10), "and back");
    assert_eq!(shape.read(id(18)), [id(18)], "only where there is a choice");
}

#[test]
fn what_is_deleted_is_left_for_another_version_or_what_came_before() {
    let shape = compared();
    assert_eq!(shape.leave(&standing(12, 10), id(12)), standing(8, 10), "another version");
    assert_eq!(shape.leave(&standing(12, 10), id(7)), standing(12, 6), "what came before");
    assert_eq!(shape.leave(&standing(12, 10), id(1)).leaf, None, "nothing is left");
    assert_eq!(shape.len() - shape.without(id(4)).len(), 4, "the reply and all that follows");
}

#[test]
fn a_chat_reads_what_was_read_last_at_every_fork() {
    let shape = compared();
    let chat = |leaf| Standing { leaf: Some(id(leaf)), lanes: Vec::new() };
    assert_eq!(shape.choose(&chat(12), id(6)), chat(10), "down the other branch");
    assert_eq!(shape.choose(&chat(10), id(4)), chat(12));
}
