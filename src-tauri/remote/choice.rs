//! The models that can be chosen, embedded and remote, as one list.

use std::collections::{BTreeMap, HashMap};

use futures::future::join_all;
use local::{ModelCard, ModelKind, ModelState};
use model::{ModelId, Parameters};
use store::Marked;

use super::{KeyState, ModelChoice, Providers, Unavailable};
use crate::core::Core;

/// Every model that can be chosen, with why one cannot be asked now. What the store cannot say is
/// left out.
pub(crate) async fn choices(core: &Core) -> Vec<ModelChoice> {
    let store = core.engine.store();
    let said = Said {
        marks: store.marks().await.unwrap_or_default(),
        speeds: store.speeds().await.unwrap_or_default().into_iter().collect(),
        parameters: store.all_model_parameters().await.unwrap_or_default(),
    };
    let cards = core.library.cards().into_iter().filter(|card| card.kind == ModelKind::Chat);
    let embedded = cards.map(|card| said.add_to(embedded(card)));
    let mut all: Vec<ModelChoice> = embedded.collect();
    all.extend(core.providers.choices().await.into_iter().map(|choice| said.add_to(choice)));
    all
}

/// What the store says of models.
struct Said {
    marks: BTreeMap<ModelId, Marked>,
    speeds: HashMap<ModelId, f32>,
    parameters: BTreeMap<ModelId, Parameters>,
}

impl Said {
    fn add_to(&self, choice: ModelChoice) -> ModelChoice {
        let marked = self.marks.get(&choice.id).copied().unwrap_or_default();
        ModelChoice {
            mark: marked.mark,
            used_at: marked.used_at,
            speed: self.speeds.get(&choice.id).copied(),
            parameters: self.parameters.get(&choice.id).cloned().unwrap_or_default(),
            ..choice
        }
    }
}

fn embedded(card: ModelCard) -> ModelChoice {
    ModelChoice {
        provider: ModelId::LOCAL.to_owned(),
        name: card.name,
        context: card.context,
        // What is shown to it is text.
        vision: Some(false),
        files: Some(false),
        audio: Some(false),
        can_continue: true,
        unavailable: (card.state != ModelState::Ready).then_some(Unavailable::NotHere),
        recommended: card.recommended,
        ..nothing_known(card.id)
    }
}

impl Providers {
    /// The models of every provider that the user has not removed.
    async fn choices(&self) -> Vec<ModelChoice> {
        let offline = self.offline().is_on();
        let mut all = Vec::new();
        let rows = self.with(|entries| {
            let there = entries.iter().filter(|entry| !entry.removed);
            there.map(|entry| (entry.row.clone(), entry.models.clone())).collect::<Vec<_>>()
        });
        // A keychain takes its time for each: all are asked at once.
        let keys = join_all(rows.iter().map(|(row, _)| self.keys().state(&row.id, row.keyless)));
        let keys = keys.await;
        for ((row, models), key) in rows.into_iter().zip(keys) {
            let why = if row.check().is_err() {
                Some(Unavailable::NotSetUp)
            } else if matches!(key, KeyState::Missing) {
                Some(Unavailable::MissingKey)
            } else {
                offline.then_some(Unavailable::Offline)
            };
            all.extend(models.into_iter().map(|model| {
                let not_listed = (model.listed == Some(false)).then_some(Unavailable::NotListed);
                ModelChoice {
                    name: model.title,
                    provider: row.id.clone(),
                    provider_title: row.title.clone(),
                    context: model.facts.context,
                    max_output: model.facts.max_output,
                    price: model.facts.price,
                    vision: model.facts.vision,
                    files: model.facts.files,
                    audio: model.facts.audio,
                    reasoning: model.facts.reasoning,
                    can_continue: row.dialect.goes_on(model.id.name(), &row.quirks),
                    unavailable: why.or(not_listed),
                    ..nothing_known(model.id)
                }
            }));
        }
        all
    }
}

fn nothing_known(id: ModelId) -> ModelChoice {
    ModelChoice {
        id,
        name: String::new(),
        provider: String::new(),
        provider_title: String::new(),
        context: None,
        max_output: None,
        price: None,
        vision: None,
        files: None,
        audio: None,
        reasoning: None,
        can_continue: false,
        mark: store::Mark::default(),
        used_at: None,
        unavailable: None,
        parameters: Parameters::default(),
        speed: None,
        recommended: false,
    }
}
