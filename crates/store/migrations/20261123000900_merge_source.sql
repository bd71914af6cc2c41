-- The replies that a prompt asks to be made into one.
create table merge_source (
    message_key integer not null references message on delete cascade,
    position integer not null,
    source_key integer not null references message on delete cascade,
    primary key (message_key, position)
) strict, without rowid;
