use crate::fold::fold;
use crate::{Page, Result, SessionFilter, SessionId, SessionRow, Store};

impl Store {
    /// The sessions that `filter` lets through, newest first.
    pub async fn sessions(&self, filter: &SessionFilter) -> Result<Page> {
        self.read(async |database| {
            // With no page before, a bound that lies past every session.
            let (time, id) = match &filter.before {
                Some(last) => (last.updated_at.0, last.id.bytes()),
                None => (i64::MAX, &[0xff; 17][..]),
            };
            let rows = sqlx::query(
                "select session_id, title, updated_at from session
                where deleted_at is null and (updated_at, session_id) < (?1, ?2)
                and (?3 = '' or instr(title_key, ?3) > 0)
                order by updated_at desc, session_id desc limit ?4",
            )
            .bind(time)
            .bind(id)
            .bind(fold(&filter.text))
            .bind(i64::from(filter.limit) + 1)
            .fetch_all(database)
            .await?;
            let limit = filter.limit as usize;
            let sessions = rows.iter().take(limit).map(SessionRow::read).collect::<Result<_>>()?;
            Ok(Page { sessions, more: rows.len() > limit })
        })
        .await
    }

    /// The session that was written to last, if there is one.
    pub async fn newest_session(&self) -> Result<Option<SessionId>> {
        let one = SessionFilter { limit: 1, ..SessionFilter::default() };
        Ok(self.sessions(&one).await?.sessions.first().map(|session| session.id))
    }
}
