use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::{Attachment, Carried, ChatRequest, Effort, Message, ModelId, Origin, Parameters, Role};
use providers::dialect::{Dialect, Quirks, Traits};
use serde_json::{Map, Value, json};

use crate::player::recordings;
use crate::python;
use crate::requests_known::KNOWN;
use crate::server::Server;

/// One question that both sides send: a function of that name is in `requests.py`.
struct Case {
    name: &'static str,
    dialect: Dialect,
    request: ChatRequest,
}

/// A difference between what a library sends and what we send, and why it is as it should be.
pub(crate) struct Known {
    /// The beginnings of the names of the cases.
    pub(crate) within: &'static [&'static str],
    /// Where, as a JSON pointer into path, headers and body; all that lies below it is meant too.
    pub(crate) at: &'static str,
    /// Why.
    pub(crate) why: &'static str,
}

/// The headers that mean something; those of the libraries' own kind are not compared.
const HEADERS: [&str; 6] = [
    "anthropic-beta",
    "anthropic-version",
    "authorization",
    "content-type",
    "x-api-key",
    "x-goog-api-key",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vendors_libraries_send_the_same_for_the_same_question() {
    // What has no recordings yet is not spoken yet.
    let spoken: BTreeSet<_> =
        recordings().iter().map(|own| own.dialect_name().to_owned()).collect();
    let cases: Vec<_> = cases()
        .into_iter()
        .filter(|case| spoken.iter().any(|dialect| case.name.starts_with(dialect.as_str())))
        .collect();
    let server = Server::start(Vec::new()).await;
    let names: Vec<_> = cases.iter().map(|case| case.name).collect();
    let asked = serde_json::to_string(&names).unwrap();
    let address = server.address.clone();
    let run = move || {
        let folder = folder();
        python::run("requests.py", &[&address, &asked, folder.to_str().unwrap()])
    };
    tokio::task::spawn_blocking(run).await.unwrap();

    let (mut unexplained, mut seen) = (Vec::new(), BTreeSet::new());
    for case in &cases {
        let theirs = server.asked(case.name);
        let theirs = theirs.unwrap_or_else(|| panic!("{} was not asked", case.name));
        let [ours, theirs] =
            [ours(case), theirs].map(|call| flat(&spelled_out(call, case.dialect)));
        let places: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
        for at in places {
            let (ours, theirs) = (ours.get(at), theirs.get(at));
            if ours == theirs {
                continue;
            }
            match KNOWN.iter().position(|known| known.is(case.name, at)) {
                Some(index) => drop(seen.insert((index, case.name))),
                None => unexplained
                    .push(format!("{} {at}: ours {ours:?}, theirs {theirs:?}", case.name)),
            }
        }
    }
    assert!(unexplained.is_empty(), "not explained:\n{}", unexplained.join("\n"));
    for (index, known) in KNOWN.iter().enumerate() {
        for within in known.within {
            let there = names.iter().any(|name| name.starts_with(within));
            let differs = seen.iter().any(|(at, name)| *at == index && name.starts_with(within));
            assert!(!there || differs, "no longer so: {within} {}: {}", known.at, known.why);
        }
    }
}

impl Known {
    fn is(&self, case: &str, at: &str) -> bool {
        let below =
            at.strip_prefix(self.at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        below && self.within.iter().any(|within| case.starts_with(within))
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk/shown")
}

fn cases() -> Vec<Case> {
    use Dialect::{Anthropic, Gemini, OpenaiChat, OpenaiResponses};
    let case = |name, dialect, request| Case { name, dialect, request };
    let sampled = |model, seed, top_p| {
        let mut request = files(model);
        // As the engine does: the path begins with it.
        request.messages.insert(0, Message::new(Role::System, "Be short."));
        request.parameters = Parameters {
            system_prompt: Some("Be short.".into()),
            temperature: Some(0.5),
            max_tokens: Some(300),
            top_p,
            seed,
            ..Parameters::default()
        };
        request
    };
    let reasons = |model, path, max_tokens| {
        let mut request = asking(model, path);
        request.parameters.reasoning = Some(Effort::Low);
        request.parameters.max_tokens = max_tokens;
        request
    };
    let second = || vec![Message::new(Role::User, "And now?")];
    let thought =
        r#"[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","bytes":6}]"#;
    let signed = r#"[{"bytes":6,"signature":"c2ln"}]"#;
    vec![
        case("anthropic_files", Anthropic, sampled("claude-sonnet-4-5", None, None)),
        case(
            "anthropic_reasoning",
            Anthropic,
            reasons("claude-opus-5", replied("claude-opus-5", thought), Some(3_000)),
        ),
        case("anthropic_budget", Anthropic, reasons("claude-sonnet-4-5", second(), Some(3_000))),
        case("gemini_files", Gemini, sampled("gemini-2.0-flash", Some(7), Some(0.25))),
        case(
            "gemini_reasoning",
            Gemini,
            reasons("gemini-3.8-flash", replied("gemini-3.8-flash", signed), None),
        ),
        case("openai_chat_files", OpenaiChat, sampled("gpt-4o-mini", Some(7), Some(0.25))),
        case("openai_chat_reasoning", OpenaiChat, reasons("gpt-5.1", second(), None)),
        case("openai_responses_files", OpenaiResponses, sampled("gpt-4o-mini", None, Some(0.25))),
        case("openai_responses_reasoning", OpenaiResponses, reasons("gpt-5.1", second(), None)),
    ]
}

fn asking(model: &str, messages: Vec<Message>) -> ChatRequest {
    ChatRequest {
        model: ModelId::new("test", model),
        messages,
        parameters: Parameters::default(),
        origin: Origin::default(),
        verbatim: None,
    }
}

/// A prompt, a reply that its model wants something back with, and a prompt.
fn replied(model: &str, json: &str) -> Vec<Message> {
    let mut reply = Message::new(Role::Assistant, "A dot.");
    reply.carried = Some(Carried { model: ModelId::new("test", model), json: json.to_owned() });
    vec![Message::new(Role::User, "What is this?"), reply, Message::new(Role::User, "And now?")]
}

/// A prompt with an image and a document, a reply, and a prompt.
fn files(model: &str) -> ChatRequest {
    let shown = |name: &str, media_type: &str| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        data: std::fs::read(folder().join(name)).unwrap().into(),
    };
    let mut first = Message::new(Role::User, "What is this?");
    first.attachments =
        vec![shown("square.png", "image/png"), shown("page.pdf", "application/pdf")];
    let path =
        vec![first, Message::new(Role::Assistant, "A dot."), Message::new(Role::User, "And now?")];
    asking(model, path)
}

fn ours(case: &Case) -> Value {
    let known = Traits { reasoning: None, vision: Some(true), files: Some(true), max_output: None };
    let quirks = Quirks::default();
    let call = case.dialect.chat(&case.request, &quirks, &known).unwrap();
    let key = case.dialect.authorization("test", &quirks);
    let headers: Map<_, _> = call
        .headers
        .into_iter()
        .chain([key])
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let body: Value = serde_json::from_slice(&call.body.unwrap()).unwrap();
    json!({"path": call.path, "headers": headers, "body": body})
}

/// The same call without what its reference allows to be written in two ways.
fn spelled_out(call: Value, dialect: Dialect) -> Value {
    match (call, dialect) {
        // A string is short for one block of text.
        (Value::Object(fields), Dialect::Anthropic) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| match (name.as_str(), value) {
                    ("content" | "system", Value::String(text)) => {
                        (name, json!([{"type": "text", "text": text}]))
                    }
                    (_, value) => (name, spelled_out(value, dialect)),
                })
                .collect(),
        ),
        // Names are read in both ways, and so are both alphabets of base64.
        (Value::Object(fields), Dialect::Gemini) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| match (name.as_str(), value) {
                    ("data", Value::String(data)) => {
                        (name, data.replace('-', "+").replace('_', "/").into())
                    }
                    (_, value) => (camel(&name), spelled_out(value, dialect)),
                })
                .collect(),
        ),
        (Value::Array(items), dialect) => {
            Value::Array(items.into_iter().map(|item| spelled_out(item, dialect)).collect())
        }
        (value, _) => value,
    }
}

/// `mime_type` as `mimeType`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let (head, tail) = part.split_at(part.len().min(1));
        name + &head.to_uppercase() + tail
    })
}

/// Every leaf by its place.
fn flat(call: &Value) -> BTreeMap<String, Value> {
    let mut leaves = BTreeMap::new();
    gather(String::new(), call, &mut leaves);
    leaves.retain(|at, _| match at.strip_prefix("/headers/") {
        Some(name) => HEADERS.contains(&name),
        None => true,
    });
    leaves
}

fn gather(at: String, value: &Value, leaves: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                gather(format!("{at}/{name}"), value, leaves);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                gather(format!("{at}/{index}"), value, leaves);
            }
        }
        leaf => drop(leaves.insert(at, leaf.clone())),
    }
}
