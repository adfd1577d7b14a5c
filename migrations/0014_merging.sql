-- Every run of the grouping: by which method, with which numbers, how long it took. The record names no opinion.
create table merge_run (
  id text primary key,
  campaign_id text not null references campaign (id),
  round_id text not null references collection_round (id),
  no bigint not null,
  level text not null check (level in ('fine', 'careful', 'broad', 'topics')),
  state text not null check (state in ('waiting', 'done', 'failed')),
  method text,
  record text,
  asked_by text references person (id),
  asked_on text not null,
  check ((state = 'done') = (record is not null)),
  unique (campaign_id, no)
) /*strict*/;
create index merge_run_round on merge_run (round_id, no);

-- What the newest run of a round found, until the next one. Keys and scores only: texts, marks and reasons are made from the
-- originals when the page is read, so nothing of a point stays here that its reader may not see any more.
create table merge_suggestion (
  id text primary key,
  run_id text not null references merge_run (id),
  round_id text not null references collection_round (id),
  ordinal bigint not null,
  -- In hundredths.
  cohesion bigint not null,
  -- The item that the points would join; none: they would be a new one.
  merged_item_id text references merged_item (id),
  aside bigint not null,
  unique (run_id, ordinal)
) /*strict*/;
create index merge_suggestion_round on merge_suggestion (round_id, run_id);
create index merge_suggestion_item on merge_suggestion (merged_item_id);

create table merge_suggestion_point (
  suggestion_id text not null references merge_suggestion (id),
  point_id text not null references opinion_point (id),
  rank bigint not null,
  nearest_id text,
  score bigint not null,
  -- The point whose text this one copies.
  copy_of text,
  primary key (suggestion_id, point_id)
) /*strict*/;
create index merge_suggestion_point_point on merge_suggestion_point (point_id);

-- What a person decided about points that belong together, never belong together, or are not to be suggested again. A run
-- reads it and never writes here; it is withdrawn by a person, not deleted.
create table merge_decision (
  id text primary key,
  campaign_id text not null references campaign (id),
  kind text not null check (kind in ('together', 'apart', 'aside')),
  reason text not null,
  person_id text references person (id),
  made_on text not null,
  withdrawn_by text references person (id),
  withdrawn_on text
) /*strict*/;
create index merge_decision_campaign on merge_decision (campaign_id, id);

create table merge_decision_pair (
  decision_id text not null references merge_decision (id),
  a text not null references opinion_point (id),
  b text not null references opinion_point (id),
  primary key (decision_id, a, b)
) /*strict*/;
