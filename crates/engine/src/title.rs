//! A session's title: from its first words at once, from a model when one is at hand.

use model::{ChatRequest, Effort, Message, ModelId, Origin, Parameters, Purpose, Role};
use store::SessionId;

/// The most words that a title has.
pub(crate) const WORDS: usize = 6;
/// The most characters that a title has, for scripts that write no spaces.
const CHARACTERS: usize = 60;
/// How much of the prompt and of the reply a model reads for a title, in characters.
const EXCERPT: usize = 600;

/// The first words of a prompt.
pub(crate) fn from_words(prompt: &str) -> Option<String> {
    let line = prompt.lines().map(plain).find(|line| !line.is_empty())?;
    Some(shorten(&line))
}

/// Asks for a title of what was said.
pub(crate) fn request(
    model: ModelId,
    session: SessionId,
    prompt: &str,
    reply: &str,
) -> ChatRequest {
    let text = format!(
        "Write a title of at most {WORDS} words for this conversation, in the language it is \
         written in. Answer with the title alone.\n\n<conversation>\nQuestion: {}\n\nAnswer: \
         {}\n</conversation>",
        excerpt(prompt),
        excerpt(reply),
    );
    let parameters = Parameters {
        temperature: Some(0.0),
        max_tokens: Some(32),
        seed: Some(1),
        reasoning: Some(Effort::None),
        ..Parameters::default()
    };
    ChatRequest {
        model,
        messages: vec![Message::new(Role::User, text)],
        parameters,
        origin: Origin { purpose: Purpose::Title, session: Some(session.0) },
        verbatim: None,
    }
}

/// The title in what a model answered, if it is fit to be one: a line of a few words in the script
/// that the conversation is written in.
pub(crate) fn from_answer(answer: &str, prompt: &str) -> Option<String> {
    let line = answer.lines().map(plain).find(|line| !line.is_empty())?;
    let line = strip_label(&line);
    let title = plain(line);
    let letters = title.chars().any(char::is_alphanumeric);
    let short = title.split_whitespace().count() <= 2 * WORDS && title.chars().count() <= 120;
    let same_script = script(&title) == script(prompt);
    (letters && short && same_script).then(|| shorten(&title))
}

fn strip_label(line: &str) -> &str {
    match line.split_once([':', '：']) {
        Some((label, rest))
            if label.split_whitespace().count() == 1
                && ["title", "titel", "titre", "título", "titolo", "शीर्षक", "标题", "タイトル"]
                    .contains(&label.to_lowercase().as_str()) =>
        {
            rest
        }
        _ => line,
    }
}

/// A line without the marks of quoting, headings and emphasis, and without control characters.
fn plain(line: &str) -> String {
    let visible: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.replace("**", "").replace('`', "");
    let marks: &[char] =
        &['#', '>', '*', '_', '"', '\'', '“', '”', '„', '‘', '’', '«', '»', '「', '」', '《', '》'];
    let line = line.trim().trim_start_matches(marks).trim_end_matches(marks).trim();
    let line = line.trim_end_matches(['.', '।', '。']);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shorten(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let few = words.iter().take(WORDS).copied().collect::<Vec<_>>().join(" ");
    let cut = words.len() > WORDS || few.chars().count() > CHARACTERS;
    let few: String = few.chars().take(CHARACTERS).collect();
    let few = few.trim_end_matches([',', ';', ':', '、', '，', ' ']);
    if cut { format!("{few}…") } else { few.to_owned() }
}

fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT).collect()
}

/// The block that most letters come from, coarsely: enough to tell Devanagari from Latin.
fn script(text: &str) -> u32 {
    let mut counts = std::collections::BTreeMap::new();
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        let block = match u32::from(letter) {
            0..0x250 | 0x1e00..0x1f00 => 0,
            0x3040..0xa000 | 0xf900..0xfb00 | 0x20000..0x30000 => 0x3040,
            code => code & !0x7f,
        };
        *counts.entry(block).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map_or(0, |(block, _)| block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_of_the_first_line_that_says_something_are_the_title() {
        let words = [
            ("\n\n  # Hello   there\nmore", "Hello there"),
            ("one two three four five six seven", "one two three four five six…"),
            ("भारत की राजधानी क्या है?", "भारत की राजधानी क्या है?"),
            (
                &"字".repeat(80),
                "字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字…",
            ),
        ];
        for (prompt, title) in words {
            assert_eq!(from_words(prompt).as_deref(), Some(title), "of {prompt:?}");
        }
        assert_eq!(from_words(" \n\t"), None, "nothing said, no title");
    }

    #[test]
    fn a_title_is_taken_out_of_what_models_put_around_it() {
        for answer in [
            "Capital of France",
            "\"Capital of France\"",
            "Title: **Capital of France**.",
            "\n# Capital of France\n\nI hope",
        ] {
            let title = from_answer(answer, "What is the capital of France?");
            assert_eq!(title.as_deref(), Some("Capital of France"), "of {answer:?}");
        }
    }

    #[test]
    fn an_answer_that_is_no_title_is_refused() {
        let rambling =
            "Sure, here is a long and winding sentence about the many things that we talked of";
        for answer in ["", "…", rambling] {
            assert_eq!(from_answer(answer, "Hello"), None, "{answer:?}");
        }
        assert_eq!(
            from_answer("Capital of India", "भारत की राजधानी क्या है?"),
            None,
            "another script"
        );
        assert!(
            from_answer("भारत की राजधानी", "भारत की राजधानी क्या है?").is_some(),
            "the same script"
        );
    }

    #[test]
    fn a_title_has_at_most_six_words() {
        let title = from_answer("One two three four five six seven", "Count");
        assert_eq!(title.as_deref(), Some("One two three four five six…"));
    }
}
