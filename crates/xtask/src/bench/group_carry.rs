//! Chats carried in and out: how fast, and with how much memory. The figures are taken by a program
//! of the engine's own benches.

use super::figure::Figure;
use super::{Family, Measure, Plan, printed};
use crate::failure::Result;
use crate::make::Measuring;

const CARRY: Measuring = Measuring { package: "engine", bench: "carry" };

/// Its figures, in the order in which they are measured.
pub(super) const FAMILIES: &[Family] = &[("carry", Measure::Program(CARRY, carry))];

/// Messages a second and peak memory of an import, an export and an import of our own file.
fn carry(plan: &Plan) -> Result<Vec<Figure>> {
    printed::figures(CARRY, None, plan)
}
