-- A ledger that somebody sent back and that waits for his confirmation; only who sent it may read or apply it.
create table ledger_upload (
  id text primary key,
  blob_hash text not null,
  file_name text not null,
  uploaded_by text not null,
  uploaded_on text not null
) /*strict*/;
