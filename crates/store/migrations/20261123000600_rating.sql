-- What a person thought of one reply by itself.
create table rating (
    message_key integer primary key references message on delete cascade,
    stars integer check (stars between 1 and 5),
    comment text,
    at integer not null
) strict;

-- When a person copied a reply: a weak sign that it was of use.
alter table message add column copied_at integer;
