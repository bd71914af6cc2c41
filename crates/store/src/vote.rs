use std::collections::BTreeSet;

use model::ModelId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

use crate::column::{self, Numbered};
use crate::once::name_key;
use crate::{Error, MessageId, Millis, Result, SessionId, Store, TurnId};

/// What a session compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Chat models.
    #[default]
    Chat,
    /// Speech recognisers.
    Transcription,
    /// Voices.
    Speech,
}

/// What a person thought of the replies of one turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Vote {
    /// Its id.
    pub id: Uuid,
    /// The turn.
    pub turn: TurnId,
    /// The session; none where the vote was brought in.
    pub session: Option<SessionId>,
    /// When.
    pub at: Millis,
    /// What was compared.
    pub kind: Kind,
    /// The language of the prompt (BCP 47), where it is known.
    pub language: Option<String>,
    /// The names were not known.
    pub blind: bool,
    /// Why, in the user's words; empty: none.
    pub reason: String,
    /// The user's tags.
    pub tags: Vec<String>,
    /// Who voted; empty: the user of this store.
    pub voter: String,
    /// Who stood, in the order shown. None best: all were bad; several: a tie.
    pub candidates: Vec<Candidate>,
}

/// One reply that a vote was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Candidate {
    /// Who wrote it.
    pub model: ModelId,
    /// The reply, where it is in this store.
    pub message: Option<MessageId>,
    /// It was the best, or one of the best.
    pub best: bool,
}

/// Which votes to read; what is not set lets all through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct VoteFilter {
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only on prompts in this language.
    pub language: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only from this time on.
    pub since: Option<Millis>,
    /// Only before this time.
    pub until: Option<Millis>,
    /// Only blind ones.
    pub blind: bool,
    /// Only of this session.
    pub session: Option<SessionId>,
    /// Only on this turn.
    pub turn: Option<TurnId>,
}

impl Store {
    /// Writes a vote in the place of any that its voter has cast on its turn.
    pub async fn cast(&self, vote: &Vote) -> Result<()> {
        self.write(async |database| {
            undo(database, vote.turn, &vote.voter, vote.at).await?;
            insert(database, vote).await
        })
        .await
    }

    /// Writes votes that come from elsewhere; yields how many were new. A vote is known by its id.
    pub async fn bring_votes(&self, votes: &[Vote]) -> Result<u64> {
        self.write(async |database| {
            let mut new = 0;
            for vote in votes {
                new += u64::from(bring(database, vote, None).await?);
            }
            Ok(new)
        })
        .await
    }

    /// Takes the user's vote on a turn back.
    pub async fn take_back(&self, turn: TurnId, at: Millis) -> Result<()> {
        self.write(async |database| undo(database, turn, "", at).await).await
    }

    /// The replies that the user's first blind vote on a turn was for, whether it still stands, was
    /// replaced or was taken back; nothing where there was none.
    pub async fn first_blind_choice(
        &self,
        session: SessionId,
        turn: TurnId,
    ) -> Result<Option<BTreeSet<MessageId>>> {
        self.read(async |database| {
            let first: Option<i64> = sqlx::query_scalar(
                "select v.vote_key from session s join vote v on v.session_key = s.session_key
                where s.session_id = ? and v.turn_id = ? and v.blind = 1 and v.voter is null
                order by v.at, v.vote_key limit 1",
            )
            .bind(session.bytes())
            .bind(turn.bytes())
            .fetch_optional(&mut *database)
            .await?;
            let Some(first) = first else { return Ok(None) };
            let best = sqlx::query(
                "select m.message_id from candidate c join message m on m.message_key = c.message_key
                where c.vote_key = ? and c.best = 1",
            )
            .bind(first)
            .fetch_all(database)
            .await?;
            let id = |row: &SqliteRow| column::own_id(row, "message_id").map(MessageId);
            best.iter().map(id).collect::<Result<_>>().map(Some)
        })
        .await
    }

    /// The votes that `filter` lets through, oldest first.
    pub async fn votes(&self, filter: &VoteFilter) -> Result<Vec<Vote>> {
        let votes = self.select_votes(filter, false).await?;
        Ok(votes.into_iter().map(|(vote, _)| vote).collect())
    }

    /// All votes on a session's turns, oldest first, with when they were undone.
    pub(crate) async fn all_votes(&self, id: SessionId) -> Result<Vec<(Vote, Option<Millis>)>> {
        let of = VoteFilter { session: Some(id), ..VoteFilter::default() };
        self.select_votes(&of, true).await
    }

