-- How the user wants a model to answer wherever a session does not say.
create table model_setting (
    model text not null primary key,
    -- JSON without nulls.
    parameters text not null
) strict, without rowid;
