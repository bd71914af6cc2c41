//! Which models there are.

use model::{Error, ErrorKind, Result};
use serde::Deserialize;

use crate::dialect::text::escaped;
use crate::dialect::{Call, Listed};

/// Asks for the models, from `page` on.
pub(crate) fn models(page: Option<&str>) -> Call {
    let page = page.map(|page| format!("&pageToken={}", escaped(page))).unwrap_or_default();
    let path = format!("/v1beta/models?pageSize=1000{page}");
    Call { body: None, path, headers: Vec::new() }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    models: Vec<Model>,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    name: String,
    display_name: Option<String>,
    input_token_limit: Option<u32>,
    output_token_limit: Option<u32>,
    #[serde(default)]
    supported_generation_methods: Vec<String>,
    thinking: Option<bool>,
}

/// Reads a page of models; those that do something else than answer prompts are left out.
pub(crate) fn read_models(body: &[u8]) -> Result<(Vec<Listed>, Option<String>)> {
    let page: Page = serde_json::from_slice(body)
        .map_err(|error| Error::new(ErrorKind::Malformed, format!("No list of models: {error}")))?;
    let answers = |model: &Model| {
        let methods = &model.supported_generation_methods;
        methods.iter().any(|method| method == "generateContent")
    };
    let models = page.models.into_iter().filter(answers).map(|model| Listed {
        title: model.display_name,
        context: model.input_token_limit,
        max_output: model.output_token_limit,
        reasoning: model.thinking,
        name: model.name.strip_prefix("models/").unwrap_or(&model.name).to_owned(),
        ..Listed::default()
    });
    Ok((models.collect(), page.next_page_token.filter(|token| !token.is_empty())))
}
