create table rectification_item (
  id text primary key,
  campaign_id text not null references campaign (id),
  item_no text not null unique,
  merged_item_id text references merged_item (id),
  source text not null,
  problem text not null,
  category text not null,
  cause text not null,
  kind text not null check (kind in ('immediate', 'time_limited', 'long_term')),
  requirement text not null,
  lead_cadre_id text references person (id),
  lead_unit_id text references unit (id),
  owner_id text references person (id),
  original_due_on text,
  due_on text,
  start_on text,
  review_months bigint,
  state text not null,
  attempt bigint not null,
  approved_on text,
  done_on text,
  yellow_from text,
  red_from text,
  note text not null
) /*strict*/;
create index rectification_item_campaign on rectification_item (campaign_id, item_no, id);
create index rectification_item_due on rectification_item (campaign_id, due_on, id);
create index rectification_item_state on rectification_item (campaign_id, state, id);
create index rectification_item_owner on rectification_item (owner_id, state, id);
create index rectification_item_lead on rectification_item (lead_cadre_id, state, id);
create index rectification_item_unit on rectification_item (lead_unit_id, state, id);
create index rectification_item_merged on rectification_item (merged_item_id, id);

create table item_assist_unit (
  item_id text not null references rectification_item (id),
  unit_id text not null references unit (id),
  primary key (item_id, unit_id)
) /*strict*/;

create table measure (
  id text primary key,
  item_id text not null references rectification_item (id),
  ordinal bigint not null,
  text text not null,
  criterion text not null,
  node_on text,
  state text not null check (state in ('open', 'done')),
  done_on text,
  result text,
  unique (item_id, ordinal)
) /*strict*/;

create table progress_log (
  id text primary key,
  item_id text not null references rectification_item (id),
  person_id text not null references person (id),
  logged_on text not null,
  text text not null,
  percent bigint
) /*strict*/;
create index progress_log_item on progress_log (item_id, id);

create table evidence (
  id text primary key,
  item_id text not null references rectification_item (id),
  measure_id text references measure (id),
  name text not null,
  blob_hash text,
  url text,
  size bigint not null,
  media_type text not null,
  added_by text not null,
  added_on text not null,
  check ((blob_hash is null) <> (url is null))
) /*strict*/;
create index evidence_item on evidence (item_id, id);
create index evidence_blob on evidence (blob_hash);

create table closeout_step (
  id text primary key,
  item_id text not null references rectification_item (id),
  attempt bigint not null,
  step text not null check (step in ('apply', 'dept', 'lead', 'final')),
  decision text not null check (decision in ('apply', 'agree', 'return')),
  person_id text not null references person (id),
  opinion text not null,
  decided_on text not null
) /*strict*/;
create index closeout_step_item on closeout_step (item_id, attempt, id);

create table extension (
  id text primary key,
  item_id text not null references rectification_item (id),
  requested_by text not null,
  requested_on text not null,
  new_due_on text not null,
  reason text not null,
  state text not null check (state in ('pending', 'granted', 'refused')),
  decided_by text,
  decision_reason text
) /*strict*/;
create index extension_item on extension (item_id, id);
