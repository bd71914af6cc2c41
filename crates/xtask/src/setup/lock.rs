//! The list of models and of the packages that they come in: data, checked when it is read.

use serde::Deserialize;

use crate::failure::{Failure, Result, While};

const LOCK: &str = include_str!("models.toml");
const SAMPLES: &str = include_str!("samples.toml");

/// A model file as it shall lie on the disk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    /// Its file name.
    pub(crate) file: String,
    /// Its name for the reader.
    pub(crate) name: String,
    /// Its licence, as an SPDX expression.
    pub(crate) licence: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// Its hash, in lower-case hexadecimal.
    pub(crate) sha256: String,
    /// Where its parts are a Whisper model in the form of CTranslate2: the file of its vocabulary in
    /// the first part's package. It is written in the form of whisper.cpp.
    #[serde(default)]
    pub(crate) vocabulary: Option<String>,
    /// What it is joined from, in order.
    #[serde(rename = "part")]
    pub(crate) parts: Vec<Part>,
}

/// A package that carries one piece of a model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// The package's name.
    pub(crate) package: String,
    /// Its exact version.
    pub(crate) version: String,
    /// The size of the package itself.
    pub(crate) bytes: u64,
    /// The hash of the package itself.
    pub(crate) sha256: String,
    /// The file in the package.
    pub(crate) member: String,
}

impl Part {
    /// The part's own folder among the kept ones.
    pub(crate) fn folder(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    /// The line that pip accepts no other file for.
    pub(crate) fn requirement(&self) -> String {
        format!("{}=={} --hash=sha256:{}\n", self.package, self.version, self.sha256)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    #[serde(rename = "model")]
    models: Vec<Model>,
}

/// The models that the app ships with.
pub(crate) fn models() -> Result<Vec<Model>> {
    read(LOCK)
}

/// What people have said, for tests and measurements.
pub(crate) fn samples() -> Result<Vec<Model>> {
    read(SAMPLES)
}

fn read(text: &str) -> Result<Vec<Model>> {
    let lock: Lock = toml::from_str(text).during("reading the list of models")?;
    for model in &lock.models {
        let plain = |name: &str| !name.is_empty() && !name.contains(['/', '\0']) && name != "..";
        let names = [&model.file].into_iter().chain(model.parts.iter().map(|part| &part.package));
        if let Some(bad) = names.into_iter().find(|name| !plain(name)) {
            return Err(Failure::new(format!("the list of models has a bad name: {bad:?}")));
        }
        let hashes = [&model.sha256].into_iter().chain(model.parts.iter().map(|part| &part.sha256));
        if let Some(bad) = hashes.into_iter().find(|hash| !is_sha256(hash)) {
            return Err(Failure::new(format!("{}: {bad:?} is no SHA-256", model.file)));
        }
        if model.parts.is_empty() {
            return Err(Failure::new(format!("{} has no parts", model.file)));
        }
    }
    Ok(lock.models)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_is_sound() {
        let models = models().unwrap();
        assert!(!models.is_empty());
        for model in models {
            let packed: u64 = model.parts.iter().map(|part| part.bytes).sum();
            // A small model may come in a package with its sisters.
            let most = model.bytes + 16_000_000;
            assert!(packed <= most, "{}: packages hardly outgrow their model", model.file);
            assert!(!model.name.is_empty() && !model.licence.is_empty(), "{}", model.file);
        }
    }

    #[test]
    fn the_list_of_samples_is_sound() {
        let samples = samples().unwrap();
        assert!(samples.iter().all(|sample| sample.file.ends_with(".wav")));
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_refused() {
        let text = LOCK.replacen("smollm2-135m-instruct-q4_1.gguf", "../outside.gguf", 1);
        assert!(read(&text).unwrap_err().to_string().contains("outside"));
    }

    #[test]
    fn a_hash_that_is_none_is_refused() {
        let text = LOCK.replacen("b179c9523d0e", "B179C9523D0E", 1);
        assert!(read(&text).unwrap_err().to_string().contains("no SHA-256"));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = LOCK.replacen("licence =", "license =", 1);
        assert!(read(&text).unwrap_err().to_string().contains("license"));
    }
}
