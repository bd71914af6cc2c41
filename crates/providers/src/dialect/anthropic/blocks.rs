//! The body of a request, as it is sent.

use std::borrow::Cow;

use serde::Serialize;

/// What is asked.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    pub(super) model: &'a str,
    pub(super) max_tokens: u32,
    pub(super) stream: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) system: Vec<Block<'a>>,
    pub(super) messages: Vec<Turn<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thinking: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) output_config: Option<OutputConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) top_p: Option<f32>,
}

/// Everything that one side says before the other does.
#[derive(Serialize)]
pub(super) struct Turn<'a> {
    pub(super) role: &'static str,
    pub(super) content: Vec<Block<'a>>,
}

/// A part of what is said.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block<'a> {
    Text {
        text: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<Ephemeral>,
    },
    Image {
        source: Base64<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<Ephemeral>,
    },
    Document {
        source: Base64<'a>,
        title: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<Ephemeral>,
    },
    Thinking {
        thinking: String,
        signature: String,
    },
    RedactedThinking {
        data: String,
    },
}

impl<'a> Block<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text { text: text.into(), cache_control: None }
    }

    /// Asks that everything up to here be kept for the next request.
    pub(super) fn keep(&mut self) {
        match self {
            Self::Text { cache_control, .. }
            | Self::Image { cache_control, .. }
            | Self::Document { cache_control, .. } => *cache_control = Some(Ephemeral::default()),
            Self::Thinking { .. } | Self::RedactedThinking { .. } => {}
        }
    }
}

/// A file in the request itself.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Base64<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) media_type: &'a str,
    pub(super) data: String,
}

/// Kept for five minutes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Ephemeral {
    #[serde(rename = "type")]
    kind: &'static str,
}

impl Default for Ephemeral {
    fn default() -> Self {
        Self { kind: "ephemeral" }
    }
}

/// Whether and how the model reasons.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Reason {
    Enabled {
        budget_tokens: u32,
    },
    Adaptive {
        #[serde(skip_serializing_if = "Option::is_none")]
        display: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        block_binding: Option<Binding>,
    },
    Disabled,
    BetweenTools,
}

/// What becomes of reasoning that comes back after other words than those that it followed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Binding {
    pub(super) prefix_mismatch_behavior: &'static str,
}

/// How much the model works at the reply.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OutputConfig {
    pub(super) effort: &'static str,
}