    async fn select_votes(
        &self,
        filter: &VoteFilter,
        undone: bool,
    ) -> Result<Vec<(Vote, Option<Millis>)>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "select v.vote_id, v.turn_id, s.session_id, v.at, v.kind, v.language, v.blind,
                    v.reason, v.tags, v.voter, v.undone_at,
                    (select json_group_array(json_object('model', n.name, 'message',
                        iif(m.message_id is null, null, lower(hex(m.message_id))), 'best', json(iif(c.best, 'true', 'false')))
                        order by c.position)
                        from candidate c join model_name n on n.model_name_key = c.model_key
                        left join message m on m.message_key = c.message_key
                        where c.vote_key = v.vote_key) as candidates
                from vote v left join session s on s.session_key = v.session_key
                where (?9 or v.undone_at is null)
                and (?1 is null or v.kind = ?1) and (?2 is null or v.language = ?2)
                and (?3 is null or exists (select 1 from json_each(v.tags) t where t.value = ?3))
                and (?4 is null or v.at >= ?4) and (?5 is null or v.at < ?5)
                and (not ?6 or v.blind) and (?7 is null or s.session_id = ?7)
                and (?8 is null or v.turn_id = ?8)
                order by v.at, v.vote_key",
            )
            .bind(filter.kind.map(Numbered::number))
            .bind(&filter.language)
            .bind(&filter.tag)
            .bind(filter.since.map(|at| at.0))
            .bind(filter.until.map(|at| at.0))
            .bind(filter.blind)
            .bind(filter.session.as_ref().map(SessionId::bytes))
            .bind(filter.turn.as_ref().map(TurnId::bytes))
            .bind(undone)
            .fetch_all(database)
            .await?;
            let read = |row: &SqliteRow| {
                let undone_at: Option<i64> = row.try_get("undone_at")?;
                Ok((Vote::read(row)?, undone_at.map(Millis)))
            };
            rows.iter().map(read).collect()
        })
        .await
    }
}

/// Writes a vote that comes from elsewhere, unless it is known; yields whether it was not.
pub(crate) async fn bring(
    database: &mut SqliteConnection,
    vote: &Vote,
    undone_at: Option<Millis>,
) -> Result<bool> {
    let known: Option<i64> = sqlx::query_scalar("select vote_key from vote where vote_id = ?")
        .bind(vote.id.as_bytes().as_slice())
        .fetch_optional(&mut *database)
        .await?;
    if known.is_some() {
        return Ok(false);
    }
    insert(database, vote).await?;
    sqlx::query("update vote set undone_at = ? where vote_id = ?")
        .bind(undone_at.map(|at| at.0))
        .bind(vote.id.as_bytes().as_slice())
        .execute(database)
        .await?;
    Ok(true)
}

async fn undo(
    database: &mut SqliteConnection,
    turn: TurnId,
    voter: &str,
    at: Millis,
) -> Result<()> {
    sqlx::query(
        "update vote set undone_at = ? where turn_id = ? and undone_at is null and voter is ?",
    )
    .bind(at.0)
    .bind(turn.bytes())
    .bind(column::text_or_null(voter))
    .execute(database)
    .await?;
    Ok(())
}

async fn insert(database: &mut SqliteConnection, vote: &Vote) -> Result<()> {
    let tags = (!vote.tags.is_empty()).then(|| serde_json::to_string(&vote.tags)).transpose();
    let written = sqlx::query(
        "insert into vote (vote_id, turn_id, session_key, at, kind, language, blind, reason, tags,
            voter)
        values (?, ?, (select session_key from session where session_id = ?), ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(vote.id.as_bytes().as_slice())
    .bind(vote.turn.bytes())
    .bind(vote.session.as_ref().map(SessionId::bytes))
    .bind(vote.at.0)
    .bind(vote.kind.number())
    .bind(&vote.language)
    .bind(vote.blind)
    .bind(column::text_or_null(&vote.reason))
    .bind(tags.map_err(|error| Error::Value(error.to_string()))?)
    .bind(column::text_or_null(&vote.voter))
    .execute(&mut *database)
    .await?;
    let key = written.last_insert_rowid();
    for (position, candidate) in vote.candidates.iter().enumerate() {
        let model = name_key(database, Some(candidate.model.as_str())).await?;
        sqlx::query(
            "insert into candidate (vote_key, position, model_key, message_key, best)
            values (?, ?, ?, (select message_key from message where message_id = ?), ?)",
        )
        .bind(key)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(model)
        .bind(candidate.message.as_ref().map(MessageId::bytes))
        .bind(candidate.best)
        .execute(&mut *database)
        .await?;
    }
    Ok(())
}

impl Vote {
    fn read(row: &SqliteRow) -> Result<Self> {
        let tags: Option<&str> = row.try_get("tags")?;
        let tags = tags.map(serde_json::from_str).transpose();
        let candidates: &str = row.try_get("candidates")?;
        Ok(Self {
            id: column::own_id(row, "vote_id")?,
            turn: TurnId(column::own_id(row, "turn_id")?),
            session: column::id(row, "session_id")?.map(SessionId),
            at: Millis(row.try_get("at")?),
            kind: column::one_of(row, "kind")?.unwrap_or_default(),
            language: row.try_get("language")?,
            blind: row.try_get("blind")?,
            reason: row.try_get::<Option<String>, _>("reason")?.unwrap_or_default(),
            tags: tags.map_err(|_| column::unreadable("tags"))?.unwrap_or_default(),
            voter: row.try_get::<Option<String>, _>("voter")?.unwrap_or_default(),
            candidates: serde_json::from_str(candidates)
                .map_err(|_| column::unreadable("candidates"))?,
        })
    }
}

impl Numbered for Kind {
    const ALL: &[Self] = &[Self::Chat, Self::Transcription, Self::Speech];

    fn number(self) -> i64 {
        match self {
            Self::Chat => 0,
            Self::Transcription => 1,
            Self::Speech => 2,
        }
    }
}
