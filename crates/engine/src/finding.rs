//! Finding messages and sessions by what they say.

use std::collections::BTreeSet;
use std::time::Duration;

use lookup::{Day, Query, QueryError};
use model::ModelId;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Found, InSession, IndexProgress, Search, SessionId};

use crate::veil::masker;
use crate::{Engine, Result};

/// So many sessions are found at a time.
const PAGE: u32 = 20;
/// So many messages are taken into the index in one transaction: other writes wait for no more.
const PIECE: u32 = 150;
/// What is left to others between two pieces, and while replies are written.
const PAUSE: Duration = Duration::from_millis(4);
const LONG_PAUSE: Duration = Duration::from_millis(250);

/// What a person typed to find something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Typed {
    /// The text.
    pub text: String,
    /// It is still being typed: its last word may go on.
    pub unfinished: bool,
    /// Minutes east of UTC: where days begin.
    pub utc_offset: i32,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "snake_case", tag = "kind", content = "with")]
pub enum Searched<T> {
    /// This was found; it may be nothing.
    Found(T),
    /// The query cannot be read.
    Unreadable(QueryError),
}

impl Engine {
    /// What is found, grouped by session, from where the part before ended.
    pub async fn search(&self, typed: &Typed, after: Option<i64>) -> Result<Searched<Found>> {
        let search = match self.read(typed) {
            Ok(query) => Search { query, utc_offset: typed.utc_offset, after, limit: PAGE },
            Err(error) => return Ok(Searched::Unreadable(error)),
        };
        Ok(Searched::Found(self.store.search(&search, &self.hiding()).await?))
    }

    /// Where in one session it stands, on all its branches.
    pub async fn find_in_session(
        &self,
        session: SessionId,
        typed: &Typed,
    ) -> Result<Searched<InSession>> {
        let search = match self.read(typed) {
            Ok(query) => Search { query, utc_offset: typed.utc_offset, ..Search::default() },
            Err(error) => return Ok(Searched::Unreadable(error)),
        };
        let found = self.store.find_in_session(session, &search, &self.hiding()).await?;
        Ok(Searched::Found(found))
    }

    /// How much of what was written can be found by now.
    pub async fn index_progress(&self) -> Result<IndexProgress> {
        Ok(self.store.index_progress().await?)
    }

    /// Makes all that was written before there was an index be found, piece by piece, until it is
    /// done or the store is closed. Being dropped loses nothing: the next start goes on.
    pub async fn fill_index(&self) {
        loop {
            match self.store.fill_index(PIECE).await {
                Ok(progress) if progress.is_whole() => return,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "not everything can be found for now");
                    return;
                }
            }
            let live = !self.live_sessions().is_empty();
            tokio::time::sleep(if live { LONG_PAUSE } else { PAUSE }).await;
        }
    }

    fn read(&self, typed: &Typed) -> std::result::Result<Query, QueryError> {
        let today = Day::of(self.clock.now().0, typed.utc_offset);
        let query = Query::parse(&typed.text, today)?;
        Ok(if typed.unfinished { query.unfinished() } else { query })
    }

    /// What hides the models of turns that are not told yet.
    fn hiding(&self) -> impl Fn(&BTreeSet<ModelId>, &str) -> String + Sync + '_ {
        |pool, text| masker(&self.models, pool).mask(text)
    }
}
