-- The user's own providers, and what the user changed of those that come with the app.
create table provider (
    provider text not null primary key,
    -- Its place in the user's order; null: where the app puts it.
    position integer,
    -- 1 where the user does not want to see it.
    removed integer not null default 0 check (removed in (0, 1)),
    -- JSON; null where nothing of it was changed. Never a key.
    settings text
) strict, without rowid;
