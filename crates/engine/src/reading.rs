//! Replies read side by side: word by word, sentence by sentence, and made into one.

use model::{ModelId, Role};
use prose::{Change, reply_sentences};
use serde::Serialize;
use specta::Type;
use store::{Message, MessageId, NewTurn};

use crate::asking::Asked;
use crate::{Engine, Error, Result};

/// A part of a text, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DiffPart {
    /// What became of it.
    pub change: Changed,
    /// The part itself.
    pub text: String,
}

/// What became of a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// It stands in both.
    Same,
    /// It stands in the first alone.
    Removed,
    /// It stands in the second alone.
    Added,
}

/// A sentence of a reply, and which of the replies say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Said {
    /// What is read, without marks.
    pub text: String,
    /// The places of the replies that say it, its own among them, in the order asked for.
    pub replies: Vec<u32>,
    /// Sentences with the same number say the same; none where no other reply says it.
    pub group: Option<u32>,
}

/// A sentence of a merged answer, and what it resembles.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Linked {
    /// What is read, without marks.
    pub text: String,
    /// The sentences that it resembles, the most alike first; none where no source says it.
    pub from: Vec<Source>,
}

/// A sentence of a source.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Source {
    /// The reply.
    pub reply: MessageId,
    /// Which of its sentences, from 0.
    pub sentence: u32,
    /// The sentence.
    pub text: String,
    /// How alike they are, to 1 (the same words).
    pub likeness: f32,
}

impl Engine {
    /// How one reply differs from another, word by word.
    pub async fn word_diff(&self, old: MessageId, new: MessageId) -> Result<Vec<DiffPart>> {
        let (old, new) = (self.shown_message(old).await?, self.shown_message(new).await?);
        let parts = prose::word_diff(&old.text, &new.text);
        let told = |part: prose::Part<'_>| DiffPart {
            change: match part.change {
                Change::Same => Changed::Same,
                Change::Removed => Changed::Removed,
                Change::Added => Changed::Added,
            },
            text: part.text.to_owned(),
        };
        Ok(parts.into_iter().map(told).collect())
    }

    /// Which sentences of these replies are said in how many of them.
    pub async fn agreement(&self, replies: &[MessageId]) -> Result<Vec<Vec<Said>>> {
        let mut sentences = Vec::new();
        for id in replies {
            sentences.push(reply_sentences(&self.shown_message(*id).await?.text));
        }
        let agreement = prose::agreement(&sentences);
        let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let told = |reply: usize, sentence: usize, text: &str| {
            let group = agreement.group_of[reply][sentence];
            let mut replies: Vec<u32> = match group {
                Some(group) => {
                    agreement.groups[group].iter().map(|place| whole(place.reply)).collect()
                }
                None => vec![whole(reply)],
            };
            replies.sort_unstable();
            replies.dedup();
            Said { text: text.to_owned(), replies, group: group.map(whole) }
        };
        let lines = sentences.iter().enumerate().map(|(reply, all)| {
            let all = all.iter().enumerate();
            all.map(|(sentence, one)| told(reply, sentence, &one.text)).collect()
        });
        Ok(lines.collect())
    }

    /// Has a model write one answer out of several. What it is asked is a prompt like any other: it
    /// stands in the tree after the first of them and holds the others' text, so that what is sent
    /// is still the path and nothing else. In a comparison it is read in the first one's lane.
    pub async fn merge(
        self: &std::sync::Arc<Self>,
        replies: &[MessageId],
        model: ModelId,
        text: String,
    ) -> Result<Asked> {
        let (Some(first), 2..=8) = (replies.first(), replies.len()) else {
            return Err(Error::NotAllowed("two to eight answers can be made into one"));
        };
        for reply in replies {
            self.has_ended(Some(*reply))?;
            let reply = self.store.message(*reply).await?;
            if reply.role != Role::Assistant || reply.blind {
                return Err(Error::NotAllowed("only answers whose models are known can be merged"));
            }
        }
        let known = self.can_answer(&model, Some(*first), &[]).await?;
        self.cancel_titles();
        let first = self.store.message(*first).await?;
        // A lane moved away from a blind turn would tell by what is left who sits where.
        self.is_told(first.session).await?;
        let mut lanes = self.store.lanes(first.session).await?;
        let prompt = Message {
            parent: Some(first.id),
            lane: first.lane,
            text,
            merged: replies.to_vec(),
            ..self.new_prompt(first.session)
        };
        let own = self.store.session(first.session).await?.parameters;
        let parameters = self.parameters(&model, own, known.defaults).await?;
        let reply = self.new_reply(&prompt, model, parameters);
        let (session, id) = (first.session, prompt.id);
        // In a comparison the lane of the first answer goes on with it.
        if let Some(lane) = lanes.iter_mut().find(|lane| lane.lane == first.lane) {
            lane.leaf = Some(reply.id);
        }
        let turn = NewTurn {
            prompts: vec![prompt],
            replies: vec![reply],
            lanes: (!lanes.is_empty()).then_some(lanes),
            ..NewTurn::default()
        };
        self.begin(turn, None).await?;
        self.asked(session, id).await
    }

    /// What each sentence of a merged answer resembles in the answers that it was made of.
    pub async fn attribution(&self, merged: MessageId) -> Result<Vec<Linked>> {
        let merged = self.shown_message(merged).await?;
        let prompt = merged.parent.ok_or(Error::NotAllowed("this answer was not merged"))?;
        let prompt = self.store.message(prompt).await?;
        if prompt.merged.is_empty() {
            return Err(Error::NotAllowed("this answer was not merged"));
        }
        let mut sources = Vec::new();
        for id in &prompt.merged {
            sources.push(reply_sentences(&self.store.message(*id).await?.text));
        }
        let own = reply_sentences(&merged.text);
        let links = prose::attribution(&own, &sources);
        let told = own.into_iter().zip(links).map(|(sentence, links)| Linked {
            text: sentence.text,
            from: links
                .into_iter()
                .map(|link| Source {
                    reply: prompt.merged[link.place.reply],
                    sentence: u32::try_from(link.place.sentence).unwrap_or(u32::MAX),
                    text: sources[link.place.reply][link.place.sentence].text.clone(),
                    likeness: link.likeness,
                })
                .collect(),
        });
        Ok(told.collect())
    }

    /// A reply as a window may show it now.
    async fn shown_message(&self, id: MessageId) -> Result<Message> {
        self.has_ended(Some(id))?;
        self.flush().await;
        let mut message = self.store.message(id).await?;
        self.veil_all(std::slice::from_mut(&mut message)).await?;
        Ok(message)
    }
}
