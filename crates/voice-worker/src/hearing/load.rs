//! From a file to a recogniser, or a clear reason why not.

use std::ffi::CString;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::thread::available_parallelism;

use model::{Error, ErrorKind, Hearing, Result};

use super::native::{self, Facts, How, Model, Session, Status};

/// What the files of recognisers begin with: whisper.cpp's own form, and GGUF.
const MAGIC: [&[u8]; 2] = [b"lmgg", b"GGUF"];
/// More terms push each other out of what a recogniser keeps in mind.
const MOST_TERMS: usize = 60;

/// Loads the file at `path`.
///
/// # Errors
/// [`ErrorKind::BadModelFile`] where it is no recogniser that can be read,
/// [`ErrorKind::OutOfMemory`] where it does not fit.
pub(crate) fn load(path: &str) -> Result<Model> {
    if !processor_suffices() {
        return Err(Error::new(
            ErrorKind::Server,
            "This processor lacks the instructions (AVX2, FMA) that models are run with here.",
        ));
    }
    look_at(Path::new(path))?;
    let path = CString::new(path).map_err(|_| bad("The file's name cannot be used."))?;
    let model = Model::load(&path).map_err(refusal)?;
    if !model.facts().hears {
        return Err(bad("This model does not write down what is said."));
    }
    Ok(model)
}

/// Gets `model` ready to hear with `threads` processor threads, as far as there are as many.
///
/// # Errors
/// [`ErrorKind::OutOfMemory`], mostly.
pub(crate) fn session(model: &Model, threads: u32) -> Result<Session<'_>> {
    let most = available_parallelism().map_or(1, usize::from);
    let threads = threads.clamp(1, u32::try_from(most).unwrap_or(1));
    Session::new(model, threads).map_err(refusal)
}

/// The languages that it hears; it tells none where it hears English alone.
pub(crate) fn languages(facts: &Facts) -> Vec<String> {
    match facts.languages.as_slice() {
        [] if facts.whisper => vec!["en".into()],
        languages => languages.to_vec(),
    }
}

/// What a recogniser is to be told of how to hear.
#[derive(Debug)]
pub(crate) struct Manner {
    /// The language, where it is asked for or there is but one.
    pub language: Option<String>,
    /// The language as the engine is told it.
    fixed: Option<CString>,
    translate: bool,
    terms: Vec<CString>,
    times: bool,
}

impl Manner {
    /// What `options` ask for, as far as the recogniser can.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for a language that it does not hear, or a translation that
    /// it does not make.
    pub(crate) fn new(options: &Hearing, facts: &Facts) -> Result<Self> {
        let known = languages(facts);
        let english = known == ["en"];
        let asked = options.language.as_deref().map(primary).filter(|tag| !tag.is_empty());
        if let Some(tag) = &asked
            && !known.is_empty()
            && !known.contains(tag)
        {
            let what = if english { "English alone" } else { "other languages" };
            return Err(invalid(format!("This recogniser hears {what}, not “{tag}”.")));
        }
        let translate = options.translate && !english && asked.as_deref() != Some("en");
        if translate && !facts.translates {
            return Err(invalid("This recogniser does not translate."));
        }
        let terms = options.terms.iter().map(|term| term.trim());
        // What looks like a recogniser's own marks is refused by it.
        let terms = terms.filter(|term| !term.is_empty() && !term.contains("<|"));
        let terms = terms.filter(|_| facts.vocabulary).take(MOST_TERMS);
        Ok(Self {
            // One that hears English alone need not be told so.
            fixed: asked.clone().filter(|_| !english).and_then(|tag| CString::new(tag).ok()),
            language: asked.or_else(|| english.then(|| "en".to_owned())),
            translate,
            terms: terms.filter_map(|term| CString::new(term).ok()).collect(),
            times: facts.times,
        })
    }

    /// The same, thoroughly or quickly.
    pub(crate) fn how(&self, thorough: bool) -> How<'_> {
        How {
            language: self.fixed.as_deref(),
            translate: self.translate,
            terms: &self.terms,
            times: self.times,
            thorough,
        }
    }
}

/// `en` of `en-GB`.
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().trim().to_lowercase()
}

/// Looks at the file before the engine does, for what it would say less clearly.
fn look_at(path: &Path) -> Result<()> {
    let unreadable = |error: std::io::Error| bad(format!("The file cannot be read: {error}."));
    let mut file = File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head).map_err(unreadable)?;
    if !MAGIC.contains(&head.as_slice()) {
        return Err(bad("This file is not a recogniser's model file."));
    }
    Ok(())
}

/// The error for what the engine has refused.
pub(crate) fn refusal(status: Status) -> Error {
    if status == Status::TRANSCRIBE_ERR_OOM {
        return Error::new(
            ErrorKind::OutOfMemory,
            "There is not enough memory for this model. \
             Close other programs, or choose a smaller model.",
        );
    }
    let why = native::words(status);
    bad(format!("The model file is damaged or of an unknown kind ({why})."))
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::BadModelFile, message)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidRequest, message)
}

#[cfg(target_arch = "x86_64")]
fn processor_suffices() -> bool {
    std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma")
}

#[cfg(not(target_arch = "x86_64"))]
fn processor_suffices() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(languages: &[&str], translates: bool) -> Facts {
        let languages = languages.iter().map(|&tag| tag.to_owned()).collect();
        Facts { languages, translates, vocabulary: true, whisper: true, ..Facts::default() }
    }

    fn asked(language: Option<&str>, translate: bool) -> Hearing {
        Hearing { language: language.map(str::to_owned), translate, ..Hearing::default() }
    }

    #[test]
    fn a_language_is_asked_for_by_its_primary_tag() {
        let many = facts(&["en", "hi", "de"], true);
        let manner = Manner::new(&asked(Some("hi-IN"), false), &many).unwrap();
        assert_eq!(manner.fixed.as_deref(), Some(c"hi"));
        assert_eq!(Manner::new(&asked(None, false), &many).unwrap().fixed, None);
        let error = Manner::new(&asked(Some("tlh"), false), &many).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidRequest);
    }

    #[test]
    fn one_that_hears_english_alone_says_so_and_need_not_translate() {
        for languages in [&["en"][..], &[]] {
            let english = facts(languages, false);
            let error = Manner::new(&asked(Some("hi"), false), &english).unwrap_err();
            assert!(error.message.contains("English alone"), "{error}");
            let manner = Manner::new(&asked(Some("en-GB"), true), &english).unwrap();
            assert!(!manner.translate && manner.fixed.is_none());
        }
        let error = Manner::new(&asked(None, true), &facts(&["de", "fr"], false)).unwrap_err();
        assert!(error.message.contains("translate"), "{error}");
    }

    #[test]
    fn terms_that_cannot_be_given_are_left_out() {
        let terms = ["  Antiphon ", "", "<|en|>", "a\0b", "Śakuntalā"].map(str::to_owned);
        let options = Hearing { terms: terms.to_vec(), ..Hearing::default() };
        let manner = Manner::new(&options, &facts(&["en"], false)).unwrap();
        let kept: Vec<&str> = manner.terms.iter().map(|term| term.to_str().unwrap()).collect();
        assert_eq!(kept, ["Antiphon", "Śakuntalā"]);
    }
}
