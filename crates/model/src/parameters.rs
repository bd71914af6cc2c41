use serde::{Deserialize, Serialize};
use specta::Type;

/// How a model should answer. What is `None` is left to the next in line: session, model, default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Parameters {
    /// Instructions that come before the conversation.
    pub system_prompt: Option<String>,
    /// Randomness, from 0 (always the likeliest token) to 2.
    pub temperature: Option<f32>,
    /// The share of the likeliest tokens that is drawn from, above 0 and at most 1.
    pub top_p: Option<f32>,
    /// The most tokens that a reply may have.
    pub max_tokens: Option<u32>,
    /// The same seed, path and parameters give the same reply where the model allows it.
    pub seed: Option<u32>,
    /// How long to reason before answering, where the model can be told.
    pub reasoning: Option<Effort>,
    /// Processor threads, for embedded models.
    pub threads: Option<u32>,
}

/// How much a model reasons before it answers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Not at all, or as little as the model allows.
    None,
    /// Little.
    Low,
    /// As the provider finds sensible.
    Medium,
    /// Much.
    High,
}

impl Parameters {
    /// These parameters, with `fallback` wherever one is not set.
    pub fn or(self, fallback: &Parameters) -> Parameters {
        Parameters {
            system_prompt: self.system_prompt.or_else(|| fallback.system_prompt.clone()),
            temperature: self.temperature.or(fallback.temperature),
            top_p: self.top_p.or(fallback.top_p),
            max_tokens: self.max_tokens.or(fallback.max_tokens),
            seed: self.seed.or(fallback.seed),
            reasoning: self.reasoning.or(fallback.reasoning),
            threads: self.threads.or(fallback.threads),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_wins_over_the_fallback() {
        let session = Parameters { temperature: Some(0.1), ..Parameters::default() };
        let model =
            Parameters { temperature: Some(0.9), max_tokens: Some(64), ..Parameters::default() };
        let both = session.or(&model);
        assert_eq!(both.temperature, Some(0.1), "the session's own value");
        assert_eq!(both.max_tokens, Some(64), "the model's where the session has none");
    }
}
