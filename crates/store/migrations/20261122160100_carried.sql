-- What the model that wrote a reply wants back with it: signed reasoning. Kept apart because it is
-- long and only ever read when the path is sent to that model again.
create table carried (
    message_key integer primary key references message on delete cascade,
    json text not null
) strict;
