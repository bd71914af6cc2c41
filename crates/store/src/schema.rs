use std::borrow::Cow;

use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnection;

/// Every change of the schema, oldest first: version, name, text. Append-only: the checksum of an
/// applied one is kept in the database and compared.
const MIGRATIONS: [(i64, &str, &str); 24] = [
    (20261122100000, "session", include_str!("../migrations/20261122100000_session.sql")),
    (20261122100100, "message", include_str!("../migrations/20261122100100_message.sql")),
    (
        20261122100200,
        "model_setting",
        include_str!("../migrations/20261122100200_model_setting.sql"),
    ),
    (20261122160000, "message_cost", include_str!("../migrations/20261122160000_message_cost.sql")),
    (20261122160100, "carried", include_str!("../migrations/20261122160100_carried.sql")),
    (20261122160200, "file", include_str!("../migrations/20261122160200_file.sql")),
    (20261122160300, "attachment", include_str!("../migrations/20261122160300_attachment.sql")),
    (20261122160400, "provider", include_str!("../migrations/20261122160400_provider.sql")),
    (20261122160500, "model_mark", include_str!("../migrations/20261122160500_model_mark.sql")),
    (20261122160600, "model_list", include_str!("../migrations/20261122160600_model_list.sql")),
    (20261122160700, "sent", include_str!("../migrations/20261122160700_sent.sql")),
    (20261123000000, "message_read", include_str!("../migrations/20261123000000_message_read.sql")),
    (
        20261123000100,
        "message_edited",
        include_str!("../migrations/20261123000100_message_edited.sql"),
    ),
    (20261123000200, "deletion", include_str!("../migrations/20261123000200_deletion.sql")),
    (20261123000300, "lane", include_str!("../migrations/20261123000300_lane.sql")),
    (20261123000400, "blind", include_str!("../migrations/20261123000400_blind.sql")),
    (20261123000500, "vote", include_str!("../migrations/20261123000500_vote.sql")),
    (20261123000600, "rating", include_str!("../migrations/20261123000600_rating.sql")),
    (20261123000700, "request", include_str!("../migrations/20261123000700_request.sql")),
    (20261123000800, "arrival", include_str!("../migrations/20261123000800_arrival.sql")),
    (20261123000900, "merge_source", include_str!("../migrations/20261123000900_merge_source.sql")),
    (20261124000000, "blind_pace", include_str!("../migrations/20261124000000_blind_pace.sql")),
    (20261127000000, "recording", include_str!("../migrations/20261127000000_recording.sql")),
    (20261128000000, "search", include_str!("../migrations/20261128000000_search.sql")),
];

/// Brings the schema to this version's.
pub(crate) async fn migrate(database: &mut SqliteConnection) -> sqlx::Result<()> {
    let migrations = MIGRATIONS.iter().map(|&(version, name, text)| {
        // A checkout may have changed the line ends; the checksum must not know.
        let text = AssertSqlSafe(text.replace('\r', "")).into_sql_str();
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, text, false)
    });
    Ok(Migrator::with_migrations(migrations.collect()).run_direct(None, database, false).await?)
}

/// Whether a newer version of the app has changed the schema.
pub(crate) async fn is_newer(database: &mut SqliteConnection) -> sqlx::Result<bool> {
    let begun = "select count(*) from sqlite_schema where name = '_sqlx_migrations'";
    if sqlx::query_scalar::<_, i64>(begun).fetch_one(&mut *database).await? == 0 {
        return Ok(false);
    }
    let applied: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations")
        .fetch_all(&mut *database)
        .await?;
    Ok(applied.iter().any(|version| MIGRATIONS.iter().all(|(known, ..)| known != version)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_applied_in_the_order_of_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|(version, name, _)| format!("{version}_{name}.sql")).collect();
        assert_eq!(listed, files, "the list names the folder's files");
    }
}
