create trigger recall_progress_log_insert after insert on progress_log begin update recall_version set n = n + 1 where shard = 0; end;
create trigger recall_progress_log_update after update on progress_log begin update recall_version set n = n + 1 where shard = 0; end;
create trigger recall_progress_log_delete after delete on progress_log begin update recall_version set n = n + 1 where shard = 0; end;
