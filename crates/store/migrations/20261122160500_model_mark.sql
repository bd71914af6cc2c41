-- What the user thinks of a model.
create table model_mark (
    model text not null primary key,
    favourite integer not null default 0 check (favourite in (0, 1)),
    hidden integer not null default 0 check (hidden in (0, 1)),
    -- When it was last asked; null: never.
    used_at integer
) strict, without rowid;
