"""Makes a database that has had a migration from long after this version's."""
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute('create table _sqlx_migrations (version bigint primary key, description text not null,'
    ' installed_on timestamp not null default current_timestamp, success boolean not null,'
    ' checksum blob not null, execution_time bigint not null)')
database.execute("insert into _sqlx_migrations values (99990101000000, 'later', 0, 1, x'00', 0)")
database.commit()
