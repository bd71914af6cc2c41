use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;

use crate::path::place;
use crate::{MessageId, Result, Store, column, leb};

/// Strings of a request that are longer than this, in bytes, are pieces of their own.
const LONG: usize = 64;

impl Store {
    /// What a model was sent for this reply, byte for byte; none where that was not kept.
    pub async fn request(&self, reply: MessageId) -> Result<Option<Vec<u8>>> {
        self.read(async |database| {
            let key = place(database, reply).await?.message;
            let pieces: Option<Vec<u8>> =
                sqlx::query_scalar("select pieces from request where message_key = ?")
                    .bind(key)
                    .fetch_optional(&mut *database)
                    .await?;
            match pieces {
                Some(pieces) => joined(database, &pieces).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }
}

/// A request out of the keys of its pieces.
pub(crate) async fn joined(database: &mut SqliteConnection, keys: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    for key in leb::all(keys).ok_or_else(|| column::unreadable("pieces"))? {
        let key = i64::try_from(key).map_err(|_| column::unreadable("pieces"))?;
        let piece: Vec<u8> = sqlx::query_scalar("select data from piece where piece_key = ?")
            .bind(key)
            .fetch_one(&mut *database)
            .await?;
        body.extend(piece);
    }
    Ok(body)
}

/// Keeps what a model was sent for a reply, in place of what was kept before.
pub(crate) async fn keep_request(
    database: &mut SqliteConnection,
    reply: MessageId,
    body: &[u8],
) -> Result<()> {
    let mut keys = Vec::new();
    for piece in pieces(body) {
        let sum = Sha256::digest(piece);
        let known: Option<i64> = sqlx::query_scalar("select piece_key from piece where sha256 = ?")
            .bind(sum.as_slice())
            .fetch_optional(&mut *database)
            .await?;
        let key = match known {
            Some(key) => key,
            None => sqlx::query("insert into piece (sha256, data) values (?, ?)")
                .bind(sum.as_slice())
                .bind(piece)
                .execute(&mut *database)
                .await?
                .last_insert_rowid(),
        };
        leb::put(&mut keys, key.cast_unsigned());
    }
    sqlx::query(
        "insert into request (message_key, pieces)
        select message_key, ? from message where message_id = ?
        on conflict (message_key) do update set pieces = excluded.pieces",
    )
    .bind(keys)
    .bind(reply.bytes())
    .execute(database)
    .await?;
    Ok(())
}

/// Cuts JSON before and after each of its long strings: the messages of a path, which every further
/// request of the path repeats. Any other bytes are cut somewhere, or not at all.
fn pieces(body: &[u8]) -> Vec<&[u8]> {
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(quote) = body[at..].iter().position(|&byte| byte == b'"') {
        let begin = at + quote + 1;
        let end = begin + string(&body[begin..]);
        if end - begin > LONG {
            pieces.push(&body[from..begin]);
            pieces.push(&body[begin..end]);
            from = end;
        }
        at = (end + 1).min(body.len());
    }
    pieces.push(&body[from..]);
    pieces
}

/// How long the string is that begins here, without its closing quote.
fn string(bytes: &[u8]) -> usize {
    let mut escaped = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_cut_at_its_long_strings_and_loses_nothing() {
        let long = format!("{} \\\" {}", "a".repeat(50), "b".repeat(50));
        let body = format!(r#"{{"model":"small","messages":["{long}","short","{long}"]}}"#);
        let cut = pieces(body.as_bytes());
        assert_eq!(cut.concat(), body.as_bytes());
        assert_eq!(cut.len(), 5);
        assert_eq!((cut[1], cut[3]), (long.as_bytes(), long.as_bytes()), "each is one piece");
        for end in 0..body.len() {
            assert_eq!(pieces(&body.as_bytes()[..end]).concat(), &body.as_bytes()[..end]);
        }
    }
}
