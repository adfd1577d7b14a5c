-- Tables that were sent and read, and wait for their confirmation; by whoever sent them, and for a day. One place for all imports
-- in place of one for each.
create table table_upload (
  id text primary key,
  what text not null,
  blob_hash text not null,
  file_name text not null,
  uploaded_by text not null,
  uploaded_on text not null check (length(uploaded_on) = 10)
) /*strict*/;
drop table people_upload;
drop table ledger_upload;
