//! From a question to the bytes that are sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{
    Attachment, ChatRequest, Effort, Error, ErrorKind, Message, Parameters, Purpose, Result, Role,
};

use super::VERSION;
use super::blocks::{Base64, Binding, Block, Body, OutputConfig, Reason, Turn};
use super::claude::{Claude, Off, Sampling, Thinking, claude};
use super::kept::unpack;
use crate::dialect::shown::no_going_on;
use crate::dialect::text::JSON;
use crate::dialect::{Call, Quirks, Traits};

/// The least that may be given for reasoning, in tokens.
const LEAST_BUDGET: u32 = 1_024;

/// Lets `drop_block` be said; see [`Reason::Adaptive`].
const BINDING: (&str, &str) = ("anthropic-beta", "thinking-binding-controls-2026-08-01");

/// The call that asks for `request`.
///
/// The interface insists on `max_tokens`: where the user set none it is the most that the model is
/// known to write, else what every model of its generation can write (4,096 tokens for a model of
/// another house). What a model refuses is left out rather than refused here: `seed` always;
/// `temperature` and `top_p` while it reasons, and on Claude 4.7 and later altogether; `top_p`
/// beside `temperature` from 4.1 on.
///
/// A reply that is the last message is gone on with from its exact end where the model allows it
/// (before Claude 4.6). White space at its end is refused, and so left away: the reply may go on
/// with white space of its own.
pub(crate) fn chat(request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Result<Call> {
    let name = request.model.name();
    let known = claude(name);
    let prefill = continues(request) && goes_on(name, quirks);
    let most = most(&request.parameters, &known, traits);
    let (mut thinking, output_config) = if prefill || traits.reasoning == Some(false) {
        (None, None)
    } else {
        reason(request.parameters.reasoning, &known, most)
    };
    let thinks = matches!(thinking, Some(Reason::Adaptive { .. } | Reason::Enabled { .. }));
    let (temperature, top_p) = randomness(&request.parameters, known.sampling, thinks);
    let mut turns = turns(request, traits, thinks)?;
    end(&mut turns, prefill, name)?;
    let mut headers = vec![(JSON.0, JSON.1.to_owned()), (VERSION.0, VERSION.1.to_owned())];
    if let Some(Reason::Adaptive { block_binding, .. }) = &mut thinking
        && known.bound
        && turns.iter().any(reasoned)
    {
        // The system prompt may have been changed, or the reply gone on with, since the model
        // reasoned. Then its reasoning is worth less than an answer.
        *block_binding = Some(Binding { prefix_mismatch_behavior: "drop_block" });
        headers.push((BINDING.0, BINDING.1.to_owned()));
    }
    let mut system = system(request);
    if request.origin.purpose == Purpose::Chat {
        keep(&mut system, &mut turns);
    }
    let body = Body {
        model: name,
        max_tokens: most,
        stream: true,
        system,
        messages: turns,
        thinking,
        output_config,
        temperature,
        top_p,
    };
    let body = serde_json::to_vec(&body)
        .map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))?;
    Ok(Call { body: Some(body), path: "/v1/messages".into(), headers })
}

/// Whether the model goes on with a reply of its own that is the last message.
pub(crate) fn goes_on(name: &str, quirks: &Quirks) -> bool {
    claude(name).prefill.unwrap_or(quirks.continues)
}

/// Whether the last message is a reply that is to be gone on with.
fn continues(request: &ChatRequest) -> bool {
    let last = request.messages.last();
    last.is_some_and(|last| last.role == Role::Assistant && !last.text.trim().is_empty())
}

fn most(parameters: &Parameters, known: &Claude, traits: &Traits) -> u32 {
    let limit = traits.max_output.unwrap_or(known.most);
    let wanted = parameters.max_tokens.unwrap_or(limit);
    traits.max_output.map_or(wanted, |limit| wanted.min(limit)).max(1)
}

/// Whether and how the model is to reason. It counts towards `max_tokens`.
fn reason(
    effort: Option<Effort>,
    known: &Claude,
    most: u32,
) -> (Option<Reason>, Option<OutputConfig>) {
    let adaptive = |display| Some(Reason::Adaptive { display, block_binding: None });
    let word = effort.and_then(word).map(|effort| OutputConfig { effort });
    match (known.thinking, effort) {
        (Thinking::Never, _) => (None, None),
        (Thinking::Budget, effort) => {
            let budget = match effort {
                None | Some(Effort::None) => 0,
                Some(Effort::Low) => 2_048,
                Some(Effort::Medium) => 8_192,
                Some(Effort::High) => 24_576,
            };
            // At least half is left for the answer itself.
            let budget_tokens = budget.min(most / 2);
            let enabled = budget_tokens >= LEAST_BUDGET;
            (enabled.then_some(Reason::Enabled { budget_tokens }), None)
        }
        (Thinking::Asked | Thinking::AskedHidden, None | Some(Effort::None)) => (None, None),
        (Thinking::Asked, Some(_)) => (adaptive(None), word),
        (Thinking::AskedHidden, Some(_)) => (adaptive(Some("summarized")), word),
        (Thinking::Unless(Off::Disabled), Some(Effort::None)) => (Some(Reason::Disabled), None),
        (Thinking::Unless(Off::BetweenTools), Some(Effort::None)) => {
            (Some(Reason::BetweenTools), None)
        }
        (Thinking::Unless(Off::Impossible), Some(Effort::None)) => {
            (adaptive(Some("summarized")), Some(OutputConfig { effort: "low" }))
        }
        // As if nothing were said, but for the reasoning being shown.
        (Thinking::Unless(_), _) => (adaptive(Some("summarized")), word),
    }
}

