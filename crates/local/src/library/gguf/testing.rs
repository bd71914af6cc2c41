//! Small GGUF files made by hand, after the specification.

/// A GGUF file in the making.
#[derive(Clone)]
pub(in crate::library) struct Draft {
    pub(in crate::library) version: u32,
    entries: Vec<(String, Vec<u8>)>,
    tensors: Vec<Vec<u8>>,
    data: Vec<u8>,
}

impl Draft {
    /// A model that can chat, with `weights` bytes of weights.
    pub(in crate::library) fn model(weights: usize) -> Self {
        let mut draft = Self { version: 3, entries: vec![], tensors: vec![], data: vec![] };
        draft
            .text("general.architecture", "llama")
            .text("general.name", "Tiny \u{202e}Test\n")
            .text("general.license", "mit")
            .number("general.file_type", 7)
            .number("llama.context_length", 2048)
            .texts("tokenizer.ggml.tokens", &["<s>", "a", "b"])
            .text("tokenizer.chat_template", "{{ messages }}");
        let data = (0..weights).map(|at| (at * 31 % 251) as u8).collect();
        draft.tensor(&[weights as u64], 24, 0, data);
        draft
    }

    pub(in crate::library) fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.value(key, 8, string(text))
    }

    pub(in crate::library) fn number(&mut self, key: &str, number: u32) -> &mut Self {
        self.value(key, 4, number.to_le_bytes().to_vec())
    }

    pub(in crate::library) fn texts(&mut self, key: &str, texts: &[&str]) -> &mut Self {
        let mut bytes = 8u32.to_le_bytes().to_vec();
        bytes.extend((texts.len() as u64).to_le_bytes());
        bytes.extend(texts.iter().flat_map(|text| string(text)));
        self.value(key, 9, bytes)
    }

    /// An entry of any type.
    pub(in crate::library) fn value(&mut self, key: &str, kind: u32, bytes: Vec<u8>) -> &mut Self {
        self.entries.retain(|(own, _)| own != key);
        self.entries.push((key.into(), [kind.to_le_bytes().to_vec(), bytes].concat()));
        self
    }

    pub(in crate::library) fn without(&mut self, key: &str) -> &mut Self {
        self.entries.retain(|(own, _)| own != key);
        self
    }

    pub(in crate::library) fn without_tensors(&mut self) -> &mut Self {
        self.tensors.clear();
        self.data.clear();
        self
    }

    /// One more tensor; `data` is put behind all other data.
    pub(in crate::library) fn tensor(
        &mut self,
        sizes: &[u64],
        kind: u32,
        offset: u64,
        data: Vec<u8>,
    ) -> &mut Self {
        let mut tensor = string("output.weight");
        tensor.extend((sizes.len() as u32).to_le_bytes());
        tensor.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
        tensor.extend(kind.to_le_bytes());
        tensor.extend(offset.to_le_bytes());
        self.tensors.push(tensor);
        self.data.extend(data);
        self
    }

    /// The file.
    pub(in crate::library) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"GGUF".to_vec();
        bytes.extend(self.version.to_le_bytes());
        bytes.extend((self.tensors.len() as u64).to_le_bytes());
        bytes.extend((self.entries.len() as u64).to_le_bytes());
        for (key, value) in &self.entries {
            bytes.extend(string(key));
            bytes.extend(value);
        }
        bytes.extend(self.tensors.iter().flatten());
        bytes.resize(bytes.len().next_multiple_of(32), 0);
        bytes.extend(&self.data);
        bytes
    }
}

fn string(text: &str) -> Vec<u8> {
    [(text.len() as u64).to_le_bytes().as_slice(), text.as_bytes()].concat()
}
