//! What is worth seeing. A new scene is a new entry in the list and a function beside it.

use super::stage::{Said, Stage};
use crate::failure::Result;
use crate::shown;
use crate::window::{Window, keys};

/// One screen in one state.
#[derive(Debug)]
pub(crate) struct Scene {
    /// Its name, part of its pictures' file names.
    pub(crate) name: &'static str,
    /// Who answers.
    pub(crate) stage: Stage,
    /// Whether the screen of the first start has been seen before.
    pub(crate) welcomed: bool,
    /// The language of the window.
    pub(crate) language: &'static str,
    /// Brings the window into the state.
    pub(crate) play: fn(&Window) -> Result<()>,
}

pub(crate) const fn scene(
    name: &'static str,
    stage: Stage,
    play: fn(&Window) -> Result<()>,
) -> Scene {
    Scene { name, stage, welcomed: true, language: "en", play }
}

const fn first(name: &'static str, stage: Stage, play: fn(&Window) -> Result<()>) -> Scene {
    Scene { welcomed: false, ..scene(name, stage, play) }
}

const fn hindi(name: &'static str, stage: Stage, play: fn(&Window) -> Result<()>) -> Scene {
    Scene { language: "hi", ..scene(name, stage, play) }
}

/// All scenes.
pub(crate) const SCENES: &[Scene] = &[
    first("first-start", Stage::Model, first_start),
    first("no-model", Stage::Empty, first_start),
    scene("new-chat", Stage::Model, new_chat),
    scene("reply", Stage::Model, reply),
    scene("markdown", Stage::Scripted(&[TREES]), |window| talk(window, &[TREES])),
    scene("languages", Stage::Scripted(&[LANGUAGES]), |window| talk(window, &[LANGUAGES])),
    scene("sessions", Stage::Scripted(CHATS), sessions),
    scene("deleted", Stage::Scripted(CHATS), deleted),
    scene("filter", Stage::Scripted(CHATS), filter),
    scene("search", Stage::Scripted(CHATS), |window| search(window, "balan")),
    scene("search-help", Stage::Scripted(CHATS), |window| search(window, "trees has:")),
    scene("search-slip", Stage::Scripted(CHATS), |window| search(window, "trees \"bal")),
    scene("search-empty", Stage::Model, |window| search(window, "")),
    scene("search-found", Stage::Scripted(CHATS), search_found),
    scene("streaming", Stage::Scripted(&[LIGHTHOUSE]), streaming),
    scene("stopped", Stage::Scripted(&[LIGHTHOUSE]), stopped),
    scene("interrupted", Stage::Scripted(&[BROKEN]), interrupted),
    scene("waiting", Stage::Scripted(&[SILENT]), waiting),
    scene("length", Stage::Scripted(&[CUT]), |window| ended(window, &CUT, "complete")),
    scene("failed", Stage::Scripted(&[FAILED]), |window| ended(window, &FAILED, "failed")),
    scene("edit", Stage::Scripted(&[LINK]), edit),
    scene("newer-data", Stage::Newer, |window| window.wait(shown::START_PROBLEM)),
    scene("damaged-data", Stage::Damaged, |window| window.wait(shown::NOTICE)),
    scene("versions", Stage::Scripted(&[TREES]), versions),
    scene("link", Stage::Scripted(&[LINK]), link),
    scene("model-picker", Stage::Model, model_picker),
    scene("parameters", Stage::Model, parameters),
    scene("models", Stage::Model, models),
    scene("providers", Stage::Model, providers),
    scene("provider", Stage::Model, |window| provider(window, "anthropic")),
    scene("provider-to-set-up", Stage::Model, |window| provider(window, "azure")),
    scene("provider-key", Stage::Model, provider_key),
    scene("provider-of-ones-own", Stage::Model, own_provider),
    scene("model-search", Stage::Model, |window| model_search(window, "claude")),
    scene("key-missing", Stage::Model, key_missing),
    scene("nothing-left", Stage::Model, nothing_left),
    scene("offline", Stage::Model, offline),
    scene("remote-reply", Stage::Emulated, |window| {
        told(window, &["Why are there two tides a day?"])
    }),
    scene("remote-reasoning", Stage::Emulated, reasoning),
    scene("remote-stream", Stage::Emulated, remote_stream),
    scene("failures", Stage::Emulated, |window| told(window, FAILURES)),
    scene("failures-of-the-prompt", Stage::Emulated, |window| told(window, REFUSALS)),
    scene("what-left", Stage::Emulated, what_left),
    scene("provider-tested", Stage::Emulated, provider_tested),
    scene("settings", Stage::Model, settings),
    scene("import-and-export", Stage::Model, import_and_export),
    scene("palette", Stage::Scripted(CHATS), palette),
    scene("keys", Stage::Model, keyboard),
    hindi("hindi", Stage::Scripted(CHATS), sessions),
    hindi("hindi-settings", Stage::Model, settings),
];

