-- The files that a row names, whichever table it stands in: what is not here is swept away after a day. Whoever adds a table
-- with a `blob_hash` makes this view anew; a test tells.
create view v_file_named as
select blob_hash from evidence where blob_hash is not null
union select blob_hash from table_upload;
