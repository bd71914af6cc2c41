//! Votes: what a vote changes, how it is taken back, and how votes are carried elsewhere.

use std::sync::Arc;

use engine::{Engine, OpenSession, Opinion, Ranking, VoteFormat};
use store::VoteFilter;
use tempfile::TempDir;

use crate::blind::battle;
use crate::compare::{compare, end, seat, seats};
use crate::support::Desk;

const FORMATS: [VoteFormat; 3] = [VoteFormat::Csv, VoteFormat::Jsonl, VoteFormat::Parquet];

/// The app of one person, whose models answer at once.
struct Person {
    engine: Arc<Engine>,
    _folder: TempDir,
}

impl Person {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { engine: crate::random::engine(folder.path()).await, _folder: folder }
    }

    /// One who voted on so many turns, for each in turn, for both and for none.
    async fn voted(turns: usize, models: [&str; 2]) -> Self {
        let person = Self::new().await;
        let mut open = None;
        for number in 0..turns {
            let now = person.turn(open.as_ref(), models).await;
            let best: &[usize] = [&[0][..], &[1], &[0, 1], &[]][number % 4];
            open = Some(person.engine.vote(opinion(&now, best)).await.unwrap());
        }
        person
    }

    /// What two models answer, or one of them twice.
    async fn turn(&self, before: Option<&OpenSession>, models: [&str; 2]) -> OpenSession {
        let (id, lanes) = match before {
            Some(open) => (Some(open.session.id), seats(open)),
            None => (None, models.map(seat).to_vec()),
        };
        let asked = compare(id, &lanes, "Which is better?");
        let id = self.engine.compare(asked).await.unwrap().session.id;
        self.engine.idle().await;
        self.engine.flush().await;
        self.engine.open(id).await.unwrap()
    }

    async fn ranking(&self) -> Ranking {
        let mut ranking = self.engine.ranking(&VoteFilter::default()).await.unwrap();
        // What was done with replies is not carried elsewhere, and is no vote.
        for row in &mut ranking.rows {
            (row.signs, row.cost_per_1000) = (None, None);
        }
        ranking
    }

    async fn export(&self, format: VoteFormat) -> Vec<u8> {
        self.engine.export_votes(&VoteFilter::default(), format).await.unwrap()
    }
}

fn opinion(open: &OpenSession, best: &[usize]) -> Opinion {
    let best = best.iter().map(|place| end(open, *place)).collect();
    let replies = vec![end(open, 0), end(open, 1)];
    Opinion {
        replies, best, reason: "It is, \"clearly\"\nso.".into(), tags: vec!["वोट".into()]
    }
}

#[tokio::test]
async fn votes_are_carried_elsewhere_in_every_format_and_rank_alike() {
    let person = Person::voted(6, ["a", "b"]).await;
    for format in FORMATS {
        let file = person.export(format).await;
        let other = Person::new().await;
        let brought = other.engine.import_votes(file.clone(), format).await.unwrap();
        assert_eq!((brought.new, brought.known, brought.bad), (6, 0, 0), "{format:?}");
        assert_eq!(other.ranking().await, person.ranking().await, "{format:?}: the same ranking");
        let again = other.engine.import_votes(file, format).await.unwrap();
        assert_eq!((again.new, again.known, again.bad), (0, 6, 0), "{format:?}: nothing is added");
        assert_eq!(other.ranking().await.votes, 6);
        let votes = other.engine.store().votes(&VoteFilter::default()).await.unwrap();
        assert_eq!(
            (votes[0].reason.as_str(), &votes[0].tags[..]),
            ("It is, \"clearly\"\nso.", &["वोट".to_owned()][..])
        );
    }
}

