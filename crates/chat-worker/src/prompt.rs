//! From a path to the tokens that the model reads.

use llama_cpp_2::token::LlamaToken;
use model::{Error, ErrorKind, Message, Result};

use crate::load::Model;
use crate::tokens::Tokens;
use crate::window::{Path, Turn, first_turn, joined};

/// Parts text that would spell a control token. A noncharacter: no text may contain it.
const PART: char = '\u{fdd0}';
/// Text is counted in pieces of so many bytes: a tokenizer may be slow on a very long word.
const PIECE: usize = 4096;
/// Tokens that a template adds to a message, roughly.
const AROUND: usize = 8;
/// The fewest tokens left for a reply.
const LEAST_REPLY: usize = 16;

/// What the model reads.
#[derive(Debug)]
pub(crate) struct Prompt {
    /// The path, ending where the reply begins or goes on.
    pub tokens: Tokens,
    /// How many of its oldest messages did not fit.
    pub left_out: u32,
    /// How many bytes at its end are a reply that has begun.
    pub begun: usize,
}

impl Model {
    /// Puts `messages` to the model, leaving room for a reply of up to `max_tokens`. What does not
    /// fit is left out from the oldest turn on; the system prompt and the last turn always stay.
    ///
    /// # Errors
    /// [`ErrorKind::PromptTooLong`] where these two alone do not fit,
    /// [`ErrorKind::InvalidRequest`] where there is no prompt or the template refuses the path.
    pub(crate) fn prompt(&self, messages: &[Message], max_tokens: Option<u32>) -> Result<Prompt> {
        let path = Path::new(messages);
        if path.turns.iter().all(|turn| turn.prompt.trim().is_empty()) {
            return Err(Error::new(ErrorKind::InvalidRequest, "There is no prompt to answer."));
        }
        let begun = path.turns.last().and_then(|turn| turn.reply.as_ref()).map_or(0, String::len);
        let context = self.context as usize;
        let wanted = max_tokens.map_or(usize::MAX, |tokens| tokens as usize);
        let room = (context / 4).min(wanted).max(1);
        let limit = context.saturating_sub(room);
        let least = room.min(LEAST_REPLY);

        let system = path.system.as_ref().map(|system| system.text.as_str());
        let mut first = 0;
        if path.bytes() > limit {
            let counts: Vec<usize> = path.turns.iter().map(|turn| self.count(turn)).collect();
            let head = system.map_or(0, |text| self.count_text(text) + AROUND);
            let last = head + counts.last().copied().unwrap_or(0);
            if last > context + context / 16 + 2 * AROUND {
                return Err(too_long(last, context));
            }
            first = first_turn(head, &counts, context / 2, limit);
        }
        loop {
            let tokens = self.read(system, &path.turns[first..])?;
            if tokens.len() + least <= context {
                let left_out = path.messages_before(first);
                return Ok(Prompt { tokens, left_out, begun });
            }
            if first + 1 >= path.turns.len() {
                return Err(too_long(tokens.len(), context));
            }
            first += 1;
        }
    }

    fn read(&self, system: Option<&str>, turns: &[Turn]) -> Result<Tokens> {
        let system = system.map(|text| self.plain(text));
        let turns = joined(turns.iter().map(|turn| Turn {
            prompt: self.plain(&turn.prompt),
            reply: turn.reply.as_deref().map(|reply| self.plain(reply)),
            messages: turn.messages,
        }));
        let text = self.template.fill(system.as_deref(), &turns).map_err(|error| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("The model's chat template refuses this conversation: {error:#}"),
            )
        })?;
        Ok(self.tokens(&text))
    }

    /// `text` such that nothing in it is taken for a control token.
    fn plain(&self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        for (at, letter) in text.char_indices() {
            plain.push(if letter == PART { char::REPLACEMENT_CHARACTER } else { letter });
            if self.controls.iter().any(|control| text[at..].starts_with(control.as_str())) {
                plain.push(PART);
            }
        }
        plain
    }

    /// The tokens of a filled-in template.
    fn tokens(&self, text: &str) -> Tokens {
        let vocab = self.llama.vocab();
        let mut tokens = Tokens::default();
        let begin = vocab.bos();
        if begin.0 >= 0 && vocab.should_add_bos() {
            tokens.push(begin, None);
        }
        for (number, part) in text.split(PART).enumerate() {
            let mut ids = vocab.tokenize(part.as_bytes(), false, true);
            if number == 0 && tokens.len() > 0 && ids.first() == Some(&begin) {
                ids.remove(0);
            }
            for id in ids {
                self.push(&mut tokens, id);
            }
        }
        tokens
    }

    /// Adds `id` to `tokens`.
    pub(crate) fn push(&self, tokens: &mut Tokens, id: LlamaToken) {
        let vocab = self.llama.vocab();
        if vocab.is_control(id) {
            tokens.push(id, None);
        } else {
            tokens.push(id, Some(&vocab.token_to_piece(id, true, None)));
        }
    }

    fn count(&self, turn: &Turn) -> usize {
        let reply = turn.reply.as_deref().map_or(0, |reply| self.count_text(reply) + AROUND);
        self.count_text(&turn.prompt) + AROUND + reply
    }

    fn count_text(&self, text: &str) -> usize {
        let vocab = self.llama.vocab();
        let mut rest = text;
        let mut count = 0;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            count += vocab.tokenize(piece.as_bytes(), false, false).len();
            rest = after;
        }
        count
    }
}

impl Path {
    /// No fewer than the tokens of the path: a token has at least one byte.
    fn bytes(&self) -> usize {
        let system = self.system.as_ref().map_or(0, |system| system.text.len() + AROUND);
        let turn = |turn: &Turn| {
            turn.prompt.len() + turn.reply.as_ref().map_or(0, String::len) + 2 * AROUND
        };
        system + self.turns.iter().map(turn).sum::<usize>()
    }
}

fn too_long(tokens: usize, context: usize) -> Error {
    Error::new(
        ErrorKind::PromptTooLong,
        format!(
            "The prompt has {tokens} tokens; the model reads at most {context}, its reply included."
        ),
    )
}
