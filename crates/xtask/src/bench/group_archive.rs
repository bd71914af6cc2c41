//! Finding in a store of a million messages. The figures are taken by a program of the store's own
//! benches, which makes its stores itself: a hundred thousand messages, then a million.

use super::figure::Figure;
use super::{Family, Measure, Plan, printed};
use crate::failure::Result;
use crate::make::Measuring;

const FINDING: Measuring = Measuring { package: "store", bench: "finding" };

/// Its figures.
pub(super) const FAMILIES: &[Family] = &[("search", Measure::Program(FINDING, search))];

/// Words, phrases and beginnings beside a scan of the same store, and what they cost a write.
fn search(plan: &Plan) -> Result<Vec<Figure>> {
    printed::figures(FINDING, None, plan)
}
