//! Figures that a program of a crate's own benches takes: it prints each as a line of JSON.

use serde::Deserialize;

use super::Plan;
use super::figure::{Bound, Figure};
use crate::failure::{Failure, Result, While};
use crate::make::Measuring;
use crate::process;

/// What such a program measures of this family, or all that it measures.
pub(super) fn figures(
    measuring: Measuring,
    family: Option<&str>,
    plan: &Plan,
) -> Result<Vec<Figure>> {
    let mut command = process::bound(measuring.program());
    command.args(family).args(plan.quick.then_some("--quick"));
    let mut found = Vec::new();
    process::each_line(&mut command, |line| found.push(figure(line)))?;
    if found.is_empty() {
        return Err(Failure::new(format!("{} prints not one figure", measuring.bench)));
    }
    found.into_iter().collect()
}

/// A figure as the program prints it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    figure: String,
    value: f64,
    unit: String,
    at_most: Option<f64>,
    at_least: Option<f64>,
    baseline: Option<f64>,
}

fn figure(line: &str) -> Result<Figure> {
    let line: Line = serde_json::from_str(line).during(format!("reading the figure {line}"))?;
    let mut figure = Figure::reported(line.figure, line.value, line.unit);
    let most = line.at_most.map(Bound::AtMost);
    if let Some(bound) = most.or(line.at_least.map(Bound::AtLeast)) {
        figure = figure.within(bound);
    }
    Ok(match line.baseline {
        Some(baseline) => figure.against(baseline),
        None => figure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_figure_with_its_bound() {
        let slow = figure(r#"{"figure":"more","value":4.5,"unit":"ms","at_most":3.0}"#).unwrap();
        assert_eq!((slow.holds, slow.bound), (Some(false), Some(Bound::AtMost(3.0))));
        let fast = r#"{"figure":"fast","value":2.5,"unit":"times","at_least":2,"baseline":1.0}"#;
        let fast = figure(fast).unwrap();
        assert_eq!((fast.holds, fast.baseline), (Some(true), Some(1.0)));
        let told = figure(r#"{"figure":"largest","value":7.0,"unit":"ms"}"#).unwrap();
        assert_eq!(told, Figure::reported("largest", 7.0, "ms"));
    }

    #[test]
    fn a_line_that_is_no_figure_is_an_error() {
        for line in ["", "largest: 7 ms", r#"{"figure":"largest","value":null,"unit":"ms"}"#] {
            assert!(figure(line).is_err(), "{line}");
        }
    }
}
