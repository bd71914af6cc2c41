//! One tree: what it costs to have several models answer at once, to open a long session with many
//! forks, to look at it from above, and to rate what was voted.

mod lanes;
mod map;
mod minute;
mod open;

use super::figure::Figure;
use super::{Family, Measure, Plan, printed};
use crate::failure::Result;
use crate::make::Measuring;

const RATING: Measuring = Measuring { package: "ranking", bench: "rating" };

/// Its figures, in the order in which they are measured.
pub(super) const FAMILIES: &[Family] = &[
    ("lanes", Measure::App(lanes::measure)),
    ("minute", Measure::App(minute::measure)),
    ("open", Measure::App(open::measure)),
    ("map", Measure::App(map::measure)),
    ("rating", Measure::Program(RATING, rating)),
];

/// How long it takes to rate a million votes on a hundred models.
fn rating(plan: &Plan) -> Result<Vec<Figure>> {
    printed::figures(RATING, None, plan)
}
