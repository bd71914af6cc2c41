-- When the text of a reply arrived: pairs of milliseconds and characters since the pair before, as
-- variable-length integers (LEB128).
create table arrival (
    message_key integer primary key references message on delete cascade,
    pairs blob not null
) strict;