const TREES: Said = Said {
    prompt: "How do balanced search trees stay balanced?",
    title: "How search trees stay balanced",
    reply: include_str!("replies/trees.md"),
    then: "finish",
};
const LANGUAGES: Said = Said {
    prompt: "Greet me in eight languages.",
    title: "Greetings in eight languages",
    reply: include_str!("replies/languages.md"),
    then: "finish",
};
pub(super) const LIGHTHOUSE: Said = Said {
    prompt: "Write a story about a lighthouse keeper and her radio.",
    title: "A lighthouse keeper and her radio",
    reply: include_str!("replies/lighthouse.md"),
    then: "stall",
};
const BROKEN: Said = Said { then: "killed", ..LIGHTHOUSE };
const SILENT: Said = Said { reply: "", ..LIGHTHOUSE };
const CUT: Said = Said { then: "length", ..LIGHTHOUSE };
const FAILED: Said = Said { reply: "", then: "fail", ..LIGHTHOUSE };
const LINK: Said = Said {
    prompt: "Where can I read more about Unicode?",
    title: "Reading about Unicode",
    reply: "The [code charts](https://www.unicode.org/charts/) show every character by script.",
    then: "finish",
};
const CHATS: &[Said] = &[
    TREES,
    LANGUAGES,
    LINK,
    Said {
        prompt: "Was koche ich heute mit Kürbis?",
        title: "Kochen mit Kürbis",
        reply: "Eine Suppe: Kürbis, Ingwer und Kokosmilch, zwanzig Minuten bei kleiner Hitze.",
        then: "finish",
    },
    Said {
        prompt: "मुझे एक छोटी कविता सुनाओ।",
        title: "एक छोटी कविता",
        reply: "बूँद गिरी, पत्ता हिला,\nमन ने कहा: फिर बारिश मिली।",
        then: "finish",
    },
];

fn first_start(window: &Window) -> Result<()> {
    window.wait(shown::FIRST_START)
}

fn new_chat(window: &Window) -> Result<()> {
    window.wait(shown::COMPOSER)
}

pub(crate) fn ask(window: &Window, prompt: &str) -> Result<()> {
    window.write(shown::COMPOSER, prompt)?;
    window.write(shown::COMPOSER, keys::ENTER)
}

/// Holds these conversations, one after the other, each to its end and its title.
fn talk(window: &Window, all: &[Said]) -> Result<()> {
    for (index, said) in all.iter().enumerate() {
        if index > 0 {
            window.click(shown::NEW_CHAT)?;
        }
        ask(window, said.prompt)?;
        window.wait(&shown::reply_that_is("complete"))?;
        window.wait_until_says(shown::SESSION, said.title)?;
    }
    Ok(())
}

fn reply(window: &Window) -> Result<()> {
    ask(window, "What is the capital of Japan, and what is it known for?")?;
    window.wait(&shown::reply_that_is("complete"))?;
    window.wait(shown::SESSION)
}

