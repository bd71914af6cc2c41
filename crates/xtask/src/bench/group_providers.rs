//! Remote models: what the way from a provider's bytes to the app's events costs. The figures are
//! taken by a program of the providers' own benches.

use super::figure::Figure;
use super::{Family, Measure, Plan, printed};
use crate::failure::Result;
use crate::make::Measuring;

const WIRE: Measuring = Measuring { package: "providers", bench: "wire" };

/// Its figures, in the order in which they are measured.
pub(super) const FAMILIES: &[Family] = &[
    ("first-token", Measure::Program(WIRE, first_token)),
    ("decode", Measure::Program(WIRE, decode)),
    ("streams", Measure::Program(WIRE, streams)),
];

/// Time to first token, against a raw client on the same server.
fn first_token(plan: &Plan) -> Result<Vec<Figure>> {
    printed::figures(WIRE, Some("first-token"), plan)
}

/// Megabytes a second from bytes to events, against `eventsource-stream` with typed JSON.
fn decode(plan: &Plan) -> Result<Vec<Figure>> {
    printed::figures(WIRE, Some("decode"), plan)
}

/// How late the pieces of 64 replies at once come.
fn streams(plan: &Plan) -> Result<Vec<Figure>> {
    printed::figures(WIRE, Some("streams"), plan)
}
