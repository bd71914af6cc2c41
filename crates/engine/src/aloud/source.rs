use futures::StreamExt;
use model::BoxStream;
use store::{MessageId, SessionId, Status};

use crate::watch::{Update, Watch};
use crate::{Engine, Result};

/// The text of a message: all of it, or as it is written.
pub(super) struct Source {
    text: BoxStream<'static, String>,
}

impl Source {
    pub(super) async fn open(engine: &Engine, id: MessageId) -> Result<(Self, SessionId)> {
        let session = engine.store.message(id).await?.session;
        // Watched before it is asked whether it is written: it may end in between.
        let watch = engine.watch(session);
        let text = match engine.desk.live.is_open(id) {
            true => Live { id, watch, known: String::new(), ended: false }.stream(),
            false => {
                engine.flush().await;
                let mut messages = [engine.store.message(id).await?];
                engine.veil_all(&mut messages).await?;
                let [message] = messages;
                futures::stream::once(async move { message.text }).boxed()
            }
        };
        Ok((Self { text }, session))
    }

    /// What follows what was read before; nothing once all was read. Cancel-safe.
    pub(super) async fn next(&mut self) -> Option<String> {
        self.text.next().await
    }
}

struct Live {
    id: MessageId,
    watch: Watch,
    known: String,
    ended: bool,
}

impl Live {
    fn stream(self) -> BoxStream<'static, String> {
        let grown = |mut live: Self| async move {
            loop {
                if live.ended {
                    return None;
                }
                let mut more = String::new();
                for update in live.watch.next().await {
                    more.push_str(&live.take(update));
                }
                if !more.is_empty() {
                    return Some((more, live));
                }
            }
        };
        futures::stream::unfold(self, grown).boxed()
    }

    /// What an update adds. A text that is no longer what was read ends the reading.
    fn take(&mut self, update: Update) -> String {
        match update {
            Update::Delta { id, text, .. } if id == self.id => {
                self.known.push_str(&text);
                text
            }
            Update::Message { message } if message.id == self.id => {
                let more = message.text.strip_prefix(self.known.as_str()).map(str::to_owned);
                self.ended = message.status != Status::Streaming || more.is_none();
                let more = more.unwrap_or_default();
                self.known.push_str(&more);
                more
            }
            Update::Delta { .. } | Update::Message { .. } => String::new(),
        }
    }
}
