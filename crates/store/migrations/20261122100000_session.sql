-- One conversation. Rows refer to each other by small integer keys, which saves about 45 bytes a
-- message against 16-byte ids; `session_id` is what the rest of the app knows.
create table session (
    session_key integer primary key,
    session_id blob not null unique check (length(session_id) = 16),
    title text,
    -- The title as the sidebar's filter compares it: without case, accents and width.
    title_key text,
    -- none, words, model, user
    title_source integer not null default 0 check (title_source in (0, 1, 2, 3)),
    -- What undoing the last change of title brings back; no source means nothing to undo.
    previous_title text,
    previous_source integer check (previous_source in (0, 1, 2, 3)),
    -- JSON without nulls; null where nothing is set.
    parameters text,
    model text,
    -- The message_key where reading stopped. Not a foreign key: checking it would cost a search of
    -- this table for every message that is deleted. Readers join it on the session as well.
    leaf_key integer,
    draft text,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer
) strict;

-- The sidebar's order.
create index session_by_time on session (updated_at, session_id) where deleted_at is null;
