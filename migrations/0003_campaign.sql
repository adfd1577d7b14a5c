create table campaign (
  id text primary key,
  short_name text not null unique,
  slogan text not null,
  year bigint not null,
  host text not null,
  content text not null,
  state text not null,
  starts_on text not null,
  ends_on text not null,
  -- Where a suspended campaign goes back to.
  state_before text
) /*strict*/;
create index campaign_year on campaign (year, id);

create table phase (
  id text primary key,
  campaign_id text not null references campaign (id),
  ordinal bigint not null,
  name text not null,
  from_month bigint not null,
  to_month bigint not null,
  state text not null,
  completed_on text,
  completed_by text,
  -- Why it was begun before its month or before the phase in front of it was completed.
  override_reason text,
  unique (campaign_id, ordinal)
) /*strict*/;

create table activity (
  id text primary key,
  phase_id text not null references phase (id),
  ordinal bigint not null,
  name text not null,
  mandatory bigint not null,
  state text not null,
  reason text,
  done_on text,
  unique (phase_id, ordinal)
) /*strict*/;

create table task (
  id text primary key,
  campaign_id text not null references campaign (id),
  activity_id text references activity (id),
  title text not null,
  deliverable text not null,
  due_on text not null,
  state text not null,
  result text,
  reason text
) /*strict*/;
create index task_campaign on task (campaign_id, due_on, id);
create table task_person (
  task_id text not null references task (id),
  person_id text not null references person (id),
  part text not null check (part in ('accountable', 'assistant')),
  primary key (task_id, person_id)
) /*strict*/;
create index task_person_person on task_person (person_id, task_id);

create table working_group_member (
  campaign_id text not null references campaign (id),
  person_id text not null references person (id),
  duty text not null check (duty in ('leader', 'deputy', 'member', 'office')),
  division text not null,
  primary key (campaign_id, person_id)
) /*strict*/;

-- A mobilisation meeting or event that was held (R37): without one a campaign does not become active.
create table campaign_mobilisation (
  id text primary key,
  campaign_id text not null references campaign (id),
  held_on text not null,
  occasion text not null,
  place text not null,
  people bigint not null
) /*strict*/;
create index campaign_mobilisation_campaign on campaign_mobilisation (campaign_id, held_on, id);
