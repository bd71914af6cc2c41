//! The list of models: files and addresses that are added, refused, fetched, set and forgotten.

mod download;
mod files;
mod parameters;
mod server;

use stage::shown;
use stage::window::{Window, keys};

use crate::words::put;

/// Where a model is added.
const ADD: &str = "[data-testid=add-model]";

/// The card of a model.
fn card(id: &str) -> String {
    format!("[data-testid=model-card][data-id='local/{id}']")
}

/// The card of a model that stands so.
fn card_that_is(id: &str, state: &str) -> String {
    format!("{}[data-state={state}]", card(id))
}

/// Opens the list.
fn open_list(window: &Window) {
    window.click(shown::MODELS_BUTTON).unwrap();
    window.wait(shown::MODEL_CARD).unwrap();
}

/// Adds the model at a path, or tries to.
fn add_path(window: &Window, path: &str) {
    put(window, "[data-testid=add-path]", path);
    window.write("[data-testid=add-path]", keys::ENTER).unwrap();
}

/// Adds the model at an address, or tries to.
fn add_address(window: &Window, address: &str, sum: &str) {
    put(window, "[data-testid=add-address]", address);
    put(window, "[data-testid=add-sum]", sum);
    window.click("[data-testid=add-address-go]").unwrap();
}