fn sessions(window: &Window) -> Result<()> {
    talk(window, CHATS)
}

fn deleted(window: &Window) -> Result<()> {
    talk(window, CHATS)?;
    window.write(shown::SESSION, keys::DELETE)?;
    window.wait(shown::TOAST)
}

fn filter(window: &Window) -> Result<()> {
    talk(window, CHATS)?;
    window.write(shown::FILTER, "kürb")?;
    window.wait_until_says(shown::SESSION, "Kochen mit Kürbis")
}

/// What is found for this in all chats.
fn search(window: &Window, typed: &str) -> Result<()> {
    if !typed.is_empty() {
        talk(window, CHATS)?;
    }
    window.click(shown::SEARCH)?;
    window.write(shown::SEARCH_FIELD, typed)?;
    window.wait(match typed {
        "" => shown::QUERY_HELP,
        slip if slip.contains('"') => shown::QUERY_ERROR,
        other if other.contains(':') => shown::COMPLETION,
        _ => shown::HIT,
    })
}

fn search_found(window: &Window) -> Result<()> {
    search(window, "balance")?;
    window.click(shown::HIT)?;
    window.wait(shown::FIND_BAR)
}

fn streaming(window: &Window) -> Result<()> {
    ask(window, LIGHTHOUSE.prompt)?;
    window.wait(&shown::reply_that_is("streaming"))?;
    window.wait_until_says(shown::REPLY_TEXT, "Then")
}

fn stopped(window: &Window) -> Result<()> {
    streaming(window)?;
    window.click(shown::STOP)?;
    window.wait(&shown::reply_that_is("stopped"))
}

fn interrupted(window: &Window) -> Result<()> {
    ended(window, &BROKEN, "interrupted")
}

/// Asks, and waits until the reply has ended in this way.
fn ended(window: &Window, said: &Said, status: &str) -> Result<()> {
    ask(window, said.prompt)?;
    window.wait(&shown::reply_that_is(status))
}

fn waiting(window: &Window) -> Result<()> {
    ask(window, SILENT.prompt)?;
    window.wait(shown::STOP)?;
    // The words that say what is waited for come after a second.
    window.wait(shown::WAITING)
}

fn edit(window: &Window) -> Result<()> {
    talk(window, &[LINK])?;
    window.click(shown::EDIT_PROMPT)?;
    window.wait(shown::PROMPT_EDIT)
}

fn versions(window: &Window) -> Result<()> {
    talk(window, &[TREES])?;
    // Mathematics settles last, and moves what is below it.
    window.settle()?;
    window.click(shown::REGENERATE)?;
    window.wait(shown::VERSIONS)?;
    window.wait(&shown::reply_that_is("complete"))
}

fn link(window: &Window) -> Result<()> {
    talk(window, &[LINK])?;
    window.click(&format!("{} a", shown::REPLY_TEXT))?;
    window.wait(shown::LINK_SHEET)
}

fn model_picker(window: &Window) -> Result<()> {
    window.click(shown::MODEL_CHIP)?;
    window.wait(shown::MODEL_PICKER)
}

fn parameters(window: &Window) -> Result<()> {
    window.click(shown::PARAMETERS_BUTTON)?;
    window.wait(shown::PARAMETERS)
}

fn models(window: &Window) -> Result<()> {
    window.click(shown::MODELS_BUTTON)?;
    window.wait(shown::MODEL_CARD)
}

fn providers(window: &Window) -> Result<()> {
    window.click(shown::PROVIDERS_BUTTON)?;
    window.wait(shown::PROVIDER_ROW)
}

fn provider(window: &Window, id: &str) -> Result<()> {
    providers(window)?;
    window.click(&format!("{}[data-id={id}] [data-testid=provider-open]", shown::PROVIDER_ROW))?;
    window.wait(shown::PROVIDER)
}

