PRAGMA foreign_keys=OFF;
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
INSERT INTO "_sqlx_migrations" VALUES(20261122160000,'message_cost','2026-11-22 23:45:36',1,X'7E81109FA257E189961E6642C93712C0D5547F1BF59C6326BBD0BDE4BE3BAD30638F9357A9CBE26A5B4E3A7C936B8F71',6277636);
INSERT INTO "_sqlx_migrations" VALUES(20261122160100,'carried','2026-11-22 23:45:36',1,X'65F2C4FF51AC39E077C28E010D6556CB915A007FCD9F2539FB9241FDD6129D2C4DF9CA184C33B8B237E82F3D60A63AF9',1169354);
INSERT INTO "_sqlx_migrations" VALUES(20261122160200,'file','2026-11-22 23:45:36',1,X'43CF613711CBB4B3DCD47A6C3854CBFBE5C9580A95D026A9036C19AF143DD102215D60C79C35A77693C20598480FAAAC',1250659);
INSERT INTO "_sqlx_migrations" VALUES(20261122160300,'attachment','2026-11-22 23:45:36',1,X'A8C1B2EEA0BF9710C2B17433D5BBBC10B871BF60D2D01AA76D70157D00C51D9BDDB5DC58392F22A9D11D4F5BC05667A1',1015035);
INSERT INTO "_sqlx_migrations" VALUES(20261122160400,'provider','2026-11-22 23:45:36',1,X'3A53C2E8645126B3FADD3D02B85B441EA2E5BEB9B5A514CC811000A944F6DFDBD364D59C482402493F0BBE5C0222D9BD',922798);
INSERT INTO "_sqlx_migrations" VALUES(20261122160500,'model_mark','2026-11-22 23:45:36',1,X'71CBBE99FA3009C345671AEEB1D0B10BE9A45083C0042F791F120B35C1C1160857704D775E98120A1BD1C2BD0C232BA0',968265);
INSERT INTO "_sqlx_migrations" VALUES(20261122160600,'model_list','2026-11-22 23:45:36',1,X'EA7616CC495B019AA90A81550CA800916DB5DD8F1520063B61E3F26AFBAEE31C1913A696727C6EA15537C79ECFC51E38',955256);
INSERT INTO "_sqlx_migrations" VALUES(20261122160700,'sent','2026-11-22 23:45:36',1,X'A84832F4D57DF3EA75BC3E0C4A7F75597CD102AFFDFD9533DCB9436A22AF7BC5C3895C5EE2134A39F9E0F2A198F9C9E2',1563979);
INSERT INTO "_sqlx_migrations" VALUES(20261123000000,'message_read','2026-11-23 03:28:29',1,X'9213F9400C06BB995387FEB0DD7553954054640967AAA1CFFEBF3530C0E9D1C86CE18A30F2E8615109CBB107D5123F76',13582915);
INSERT INTO "_sqlx_migrations" VALUES(20261123000100,'message_edited','2026-11-23 03:28:29',1,X'318BD9E1CAEAB4DB4847C15CB8E5697D51E71689CA8E61FF40A50C484797E35D724D295906F04228E4DE60A8C93A30D6',1884023);
INSERT INTO "_sqlx_migrations" VALUES(20261123000200,'deletion','2026-11-23 03:28:29',1,X'6025E5D087E87E0B0F77AF21D8524E1099B5D441D4E42B690C6BAAC0908A64379D3F83E4417B2EFAA46316574FACF321',980604);
INSERT INTO "_sqlx_migrations" VALUES(20261123000300,'lane','2026-11-23 03:28:29',1,X'1C40AEC7F1525B0562779ACD74E9A5C68578432A6B4A55318C2C61E7EC7C6547A287D9F4AC264FD2EE26474DB91FC491',739516);
INSERT INTO "_sqlx_migrations" VALUES(20261123000400,'blind','2026-11-23 03:28:29',1,X'201ED7208F740D4A8C4F745240AC93F01DB1522C466378EC137FA69E3219490278A4061A8025FC5CD0DA3FCA82444BD7',640389);
INSERT INTO "_sqlx_migrations" VALUES(20261123000500,'vote','2026-11-23 03:28:29',1,X'4905D1152544FDA50FD7220E99B62F103DBB3B63B69C2F714EB76D76604A534148E8A92843FB9A58D505876748B37533',897220);
INSERT INTO "_sqlx_migrations" VALUES(20261123000600,'rating','2026-11-23 03:28:29',1,X'91124F5F180BF1EA439E7C50E763D82E37BDF4195BB0A7DB2FA7EDC00057D096B6305D4F4342EC85F3E2A1D37C6F9C96',1297223);
INSERT INTO "_sqlx_migrations" VALUES(20261123000700,'request','2026-11-23 03:28:29',1,X'5C1C16B6651AFBC2C32AD262E99C0909C5C6AF0648B46EF17895443C741A0B5ED36F253886271E0C38A2CECB5BCFF5F0',695241);
INSERT INTO "_sqlx_migrations" VALUES(20261123000800,'arrival','2026-11-23 03:28:29',1,X'8F3CE3577B098990B9486590C1492F7FB91316492F86C2C577648BACB8EC4A8E80BB1B6C08C1FD7B7930C0B0E9618C1B',602262);
INSERT INTO "_sqlx_migrations" VALUES(20261123000900,'merge_source','2026-11-23 03:28:29',1,X'BB531A7E7FC76EC19CACDCDAB94497DDA1B9EA7C62F114EC8B45B75A166D67347C1929871CF08E19BDED4A3F2A20C1E6',575734);
INSERT INTO "_sqlx_migrations" VALUES(20261124000000,'blind_pace','2026-11-23 12:00:00',1,X'9B351AC605D244FEFEFA9ABF01202A979597D340F64B62520A21DFE30DF3E92626309CABF76BFFFD610D27BD0E1AA508',600000);
CREATE TABLE arrival (
    message_key integer primary key references message on delete cascade,
    pairs blob not null
) strict;
CREATE TABLE attachment (
    message_key integer not null references message on delete cascade,
    position integer not null,
    file_key integer not null references file on delete restrict,
    name text not null,
    primary key (message_key, position)
) strict, without rowid;
CREATE TABLE blind (
    turn_id blob not null primary key check (length(turn_id) = 16),
    session_key integer not null references session on delete cascade,
    -- JSON: all models that may have been asked.
    pool text not null,
    -- When the names were told; null: not yet.
    told_at integer
, even_pace integer not null default 0 check (even_pace in (0, 1))) strict, without rowid;
INSERT INTO "blind" VALUES(X'01A2038EE4FE729C843B1B7C96B2CF6D',1,'["local/small","local/other"]',NULL,0);
CREATE TABLE candidate (
    vote_key integer not null references vote on delete cascade,
    position integer not null,
    model_key integer not null references model_name on delete restrict,
    -- The reply; null once it was deleted for good.
    message_key integer references message on delete set null,
    best integer not null check (best in (0, 1)),
    primary key (vote_key, position)
) strict, without rowid;
CREATE TABLE carried (
    message_key integer primary key references message on delete cascade,
    json text not null
) strict;
CREATE TABLE deletion (
    message_key integer primary key references message on delete cascade,
    -- JSON: the message_key at the end of the branch, and of each lane.
    standing text not null
) strict;
CREATE TABLE file (
    file_key integer primary key,
    sha256 blob not null unique check (length(sha256) = 32),
    media_type text not null,
    size integer not null check (size = length(data)),
    -- Last, so that reading the columns before it does not read the file.
    data blob not null
) strict;
CREATE TABLE lane (
    session_key integer not null references session on delete cascade,
    lane integer not null check (lane >= 0),
    position integer not null,
    model text not null,
    -- JSON without nulls; null where nothing is set.
    parameters text,
    -- The message_key at the end of its path; null before its first prompt. Not a foreign key, for
    -- the reason of session.leaf_key.
    leaf_key integer,
    primary key (session_key, lane)
) strict, without rowid;
INSERT INTO "lane" VALUES(1,0,0,'local/small',NULL,5);
CREATE TABLE merge_source (
    message_key integer not null references message on delete cascade,
    position integer not null,
    source_key integer not null references message on delete cascade,
    primary key (message_key, position)
) strict, without rowid;
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
    text text not null, cache_written_tokens integer, reasoning_tokens integer, cost real, price_as_of text, failure_retry_at integer, read_at integer, edited integer not null default 0 check (edited in (0, 1)), deletion_key integer, copied_at integer,
    check ((failure_kind is null) = (failure is null))
) strict;
INSERT INTO "message" VALUES(1,X'01A2038EE4D575AEBD5285D81EBE9BB4',1,NULL,2,X'01A2038EE4D575AEBD5285D90537A09C',0,1,0,1795000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Wie schlafen Wale?',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "message" VALUES(2,X'01A2038EE4D575AEBD5285DA52BD3214',1,1,4,X'01A2038EE4D575AEBD5285D90537A09C',0,2,0,1795000000000,NULL,1,2,1,30,0,12,100,900,0,0,NULL,NULL,NULL,'Mit einer Hälfte des Gehirns. 🐋',NULL,NULL,NULL,NULL,NULL,1795000000000,0,NULL,NULL);
INSERT INTO "message" VALUES(3,X'01A2038EE4F7740BA16B21DC58A4FDA8',1,1,NULL,X'01A2038EE4D575AEBD5285D90537A09C',0,2,4,1795000000000,NULL,1,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,'worker_lost','gone',NULL,'',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "message" VALUES(4,X'01A2038EE4FE729C843B1B7B9B5DA23B',1,2,5,X'01A2038EE4FE729C843B1B7C96B2CF6D',0,1,0,1795000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Und wie lange?',NULL,NULL,NULL,NULL,NULL,1795000000000,0,NULL,NULL);
INSERT INTO "message" VALUES(5,X'01A2038EE4FE729C843B1B7D93BC7D88',1,4,NULL,X'01A2038EE4FE729C843B1B7C96B2CF6D',0,2,1,1795000000000,NULL,1,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Etwa',NULL,NULL,NULL,NULL,NULL,1795000000000,0,NULL,NULL);
CREATE TABLE model_list (
    provider text not null primary key,
    fetched_at integer not null,
    -- JSON.
    models text not null
) strict, without rowid;
CREATE TABLE model_mark (
    model text not null primary key,
    favourite integer not null default 0 check (favourite in (0, 1)),
    hidden integer not null default 0 check (hidden in (0, 1)),
    -- When it was last asked; null: never.
    used_at integer
) strict, without rowid;
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
CREATE TABLE piece (
    piece_key integer primary key,
    sha256 blob not null unique check (length(sha256) = 32),
    data blob not null
) strict;
CREATE TABLE provider (
    provider text not null primary key,
    -- Its place in the user's order; null: where the app puts it.
    position integer,
    -- 1 where the user does not want to see it.
    removed integer not null default 0 check (removed in (0, 1)),
    -- JSON; null where nothing of it was changed. Never a key.
    settings text
) strict, without rowid;
CREATE TABLE rating (
    message_key integer primary key references message on delete cascade,
    stars integer check (stars between 1 and 5),
    comment text,
    at integer not null
) strict;
CREATE TABLE request (
    message_key integer primary key references message on delete cascade,
    -- The keys of its pieces, in order, as variable-length integers (LEB128).
    pieces blob not null
) strict;
CREATE TABLE sent (
    sent_key integer primary key,
    sent_id blob not null unique check (length(sent_id) = 16),
    at integer not null,
    ended_at integer,
    -- under way, ended, given up
    state integer not null check (state in (0, 1, 2)),
    host text not null,
    -- Not a closed set here: reasons are added without a change of schema.
    purpose text not null,
    provider text,
    model_key integer references model_name on delete restrict,
    -- The row outlives the session, and then names none.
    session_key integer references session on delete set null,
    bytes_out integer not null,
    bytes_in integer not null default 0,
    -- The status of HTTP.
    status integer,
    failure_kind text,
    prompt_tokens integer,
    cached_tokens integer,
    cache_written_tokens integer,
    reply_tokens integer,
    reasoning_tokens integer,
    -- In US dollars; null where it is unknown.
    cost real
) strict;
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
CREATE TABLE vote (
    vote_key integer primary key,
    vote_id blob not null unique check (length(vote_id) = 16),
    turn_id blob not null check (length(turn_id) = 16),
    -- Null where it was brought in, or its session was deleted for good.
    session_key integer references session on delete set null,
    at integer not null,
    -- chat, transcription, speech
    kind integer not null check (kind in (0, 1, 2)),
    -- The prompt's, as BCP 47 writes it; null: unknown.
    language text,
    blind integer not null check (blind in (0, 1)),
    reason text,
    -- JSON: a list of words; null: none.
    tags text,
    -- Taken back, or replaced by a later one.
    undone_at integer,
    -- Who voted; null: the user of this store.
    voter text
) strict;
CREATE INDEX session_by_time on session (updated_at, session_id) where deleted_at is null;
CREATE INDEX message_by_parent on message (parent_key, session_key);
CREATE INDEX message_streaming on message (status) where status = 1;
CREATE INDEX attachment_by_file on attachment (file_key);
CREATE INDEX sent_by_time on sent (at);
CREATE INDEX sent_by_session on sent (session_key) where session_key is not null;
CREATE INDEX sent_open on sent (state) where state = 0;
CREATE INDEX blind_by_session on blind (session_key);
CREATE INDEX vote_by_turn on vote (turn_id) where undone_at is null;
CREATE INDEX vote_by_session on vote (session_key) where session_key is not null;
CREATE INDEX candidate_by_message on candidate (message_key) where message_key is not null;
COMMIT;
