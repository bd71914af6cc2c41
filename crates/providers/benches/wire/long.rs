//! Long streams, made of recorded ones: a recording's pieces of text, and of reasoning, are
//! repeated where they stand, so that the whole remains an answer that a provider could give.

use std::io;
use std::path::Path;

use providers::dialect::Dialect;

/// A recording in `tests/cassettes/` that can be made long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recording {
    /// How it is read.
    pub(crate) dialect: Dialect,
    /// Where it lies.
    pub(crate) folder: &'static str,
}

/// Those that are measured.
pub(crate) const RECORDINGS: [Recording; 12] = [
    Recording { dialect: Dialect::OpenaiChat, folder: "openai_chat/hello" },
    Recording { dialect: Dialect::OpenaiChat, folder: "openai_chat/hello_llama_server" },
    Recording { dialect: Dialect::OpenaiChat, folder: "openai_chat/reasoning" },
    Recording { dialect: Dialect::OpenaiResponses, folder: "openai_responses/hello" },
    Recording { dialect: Dialect::OpenaiResponses, folder: "openai_responses/hello_llama_server" },
    Recording { dialect: Dialect::OpenaiResponses, folder: "openai_responses/reasoning" },
    Recording { dialect: Dialect::Anthropic, folder: "anthropic/hello" },
    Recording { dialect: Dialect::Anthropic, folder: "anthropic/reasoning" },
    Recording { dialect: Dialect::Gemini, folder: "gemini/hello" },
    Recording { dialect: Dialect::Gemini, folder: "gemini/reasoning" },
    Recording { dialect: Dialect::Ollama, folder: "ollama/hello" },
    Recording { dialect: Dialect::Ollama, folder: "ollama/reasoning" },
];

impl Recording {
    /// The recorded answer with its middle repeated until it has `least` bytes or a few more.
    ///
    /// # Errors
    /// Where there is no such recording, or nothing in it that can be repeated.
    pub(crate) fn long(&self, least: usize) -> io::Result<Vec<u8>> {
        let file = match self.dialect {
            Dialect::Ollama => "reply.ndjson",
            _ => "reply.sse",
        };
        let cassettes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cassettes");
        let reply = std::fs::read_to_string(cassettes.join(self.folder).join(file))?;
        let events: Vec<&str> = match self.dialect {
            Dialect::Ollama => reply.split_inclusive('\n').collect(),
            _ => reply.split_inclusive("\n\n").collect(),
        };
        let is_piece = |event: &&str| self.is_piece(event);
        let once: usize = events.iter().copied().filter(is_piece).map(str::len).sum();
        if once == 0 {
            return Err(io::Error::other(format!("{} has nothing to repeat", self.folder)));
        }
        let times = least.div_ceil(once);
        // A run is all reasoning or all text: what lies between two is not repeated.
        let runs = events.chunk_by(|a, b| self.is_piece(a) == self.is_piece(b));
        let long = runs.map(|run| match run.first().is_some_and(is_piece) {
            true => run.concat().repeat(times),
            false => run.concat(),
        });
        Ok(long.collect::<String>().into_bytes())
    }

    /// Whether an event is a piece of text or reasoning and nothing else.
    fn is_piece(&self, event: &str) -> bool {
        let any = |marks: &[&str]| marks.iter().any(|mark| event.contains(mark));
        match self.dialect {
            Dialect::OpenaiChat => {
                any(&[r#""delta":{"content":""#, r#""delta":{"reasoning_content":""#])
            }
            Dialect::OpenaiResponses => any(&["_text.delta\n"]),
            Dialect::Anthropic => any(&[r#""text_delta""#, r#""thinking_delta""#]),
            Dialect::Gemini => any(&[r#""text""#]) && !any(&["finishReason"]),
            Dialect::Ollama => any(&[r#""done":false"#]),
        }
    }
}
