//! Remote models: what the way from a provider's bytes to the app's events costs. The figures are
//! taken by a program of the providers' own benches, which prints each as a line of JSON.

use serde::Deserialize;

use super::figure::{Bound, Figure};
use super::{Family, Measure, Plan};
use crate::failure::{Failure, Result, While};
use crate::{make, process};

/// Its figures, in the order in which they are measured.
pub(super) const FAMILIES: &[Family] = &[
    ("first-token", Measure::Wire(first_token)),
    ("decode", Measure::Wire(decode)),
    ("streams", Measure::Wire(streams)),
];

/// Time to first token, against a raw client on the same server.
fn first_token(plan: &Plan) -> Result<Vec<Figure>> {
    figures("first-token", plan)
}

/// Megabytes a second from bytes to events, against `eventsource-stream` with typed JSON.
fn decode(plan: &Plan) -> Result<Vec<Figure>> {
    figures("decode", plan)
}

/// How late the pieces of 64 replies at once come.
fn streams(plan: &Plan) -> Result<Vec<Figure>> {
    figures("streams", plan)
}

fn figures(family: &str, plan: &Plan) -> Result<Vec<Figure>> {
    let mut command = process::bound(make::wire_program());
    command.arg(family).args(plan.quick.then_some("--quick"));
    let mut found = Vec::new();
    process::each_line(&mut command, |line| found.push(figure(line)))?;
    if found.is_empty() {
        return Err(Failure::new(format!("of {family} there is not one figure")));
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
