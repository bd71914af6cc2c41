-- The lanes of a comparison that is on the screen, in order. A session without any is a chat.
create table lane (
    session_key integer not null references session on delete cascade,
    lane integer not null check (lane >= 0),
    position integer not null,
    model text not null,
    -- JSON without nulls; null where nothing is set.
    parameters text,
    -- The message_key at the end of its path; null before its first prompt. Not a foreign key, for
    -- the reason of session.leaf_key.
    leaf_key integer,
    primary key (session_key, lane)
) strict, without rowid;
