-- When a version was last the one that is read at its fork: there the latest is, and where none has
-- a time, the newest. Each lane has its own versions below one prompt, which `chosen_key`, one child
-- for each message, could not tell apart; it is no longer read.
alter table message add column read_at integer;

update message set read_at = created_at
where message_key in (select chosen_key from message where chosen_key is not null);
