-- What messages are found by. The words are cut and folded in Rust (crate `lookup`) and stand here
-- between spaces, so that the plainest tokenizer keeps them as they are: those of SQLite would cut
-- some scripts at their vowel signs and others nowhere. No text is kept twice: the rows hold none.
create virtual table message_words using fts5(
    -- the text of a prompt or reply
    text,
    -- its Indic words in Latin letters, loosely
    roman,
    -- the names of attached files, and what text they hold
    attached,
    reasoning,
    -- the language it is written in; empty where it cannot be told
    language,
    -- the session's key, so that one session is searched without reading the others
    session,
    content = '',
    contentless_delete = 1,
    tokenize = 'ascii',
    -- Beginnings of three letters, and longer ones; shorter ones are not looked for.
    prefix = '3'
);

-- The same for titles; the rowid is the session's key.
create virtual table session_words using fts5(
    title,
    roman,
    content = '',
    contentless_delete = 1,
    tokenize = 'ascii',
    prefix = '3'
);

-- What goes for good goes from here as well.
create trigger message_unfound after delete on message begin
    delete from message_words where rowid = old.message_key;
end;
create trigger session_unfound after delete on session begin
    delete from session_words where rowid = old.session_key;
end;

-- How far what was written before is taken in, newest first: everything from these keys on is.
create table search_state (
    one integer primary key check (one = 1),
    -- Which way of cutting words the index was made by (`lookup::VERSION`); another begins anew.
    version integer not null,
    message_key integer not null,
    session_key integer not null
) strict;

insert into search_state (one, version, message_key, session_key) values (
    1,
    1,
    (select ifnull(max(message_key), 0) + 1 from message),
    (select ifnull(max(session_key), 0) + 1 from session)
);
