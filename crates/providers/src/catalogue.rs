use std::sync::LazyLock;

use serde::Deserialize;

use crate::Row;

static CATALOGUE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    // The file is part of the program and read by a test: it cannot be wrong at run time.
    toml::from_str::<File>(include_str!("../catalogue.toml"))
        .map(|file| file.provider)
        .unwrap_or_default()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: Vec<Row>,
}

/// The app's own rows, in the order of `catalogue.toml`.
pub fn catalogue() -> &'static [Row] {
    &CATALOGUE
}

/// The app's own row of this id.
pub fn row(id: &str) -> Option<&'static Row> {
    CATALOGUE.iter().find(|row| row.id == id)
}
