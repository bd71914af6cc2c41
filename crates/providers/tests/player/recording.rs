use std::fs;
use std::path::{Path, PathBuf};

use model::{ChatEvent, ChatRequest};
use providers::dialect::{Dialect, Quirks, Traits};
use serde::Deserialize;

use super::Failure;

/// One folder of `tests/cassettes`.
pub(crate) struct Recording {
    /// `<dialect>/<scenario>`.
    pub(crate) name: String,
    /// How to read it.
    pub(crate) dialect: Dialect,
    /// What was answered, byte for byte.
    pub(crate) reply: Vec<u8>,
    /// What it decodes to.
    pub(crate) expected: Expected,
    /// Where it comes from.
    pub(crate) source: String,
    /// What was asked, and the call that it should become.
    pub(crate) asked: Option<(Asked, Sent)>,
}

/// `expected.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// The status, where the answer was refused before it streamed.
    #[serde(default)]
    pub(crate) status: Option<u16>,
    /// What the decoder tells, adjacent text joined.
    #[serde(default)]
    pub(crate) events: Vec<ChatEvent>,
    /// How it fails, if it does.
    #[serde(default)]
    pub(crate) error: Option<Failure>,
}

/// `request.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// What is asked. The data of an attachment is the file of its name in the folder.
    pub(crate) request: ChatRequest,
    /// How the provider differs.
    #[serde(default)]
    pub(crate) quirks: Quirks,
    /// What is known of the model.
    #[serde(default)]
    traits: Known,
}

/// `sent.json`: the call, or why there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    /// What follows the base address.
    #[serde(default)]
    pub(crate) path: String,
    /// The body.
    #[serde(default)]
    pub(crate) body: serde_json::Value,
    /// Why nothing is sent.
    #[serde(default)]
    pub(crate) error: Option<Failure>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Known {
    reasoning: Option<bool>,
    vision: Option<bool>,
    files: Option<bool>,
    max_output: Option<u32>,
}

impl Asked {
    /// What is known of the model.
    pub(crate) fn traits(&self) -> Traits {
        Traits {
            reasoning: self.traits.reasoning,
            vision: self.traits.vision,
            files: self.traits.files,
            max_output: self.traits.max_output,
        }
    }
}

impl Recording {
    /// The folder of the dialect.
    pub(crate) fn dialect_name(&self) -> &str {
        self.name.split_once('/').expect("two parts").0
    }

    /// The folder of the scenario.
    pub(crate) fn scenario(&self) -> &str {
        self.name.split_once('/').expect("two parts").1
    }

    /// Whether it shows something that went wrong.
    pub(crate) fn ends_badly(&self) -> bool {
        self.expected.error.is_some()
    }
}

/// Every recording there is, in the order of their names.
pub(crate) fn recordings() -> Vec<Recording> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cassettes");
    let mut all: Vec<_> =
        folders(&root).iter().flat_map(|dialect| folders(dialect)).map(|at| read(&at)).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn folders(within: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(within).expect("a folder of recordings");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.is_dir()).collect()
}

fn read(folder: &Path) -> Recording {
    let scenario = file_name(folder);
    let dialect = file_name(folder.parent().expect("a dialect"));
    let name = format!("{dialect}/{scenario}");
    let dialect = serde_json::from_value(dialect.into()).expect("a dialect's folder");
    let reply = ["reply.sse", "reply.ndjson", "reply.json", "reply.html"];
    let reply = reply.iter().find_map(|reply| fs::read(folder.join(reply)).ok());
    let reply = reply.unwrap_or_else(|| panic!("{name} has no reply"));
    let source = fs::read_to_string(folder.join("source.txt"));
    let source = source.unwrap_or_else(|_| panic!("{name} has no source.txt"));
    Recording {
        dialect,
        reply,
        source,
        expected: json(folder, "expected.json"),
        asked: asked(folder),
        name,
    }
}

fn asked(folder: &Path) -> Option<(Asked, Sent)> {
    if !folder.join("request.json").exists() {
        return None;
    }
    let mut asked: Asked = json(folder, "request.json");
    for message in &mut asked.request.messages {
        for attachment in &mut message.attachments {
            let file = folder.join(&attachment.name);
            attachment.data = fs::read(&file).expect("the attachment's file").into();
        }
    }
    Some((asked, json(folder, "sent.json")))
}

fn json<T: for<'de> Deserialize<'de>>(folder: &Path, file: &str) -> T {
    let path = folder.join(file);
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned()
}
