pragma foreign_keys = off;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(20261122100000,'session','2026-11-22 14:00:25',1,X'5514A701909E3361BD1BB5F92A6E45D82D037D06BB0D6AAAD514C4171E658C3038BF77509929F4A55673996ED0EDA2AC',1346677);
INSERT INTO "_sqlx_migrations" VALUES(20261122100100,'message','2026-11-22 14:00:25',1,X'D8D48883D5A895F7AF86302B0C514AD21E12352041E187AA098DC76F8E9394F900E7E89BE20CAB6B93B4EC9DC4EC46DA',221957504);
INSERT INTO "_sqlx_migrations" VALUES(20261122100200,'model_setting','2026-11-22 14:00:25',1,X'0FA8E3B91617B91F967F35D02B91F977A30D18B2A6ABC2ABF1066CECCDB5408833A10C17E78C718FFE2C1229D795EA2F',2916213);
CREATE TABLE message (
    message_key integer primary key,
    message_id blob not null unique check (length(message_id) = 16),
    session_key integer not null references session on delete cascade,
    parent_key integer references message on delete cascade,
    -- The child that was read last. Not a foreign key, for the reason of session.leaf_key.
    chosen_key integer,
    turn_id blob not null check (length(turn_id) = 16),
    lane integer not null check (lane >= 0),
    -- system, user, assistant
    role integer not null check (role in (0, 1, 2)),
    -- complete, streaming, stopped, interrupted, failed
    status integer not null check (status in (0, 1, 2, 3, 4)),
    created_at integer not null,
    deleted_at integer,
    model_key integer references model_name on delete restrict,
    served_key integer references model_name on delete restrict,
    parameters_key integer references parameters on delete restrict,
    prompt_tokens integer,
    cached_tokens integer,
    reply_tokens integer,
    first_token_ms integer,
    total_ms integer,
    -- end, length, refusal, other
    finish integer check (finish in (0, 1, 2, 3)),
    left_out integer not null,
    -- Not a closed set here: kinds of failure are added without a change of schema.
    failure_kind text,
    failure text,
    reasoning text,
    text text not null,
    check ((failure_kind is null) = (failure is null))
) strict;
INSERT INTO "message" VALUES(1,X'01A2038EE4D575AEBD5285D81EBE9BB4',1,NULL,2,X'01A2038EE4D575AEBD5285D90537A09C',0,1,0,1795000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Wie schlafen Wale?');
INSERT INTO "message" VALUES(2,X'01A2038EE4D575AEBD5285DA52BD3214',1,1,4,X'01A2038EE4D575AEBD5285D90537A09C',0,2,0,1795000000000,NULL,1,2,1,30,0,12,100,900,0,0,NULL,NULL,NULL,'Mit einer Hälfte des Gehirns. 🐋');
INSERT INTO "message" VALUES(3,X'01A2038EE4F7740BA16B21DC58A4FDA8',1,1,NULL,X'01A2038EE4D575AEBD5285D90537A09C',0,2,4,1795000000000,NULL,1,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,'worker_lost','gone',NULL,'');
INSERT INTO "message" VALUES(4,X'01A2038EE4FE729C843B1B7B9B5DA23B',1,2,5,X'01A2038EE4FE729C843B1B7C96B2CF6D',0,1,0,1795000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Und wie lange?');
INSERT INTO "message" VALUES(5,X'01A2038EE4FE729C843B1B7D93BC7D88',1,4,NULL,X'01A2038EE4FE729C843B1B7C96B2CF6D',0,2,1,1795000000000,NULL,1,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Etwa');
CREATE TABLE model_name (
    model_name_key integer primary key,
    name text not null unique
) strict;
INSERT INTO "model_name" VALUES(1,'local/small');
INSERT INTO "model_name" VALUES(2,'small-2026');
CREATE TABLE model_setting (
    model text not null primary key,
    -- JSON without nulls.
    parameters text not null
) strict, without rowid;
INSERT INTO "model_setting" VALUES('local/small','{"max_tokens":256}');
CREATE TABLE parameters (
    parameters_key integer primary key,
    -- JSON without nulls.
    json text not null unique
) strict;
INSERT INTO "parameters" VALUES(1,'{"temperature":0.5}');
INSERT INTO "parameters" VALUES(2,'{}');
CREATE TABLE session (
    session_key integer primary key,
    session_id blob not null unique check (length(session_id) = 16),
    title text,
    -- The title as the sidebar's filter compares it: without case, accents and width.
    title_key text,
    -- none, words, model, user
    title_source integer not null default 0 check (title_source in (0, 1, 2, 3)),
    -- What undoing the last change of title brings back; no source means nothing to undo.
    previous_title text,
    previous_source integer check (previous_source in (0, 1, 2, 3)),
    -- JSON without nulls; null where nothing is set.
    parameters text,
    model text,
    -- The message_key where reading stopped. Not a foreign key: checking it would cost a search of
    -- this table for every message that is deleted. Readers join it on the session as well.
    leaf_key integer,
    draft text,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer
) strict;
INSERT INTO "session" VALUES(1,X'01A2038EE4D575AEBD5285D7FAD87338','Schlafende Wale','schlafende wale',2,'Wie schlafen',1,'{"seed":7}','local/small',5,'Und Delfine?',1795000000000,1795000000000,NULL);
CREATE INDEX session_by_time on session (updated_at, session_id) where deleted_at is null;
CREATE INDEX message_by_parent on message (parent_key, session_key);
CREATE INDEX message_streaming on message (status) where status = 1;
COMMIT;
