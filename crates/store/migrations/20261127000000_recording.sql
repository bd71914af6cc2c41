-- What was said for a prompt, and what was heard in it. Recordings that belong to no message were
-- never sent; they are removed when the store opens.
create table recording (
    recording_key integer primary key,
    recording_id blob not null unique check (length(recording_id) = 16),
    made_at integer not null,
    duration_ms integer not null,
    -- The recogniser.
    model_key integer references model_name on delete restrict,
    language text,
    text text not null,
    media_type text not null,
    size integer not null,
    -- Null once it was deleted: what was heard stays. Last, so that reading the columns before it
    -- does not read the sound.
    sound blob check (size = length(sound))
) strict;

-- The recordings of a prompt, in order. The prompts of a comparison share theirs.
create table said (
    message_key integer not null references message on delete cascade,
    position integer not null,
    recording_key integer not null references recording on delete restrict,
    primary key (message_key, position)
) strict, without rowid;

-- Whether a recording still belongs to anything.
create index said_by_recording on said (recording_key);

-- Those that are due to be deleted.
create index recording_by_age on recording (made_at) where sound is not null;
