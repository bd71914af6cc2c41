//! By what names a model may betray itself: its family's and its maker's.

use model::ModelId;

/// What a model of a family calls itself and its maker, by what its own name holds.
const FAMILIES: &[(&str, &[&str])] = &[
    ("claude", &["Claude", "Anthropic", "Sonnet", "Opus", "Haiku"]),
    ("command", &["Command R", "Cohere"]),
    ("deepseek", &["DeepSeek", "深度求索"]),
    ("gemini", &["Gemini", "Google", "DeepMind", "Bard"]),
    ("gemma", &["Gemma", "Google", "DeepMind"]),
    ("glm", &["GLM", "ChatGLM", "Zhipu", "Z.ai", "智谱"]),
    ("gpt", &["GPT", "ChatGPT", "OpenAI"]),
    ("grok", &["Grok", "xAI"]),
    ("kimi", &["Kimi", "Moonshot AI", "月之暗面"]),
    ("llama", &["Llama", "Meta AI", "Meta"]),
    ("ministral", &["Ministral", "Mistral AI", "Mistral"]),
    ("mistral", &["Mistral AI", "Mistral"]),
    ("mixtral", &["Mixtral", "Mistral AI", "Mistral"]),
    ("codestral", &["Codestral", "Mistral AI", "Mistral"]),
    ("magistral", &["Magistral", "Mistral AI", "Mistral"]),
    ("minimax", &["MiniMax"]),
    ("nemotron", &["Nemotron", "NVIDIA"]),
    ("phi", &["Phi", "Microsoft"]),
    ("qwen", &["Qwen", "QwenLM", "Alibaba Cloud", "Alibaba", "Tongyi", "通义千问", "阿里云"]),
    ("qwq", &["QwQ", "Qwen", "Alibaba Cloud", "Alibaba"]),
    ("sarvam", &["Sarvam AI", "Sarvam"]),
    ("smollm", &["SmolLM", "SmolLM2", "Hugging Face", "HuggingFace"]),
];

/// The names of a model: its own, those that its provider gives it, its family's and its maker's.
pub(crate) fn of(model: &ModelId, given: Vec<String>) -> Vec<String> {
    let own = model.name().rsplit('/').next().unwrap_or_default().to_owned();
    let lower = own.to_lowercase();
    let family = FAMILIES.iter().filter(|(part, _)| lower.contains(part));
    let family = family.flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned()));
    let mut all: Vec<String> =
        [model.name().to_owned(), own].into_iter().chain(given).chain(family).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_its_family_and_its_maker() {
        let names = of(&ModelId::new("router", "qwen/Qwen3-4B"), vec!["Qwen3 4B".into()]);
        for name in ["Qwen3-4B", "Qwen3 4B", "Qwen", "Alibaba Cloud"] {
            assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
        }
        assert!(!names.iter().any(|one| one == "OpenAI"));
    }
}
