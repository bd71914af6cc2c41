-- What a person thought of the replies of one turn. Models stand in it by name: it outlives them.
create table vote (
    vote_key integer primary key,
    vote_id blob not null unique check (length(vote_id) = 16),
    turn_id blob not null check (length(turn_id) = 16),
    -- Null where it was brought in, or its session was deleted for good.
    session_key integer references session on delete set null,
    at integer not null,
    -- chat, transcription, speech
    kind integer not null check (kind in (0, 1, 2)),
    -- The prompt's, as BCP 47 writes it; null: unknown.
    language text,
    blind integer not null check (blind in (0, 1)),
    reason text,
    -- JSON: a list of words; null: none.
    tags text,
    -- Taken back, or replaced by a later one.
    undone_at integer,
    -- Who voted; null: the user of this store.
    voter text
) strict;

create index vote_by_turn on vote (turn_id) where undone_at is null;
create index vote_by_session on vote (session_key) where session_key is not null;

-- Who stood for election, in the order shown. None best: all were bad; several: a tie.
create table candidate (
    vote_key integer not null references vote on delete cascade,
    position integer not null,
    model_key integer not null references model_name on delete restrict,
    -- The reply; null once it was deleted for good.
    message_key integer references message on delete set null,
    best integer not null check (best in (0, 1)),
    primary key (vote_key, position)
) strict, without rowid;

create index candidate_by_message on candidate (message_key) where message_key is not null;
