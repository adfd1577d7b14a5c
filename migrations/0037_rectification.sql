-- A view of the ledger that somebody saved: a name and what was asked, nothing of the rows.
create table ledger_view (
  id text primary key,
  owner_id text not null references person (id),
  name text not null,
  asked text not null,
  shared bigint not null check (shared in (0, 1)),
  made_on text not null,
  unique (owner_id, name)
) /*strict*/;
create index ledger_view_shared on ledger_view (shared, name, id);
-- The ledger sorted by the day an item was done.
create index rectification_item_done on rectification_item (campaign_id, coalesce(done_on, ''), id);
create index rectification_item_all_done on rectification_item (coalesce(done_on, ''), id);
