-- What left the machine: one row a request.
create table sent (
    sent_key integer primary key,
    sent_id blob not null unique check (length(sent_id) = 16),
    at integer not null,
    ended_at integer,
    -- under way, ended, given up
    state integer not null check (state in (0, 1, 2)),
    host text not null,
    -- Not a closed set here: reasons are added without a change of schema.
    purpose text not null,
    provider text,
    model_key integer references model_name on delete restrict,
    -- The row outlives the session, and then names none.
    session_key integer references session on delete set null,
    bytes_out integer not null,
    bytes_in integer not null default 0,
    -- The status of HTTP.
    status integer,
    failure_kind text,
    prompt_tokens integer,
    cached_tokens integer,
    cache_written_tokens integer,
    reply_tokens integer,
    reasoning_tokens integer,
    -- In US dollars; null where it is unknown.
    cost real
) strict;

create index sent_by_time on sent (at);
create index sent_by_session on sent (session_key) where session_key is not null;
-- Nearly empty: what a crash left open is found without reading the table.
create index sent_open on sent (state) where state = 0;
