-- Once in a transaction is enough: the row remembers whose count it was. Looked up by the key in any case: a scan of the
-- small table would read every shard, and serialisable transactions conflict over what they read.
create function recall_count() returns trigger language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  mine bigint := pg_backend_pid() % 16;
  now_in bigint := txid_current();
begin
  update recall_version set n = n + 1, unit = now_in where shard = mine and unit <> now_in;
  return null;
end $$;
create trigger recall_campaign after insert or update or delete or truncate on campaign for each statement execute function recall_count();
create trigger recall_phase after insert or update or delete or truncate on phase for each statement execute function recall_count();
create trigger recall_activity after insert or update or delete or truncate on activity for each statement execute function recall_count();
create trigger recall_collection_round after insert or update or delete or truncate on collection_round for each statement execute function recall_count();
create trigger recall_opinion_point after insert or update or delete or truncate on opinion_point for each statement execute function recall_count();
create trigger recall_merged_item after insert or update or delete or truncate on merged_item for each statement execute function recall_count();
create trigger recall_merge_link after insert or update or delete or truncate on merge_link for each statement execute function recall_count();
create trigger recall_rectification_item after insert or update or delete or truncate on rectification_item for each statement execute function recall_count();
create trigger recall_item_assist_unit after insert or update or delete or truncate on item_assist_unit for each statement execute function recall_count();
create trigger recall_measure after insert or update or delete or truncate on measure for each statement execute function recall_count();
create trigger recall_evidence after insert or update or delete or truncate on evidence for each statement execute function recall_count();
create trigger recall_publication after insert or update or delete or truncate on publication for each statement execute function recall_count();
create trigger recall_publication_scope after insert or update or delete or truncate on publication_scope for each statement execute function recall_count();
create trigger recall_report_back_line after insert or update or delete or truncate on report_back_line for each statement execute function recall_count();
create trigger recall_unit after insert or update or delete or truncate on unit for each statement execute function recall_count();
create trigger recall_line after insert or update or delete or truncate on line for each statement execute function recall_count();
create trigger recall_person after insert or update or delete or truncate on person for each statement execute function recall_count();
