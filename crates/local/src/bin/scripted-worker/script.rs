//! What to say to what.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use model::{ErrorKind, Message, Parameters, Role};
use serde::Deserialize;

use crate::markdown::{markdown, unbroken};

/// What a prompt that asks for a title contains, beside what was said.
const TITLE: &str = "<conversation>";

/// A script file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Script {
    /// How loading goes.
    pub load: Loading,
    /// What is said to which prompt; the first that matches counts.
    pub rules: Vec<Rule>,
}

/// How loading goes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Loading {
    /// Milliseconds it takes.
    pub wait_ms: u64,
    /// Tokens of context; as the app asks, if not set.
    pub context: Option<u32>,
    /// The model's name; the file's, if not set.
    pub name: Option<String>,
    /// How it ends.
    pub then: Then,
    /// The error's kind, for `fail`.
    pub kind: Option<ErrorKind>,
    /// The error's words, for `fail`.
    pub message: Option<String>,
}

/// What is said to a prompt, and how it ends; see the program's documentation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rule {
    #[serde(rename = "match")]
    matches: String,
    title: bool,
    text: Option<String>,
    chunks: Option<Vec<String>>,
    echo: Option<Echo>,
    markdown: Option<usize>,
    unbroken: Option<usize>,
    size: Option<usize>,
    repeat: Option<usize>,
    after: Option<usize>,
    stamp: bool,
    /// It is said at once, beside whatever else is being said.
    pub aside: bool,
    /// Milliseconds before the first piece.
    pub wait_ms: u64,
    /// Milliseconds from one piece to the next.
    pub delay_ms: u64,
    /// How it ends.
    pub then: Then,
    /// The error's kind, for `fail`.
    pub kind: Option<ErrorKind>,
    /// The error's words, for `fail`.
    pub message: Option<String>,
    /// Messages reported as left out.
    pub left_out: u32,
    /// Of these the parameter `seed` names the one that counts instead.
    seeds: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Echo {
    Path,
    Parameters,
    Prompt,
    Process,
}

/// How something ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Then {
    /// As it should.
    #[default]
    Finish,
    /// At the token limit.
    Length,
    /// With a reported error.
    Fail,
    /// The process aborts.
    Die,
    /// The process is killed, as the system does when memory is short.
    Killed,
    /// The process stays but answers nothing.
    Hang,
    /// The process answers pings and stops but goes no further.
    Stall,
    /// The process answers pings but hears no stop.
    Deaf,
    /// The process writes what is no frame.
    Garbage,
}

impl Script {
    /// The script named by `ANTIPHON_SCRIPT`, or an empty one.
    pub(crate) fn from_environment() -> io::Result<Self> {
        let Some(path) = std::env::var_os("ANTIPHON_SCRIPT").map(PathBuf::from) else {
            return Ok(Self::default());
        };
        Self::read(&path)
    }

    /// The script in the file at `path`.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// What is said to a path that ends with `prompt`, asked for so.
    pub(crate) fn rule(&self, prompt: &str, how: &Parameters) -> Rule {
        let mut rule = self.said_to(prompt);
        let seed = how.seed.map_or(0, |seed| seed as usize);
        if seed < rule.seeds.len() { rule.seeds.swap_remove(seed) } else { rule }
    }

    fn said_to(&self, prompt: &str) -> Rule {
        let title = prompt.contains(TITLE);
        let matches = |rule: &&Rule| rule.title == title && prompt.contains(&rule.matches);
        let text = |text: String| Rule { text: Some(text), ..Rule::default() };
        let scripted = || self.rules.iter().find(matches).cloned();
        if title {
            return scripted().unwrap_or_else(|| text("A scripted talk".to_owned()));
        }
        inline(prompt)
            .or_else(scripted)
            .or_else(|| named(prompt))
            .unwrap_or_else(|| text(format!("You said: {prompt}")))
    }
}

/// The rule that stands in the prompt itself.
fn inline(prompt: &str) -> Option<Rule> {
    let (_, rule) = prompt.split_once("#script ")?;
    Some(serde_json::from_str(rule.trim()).unwrap_or_else(|error| Rule {
        then: Then::Fail,
        message: Some(format!("the rule in the prompt cannot be read: {error}")),
        ..Rule::default()
    }))
}

fn named(prompt: &str) -> Option<Rule> {
    let few = |then| Rule { text: Some("As I was saying".to_owned()), then, ..Rule::default() };
    prompt.split_whitespace().find_map(|word| {
        Some(match word {
            "#flood" => Rule { markdown: Some(80_000), size: Some(4), ..Rule::default() },
            "#steady" => {
                Rule { markdown: Some(3000), size: Some(6), delay_ms: 20, ..Rule::default() }
            }
            "#letters" => Rule { markdown: Some(2000), size: Some(1), ..Rule::default() },
            "#big" => Rule { markdown: Some(200_000), size: Some(100), ..Rule::default() },
            "#quarter" => Rule { markdown: Some(50_000), size: Some(100), ..Rule::default() },
            "#unbroken" => Rule { unbroken: Some(5_000_000), size: Some(1000), ..Rule::default() },
            "#echo" => Rule { echo: Some(Echo::Path), size: Some(40), ..Rule::default() },
            "#die" => few(Then::Die),
            "#killed" => few(Then::Killed),
            "#fail" => few(Then::Fail),
            "#hang" => few(Then::Hang),
            "#stall" => few(Then::Stall),
            "#garbage" => few(Then::Garbage),
            "#length" => few(Then::Length),
            _ => return None,
        })
    })
}

