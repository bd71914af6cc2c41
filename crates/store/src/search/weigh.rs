//! The best of few hits.

use sqlx::sqlite::SqliteConnection;

use super::hit::{Source, read_hits, shown};
use super::scan::{Scan, session};
use super::{Found, FoundOrder, SHOWN, titles};
use crate::Result;

/// All that was found, the sessions that fit best first, and the best hits of each first.
pub(super) async fn best(
    database: &mut SqliteConnection,
    scan: &Scan<'_>,
    all: &[(i64, i64)],
) -> Result<Found> {
    let keys: Vec<i64> = all.iter().map(|(message, _)| *message).collect();
    let mut weighed: Vec<(f64, Source)> = Vec::new();
    for source in read_hits(database, scan, &keys).await? {
        weighed.push((weight(scan, &source), source));
    }
    // Equal ones stay newest first.
    weighed.sort_by(|one, other| other.0.total_cmp(&one.0));
    let titled = titles::titled(database, scan.plan).await?;
    let mut sessions = Vec::new();
    let mut places: Vec<i64> = Vec::new();
    for (_, source) in weighed {
        let at = match places.iter().position(|key| *key == source.session) {
            Some(at) => at,
            None => {
                places.push(source.session);
                sessions.push(session(database, source.session, scan.plan).await?);
                sessions.len() - 1
            }
        };
        if let Some(found) = sessions.get_mut(at) {
            found.count += 1;
            if found.hits.len() < SHOWN {
                found.hits.push(shown(source, scan.plan));
            }
        }
    }
    // What is called so comes first.
    let named = titled.into_iter().rev();
    for one in named {
        match sessions.iter().position(|found| found.session == one.session) {
            Some(at) => {
                let found = sessions.remove(at);
                sessions.insert(0, found);
            }
            None => sessions.insert(0, one),
        }
    }
    Ok(Found { sessions, order: FoundOrder::Best, next: None })
}

/// How well a text fits: how often each word stands in it, for its length, and whether one place
/// shows them all.
fn weight(scan: &Scan<'_>, source: &Source) -> f64 {
    let needles = &scan.plan.needles;
    let ranges = needles.ranges(&source.source);
    let length = (source.source.len() as f64 / 400.0).ln_1p();
    let often = (ranges.len() as f64).ln_1p();
    let first = lookup::snippet(&source.source, needles);
    let together = first.marks.len().min(needles.0.len()) as f64;
    often / (1.0 + length) + together
}
