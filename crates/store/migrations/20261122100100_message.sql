-- What replies were told about how to answer. Kept apart because a long system prompt would
-- otherwise stand in every reply.
create table parameters (
    parameters_key integer primary key,
    -- JSON without nulls.
    json text not null unique
) strict;

-- What models are called, once each: both as they are asked for and as providers call what served.
create table model_name (
    model_name_key integer primary key,
    name text not null unique
) strict;

-- A node of a session's tree.
create table message (
    message_key integer primary key,
    message_id blob not null unique check (length(message_id) = 16),
    session_key integer not null references session on delete cascade,
    parent_key integer references message on delete cascade,
    -- The child that was read last. Not a foreign key, for the reason of session.leaf_key.
    chosen_key integer,
    turn_id blob not null check (length(turn_id) = 16),
    lane integer not null check (lane >= 0),
    -- system, user, assistant
    role integer not null check (role in (0, 1, 2)),
    -- complete, streaming, stopped, interrupted, failed
    status integer not null check (status in (0, 1, 2, 3, 4)),
    created_at integer not null,
    deleted_at integer,
    model_key integer references model_name on delete restrict,
    served_key integer references model_name on delete restrict,
    parameters_key integer references parameters on delete restrict,
    prompt_tokens integer,
    cached_tokens integer,
    reply_tokens integer,
    first_token_ms integer,
    total_ms integer,
    -- end, length, refusal, other
    finish integer check (finish in (0, 1, 2, 3)),
    left_out integer not null,
    -- Not a closed set here: kinds of failure are added without a change of schema.
    failure_kind text,
    failure text,
    reasoning text,
    text text not null,
    check ((failure_kind is null) = (failure is null))
) strict;

-- The versions at a fork, oldest first; with no parent, the first messages of a session.
create index message_by_parent on message (parent_key, session_key);

-- Nearly empty: what a crash left open is found without reading the table.
create index message_streaming on message (status) where status = 1;
