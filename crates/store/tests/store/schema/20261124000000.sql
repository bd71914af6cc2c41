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
INSERT INTO _sqlx_migrations VALUES(20261122100000,'session','2026-11-22 14:00:25',1,X'5514a701909e3361bd1bb5f92a6e45d82d037d06bb0d6aaad514c4171e658c3038bf77509929f4a55673996ed0eda2ac',1346677);
INSERT INTO _sqlx_migrations VALUES(20261122100100,'message','2026-11-22 14:00:25',1,X'd8d48883d5a895f7af86302b0c514ad21e12352041e187aa098dc76f8e9394f900e7e89be20cab6b93b4ec9dc4ec46da',221957504);
INSERT INTO _sqlx_migrations VALUES(20261122100200,'model_setting','2026-11-22 14:00:25',1,X'0fa8e3b91617b91f967f35d02b91f977a30d18b2a6abc2abf1066ceccdb5408833a10c17e78c718ffe2c1229d795ea2f',2916213);
INSERT INTO _sqlx_migrations VALUES(20261122160000,'message_cost','2026-11-22 23:45:36',1,X'7e81109fa257e189961e6642c93712c0d5547f1bf59c6326bbd0bde4be3bad30638f9357a9cbe26a5b4e3a7c936b8f71',6277636);
INSERT INTO _sqlx_migrations VALUES(20261122160100,'carried','2026-11-22 23:45:36',1,X'65f2c4ff51ac39e077c28e010d6556cb915a007fcd9f2539fb9241fdd6129d2c4df9ca184c33b8b237e82f3d60a63af9',1169354);
INSERT INTO _sqlx_migrations VALUES(20261122160200,'file','2026-11-22 23:45:36',1,X'43cf613711cbb4b3dcd47a6c3854cbfbe5c9580a95d026a9036c19af143dd102215d60c79c35a77693c20598480faaac',1250659);
INSERT INTO _sqlx_migrations VALUES(20261122160300,'attachment','2026-11-22 23:45:36',1,X'a8c1b2eea0bf9710c2b17433d5bbbc10b871bf60d2d01aa76d70157d00c51d9bddb5dc58392f22a9d11d4f5bc05667a1',1015035);
INSERT INTO _sqlx_migrations VALUES(20261122160400,'provider','2026-11-22 23:45:36',1,X'3a53c2e8645126b3fadd3d02b85b441ea2e5beb9b5a514cc811000a944f6dfdbd364d59c482402493f0bbe5c0222d9bd',922798);
INSERT INTO _sqlx_migrations VALUES(20261122160500,'model_mark','2026-11-22 23:45:36',1,X'71cbbe99fa3009c345671aeeb1d0b10be9a45083c0042f791f120b35c1c1160857704d775e98120a1bd1c2bd0c232ba0',968265);
INSERT INTO _sqlx_migrations VALUES(20261122160600,'model_list','2026-11-22 23:45:36',1,X'ea7616cc495b019aa90a81550ca800916db5dd8f1520063b61e3f26afbaee31c1913a696727c6ea15537c79ecfc51e38',955256);
INSERT INTO _sqlx_migrations VALUES(20261122160700,'sent','2026-11-22 23:45:36',1,X'a84832f4d57df3ea75bc3e0c4a7f75597cd102affdfd9533dcb9436a22af7bc5c3895c5ee2134a39f9e0f2a198f9c9e2',1563979);
INSERT INTO _sqlx_migrations VALUES(20261123000000,'message_read','2026-11-23 03:28:29',1,X'9213f9400c06bb995387feb0dd7553954054640967aaa1cffebf3530c0e9d1c86ce18a30f2e8615109cbb107d5123f76',13582915);
INSERT INTO _sqlx_migrations VALUES(20261123000100,'message_edited','2026-11-23 03:28:29',1,X'318bd9e1caeab4db4847c15cb8e5697d51e71689ca8e61ff40a50c484797e35d724d295906f04228e4de60a8c93a30d6',1884023);
INSERT INTO _sqlx_migrations VALUES(20261123000200,'deletion','2026-11-23 03:28:29',1,X'6025e5d087e87e0b0f77af21d8524e1099b5d441d4e42b690c6baac0908a64379d3f83e4417b2efaa46316574facf321',980604);
INSERT INTO _sqlx_migrations VALUES(20261123000300,'lane','2026-11-23 03:28:29',1,X'1c40aec7f1525b0562779acd74e9a5c68578432a6b4a55318c2c61e7ec7c6547a287d9f4ac264fd2ee26474db91fc491',739516);
INSERT INTO _sqlx_migrations VALUES(20261123000400,'blind','2026-11-23 03:28:29',1,X'201ed7208f740d4a8c4f745240ac93f01db1522c466378ec137fa69e3219490278a4061a8025fc5cd0da3fca82444bd7',640389);
INSERT INTO _sqlx_migrations VALUES(20261123000500,'vote','2026-11-23 03:28:29',1,X'4905d1152544fda50fd7220e99b62f103dbb3b63b69c2f714eb76d76604a534148e8a92843fb9a58d505876748b37533',897220);
INSERT INTO _sqlx_migrations VALUES(20261123000600,'rating','2026-11-23 03:28:29',1,X'91124f5f180bf1ea439e7c50e763d82e37bdf4195bb0a7db2fa7edc00057d096b6305d4f4342ec85f3e2a1d37c6f9c96',1297223);
INSERT INTO _sqlx_migrations VALUES(20261123000700,'request','2026-11-23 03:28:29',1,X'5c1c16b6651afbc2c32ad262e99c0909c5c6af0648b46ef17895443c741a0b5ed36f253886271e0c38a2cecb5bcff5f0',695241);
INSERT INTO _sqlx_migrations VALUES(20261123000800,'arrival','2026-11-23 03:28:29',1,X'8f3ce3577b098990b9486590c1492f7fb91316492f86c2c577648bacb8ec4a8e80bb1b6c08c1fd7b7930c0b0e9618c1b',602262);
INSERT INTO _sqlx_migrations VALUES(20261123000900,'merge_source','2026-11-23 03:28:29',1,X'bb531a7e7fc76ec19cacdcdab94497dda1b9ea7c62f114ec8b45b75a166d67347c1929871cf08e19bded4a3f2a20c1e6',575734);
INSERT INTO _sqlx_migrations VALUES(20261124000000,'blind_pace','2026-11-24 00:00:00',1,X'9b351ac605d244fefefa9abf01202a979597d340f64b62520a21dfe30df3e92626309cabf76bfffd610d27bd0e1aa508',100000);
CREATE TABLE attachment (
    message_key integer not null references message on delete cascade,
    position integer not null,
    file_key integer not null references file on delete restrict,
    name text not null,
    primary key (message_key, position)
) strict, without rowid;
CREATE TABLE carried (
    message_key integer primary key references message on delete cascade,
    json text not null
) strict;
CREATE TABLE file (
    file_key integer primary key,
    sha256 blob not null unique check (length(sha256) = 32),
    media_type text not null,
    size integer not null check (size = length(data)),
    -- Last, so that reading the columns before it does not read the file.
    data blob not null
) strict;
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
INSERT INTO message VALUES(1,X'01a2038ee4d575aebd5285d81ebe9bb4',1,NULL,2,X'01a2038ee4d575aebd5285d90537a09c',0,1,0,1795000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Wie schlafen Wale?',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO message VALUES(2,X'01a2038ee4d575aebd5285da52bd3214',1,1,4,X'01a2038ee4d575aebd5285d90537a09c',0,2,0,1795000000000,NULL,1,2,1,30,0,12,100,900,0,0,NULL,NULL,NULL,'Mit einer Hälfte des Gehirns. 🐋',NULL,NULL,NULL,NULL,NULL,1795000000000,0,NULL,NULL);
INSERT INTO message VALUES(3,X'01a2038ee4f7740ba16b21dc58a4fda8',1,1,NULL,X'01a2038ee4d575aebd5285d90537a09c',0,2,4,1795000000000,NULL,1,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,'worker_lost','gone',NULL,'',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO message VALUES(4,X'01a2038ee4fe729c843b1b7b9b5da23b',1,2,5,X'01a2038ee4fe729c843b1b7c96b2cf6d',0,1,0,1795000000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Und wie lange?',NULL,NULL,NULL,NULL,NULL,1795000000000,0,NULL,NULL);
INSERT INTO message VALUES(5,X'01a2038ee4fe729c843b1b7d93bc7d88',1,4,NULL,X'01a2038ee4fe729c843b1b7c96b2cf6d',0,2,1,1795000000000,NULL,1,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'Etwa',NULL,NULL,NULL,NULL,NULL,1795000000000,0,NULL,NULL);
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
INSERT INTO model_name VALUES(1,'local/small');
INSERT INTO model_name VALUES(2,'small-2026');
CREATE TABLE model_setting (
    model text not null primary key,
    -- JSON without nulls.
    parameters text not null
) strict, without rowid;
INSERT INTO model_setting VALUES('local/small','{"max_tokens":256}');
CREATE TABLE parameters (
    parameters_key integer primary key,
    -- JSON without nulls.
    json text not null unique
) strict;
INSERT INTO parameters VALUES(1,'{"temperature":0.5}');
INSERT INTO parameters VALUES(2,'{}');
CREATE TABLE provider (
    provider text not null primary key,
    -- Its place in the user's order; null: where the app puts it.
    position integer,
    -- 1 where the user does not want to see it.
    removed integer not null default 0 check (removed in (0, 1)),
    -- JSON; null where nothing of it was changed. Never a key.
    settings text
) strict, without rowid;
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
INSERT INTO session VALUES(1,X'01a2038ee4d575aebd5285d7fad87338','Schlafende Wale','schlafende wale',2,'Wie schlafen',1,'{"seed":7}','local/small',5,'Und Delfine?',1795000000000,1795000000000,NULL);
CREATE TABLE deletion (
    message_key integer primary key references message on delete cascade,
    -- JSON: the message_key at the end of the branch, and of each lane.
    standing text not null
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
INSERT INTO lane VALUES(1,0,0,'local/small',NULL,5);
CREATE TABLE blind (
    turn_id blob not null primary key check (length(turn_id) = 16),
    session_key integer not null references session on delete cascade,
    -- JSON: all models that may have been asked.
    pool text not null,
    -- When the names were told; null: not yet.
    told_at integer
, even_pace integer not null default 0 check (even_pace in (0, 1))) strict, without rowid;
INSERT INTO blind VALUES(X'01a2038ee4fe729c843b1b7c96b2cf6d',1,'["local/small","local/other"]',NULL,0);
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
CREATE TABLE candidate (
    vote_key integer not null references vote on delete cascade,
    position integer not null,
    model_key integer not null references model_name on delete restrict,
    -- The reply; null once it was deleted for good.
    message_key integer references message on delete set null,
    best integer not null check (best in (0, 1)),
    primary key (vote_key, position)
) strict, without rowid;
CREATE TABLE rating (
    message_key integer primary key references message on delete cascade,
    stars integer check (stars between 1 and 5),
    comment text,
    at integer not null
) strict;
CREATE TABLE piece (
    piece_key integer primary key,
    sha256 blob not null unique check (length(sha256) = 32),
    data blob not null
) strict;
CREATE TABLE request (
    message_key integer primary key references message on delete cascade,
    -- The keys of its pieces, in order, as variable-length integers (LEB128).
    pieces blob not null
) strict;
CREATE TABLE arrival (
    message_key integer primary key references message on delete cascade,
    pairs blob not null
) strict;
CREATE TABLE merge_source (
    message_key integer not null references message on delete cascade,
    position integer not null,
    source_key integer not null references message on delete cascade,
    primary key (message_key, position)
) strict, without rowid;
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