fn word(effort: Effort) -> Option<&'static str> {
    match effort {
        Effort::None => None,
        Effort::Low => Some("low"),
        Effort::Medium => Some("medium"),
        Effort::High => Some("high"),
    }
}

/// `temperature`, which ends at 1 here, and `top_p`. Beside reasoning the first may not be changed
/// and the second is at least 0.95.
fn randomness(
    parameters: &Parameters,
    sampling: Sampling,
    thinks: bool,
) -> (Option<f32>, Option<f32>) {
    let temperature = parameters.temperature.map(|warmth| warmth.clamp(0.0, 1.0));
    match sampling {
        Sampling::Nothing => (None, None),
        _ if thinks => (None, parameters.top_p.filter(|share| (0.95..=1.0).contains(share))),
        Sampling::One if temperature.is_some() => (temperature, None),
        Sampling::One | Sampling::Both => (temperature, parameters.top_p),
    }
}

/// The instructions that hold for all of the path, in one block. The path has them; that the
/// parameters have them too is for who makes the path.
fn system(request: &ChatRequest) -> Vec<Block<'_>> {
    let said = request.messages.iter().filter(|message| message.role == Role::System);
    let all: Vec<_> =
        said.map(|message| message.text.trim()).filter(|text| !text.is_empty()).collect();
    if all.is_empty() { Vec::new() } else { vec![Block::text(all.join("\n\n"))] }
}

/// The path as turns: what one side says in several messages is one turn, and what is blank is
/// left out, for the interface refuses it.
fn turns<'a>(request: &'a ChatRequest, traits: &Traits, thinks: bool) -> Result<Vec<Turn<'a>>> {
    let mut turns: Vec<Turn<'a>> = Vec::new();
    for message in &request.messages {
        let (role, content) = match message.role {
            Role::System => continue,
            Role::User => ("user", prompt(message, traits)?),
            // Reasoning alone is no turn.
            Role::Assistant if message.text.trim().is_empty() => continue,
            Role::Assistant if thinks => ("assistant", unpack(request, message)),
            Role::Assistant => ("assistant", vec![Block::text(message.text.as_str())]),
        };
        match turns.last_mut() {
            _ if content.is_empty() => {}
            Some(turn) if turn.role == role => turn.content.extend(content),
            _ => turns.push(Turn { role, content }),
        }
    }
    Ok(turns)
}

/// A prompt's files, then its text: so the guide on images advises.
fn prompt<'a>(message: &'a Message, traits: &Traits) -> Result<Vec<Block<'a>>> {
    let files = message.attachments.iter().map(|file| attached(file, traits));
    let mut blocks = files.collect::<Result<Vec<_>>>()?;
    if !message.text.trim().is_empty() {
        blocks.push(Block::text(message.text.as_str()));
    }
    Ok(blocks)
}

fn attached<'a>(file: &'a Attachment, traits: &Traits) -> Result<Block<'a>> {
    let source = || Base64 {
        kind: "base64",
        media_type: &file.media_type,
        data: STANDARD.encode(&file.data),
    };
    let cannot = |what: &str| {
        Err(Error::new(ErrorKind::Unsupported, format!("{}: this model cannot {what}.", file.name)))
    };
    match file.media_type.as_str() {
        "application/pdf" if traits.files == Some(false) => cannot("be shown documents"),
        "application/pdf" => {
            Ok(Block::Document { source: source(), title: &file.name, cache_control: None })
        }
        "image/png" | "image/jpeg" | "image/webp" | "image/gif" => match traits.vision {
            Some(false) => cannot("be shown images"),
            _ => Ok(Block::Image { source: source(), cache_control: None }),
        },
        other => cannot(&format!("read {other}")),
    }
}

/// Sees to it that the path ends in something that the model can answer.
fn end(turns: &mut [Turn<'_>], prefill: bool, name: &str) -> Result<()> {
    match turns.last_mut() {
        None => Err(Error::new(ErrorKind::InvalidRequest, "There is nothing to send.")),
        Some(turn) if turn.role == "user" => Ok(()),
        Some(turn) if prefill => {
            if let Some(Block::Text { text, .. }) = turn.content.last_mut() {
                *text = text.trim_end().to_owned().into();
            }
            Ok(())
        }
        Some(_) => Err(no_going_on(name)),
    }
}

fn reasoned(turn: &Turn<'_>) -> bool {
    turn.content
        .iter()
        .any(|block| matches!(block, Block::Thinking { .. } | Block::RedactedThinking { .. }))
}

/// Asks that the path be kept at the provider for five minutes: after the system prompt, which
/// other conversations may share, and at the path's end, which the next prompt, another version
/// and another branch go on from.
///
/// What is kept costs 1.25 times as much once and 0.1 times as much whenever it is read again, so
/// this pays as soon as more than about one prompt in five (0.25 ÷ 1.15) is followed by another
/// within five minutes. A path shorter than the model's least (512 to 4,096 tokens) is not kept
/// and costs nothing extra. A title is asked for once: nothing is kept for it.
fn keep<'a>(system: &mut [Block<'a>], turns: &mut [Turn<'a>]) {
    let end = turns.last_mut().and_then(|turn| turn.content.last_mut());
    for block in system.last_mut().into_iter().chain(end) {
        block.keep();
    }
}
