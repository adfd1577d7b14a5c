create trigger recall_progress_log after insert or update or delete or truncate on progress_log for each statement execute function recall_count();