#[tokio::test]
async fn votes_of_several_people_are_pooled_each_once() {
    let (one, two, all) = (
        Person::voted(4, ["a", "b"]).await,
        Person::voted(3, ["b", "c"]).await,
        Person::new().await,
    );
    for (person, format) in [(&one, VoteFormat::Csv), (&two, VoteFormat::Parquet)] {
        all.engine.import_votes(person.export(format).await, format).await.unwrap();
    }
    let pooled = all.ranking().await;
    assert_eq!(pooled.votes, 7);
    let models: Vec<_> =
        pooled.rows.iter().filter(|row| row.votes > 0).map(|row| row.model.name()).collect();
    assert_eq!(models.len(), 3, "of all who stood anywhere: {models:?}");
    // Handed on, and back to one who gave some of them.
    let file = all.export(VoteFormat::Jsonl).await;
    let back = one.engine.import_votes(file, VoteFormat::Jsonl).await.unwrap();
    assert_eq!((back.new, back.known), (3, 4), "one's own are known again");
    assert_eq!(one.ranking().await.votes, 7);
}

#[tokio::test]
async fn a_file_that_holds_no_votes_is_refused_and_changes_nothing() {
    let person = Person::voted(2, ["a", "b"]).await;
    for format in FORMATS {
        let whole = person.export(format).await;
        for damaged in
            [Vec::new(), b"%PDF-1.7 and so on".to_vec(), whole[..whole.len() / 3].to_vec()]
        {
            let other = Person::new().await;
            match other.engine.import_votes(damaged, format).await {
                Err(error) => assert!(error.to_string().len() > 20, "{format:?}: {error}"),
                // Of lines, those that can be read are; the others are told.
                Ok(brought) => {
                    assert!(
                        format != VoteFormat::Parquet && brought.new < 2,
                        "{format:?}: {brought:?}"
                    );
                    assert_eq!(brought.bad as usize, brought.problems.len(), "{brought:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_vote_on_one_model_against_itself_is_no_hindrance_to_the_others() {
    let person = Person::voted(2, ["a", "b"]).await;
    let twins = person.turn(None, ["a", "a"]).await;
    let told = person.engine.vote(opinion(&twins, &[1])).await.unwrap();
    assert_eq!(told.votes.len(), 1, "it is kept with its session");
    for format in FORMATS {
        let file = person.export(format).await;
        let brought = Person::new().await.engine.import_votes(file, format).await.unwrap();
        assert_eq!(
            (brought.new, brought.bad),
            (2, 0),
            "{format:?}: it says nothing of who is better"
        );
    }
}

#[tokio::test]
async fn a_vote_after_the_names_were_told_is_not_blind() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    let (session, blind) = (open.session.id, open.lanes[0].path.messages[1].turn);
    desk.engine.reveal(session, blind).await.unwrap();
    let told = desk.engine.vote(opinion(&open, &[0])).await.unwrap();
    assert!(!told.votes[0].blind, "the names were known");
    let back = desk.engine.take_back_vote(session, blind).await.unwrap();
    assert!(!back.blind, "what was told before the vote stays told");
}

#[tokio::test]
async fn a_blind_vote_stays_blind_when_it_is_explained_and_not_when_it_is_changed() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    let first = Opinion { reason: String::new(), ..opinion(&open, &[0]) };
    desk.engine.vote(first).await.unwrap();
    let explained = desk.engine.vote(opinion(&open, &[0])).await.unwrap();
    assert!(explained.votes[0].blind && !explained.votes[0].reason.is_empty());
    let changed = desk.engine.vote(opinion(&open, &[1])).await.unwrap();
    assert!(!changed.votes[0].blind, "it was decided with the names in sight");
}

#[tokio::test]
async fn taking_a_vote_back_restores_exactly() {
    let person = Person::new().await;
    let before = person.turn(None, ["a", "b"]).await;
    person.engine.vote(opinion(&before, &[1])).await.unwrap();
    let voted_turn = before.lanes[0].path.messages[1].turn;
    let back = person.engine.take_back_vote(before.session.id, voted_turn).await.unwrap();
    assert_eq!(back, before);
}
