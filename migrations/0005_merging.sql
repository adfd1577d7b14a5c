create table merged_item (
  id text primary key,
  campaign_id text not null references campaign (id),
  no bigint not null,
  summary text not null,
  category text not null,
  is_key bigint not null,
  state text not null,
  explanation text,
  confirmed_by text references person (id),
  confirmed_on text,
  -- The number of the last step that changed it: whoever acts on an older one is told so.
  version bigint not null,
  search_key bigint not null unique,
  unique (campaign_id, no)
) /*strict*/;
create index merged_item_state on merged_item (campaign_id, state, no);

-- A point belongs to at most one merged item: the key says so (I2). `reason` is JSON: what a person said, and what the
-- program found alike.
create table merge_link (
  point_id text primary key references opinion_point (id),
  merged_item_id text not null references merged_item (id),
  reason text not null,
  merged_on text not null
) /*strict*/;
create index merge_link_item on merge_link (merged_item_id, point_id);

-- The ledger of steps: who did what and why, and what undo needs (`earlier`, JSON). `no` counts within the campaign.
create table merge_step (
  id text primary key,
  campaign_id text not null references campaign (id),
  no bigint not null,
  verb text not null,
  merged_item_id text not null references merged_item (id),
  other_item_id text references merged_item (id),
  points bigint not null,
  earlier text not null,
  reason text not null,
  person_id text,
  made_on text not null,
  undone bigint not null,
  unique (campaign_id, no)
) /*strict*/;
create index merge_step_item on merge_step (merged_item_id, no);
create index merge_step_other on merge_step (other_item_id, no);
create index merge_step_person on merge_step (campaign_id, person_id, no);

-- Numbers that are given once: of merged items, of their steps, of rectification items.
create table campaign_number (
  campaign_id text not null references campaign (id),
  name text not null,
  value bigint not null,
  primary key (campaign_id, name)
) /*strict*/;

create text index merged_item_words;
