use store::{SentFilter, SentPage, SentSums};
use uuid::Uuid;

use super::Here;
use crate::error::Result;

/// What left the machine, newest first; `after` is the last line of the page before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn what_left(
    here: Here<'_>,
    filter: SentFilter,
    after: Option<Uuid>,
    limit: u32,
) -> Result<SentPage> {
    Ok(here.core()?.engine.what_left(&filter, after, limit).await?)
}

/// What it comes to. Months begin at midnight `utc_offset` minutes east of Greenwich.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sum_what_left(
    here: Here<'_>,
    filter: SentFilter,
    utc_offset: i32,
) -> Result<SentSums> {
    Ok(here.core()?.engine.sum_what_left(&filter, utc_offset).await?)
}