impl Rule {
    /// The pieces that are said to `messages`, in order.
    pub(crate) fn pieces(&self, messages: &[Message], parameters: &Parameters) -> Vec<String> {
        let once = match &self.chunks {
            Some(chunks) => chunks.clone(),
            None => cut(&self.said(messages, parameters), self.size.unwrap_or(6).max(1)),
        };
        let repeat = self.repeat.unwrap_or(1);
        let mut pieces: Vec<String> = std::iter::repeat_n(once, repeat).flatten().collect();
        pieces.truncate(self.after.unwrap_or(usize::MAX));
        pieces
    }

    /// `piece` as it is said now.
    pub(crate) fn stamped(&self, piece: String) -> String {
        if !self.stamp {
            return piece;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("@{} {piece}", now.as_millis())
    }

    fn said(&self, messages: &[Message], parameters: &Parameters) -> String {
        let json = |error: serde_json::Error| error.to_string();
        match self.echo {
            Some(Echo::Path) => serde_json::to_string(messages).unwrap_or_else(json),
            Some(Echo::Parameters) => serde_json::to_string(parameters).unwrap_or_else(json),
            Some(Echo::Prompt) => prompt(messages).to_owned(),
            Some(Echo::Process) => std::process::id().to_string(),
            None => match (self.markdown, self.unbroken) {
                (Some(bytes), _) => markdown(bytes),
                (None, Some(bytes)) => unbroken(bytes),
                (None, None) => self.text.clone().unwrap_or_default(),
            },
        }
    }
}

/// The last prompt of a path.
pub(crate) fn prompt(messages: &[Message]) -> &str {
    messages.iter().rfind(|message| message.role == Role::User).map_or("", |last| &last.text)
}

/// `text` in pieces of `size` characters.
fn cut(text: &str, size: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(size).map_or(rest.len(), |(end, _)| end);
        let (piece, after) = rest.split_at(end);
        pieces.push(piece.to_owned());
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(prompt: &str) -> Vec<String> {
        Script::default().rule(prompt, &Parameters::default()).pieces(&[], &Parameters::default())
    }

    #[test]
    fn a_rule_in_the_prompt_is_used() {
        let said = pieces(r#"please #script {"text": "añb", "size": 1, "repeat": 2, "after": 5}"#);
        assert_eq!(said, ["a", "ñ", "b", "a", "ñ"]);
    }

    #[test]
    fn the_seed_names_one_of_several_rules() {
        let prompt = r#"#script {"text": "none", "seeds": [{"text": "a"}, {"text": "b"}]}"#;
        let said = |seed| {
            let how = Parameters { seed, ..Parameters::default() };
            Script::default().rule(prompt, &how).text.unwrap()
        };
        assert_eq!([said(None), said(Some(1)), said(Some(2))], ["a", "b", "none"]);
    }

    #[test]
    fn a_rule_that_cannot_be_read_says_so() {
        let rule = Script::default().rule(r#"#script {"txt": "a"}"#, &Parameters::default());
        assert_eq!(rule.then, Then::Fail);
        assert!(rule.message.unwrap().contains("txt"), "it names what it does not know");
    }

    #[test]
    fn the_flood_has_the_pieces_and_bytes_it_promises() {
        let said = pieces("now #flood");
        assert_eq!(said.len(), 20_000, "pieces");
        assert_eq!(said.concat().len(), 80_000, "bytes");
        let big = pieces("#big");
        assert_eq!((big.len(), big.concat().len()), (2000, 200_000), "pieces and bytes");
    }

    #[test]
    fn a_stamped_piece_begins_with_the_time_at_which_it_is_said() {
        let rule = Script::default()
            .rule(r#"#script {"text": "sea", "stamp": true}"#, &Parameters::default());
        let said = rule.stamped("sea".to_owned());
        let (stamp, piece) = said.strip_prefix('@').unwrap().split_once(' ').unwrap();
        assert_eq!(piece, "sea");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        assert!(now - stamp.parse::<u128>().unwrap() < 60_000, "milliseconds since 1970: {said}");
        let plain = Script::default().rule(r#"#script {"text": "sea"}"#, &Parameters::default());
        assert_eq!(plain.stamped("sea".to_owned()), "sea", "only where it is asked for");
    }

    #[test]
    fn what_is_unbroken_has_no_line_break() {
        let said = pieces("#unbroken").concat();
        assert_eq!(said.len(), 5_000_000, "bytes");
        assert!(!said.contains(char::is_whitespace), "one long word");
    }

    #[test]
    fn a_title_is_no_reply() {
        let script: Script =
            serde_json::from_str(r#"{"rules": [{"text": "a"}, {"title": true, "text": "b"}]}"#)
                .unwrap();
        let asked = "Write a title.\n<conversation>\nQuestion: #die";
        assert_eq!(script.rule(asked, &Parameters::default()).text.as_deref(), Some("b"));
        assert_eq!(script.rule("#die", &Parameters::default()).text.as_deref(), Some("a"));
        assert_eq!(
            Script::default().rule(asked, &Parameters::default()).then,
            Then::Finish,
            "what was said is not played"
        );
    }

    #[test]
    fn the_files_first_matching_rule_counts() {
        let script: Script = serde_json::from_str(
            r#"{"rules": [{"match": "sea", "text": "blue"}, {"text": "else"}]}"#,
        )
        .unwrap();
        assert_eq!(script.rule("the sea", &Parameters::default()).text.as_deref(), Some("blue"));
        assert_eq!(
            script.rule("#flood", &Parameters::default()).text.as_deref(),
            Some("else"),
            "before the named ones"
        );
    }
}
