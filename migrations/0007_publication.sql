create table publication (
  id text primary key,
  campaign_id text not null references campaign (id),
  -- The department or branch it comes from; neither: the campaign's office.
  owner_unit_id text references unit (id),
  owner_branch_id text references party_org (id),
  kind text not null check (kind in ('plan', 'report_back', 'notice')),
  title text not null,
  body text not null,
  state text not null,
  opens_on text,
  closes_on text,
  -- Written once when it opens, never again; also kept when it is revoked.
  frozen_body text,
  frozen_hash text,
  -- What stands in its place when it is revoked.
  notice text,
  created_by text not null,
  created_on text not null,
  approved_by text,
  version bigint not null,
  search_key bigint not null unique,
  check ((frozen_body is null) = (frozen_hash is null)),
  check (state not in ('open', 'closed', 'disposed', 'archived', 'revoked') or frozen_hash is not null)
) /*strict*/;
create index publication_campaign on publication (campaign_id, created_on, id);
create index publication_state on publication (state, created_on, id);

-- The audience: whoever reaches the server (public), everyone with a login, members of the Party, a unit, a branch.
create table publication_scope (
  publication_id text not null references publication (id),
  scope_kind text not null check (scope_kind in ('public', 'everyone', 'members', 'unit', 'branch')),
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

create text index publication_words;
