-- What models were sent. Two requests of one session share most of what they hold, so it is kept in
-- pieces, each once.
create table piece (
    piece_key integer primary key,
    sha256 blob not null unique check (length(sha256) = 32),
    data blob not null
) strict;

create table request (
    message_key integer primary key references message on delete cascade,
    -- The keys of its pieces, in order, as variable-length integers (LEB128).
    pieces blob not null
) strict;
