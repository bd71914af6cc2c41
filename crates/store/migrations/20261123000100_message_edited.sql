-- 1 where a person changed the text of a reply: it is a version of its own.
alter table message add column edited integer not null default 0 check (edited in (0, 1));
