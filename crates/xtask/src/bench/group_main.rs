//! The main job: start, memory, stream.

use std::time::Instant;

use super::figure::Figure;
use super::memory;
use crate::desk::Desk;
use crate::failure::Result;
use crate::window::{App, Window};
use crate::{make, shown};

/// How often the app is started for one figure; the middle one counts.
const STARTS: usize = 5;

/// Measures all figures of the group.
pub(crate) fn measure(desk: &Desk) -> Result<Vec<Figure>> {
    let app = App {
        program: make::release("antiphon"),
        data: desk.folder("empty")?,
        environment: Vec::new(),
    };
    let mut starts = Vec::new();
    let mut figures = Vec::new();
    for start in 0..STARTS {
        let begin = Instant::now();
        let window = Window::open(desk, &app)?;
        window.wait(shown::COMPOSER)?;
        starts.push(begin.elapsed().as_secs_f64() * 1000.0);
        if start + 1 == STARTS {
            window.settle()?;
            let shares = memory::by_process(window.app()?);
            figures.push(Figure::reported("memory, idle", shares.values().sum(), "MiB"));
            figures.extend(
                shares
                    .iter()
                    .map(|(name, share)| Figure::reported(format!("… {name}"), *share, "MiB")),
            );
        }
    }
    starts.sort_by(f64::total_cmp);
    let middle = starts[STARTS / 2];
    figures.insert(0, Figure::reported("start to usable window, empty store", middle, "ms"));
    Ok(figures)
}
