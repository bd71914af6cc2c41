use model::ModelId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::once::name_key;
use crate::{Error, Millis, RecordingId, Result, Store, column};

/// What was said for a prompt; its sound stands apart (see [`Store::sound`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Recording {
    /// Its id.
    pub id: RecordingId,
    /// When it was said.
    pub made_at: Millis,
    /// How long it is.
    pub duration_ms: u32,
    /// The recogniser that heard it.
    pub model: Option<ModelId>,
    /// The language that was spoken, as its primary tag (BCP 47).
    pub language: Option<String>,
    /// What was heard.
    pub text: String,
    /// What its sound is, such as `audio/flac`.
    pub media_type: String,
    /// The length of its sound in bytes.
    pub size: u32,
    /// Whether its sound is still there.
    pub kept: bool,
}

/// How much sound is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordingSums {
    /// How many recordings.
    pub recordings: u32,
    /// Their bytes.
    pub bytes: u64,
}

impl Recording {
    /// The column `recordings` of `message_columns!`.
    pub(crate) fn read_all(row: &SqliteRow) -> Result<Vec<Self>> {
        let json: &str = row.try_get("recordings")?;
        serde_json::from_str(json).map_err(|_| column::unreadable("recordings"))
    }
}

impl Store {
    /// Keeps what was said for a prompt that is yet to be sent.
    pub async fn keep_recording(&self, recording: &Recording, sound: &[u8]) -> Result<()> {
        self.write(async |database| {
            let model = recording.model.as_ref().map(ModelId::as_str);
            let model = name_key(database, model).await?;
            sqlx::query(
                "insert into recording (recording_id, made_at, duration_ms, model_key,
                    language, text, media_type, size, sound)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(recording.id.bytes())
            .bind(recording.made_at.0)
            .bind(recording.duration_ms)
            .bind(model)
            .bind(&recording.language)
            .bind(&recording.text)
            .bind(&recording.media_type)
            .bind(recording.size)
            .bind(sound)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }

    /// A recording. Not found if there never was one.
    pub async fn recording(&self, id: RecordingId) -> Result<Recording> {
        self.read(async |database| {
            let row = sqlx::query(
                "select r.recording_id, r.made_at, r.duration_ms, n.name as model, r.language,
                    r.text, r.media_type, r.size, r.sound is not null as kept
                from recording r left join model_name n on n.model_name_key = r.model_key
                where r.recording_id = ?",
            )
            .bind(id.bytes())
            .fetch_optional(database)
            .await?
            .ok_or(Error::NotFound("recording"))?;
            Ok(Recording {
                id: RecordingId(column::own_id(&row, "recording_id")?),
                made_at: Millis(row.try_get("made_at")?),
                duration_ms: column::count(&row, "duration_ms")?.unwrap_or_default(),
                model: row.try_get::<Option<String>, _>("model")?.map(ModelId::from),
                language: row.try_get("language")?,
                text: row.try_get("text")?,
                media_type: row.try_get("media_type")?,
                size: column::count(&row, "size")?.unwrap_or_default(),
                kept: row.try_get("kept")?,
            })
        })
        .await
    }

    /// The sound of a recording. Not found once it was deleted.
    pub async fn sound(&self, id: RecordingId) -> Result<Vec<u8>> {
        self.read(async |database| {
            let sound = "select sound from recording where recording_id = ? and sound is not null";
            sqlx::query_scalar(sound)
                .bind(id.bytes())
                .fetch_optional(database)
                .await?
                .ok_or(Error::NotFound("recording"))
        })
        .await
    }

    /// Writes what was heard in a recording, by whom and in which language, in the place of what
    /// was heard before.
    pub async fn hear_again(&self, heard: &Recording) -> Result<()> {
        self.write(async |database| {
            let model = name_key(database, heard.model.as_ref().map(ModelId::as_str)).await?;
            let written = sqlx::query(
                "update recording set model_key = ?, language = ?, text = ? where recording_id = ?",
            )
            .bind(model)
            .bind(&heard.language)
            .bind(&heard.text)
            .bind(heard.id.bytes())
            .execute(database)
            .await?;
            found(written.rows_affected())
        })
        .await
    }

    /// Deletes the sound of a recording for good; what was heard in it stays. Not found if it was
    /// deleted already.
    pub async fn delete_sound(&self, id: RecordingId) -> Result<()> {
        self.write(async |database| {
            let delete =
                "update recording set sound = null where recording_id = ? and sound is not null";
            let gone = sqlx::query(delete).bind(id.bytes()).execute(database).await?;
            found(gone.rows_affected())
        })
        .await
    }

    /// Deletes the sound of all that was said before a time, and yields how many that were.
    pub async fn delete_sounds_before(&self, time: Millis) -> Result<u64> {
        self.write(async |database| {
            let delete =
                "update recording set sound = null where made_at < ? and sound is not null";
            Ok(sqlx::query(delete).bind(time.0).execute(database).await?.rows_affected())
        })
        .await
    }

    /// How much sound is kept.
    pub async fn sounds(&self) -> Result<RecordingSums> {
        self.read(async |database| {
            let sums = "select count(*), ifnull(sum(size), 0) from recording
                where sound is not null";
            let (recordings, bytes): (i64, i64) = sqlx::query_as(sums).fetch_one(database).await?;
            let unreadable = |_| column::unreadable("size");
            Ok(RecordingSums {
                recordings: recordings.try_into().map_err(unreadable)?,
                bytes: bytes.try_into().map_err(unreadable)?,
            })
        })
        .await
    }
}

fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("recording")) } else { Ok(()) }
}

/// Writes in which recordings a message was said. Not found if one of them is not kept.
pub(crate) async fn say(
    database: &mut SqliteConnection,
    message: i64,
    recordings: &[Recording],
) -> Result<()> {
    for (position, recording) in recordings.iter().enumerate() {
        let written = sqlx::query(
            "insert into said (message_key, position, recording_key)
            select ?, ?, recording_key from recording where recording_id = ?",
        )
        .bind(message)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(recording.id.bytes())
        .execute(&mut *database)
        .await?;
        found(written.rows_affected())?;
    }
    Ok(())
}

/// Removes the recordings that belong to no message: made once, never sent.
pub(crate) async fn remove_unsent(database: &mut SqliteConnection) -> sqlx::Result<()> {
    let unsent =
        "delete from recording where recording_key not in (select recording_key from said)";
    sqlx::query(unsent).execute(database).await?;
    Ok(())
}
