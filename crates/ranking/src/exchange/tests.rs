//! Votes go through files unchanged, and what is no vote is told where it is.

mod hostile;
mod round;

use bytes::Bytes;
use uuid::Uuid;

use super::*;
use crate::{Ballot, Kind, Outcome, Places};

/// A way to write votes and to read them again.
#[derive(Clone, Copy, Debug)]
enum Format {
    Csv,
    JsonLines,
    Parquet,
}

const FORMATS: [Format; 3] = [Format::Csv, Format::JsonLines, Format::Parquet];

impl Format {
    fn written(self, votes: &[Vote]) -> Vec<u8> {
        let mut file = Vec::new();
        let done = match self {
            Self::Csv => write_csv(votes, &mut file),
            Self::JsonLines => write_json_lines(votes, &mut file),
            Self::Parquet => write_parquet(votes, &mut file),
        };
        done.unwrap();
        file
    }

    fn read(self, file: &[u8]) -> Result<Pooled, ExchangeError> {
        match self {
            Self::Csv => read_csv(file),
            Self::JsonLines => read_json_lines(file),
            Self::Parquet => read_parquet(Bytes::copy_from_slice(file)),
        }
    }
}

fn vote(number: u128) -> Vote {
    let models = ["org/one", "org/two", "org/three"].map(str::to_owned).to_vec();
    let tie = Outcome::Tie(Places::of([0, 2]).unwrap());
    Vote {
        id: Uuid::from_u128(number),
        turn: Uuid::from_u128(number + 1_000_000_000),
        voted_at: 1_795_305_600_000,
        voter: "Ada".into(),
        kind: Kind::Chat,
        language: "de-CH".into(),
        tags: vec!["code".into()],
        blind: true,
        ballot: Ballot::new(models, tie).unwrap(),
        reason: "it is shorter".into(),
    }
}

/// A file of the lines that `change` makes of a whole one's.
fn changed(format: Format, votes: &[Vote], change: impl Fn(&str) -> String) -> Pooled {
    let text = String::from_utf8(format.written(votes)).unwrap();
    format.read(change(&text).as_bytes()).unwrap()
}
