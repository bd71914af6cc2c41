use std::io::{Read, Write};

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use serde_json::Value;

use super::row::{COLUMNS, Holds, Problem, Row, of_vote, vote};
use super::{ExchangeError, Place, Pooled};
use crate::vote::Vote;

/// Writes votes as CSV (RFC 4180), with a header.
pub fn write_csv<'a>(
    votes: impl IntoIterator<Item = &'a Vote>,
    file: impl Write,
) -> Result<(), ExchangeError> {
    let mut writer = csv::Writer::from_writer(file);
    writer.write_record(COLUMNS.map(|column| column.name)).map_err(error)?;
    for vote in votes {
        let cells = of_vote(vote).map(|cell| match cell {
            Value::String(text) => guarded(text),
            other => other.to_string(),
        });
        writer.write_record(&cells).map_err(error)?;
    }
    Ok(writer.flush()?)
}

/// Reads votes from CSV with a header.
pub fn read_csv(file: impl Read) -> Result<Pooled, ExchangeError> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
    let header = reader.headers().map_err(error)?.clone();
    let mut at = [None; COLUMNS.len()];
    for (at, column) in at.iter_mut().zip(COLUMNS) {
        *at = header.iter().position(|name| name == column.name);
        if at.is_none() && !column.optional {
            return Err(ExchangeError::NoColumn(column.name));
        }
    }
    let (mut pooled, mut record) = (Pooled::default(), StringRecord::new());
    loop {
        // Blank lines before a row are passed over with it.
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(pooled),
            Ok(true) => pooled.add_row(Place::Line, line, vote(cells(&record, &at))),
            Err(failed) => match failed.kind() {
                ErrorKind::Utf8 { err, .. } => {
                    pooled.add_row(Place::Line, line, Err(Problem::Row(err.to_string())));
                }
                _ => return Err(error(failed)),
            },
        }
    }
}

fn cells(record: &StringRecord, at: &[Option<usize>; COLUMNS.len()]) -> Row {
    let mut row = Row::default();
    for ((cell, at), column) in row.iter_mut().zip(at).zip(COLUMNS) {
        let Some(text) = at.and_then(|at| record.get(at)) else { continue };
        *cell = match column.holds {
            Holds::Text => Value::String(unguarded(text).to_owned()),
            // An empty cell is none.
            _ if text.is_empty() => Value::Null,
            // Spreadsheets write TRUE.
            Holds::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => Value::String(text.to_owned()),
            },
            Holds::Integer | Holds::Texts | Holds::Integers => {
                serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
            }
        };
    }
    row
}

/// Whether a spreadsheet would take the text for a formula (OWASP, "CSV Injection"), but for
/// apostrophes before it.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

fn guarded(text: String) -> String {
    if is_formula(&text) { format!("'{text}") } else { text }
}

fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

fn error(error: csv::Error) -> ExchangeError {
    match error.into_kind() {
        ErrorKind::Io(error) => ExchangeError::Io(error),
        other => ExchangeError::Damaged { format: "CSV", why: format!("{other:?}") },
    }
}
