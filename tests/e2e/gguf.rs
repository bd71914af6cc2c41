//! The smallest files that pass for a chat model, made by hand after the GGUF specification.

/// A model called `name` with `weights` bytes of weights. It can be listed, not run.
pub(crate) fn file(name: &str, weights: usize) -> Vec<u8> {
    let entries = [
        text("general.architecture", "llama"),
        text("general.name", name),
        number("llama.context_length", 2048),
        entry(
            "tokenizer.ggml.tokens",
            9,
            &[&8u32.to_le_bytes()[..], &1u64.to_le_bytes(), &string("<s>")].concat(),
        ),
        text("tokenizer.chat_template", "{{ messages }}"),
    ];
    let mut file = b"GGUF".to_vec();
    file.extend(3u32.to_le_bytes());
    file.extend(1u64.to_le_bytes());
    file.extend((entries.len() as u64).to_le_bytes());
    file.extend(entries.concat());
    file.extend(string("output.weight"));
    file.extend(1u32.to_le_bytes());
    file.extend((weights as u64).to_le_bytes());
    // Bytes, from the start of the weights.
    file.extend(24u32.to_le_bytes());
    file.extend(0u64.to_le_bytes());
    file.resize(file.len().next_multiple_of(32), 0);
    file.extend((0..weights).map(|at| (at * 31 % 251) as u8));
    file
}

fn text(key: &str, value: &str) -> Vec<u8> {
    entry(key, 8, &string(value))
}

fn number(key: &str, value: u32) -> Vec<u8> {
    entry(key, 4, &value.to_le_bytes())
}

fn entry(key: &str, kind: u32, value: &[u8]) -> Vec<u8> {
    [&string(key), &kind.to_le_bytes()[..], value].concat()
}

fn string(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
}
