use std::io::{BufRead, Write};

use serde::Serializer;
use serde_json::{Map, Value};

use super::row::{COLUMNS, Problem, Row, of_vote, vote};
use super::{ExchangeError, Place, Pooled};
use crate::vote::Vote;

/// Writes votes as JSON Lines: an object a line.
pub fn write_json_lines<'a>(
    votes: impl IntoIterator<Item = &'a Vote>,
    mut file: impl Write,
) -> Result<(), ExchangeError> {
    for vote in votes {
        let cells = COLUMNS.iter().map(|column| column.name).zip(of_vote(vote));
        serde_json::Serializer::new(&mut file).collect_map(cells).map_err(std::io::Error::from)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}

/// Reads votes from JSON Lines. Empty lines are passed over.
pub fn read_json_lines(mut file: impl BufRead) -> Result<Pooled, ExchangeError> {
    let (mut pooled, mut line, mut number) = (Pooled::default(), Vec::new(), 0);
    loop {
        line.clear();
        if file.read_until(b'\n', &mut line)? == 0 {
            return Ok(pooled);
        }
        number += 1;
        if !line.trim_ascii().is_empty() {
            pooled.add_row(Place::Line, number, cells(&line).and_then(vote));
        }
    }
}

fn cells(line: &[u8]) -> Result<Row, Problem> {
    let object: Map<String, Value> =
        serde_json::from_slice(line).map_err(|error| Problem::Row(error.to_string()))?;
    let mut row = Row::default();
    for (name, value) in object {
        if let Some(at) = COLUMNS.iter().position(|column| column.name == name) {
            row[at] = value;
        }
    }
    Ok(row)
}
