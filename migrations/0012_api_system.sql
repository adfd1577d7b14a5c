-- Tokens of programs, and the answers that a program may ask for twice.

-- A token keeps no time finer than a day, and not when it was used.
create table api_token (
  token_hash text primary key,
  id text not null unique,
  account_id text not null references account (id),
  name text not null,
  scopes text not null,
  created_on text not null check (length(created_on) = 10),
  expires_on text not null check (length(expires_on) = 10)
) /*strict*/;
create index api_token_account on api_token (account_id, created_on, id);

create table api_answer (
  token_hash text not null,
  key text not null,
  request text not null,
  run text not null,
  status bigint,
  answer text,
  on_day text not null check (length(on_day) = 10),
  primary key (token_hash, key)
) /*strict*/;
create index api_answer_day on api_answer (token_hash, on_day);