fn provider_key(window: &Window) -> Result<()> {
    provider(window, "openai")?;
    window.click(shown::KEY_ENTER)?;
    window.wait(shown::KEY_FIELD)
}

fn own_provider(window: &Window) -> Result<()> {
    providers(window)?;
    window.click(shown::ADD_PROVIDER)?;
    window.write("[data-testid=provider-title]", "The server in the attic")?;
    window.write("[data-testid=provider-base]", "http://attic.example:8000/v1")?;
    window.wait(shown::PROVIDER_FORM)
}

fn model_search(window: &Window, words: &str) -> Result<()> {
    model_picker(window)?;
    window.write(shown::PICKER_SEARCH, words)
}

/// A model is not asked without its key: what is shown instead is the step that helps.
fn key_missing(window: &Window) -> Result<()> {
    model_search(window, "mistral large")?;
    window.wait("[data-testid=picker-step]")
}

fn nothing_left(window: &Window) -> Result<()> {
    window.click(shown::LEFT_BUTTON)?;
    window.wait("[data-testid=left-never]")
}

fn offline(window: &Window) -> Result<()> {
    nothing_left(window)?;
    window.click("[data-testid=left-offline]")?;
    window.wait(shown::OFFLINE_BADGE)
}

const FAILURES: &[&str] = &[
    "Can I ask with a wrong key?",
    "Can I ask without credit?",
    "What if there are too many of us?",
    "Can I ask too often?",
];
const REFUSALS: &[&str] = &[
    "Can I ask for what is not there?",
    "Can I ask with too much?",
    "Tell me of the sea at great length.",
    "Please break off.",
];

/// Asks one after the other, each to its end, however that is.
fn told(window: &Window, prompts: &[&str]) -> Result<()> {
    for (place, prompt) in prompts.iter().enumerate() {
        ask(window, prompt)?;
        let script = "const all = [...document.querySelectorAll(arguments[0])]; \
            return all.length > arguments[1] && all.at(-1).dataset.status !== 'streaming'";
        let limit = std::time::Duration::from_secs(60);
        window.until(
            "the reply to end",
            limit,
            script,
            serde_json::json!([shown::REPLY, place]),
        )?;
    }
    Ok(())
}

fn reasoning(window: &Window) -> Result<()> {
    told(window, &["What is six times seven?"])?;
    window.click("[data-testid=reasoning] [aria-expanded=false]")
}

fn remote_stream(window: &Window) -> Result<()> {
    ask(window, "Say it slowly, please.")?;
    window.wait_until_says(shown::REPLY_TEXT, "another")
}

fn what_left(window: &Window) -> Result<()> {
    told(
        window,
        &[
            "Why are there two tides a day?",
            "What is six times seven?",
            "Can I ask without credit?",
        ],
    )?;
    window.click(shown::LEFT_BUTTON)?;
    window.wait("[data-testid=left-line]")
}

fn provider_tested(window: &Window) -> Result<()> {
    provider(window, "openai")?;
    window.click("[data-testid=models-refresh]")?;
    window.click("[data-testid=provider-test]")?;
    window.wait_until_says("[data-testid=test-found]", "")
}

fn settings(window: &Window) -> Result<()> {
    window.click(shown::SETTINGS_BUTTON)?;
    window.wait(shown::SETTINGS)
}

fn import_and_export(window: &Window) -> Result<()> {
    settings(window)?;
    window.click("[data-testid=carry-button]")?;
    window.wait("[data-testid=carry-page]")
}

fn palette(window: &Window) -> Result<()> {
    talk(window, CHATS)?;
    window.write(shown::COMPOSER, &keys::with_control("k"))?;
    window.wait(shown::PALETTE)
}

fn keyboard(window: &Window) -> Result<()> {
    window.wait(shown::COMPOSER)?;
    window.write(shown::NEW_CHAT, "?")?;
    window.wait(shown::KEYBOARD_SHEET)
}
