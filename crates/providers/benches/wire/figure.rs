//! Figures as they are printed, and the middles and tails that they are made of.

use std::io::Write;

use serde::Serialize;

use crate::Result;

/// One line of what is printed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    figure: String,
    value: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<f64>,
}

impl Figure {
    /// A figure that is only reported.
    pub(crate) fn new(figure: impl Into<String>, value: f64, unit: &'static str) -> Self {
        let figure = figure.into();
        Self { figure, value, unit, at_most: None, at_least: None, baseline: None }
    }

    /// It must be no more than this.
    pub(crate) fn at_most(self, most: f64) -> Self {
        Self { at_most: Some(most), ..self }
    }

    /// It must be no less than this.
    pub(crate) fn at_least(self, least: f64) -> Self {
        Self { at_least: Some(least), ..self }
    }

    /// What it was measured against.
    pub(crate) fn against(self, baseline: f64) -> Self {
        Self { baseline: Some(baseline), ..self }
    }

    /// Prints it.
    pub(crate) fn print(&self) -> Result<()> {
        let line = serde_json::to_string(self)?;
        writeln!(std::io::stdout(), "{line}")?;
        Ok(())
    }
}

/// Says how it goes, apart from the figures.
pub(crate) fn say(line: impl AsRef<str>) {
    // Where nobody listens, nobody misses it.
    let _ = writeln!(std::io::stderr(), "  {}", line.as_ref());
}

/// The middle of `values`; no number if there are none.
pub(crate) fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The value that `percent` of `values` do not exceed; no number if there are none.
pub(crate) fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
