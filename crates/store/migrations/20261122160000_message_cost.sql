-- What providers bill apart.
alter table message add column cache_written_tokens integer;
alter table message add column reasoning_tokens integer;

-- In US dollars; null where the price, or what was used, is unknown.
alter table message add column cost real;
-- The day of the price that `cost` was reckoned with, as 2026-11-22.
alter table message add column price_as_of text;

-- When a provider that refused lets itself be asked again.
alter table message add column failure_retry_at integer;
