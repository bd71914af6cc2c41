//! Chorus's own database, read and never written: the only way its chats can be had.
//!
//! The tables: meltylabs/chorus, `SQL_SCHEMA.md`.

use std::path::Path;

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use crate::{Error, Result};

/// A database of Chorus's chats.
#[derive(Debug)]
pub struct Chorus {
    pool: SqlitePool,
}

impl Chorus {
    /// Opens the database at `path` to be read.
    ///
    /// # Errors
    /// Not found where it is a database of another kind.
    pub async fn open(path: &Path) -> Result<Self> {
        // A file that is only looked at may lie where nothing can be written beside it.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .pragma("trusted_schema", "off")
            .pragma("query_only", "on");
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        let tables: i64 = sqlx::query_scalar(
            "select count(*) from sqlite_schema
            where type = 'table' and name in ('chats', 'message_sets', 'messages')",
        )
        .fetch_one(&pool)
        .await?;
        if tables == 3 { Ok(Self { pool }) } else { Err(Error::NotFound("database of chats")) }
    }

    /// The ids of its chats.
    pub async fn chats(&self) -> Result<Vec<String>> {
        let all = "select id from chats where id is not null order by created_at, id";
        Ok(sqlx::query_scalar(all).fetch_all(&self.pool).await?)
    }

    /// One chat as one value, as `carry::chorus::session` reads it.
    pub async fn chat(&self, id: &str) -> Result<Value> {
        let has = async |table: &str, column: &str| {
            let found: i64 =
                sqlx::query_scalar("select count(*) from pragma_table_info(?) where name = ?")
                    .bind(table)
                    .bind(column)
                    .fetch_one(&self.pool)
                    .await?;
            Ok::<_, Error>(found > 0)
        };
        // What older versions did not keep yet.
        let usage = match has("messages", "prompt_tokens").await? {
            true => "'prompt_tokens', m.prompt_tokens, 'completion_tokens', m.completion_tokens,",
            false => "",
        };
        let error = match has("messages", "error_message").await? {
            true => "'error_message', m.error_message,",
            false => "",
        };
        let parts = match has("message_parts", "content").await? {
            true => {
                "(select json_group_array(p.content order by p.level) from message_parts p
                    where p.message_id = m.id)"
            }
            false => "json_array()",
        };
        let attached = match has("message_attachments", "message_id").await? {
            true => {
                "(select json_group_array(ifnull(a.original_name, a.path))
                    from message_attachments j join attachments a on a.id = j.attachment_id
                    where j.message_id = m.id)"
            }
            false => "json_array()",
        };
        let project = match has("projects", "name").await? {
            true => {
                "(select p.name from projects p where p.id = c.project_id and p.id <> 'default')"
            }
            false => "null",
        };
        let text = format!(
            "select json_object('id', c.id, 'title', c.title, 'created_at', c.created_at,
                'updated_at', c.updated_at, 'project', {project}, 'messages', json((
                    select ifnull(json_group_array(json_object('id', m.id, 'set', s.id,
                        'type', s.type, 'text', m.text, 'model', m.model,
                        'selected', m.selected, 'created_at', m.created_at, 'state', m.state,
                        {usage} {error} 'parts', json({parts}), 'attachments', json({attached}))
                        order by s.level, s.created_at, s.id, m.created_at, m.id), '[]')
                    from message_sets s join messages m on m.message_set_id = s.id
                    where s.chat_id = c.id)))
            from chats c where c.id = ?"
        );
        let json: String = sqlx::query_scalar(sqlx::AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&self.pool)
            .await?
            .ok_or(Error::NotFound("chat"))?;
        serde_json::from_str(&json).map_err(|_| Error::Value("chat".to_owned()))
    }
}
