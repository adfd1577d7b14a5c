create table rectification_item (
  id text primary key,
  campaign_id text not null references campaign (id),
  item_no text not null unique,
  -- The number as a number: texts would sort 1000 before 999.
  serial bigint not null unique,
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
  note text not null,
  -- Where a suspended item goes on, and since when its clock stands still.
  resumes text check (resumes in ('not_started', 'in_progress')),
  suspended_on text,
  superseded_by text references rectification_item (id),
  version bigint not null,
  check ((state = 'suspended') = (resumes is not null)),
  check ((state = 'superseded') = (superseded_by is not null)),
  -- Nothing is struck off without the three fields (I5).
  check (state not in ('closed', 'long_term_ok') or (requirement <> '' and due_on is not null and owner_id is not null))
) /*strict*/;
create index rectification_item_campaign on rectification_item (campaign_id, serial, id);
create index rectification_item_due on rectification_item (campaign_id, coalesce(due_on, '9999-12-31'), id);
create index rectification_item_serial on rectification_item (serial, id);
create index rectification_item_all_due on rectification_item (coalesce(due_on, '9999-12-31'), id);
create index rectification_item_state on rectification_item (campaign_id, state, id);
create index rectification_item_owner on rectification_item (owner_id, state, id);
create index rectification_item_lead on rectification_item (lead_cadre_id, state, id);
create index rectification_item_unit on rectification_item (lead_unit_id, state, id);
create index rectification_item_merged on rectification_item (merged_item_id, id);

-- The last number of a year. Its own row for each year: two campaigns of one year never give the same number, and one
-- that was given is never given again.
create table item_number (year bigint primary key, value bigint not null) /*strict*/;

create table item_assist_unit (
  item_id text not null references rectification_item (id),
  unit_id text not null references unit (id),
  primary key (item_id, unit_id)
) /*strict*/;
create index item_assist_unit_unit on item_assist_unit (unit_id, item_id);

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
  step text not null check (step in ('apply', 'dept', 'lead', 'final', 'look_back', 'cycle')),
  decision text not null check (decision in ('apply', 'agree', 'return')),
  person_id text not null references person (id),
  opinion text not null,
  decided_on text not null
) /*strict*/;
create index closeout_step_item on closeout_step (item_id, attempt, id);

-- What an application says against each measure's criterion, and which evidence it rests on.
create table closeout_result (
  step_id text not null references closeout_step (id),
  measure_id text not null references measure (id),
  result text not null,
  primary key (step_id, measure_id)
) /*strict*/;
create table closeout_evidence (
  step_id text not null references closeout_step (id),
  evidence_id text not null references evidence (id),
  primary key (step_id, evidence_id)
) /*strict*/;

create table extension (
  id text primary key,
  item_id text not null references rectification_item (id),
  requested_by text not null references person (id),
  requested_on text not null,
  new_due_on text not null,
  reason text not null,
  state text not null check (state in ('pending', 'granted', 'refused')),
  decided_by text references person (id),
  decided_on text,
  decision_reason text,
  check ((state = 'pending') = (decided_by is null)),
  check (decided_by is null or decided_by <> requested_by)
) /*strict*/;
create index extension_item on extension (item_id, id);
