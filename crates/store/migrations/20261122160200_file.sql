-- What is attached to prompts, each once however often it is attached. Files that belong to no
-- attachment were never sent; they are removed when the store opens.
create table file (
    file_key integer primary key,
    sha256 blob not null unique check (length(sha256) = 32),
    media_type text not null,
    size integer not null check (size = length(data)),
    -- Last, so that reading the columns before it does not read the file.
    data blob not null
) strict;
