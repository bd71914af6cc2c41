-- The files of a prompt, in order.
create table attachment (
    message_key integer not null references message on delete cascade,
    position integer not null,
    file_key integer not null references file on delete restrict,
    name text not null,
    primary key (message_key, position)
) strict, without rowid;

-- Whether a file still belongs to anything.
create index attachment_by_file on attachment (file_key);
