-- The models that a provider told of when it was last asked, for when it cannot be.
create table model_list (
    provider text not null primary key,
    fetched_at integer not null,
    -- JSON.
    models text not null
) strict, without rowid;
