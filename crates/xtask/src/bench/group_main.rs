//! The main job: what a reply costs from the model to the screen, and what the app takes meanwhile.

mod commits;
mod decode;
mod flood;
mod idle;
mod kills;
mod paint;
mod render;
mod start;
mod turn;

use super::{Family, Measure};

/// Its figures, in the order in which they are measured.
pub(super) const FAMILIES: &[Family] = &[
    ("decode", Measure::App(decode::measure)),
    ("turn", Measure::App(turn::measure)),
    ("flood", Measure::App(flood::measure)),
    ("render", Measure::App(render::measure)),
    ("commits", Measure::App(commits::measure)),
    ("paint", Measure::App(paint::measure)),
    ("memory", Measure::App(idle::measure)),
    ("start", Measure::App(start::measure)),
    ("kills", Measure::App(kills::measure)),
];
