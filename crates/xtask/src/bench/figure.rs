//! A figure: what was measured, and whether it is good enough.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// One measured figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) figure: String,
    /// How much it is.
    pub(crate) value: f64,
    /// Of what.
    pub(crate) unit: Cow<'static, str>,
    /// What it must keep; `None` where it is only reported.
    pub(crate) bound: Option<Bound>,
    /// Whether it keeps it.
    pub(crate) holds: Option<bool>,
    /// What it was measured against, in the same unit, or the two values of a ratio's base.
    pub(crate) baseline: Option<f64>,
}

/// What a figure must keep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Figure {
    /// A figure that is only reported.
    pub(crate) fn reported(
        figure: impl Into<String>,
        value: f64,
        unit: impl Into<Cow<'static, str>>,
    ) -> Self {
        let (figure, unit) = (figure.into(), unit.into());
        Figure { figure, value, unit, bound: None, holds: None, baseline: None }
    }

    /// What could not be measured: it has no value, and does not hold.
    pub(crate) fn missing(figure: impl Into<String>) -> Self {
        Figure { holds: Some(false), ..Figure::reported(figure, f64::NAN, "") }
    }

    /// The figure, held against a bound.
    pub(crate) fn within(mut self, bound: Bound) -> Self {
        self.holds = Some(bound.holds(self.value));
        self.bound = Some(bound);
        self
    }

    /// The figure, with what it was measured against.
    pub(crate) fn against(mut self, baseline: f64) -> Self {
        self.baseline = Some(baseline);
        self
    }
}

impl Bound {
    /// A value that is no number holds nothing.
    fn holds(self, value: f64) -> bool {
        match self {
            Bound::AtMost(most) => value <= most,
            Bound::AtLeast(least) => value >= least,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bound::AtMost(most) => write!(formatter, "≤ {most}"),
            Bound::AtLeast(least) => write!(formatter, "≥ {least}"),
        }
    }
}

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The figures as a table for a person.
pub(crate) fn table(figures: &[Figure]) -> String {
    let head = ["figure", "value", "bound", "holds", "baseline"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(head).chain(figures.iter().map(row)).collect();
    let width =
        |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let line = |row: &[String; 5]| {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn row(figure: &Figure) -> [String; 5] {
    let amount = |value: f64| match value.is_nan() {
        true => "?".to_owned(),
        false => format!("{} {}", rounded(value), figure.unit).trim_end().to_owned(),
    };
    [
        figure.figure.clone(),
        amount(figure.value),
        figure.bound.map(|bound| bound.to_string()).unwrap_or_default(),
        figure.holds.map(|holds| if holds { "yes" } else { "SHORT" }.into()).unwrap_or_default(),
        figure.baseline.map(amount).unwrap_or_default(),
    ]
}

/// Three digits that count, no more.
fn rounded(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Vec<Figure> {
        vec![
            Figure::reported("second turn", 0.41, "").within(Bound::AtMost(0.3)).against(1.2),
            Figure::reported("memory", 199.25, "MiB"),
        ]
    }

    #[test]
    fn a_figure_that_falls_short_is_reported_as_short() {
        let table = table(&figures());
        assert!(table.contains("SHORT"), "{table}");
        assert!(table.lines().nth(2).unwrap().contains("199 MiB"), "{table}");
    }

    #[test]
    fn the_file_has_the_agreed_fields() {
        let json = serde_json::to_value(figures()).unwrap();
        let expected = serde_json::json!([
            { "figure": "second turn", "value": 0.41, "unit": "", "bound": "≤ 0.3",
              "holds": false, "baseline": 1.2 },
            { "figure": "memory", "value": 199.25, "unit": "MiB", "bound": null,
              "holds": null, "baseline": null },
        ]);
        assert_eq!(json, expected);
    }

    #[test]
    fn what_could_not_be_measured_is_short_and_has_no_value() {
        let missing = Figure::missing("memory");
        assert_eq!(serde_json::to_value(&missing).unwrap()["value"], serde_json::Value::Null);
        assert!(table(&[missing]).contains("SHORT"));
    }

    #[test]
    fn a_value_that_is_no_number_holds_no_bound() {
        assert!(!Bound::AtMost(1.0).holds(f64::NAN));
        assert!(!Bound::AtLeast(1.0).holds(f64::NAN));
    }
}
