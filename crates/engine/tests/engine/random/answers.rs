//! Models that keep no random walk waiting.

use futures::StreamExt;
use model::{BoxStream, ChatEvent, ChatModel, ChatRequest, FinishReason};

/// All models of a provider. `slow` says a word and `silent` none, and neither comes to its end.
/// Every other answers at once with how much it was sent: every ninth time it fails, every eighth
/// time it is cut by its length, and sometimes it has much to say.
pub(super) struct Answers;

impl ChatModel for Answers {
    fn wire(&self, request: &ChatRequest) -> model::Result<bytes::Bytes> {
        Ok(wire(request))
    }

    fn stream(&self, request: ChatRequest) -> BoxStream<'static, model::Result<ChatEvent>> {
        let says = |text: &str| Ok(ChatEvent::Text { text: text.to_owned() });
        match request.model.name() {
            "slow" => {
                futures::stream::iter([says("Well, ")]).chain(futures::stream::pending()).boxed()
            }
            "silent" => futures::stream::pending().boxed(),
            _ => {
                let (text, end) = quick(wire(&request).len());
                futures::stream::iter([says(&text), end]).boxed()
            }
        }
    }
}

fn wire(request: &ChatRequest) -> bytes::Bytes {
    match &request.verbatim {
        Some(body) => body.clone(),
        None => serde_json::to_vec(&request.messages).unwrap().into(),
    }
}

fn quick(sent: usize) -> (String, model::Result<ChatEvent>) {
    // Long enough to be a piece of its own in what is kept of the requests that follow.
    let more = match sent % 5 {
        0 => ", and there is much to say of each of them".repeat(2),
        _ => String::new(),
    };
    let finished = |reason| Ok(ChatEvent::Finished { reason });
    let end = match (sent % 9, sent % 8) {
        (0, _) => Err(model::Error::new(model::ErrorKind::Server, "by chance")),
        (_, 0) => finished(FinishReason::Length),
        _ => finished(FinishReason::End),
    };
    (format!("{sent} bytes{more}. "), end)
}
