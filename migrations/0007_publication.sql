create table publication (
  id text primary key,
  campaign_id text not null references campaign (id),
  kind text not null check (kind in ('plan', 'report_back', 'notice')),
  title text not null,
  body text not null,
  state text not null,
  opens_on text,
  closes_on text,
  frozen_body text,
  frozen_hash text,
  notice text,
  created_by text not null,
  approved_by text
) /*strict*/;
create index publication_campaign on publication (campaign_id, state, id);

-- The audience: everyone, members of the Party, a unit, a branch.
create table publication_scope (
  publication_id text not null references publication (id),
  scope_kind text not null check (scope_kind in ('everyone', 'members', 'unit', 'branch')),
  scope_id text not null,
  primary key (publication_id, scope_kind, scope_id)
) /*strict*/;

create table report_back_line (
  publication_id text not null references publication (id),
  merged_item_id text not null references merged_item (id),
  ordinal bigint not null,
  asked text not null,
  done text not null,
  proven text not null,
  remains text not null,
  primary key (publication_id, merged_item_id)
) /*strict*/;
create index report_back_line_item on report_back_line (merged_item_id, publication_id);
