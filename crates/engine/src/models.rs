use std::sync::Arc;

use model::{ChatModel, ModelId, Parameters, Price, Synthesizer, Transcriber};

use crate::{Error, Result};

/// The models that can be asked, as they are now: providers come and go while the app runs.
///
/// Each is asked anew whenever it is needed, and must answer at once.
pub struct Models {
    /// Who answers for a provider, if anyone does.
    pub provider: FindProvider,
    /// Who writes down what is said, of a provider.
    pub hearing: FindHearing,
    /// Who speaks, of a provider.
    pub speech: FindSpeech,
    /// What is known of a model.
    pub known: Box<dyn Fn(&ModelId) -> Known + Send + Sync>,
    /// The embedded model that names sessions, if one is ready.
    pub embedded: Box<dyn Fn() -> Option<ModelId> + Send + Sync>,
    /// What a model and its provider are called for the user: what a blind turn hides.
    pub names: NamesOf,
    /// Whether remote models may name sessions without being asked to each time.
    pub titles_by_cloud: Box<dyn Fn() -> bool + Send + Sync>,
}

/// Finds who answers for a provider by its id.
pub type FindProvider = Box<dyn Fn(&str) -> Option<Arc<dyn ChatModel>> + Send + Sync>;

/// Finds who writes down what is said, by the provider's id.
pub type FindHearing = Box<dyn Fn(&str) -> Option<Arc<dyn Transcriber>> + Send + Sync>;

/// Finds who speaks, by the provider's id.
pub type FindSpeech = Box<dyn Fn(&str) -> Option<Arc<dyn Synthesizer>> + Send + Sync>;

/// What a model is called.
pub type NamesOf = Box<dyn Fn(&ModelId) -> Vec<String> + Send + Sync>;

/// What is known of a model before it is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// How it answers where neither the user nor the session says so.
    pub defaults: Parameters,
    /// What it costs. `None`: unknown.
    pub price: Option<Price>,
    /// It can be shown images. `None`: unknown.
    pub vision: Option<bool>,
    /// It can be shown documents. `None`: unknown.
    pub files: Option<bool>,
    /// It goes on with a reply from its exact end.
    pub continues: bool,
}

impl Models {
    pub(crate) fn provider(&self, model: &ModelId) -> Result<Arc<dyn ChatModel>> {
        (self.provider)(model.provider()).ok_or_else(|| Error::NoModel(model.to_string()))
    }

    pub(crate) fn known(&self, model: &ModelId) -> Known {
        (self.known)(model)
    }
}

/// Whether a model runs inside the app.
pub(crate) fn is_embedded(model: &ModelId) -> bool {
    model.provider() == ModelId::LOCAL
}
