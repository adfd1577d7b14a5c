-- Accounts, sessions, audit trail, jobs and the box.

create table setting (name text primary key, value text not null) /*strict*/;

create table account (
  id text primary key,
  person_id text not null unique,
  login text not null unique,
  password text not null,
  locked bigint not null,
  created_on text not null
) /*strict*/;

-- A session keeps no time finer than a day.
create table session (
  token_hash text primary key,
  account_id text not null references account (id),
  created_on text not null check (length(created_on) = 10)
) /*strict*/;
create index session_account on session (account_id);

create table invitation (token_hash text primary key, person_id text not null, expires_on text not null) /*strict*/;
create index invitation_person on invitation (person_id);

-- What was done to somebody's account by others; its owner reads it at the next login (PRIVACY.md, resets).
create table account_notice (
  id text primary key,
  person_id text not null,
  kind text not null check (kind in ('reset_issued', 'reset_used')),
  on_day text not null check (length(on_day) = 10),
  by_person text
) /*strict*/;
create index account_notice_person on account_notice (person_id, on_day, id);

create table role_grant (
  id text primary key,
  person_id text not null,
  role text not null,
  scope_kind text not null check (scope_kind in ('tenant', 'campaign', 'unit', 'line', 'branch')),
  scope_id text not null,
  from_on text not null,
  to_on text,
  granted_by text not null
) /*strict*/;
create index role_grant_person on role_grant (person_id, from_on);

create table audit_line (id text primary key, data text not null, hash text not null, block bigint) /*strict*/;
create index audit_line_unsealed on audit_line (id) where block is null;
create index audit_line_block on audit_line (block, id);

create table audit_block (
  no bigint primary key,
  previous text not null,
  root text not null,
  count bigint not null,
  sealed_at text not null,
  hash text not null
) /*strict*/;

create table job (
  id text primary key,
  kind text not null,
  payload text not null,
  due_on text not null,
  attempts bigint not null,
  leased_until bigint not null,
  last_error text
) /*strict*/;
create index job_due on job (due_on, id);

create table lease (name text primary key, holder text not null, until bigint not null) /*strict*/;

-- The box. `box_drop` holds what nobody can open before the release; no column tells who, and no time but the day.
create table box_key (day text primary key, public bytea not null) /*strict*/;
create table box_drop (
  id text primary key,
  parent text not null,
  day text not null check (length(day) = 10),
  sealed bytea not null
) /*strict*/;
create index box_drop_parent on box_drop (parent, id);
create index box_drop_day on box_drop (day, id);
create table box_release (
  id text primary key,
  parent text not null,
  day text not null check (length(day) = 10),
  count bigint not null,
  root text not null
) /*strict*/;
create index box_release_parent on box_release (parent, day);

-- What was imported, so that the same file is not imported twice.
create table import_job (
  id text primary key,
  kind text not null,
  target text not null,
  content_hash text not null,
  rows bigint not null,
  imported_on text not null,
  imported_by text not null,
  unique (kind, target, content_hash)
) /*strict*/;
