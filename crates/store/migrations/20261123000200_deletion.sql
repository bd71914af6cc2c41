-- The message whose deletion took this one along; its own key where it was deleted itself. Undoing
-- that deletion brings back exactly what it took.
alter table message add column deletion_key integer;

-- Where the session was read before a message was deleted, to be read again when that is undone.
create table deletion (
    message_key integer primary key references message on delete cascade,
    -- JSON: the message_key at the end of the branch, and of each lane.
    standing text not null
) strict;
