-- A plan that was laid down, with the hash that the trail vouches for.
create view v_plan_final as
select id, campaign_id, no, title, final_hash from plan_version where state = 'final';
-- A phase with its name, and a task with its state, for those who carry something over.
create view v_campaign_task_state as select id, campaign_id, title, due_on, state from task;
