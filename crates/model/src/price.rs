use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Usage;

/// What a model costs, in US dollars for a million tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Tokens of the path.
    pub input: f64,
    /// Tokens of the path that the provider still knew; `None`: as `input`.
    #[serde(default)]
    pub cached: Option<f64>,
    /// Tokens of the path that the provider stores for later; `None`: as `input`.
    #[serde(default)]
    pub cache_write: Option<f64>,
    /// Tokens written, reasoning among them.
    pub output: f64,
    /// The day on which the provider asked for this, as `2026-11-22`.
    pub as_of: String,
}

impl Price {
    /// What `usage` costs, in US dollars.
    pub fn cost(&self, usage: &Usage) -> f64 {
        let cached = usage.cached_tokens.min(usage.prompt_tokens);
        let written = usage.cache_written_tokens.min(usage.prompt_tokens - cached);
        let read = usage.prompt_tokens - cached - written;
        (f64::from(read) * self.input
            + f64::from(cached) * self.cached.unwrap_or(self.input)
            + f64::from(written) * self.cache_write.unwrap_or(self.input)
            + f64::from(usage.reply_tokens) * self.output)
            / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_token_has_its_own_price() {
        let price = Price {
            input: 3.0,
            cached: Some(0.3),
            cache_write: Some(3.75),
            output: 15.0,
            as_of: "2026-11-22".into(),
        };
        let usage = Usage {
            prompt_tokens: 1_000_000,
            cached_tokens: 500_000,
            cache_written_tokens: 100_000,
            reply_tokens: 200_000,
            reasoning_tokens: 150_000,
        };
        let dollars = 0.4 * 3.0 + 0.5 * 0.3 + 0.1 * 3.75 + 0.2 * 15.0;
        assert!((price.cost(&usage) - dollars).abs() < 1e-9, "{}", price.cost(&usage));
    }

    #[test]
    fn what_the_provider_does_not_price_apart_costs_as_any_token() {
        let price = Price {
            input: 2.0,
            cached: None,
            cache_write: None,
            output: 4.0,
            as_of: String::new(),
        };
        let usage = Usage { prompt_tokens: 10, cached_tokens: 99, ..Usage::default() };
        assert!((price.cost(&usage) - 20e-6).abs() < 1e-12, "no more is cached than was read");
    }
}
