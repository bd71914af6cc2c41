use std::collections::BTreeMap;

use model::ModelId;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Row;
use crate::dialect::{Listed, Traits};

/// What a provider answered when it was asked for its models: to be kept for when there is no
/// network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelList {
    /// The models that can chat, as the provider tells of them.
    pub models: Vec<Listed>,
    /// The list was read to its end; a provider with endless pages is cut off.
    pub whole: bool,
}

/// A remote model as the window shows it: what its provider tells of it, and what the catalogue or
/// the user adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RemoteModel {
    /// By which it is asked.
    pub id: ModelId,
    /// Its name for the reader.
    pub title: String,
    /// What is known of it; what nobody tells is `None`, and shown as unknown.
    pub facts: Listed,
    /// Whether the provider's own list has it. `None`: no list was fetched yet, or it was cut off.
    pub listed: Option<bool>,
}

/// The models of `row`: those of the provider's own list with what the catalogue adds, then those
/// that only the catalogue knows.
pub fn models(row: &Row, list: Option<&ModelList>) -> Vec<RemoteModel> {
    let fetched: &[Listed] = list.map_or(&[], |list| &list.models);
    let names: std::collections::HashSet<&str> =
        fetched.iter().map(|listed| listed.name.as_str()).collect();
    merged(fetched, &row.models)
        .into_iter()
        .map(|facts| RemoteModel {
            id: row.model(&facts.name),
            title: facts.title.clone().unwrap_or_else(|| facts.name.clone()),
            listed: match (names.contains(facts.name.as_str()), list) {
                (true, _) => Some(true),
                (false, Some(list)) if list.whole => Some(false),
                (false, _) => None,
            },
            facts,
        })
        .collect()
}

/// What changes how the model `name` may be asked.
pub fn traits(row: &Row, list: Option<&ModelList>, name: &str) -> Traits {
    let known = |models: &[Listed]| models.iter().find(|model| model.name == name).cloned();
    let told = list.and_then(|list| known(&list.models)).unwrap_or_default();
    let facts = over(told, &known(&row.models).unwrap_or_default());
    Traits {
        reasoning: facts.reasoning,
        vision: facts.vision,
        files: facts.files,
        max_output: facts.max_output,
    }
}

/// `told` first, each with what `known` adds to it, then what only `known` has.
pub(crate) fn merged(told: &[Listed], known: &[Listed]) -> Vec<Listed> {
    let mut rest: BTreeMap<&str, &Listed> =
        known.iter().map(|model| (model.name.as_str(), model)).collect();
    let mut models: Vec<Listed> = Vec::with_capacity(told.len() + known.len());
    for model in told {
        models.push(match rest.remove(model.name.as_str()) {
            Some(facts) => over(model.clone(), facts),
            None => model.clone(),
        });
    }
    let left = known.iter().filter(|model| rest.contains_key(model.name.as_str()));
    models.extend(left.cloned());
    models
}

/// What is told, with `known` wherever nothing is.
fn over(told: Listed, known: &Listed) -> Listed {
    Listed {
        name: told.name,
        title: told.title.or_else(|| known.title.clone()),
        context: told.context.or(known.context),
        max_output: told.max_output.or(known.max_output),
        vision: told.vision.or(known.vision),
        files: told.files.or(known.files),
        audio: told.audio.or(known.audio),
        reasoning: told.reasoning.or(known.reasoning),
        price: told.price.or_else(|| known.price.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(name: &str, context: Option<u32>, vision: Option<bool>) -> Listed {
        Listed { name: name.into(), context, vision, ..Listed::default() }
    }

    fn sample() -> Row {
        let known = vec![model("old", Some(1), None), model("new", Some(2), Some(true))];
        Row { models: known, ..crate::row("groq").unwrap().clone() }
    }

    #[test]
    fn what_the_provider_tells_wins_and_the_catalogue_fills_in() {
        let told = vec![model("strange", None, None), model("new", Some(9), None)];
        let models = models(&sample(), Some(&ModelList { models: told, whole: true }));
        let names: Vec<&str> = models.iter().map(|model| model.id.name()).collect();
        assert_eq!(names, ["strange", "new", "old"], "the provider's own list first");
        assert_eq!(models[1].facts, model("new", Some(9), Some(true)));
        assert_eq!(models[0].facts.price, None, "an unknown model works, its price unknown");
        assert_eq!(models[0].title, "strange", "its name is its title");
        let listed: Vec<Option<bool>> = models.iter().map(|model| model.listed).collect();
        assert_eq!(listed, [Some(true), Some(true), Some(false)]);
    }

    #[test]
    fn without_a_list_the_catalogue_is_what_there_is() {
        let models = models(&sample(), None);
        assert_eq!(models.len(), 2);
        assert!(models.iter().all(|model| model.listed.is_none()));
    }

    #[test]
    fn a_list_that_was_cut_off_says_nothing_of_what_it_lacks() {
        let list = ModelList { models: vec![model("new", None, None)], whole: false };
        assert_eq!(models(&sample(), Some(&list))[1].listed, None);
    }

    #[test]
    fn a_list_can_be_kept_and_read_again() {
        let list = ModelList { models: sample().models, whole: true };
        let json = serde_json::to_string(&list).unwrap();
        assert_eq!(serde_json::from_str::<ModelList>(&json).unwrap(), list);
    }

    #[test]
    fn what_a_model_may_be_sent_comes_from_both() {
        let row = sample();
        let told = ModelList { models: vec![model("new", None, Some(false))], whole: true };
        assert_eq!(traits(&row, None, "new").vision, Some(true));
        assert_eq!(
            traits(&row, Some(&told), "new").vision,
            Some(false),
            "the provider knows better"
        );
        assert_eq!(traits(&row, Some(&told), "unknown"), Traits::default());
    }
}
