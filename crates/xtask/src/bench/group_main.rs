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

use super::Family;

/// Its figures, in the order in which they are measured.
pub(super) const FAMILIES: &[Family] = &[
    ("decode", decode::measure),
    ("turn", turn::measure),
    ("flood", flood::measure),
    ("render", render::measure),
    ("commits", commits::measure),
    ("paint", paint::measure),
    ("memory", idle::measure),
    ("start", start::measure),
    ("kills", kills::measure),
];
