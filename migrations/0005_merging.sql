create table merged_item (
  id text primary key,
  campaign_id text not null references campaign (id),
  no bigint not null,
  summary text not null,
  category text not null,
  is_key bigint not null,
  state text not null,
  explanation text,
  unique (campaign_id, no)
) /*strict*/;
create index merged_item_state on merged_item (campaign_id, state, no);

-- A point belongs to at most one merged item: the key says so (I2).
create table merge_link (
  point_id text primary key references opinion_point (id),
  merged_item_id text not null references merged_item (id),
  reason text not null,
  merged_on text not null
) /*strict*/;
create index merge_link_item on merge_link (merged_item_id, point_id);

-- The ledger of steps: who did what and why, and what undo needs.
create table merge_step (
  id text primary key,
  campaign_id text not null references campaign (id),
  verb text not null,
  merged_item_id text not null references merged_item (id),
  points text not null,
  reason text not null,
  person_id text not null,
  made_at text not null,
  undone bigint not null
) /*strict*/;
create index merge_step_campaign on merge_step (campaign_id, id);

create table campaign_number (
  campaign_id text not null references campaign (id),
  name text not null,
  value bigint not null,
  primary key (campaign_id, name)
) /*strict*/;
