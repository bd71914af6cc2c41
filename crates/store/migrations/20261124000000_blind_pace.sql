-- 1 where no reply of the turn may be shown faster than another.
alter table blind add column even_pace integer not null default 0 check (even_pace in (0, 1));
