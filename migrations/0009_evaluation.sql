-- 满意度测评. The roster knows who holds a voting code and whether it was used; a sealed ballot knows nothing of anyone.

create table evaluation (
  id text primary key,
  campaign_id text not null references campaign (id),
  name text not null,
  state text not null,
  -- The settings are frozen with the approval and printed with the result.
  threshold bigint not null,
  variant text not null check (variant in ('judging', 'valid')),
  weight_basically bigint not null,
  weight_dissatisfied bigint not null,
  k bigint not null,
  closes_on text not null,
  formula text not null,
  remedial_of text references evaluation (id),
  created_by text not null,
  opened_by text,
  roster_hash text,
  roster_size bigint,
  issued bigint,
  returned bigint,
  bulletin text,
  bulletin_hash text,
  reason text
) /*strict*/;
create index evaluation_campaign on evaluation (campaign_id, id);

create table evaluation_item (
  evaluation_id text not null references evaluation (id),
  ordinal bigint not null,
  kind text not null,
  merged_item_id text references merged_item (id),
  title text not null,
  satisfied bigint,
  basically bigint,
  dissatisfied bigint,
  unaware bigint,
  blank bigint,
  invalid bigint,
  primary key (evaluation_id, ordinal)
) /*strict*/;

create table evaluation_scope (
  evaluation_id text not null references evaluation (id),
  scope_kind text not null check (scope_kind in ('everyone', 'unit', 'branch')),
  scope_id text not null,
  primary key (evaluation_id, scope_kind, scope_id)
) /*strict*/;

create table evaluation_teller (
  evaluation_id text not null references evaluation (id),
  person_id text not null references person (id),
  place bigint not null,
  public bytea,
  secret text,
  confirmed bigint not null,
  primary key (evaluation_id, person_id),
  unique (evaluation_id, place)
) /*strict*/;

-- No time in any column: when somebody fetched a code or voted is nobody's business.
create table roster_entry (
  evaluation_id text not null references evaluation (id),
  person_id text not null references person (id),
  code_hash text unique,
  channel text check (channel in ('online', 'paper')),
  voted bigint not null,
  primary key (evaluation_id, person_id)
) /*strict*/;
create index roster_entry_person on roster_entry (person_id, evaluation_id);

create table sealed_ballot (
  id text primary key,
  evaluation_id text not null references evaluation (id),
  sealed bytea not null
) /*strict*/;
create index sealed_ballot_evaluation on sealed_ballot (evaluation_id, id);

-- Paper ballots are typed in by both tellers, each for himself, after voting is over; they must agree.
create table paper_ballot (
  evaluation_id text not null references evaluation (id),
  sheet bigint not null,
  person_id text not null references person (id),
  answers text not null,
  remark text not null,
  primary key (evaluation_id, sheet, person_id)
) /*strict*/;

-- 您的意见和建议, under random keys; for the office, never in the bulletin.
create table evaluation_remark (
  id text primary key,
  evaluation_id text not null references evaluation (id),
  text text not null
) /*strict*/;
create index evaluation_remark_evaluation on evaluation_remark (evaluation_id, id);

create view v_evaluation as
select id, campaign_id, name, state, closes_on, roster_size, issued, returned, remedial_of from evaluation;
