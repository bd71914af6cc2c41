-- A turn whose models are not told before the vote.
create table blind (
    turn_id blob not null primary key check (length(turn_id) = 16),
    session_key integer not null references session on delete cascade,
    -- JSON: all models that may have been asked.
    pool text not null,
    -- When the names were told; null: not yet.
    told_at integer
) strict, without rowid;

create index blind_by_session on blind (session_key);
