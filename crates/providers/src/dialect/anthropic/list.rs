//! Which models there are.

use model::{Error, ErrorKind, Result};
use serde::Deserialize;

use super::VERSION;
use crate::dialect::text::escaped;
use crate::dialect::{Call, Listed};

/// Asks for the models, from the one after `page` on.
pub(crate) fn models(page: Option<&str>) -> Call {
    let after = page.map(|page| format!("&after_id={}", escaped(page))).unwrap_or_default();
    Call {
        body: None,
        path: format!("/v1/models?limit=1000{after}"),
        headers: vec![(VERSION.0, VERSION.1.to_owned())],
    }
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Model>,
    #[serde(default)]
    has_more: bool,
    last_id: Option<String>,
}

#[derive(Deserialize)]
struct Model {
    id: String,
    display_name: Option<String>,
    max_input_tokens: Option<u32>,
    max_tokens: Option<u32>,
    capabilities: Option<Capabilities>,
    lifecycle: Option<String>,
}

#[derive(Deserialize)]
struct Capabilities {
    image_input: Option<Support>,
    pdf_input: Option<Support>,
    thinking: Option<Support>,
}

#[derive(Clone, Copy, Deserialize)]
struct Support {
    supported: bool,
}

/// Reads a page of models; those that are no longer served are left out.
pub(crate) fn read_models(body: &[u8]) -> Result<(Vec<Listed>, Option<String>)> {
    let page: Page = serde_json::from_slice(body)
        .map_err(|error| Error::new(ErrorKind::Malformed, format!("No list of models: {error}")))?;
    let next = page.last_id.filter(|_| page.has_more);
    let served =
        page.data.into_iter().filter(|model| model.lifecycle.as_deref() != Some("retired"));
    Ok((served.map(listed).collect(), next))
}

fn listed(model: Model) -> Listed {
    let can = |ability: fn(&Capabilities) -> Option<Support>| {
        model.capabilities.as_ref().and_then(ability).map(|support| support.supported)
    };
    Listed {
        context: model.max_input_tokens,
        max_output: model.max_tokens,
        vision: can(|abilities| abilities.image_input),
        files: can(|abilities| abilities.pdf_input),
        reasoning: can(|abilities| abilities.thinking),
        title: model.display_name,
        name: model.id,
        ..Listed::default()
    }
}
