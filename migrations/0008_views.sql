-- What slices show of themselves to others. Nothing else is read across slices.

create view v_opinion_point as
select p.id, p.round_id, p.campaign_id, p.sign, p.channel, p.received_on, p.line_id, p.population, p.subject, p.subject_unit_id,
  p.subject_person_id, p.kind, p.category, p.cell_hidden,
  -- A matter for the discipline channel leaves all lists; only its number remains.
  case when p.state = 'routed' then '' else p.text end as text,
  p.state, p.parent_id, p.search_key, l.merged_item_id
from opinion_point p left join merge_link l on l.point_id = p.id;

create view v_opinion_round as
select r.id, r.campaign_id, r.ordinal, r.name, r.code, r.state, r.opens_on, r.closes_on, r.owner_unit_id from collection_round r;

create view v_opinion_author as select point_id, person_id from opinion_author;

-- Without those that were taken into another item or emptied: they live on in the ledger of steps only.
create view v_merging_item as
select m.id, m.campaign_id, m.no, m.summary, m.category, m.is_key, m.state, m.explanation, m.search_key,
  (select count(*) from merge_link l where l.merged_item_id = m.id) as points
from merged_item m where m.state not in ('absorbed', 'dissolved');

create view v_merging_link as select point_id, merged_item_id, merged_on from merge_link;

create view v_rectification_item as
select i.id, i.campaign_id, i.item_no, i.merged_item_id, i.problem, i.category, i.kind, i.requirement, i.state,
  case
    when i.state in ('closed', 'long_term_ok') then 'done'
    when i.state in ('drafted', 'not_started') then 'next'
    when i.state in ('suspended', 'superseded') then i.state
    else 'doing'
  end as bucket,
  i.lead_cadre_id, i.lead_unit_id, u.name as lead_unit, i.owner_id, o.name as owner, i.original_due_on, i.due_on, i.start_on, i.done_on,
  i.yellow_from, i.red_from, i.attempt, i.serial, i.source, i.cause, i.approved_on, i.review_months, i.superseded_by,
  (select count(*) from measure m where m.item_id = i.id) as measures,
  (select count(*) from measure m where m.item_id = i.id and m.state = 'done') as measures_done,
  (select count(*) from evidence e where e.item_id = i.id) as evidence
from rectification_item i left join unit u on u.id = i.lead_unit_id left join person o on o.id = i.owner_id;

-- The units answerable for an item: the lead department and those that assist.
create view v_rectification_unit as
select id as item_id, lead_unit_id as unit_id, 1 as leads from rectification_item where lead_unit_id is not null
union all
select item_id, unit_id, 0 as leads from item_assist_unit;

create view v_rectification_measure as
select id, item_id, ordinal, text, criterion, node_on, state, done_on, result from measure;
create view v_rectification_evidence as select id, item_id, name, blob_hash, url, media_type, size, added_on from evidence;
create view v_rectification_closeout as
select id, item_id, attempt, step, decision, person_id, opinion, decided_on from closeout_step;
create view v_rectification_extension as
select id, item_id, requested_by, requested_on, new_due_on, reason, state, decided_by, decided_on from extension;

-- Who heads which department, by the roles granted.
create view v_account_head as
select person_id, scope_id as unit_id, from_on, to_on from role_grant where role = 'DH' and scope_kind = 'unit';

create view v_publication_line as
select b.publication_id, b.merged_item_id, b.ordinal, b.asked, b.done, b.proven, b.remains, p.title, p.state, p.opens_on, p.kind
from report_back_line b join publication p on p.id = b.publication_id;

create view v_publication as
select p.id, p.campaign_id, p.kind, p.title, p.state, p.opens_on, p.closes_on, p.frozen_hash, p.created_by, p.search_key from publication p;
create view v_publication_scope as select publication_id, scope_kind, scope_id from publication_scope;

-- Who may read a publication that is out: one row a person. Visitors without login only read where `v_publication_public` says so.
create view v_publication_reader as
select s.publication_id, p.id as person_id
from publication_scope s join publication b on b.id = s.publication_id join person p on p.left_on is null
  and (s.scope_kind in ('public', 'everyone')
    or (s.scope_kind = 'members' and p.party_status <> 'none')
    or (s.scope_kind = 'unit' and p.unit_id = s.scope_id)
    or (s.scope_kind = 'branch' and p.branch_id = s.scope_id))
where b.state in ('open', 'closed', 'disposed', 'archived', 'revoked');
create view v_publication_public as
select s.publication_id from publication_scope s join publication b on b.id = s.publication_id
where s.scope_kind = 'public' and b.state in ('open', 'closed', 'disposed', 'archived', 'revoked');

create view v_organisation_person as
select p.id, p.name, p.name_key, p.category, p.party_status, p.unit_id, u.name as unit, p.branch_id, p.left_on
from person p left join unit u on u.id = p.unit_id;
-- Holders of a leading post (R87).
create view v_organisation_leader as select distinct person_id from person_post where is_leading = 1;
create view v_organisation_unit as select id, kind, name, name_key, parent_id from unit;
create view v_organisation_party_org as select id, kind, name, parent_id from party_org;
create view v_organisation_line as select id, name, name_key, lead_unit_id from line;
create view v_campaign as select id, short_name, slogan, year, host, state, starts_on, ends_on from campaign;

create view v_campaign_phase as
select p.id, p.campaign_id, p.ordinal, p.name, p.from_month, p.to_month, p.state, p.completed_on,
  (select count(*) from activity a where a.phase_id = p.id and a.mandatory = 1) as activities,
  (select count(*) from activity a where a.phase_id = p.id and a.mandatory = 1 and a.state = 'done') as activities_done,
  (select count(*) from activity a where a.phase_id = p.id and a.mandatory = 1 and a.state = 'waived') as activities_waived
from phase p;

create view v_campaign_task as
select t.id, t.campaign_id, t.title, t.due_on, t.state, tp.person_id
from task t join task_person tp on tp.task_id = t.id and tp.part = 'accountable';

-- A second reader must not be who proposed; nothing here tells who spoke.
create view v_opinion_decision as
select d.id, d.point_id, d.verb, d.state, d.proposed_by, p.campaign_id, p.round_id, p.subject_person_id
from point_decision d join opinion_point p on p.id = d.point_id;

-- Where each problem stands: done if all its items are done, next if all are next, else doing; explained, not yet planned and
-- wholly suspended ones apart (R58, I4). One suspended item among others is not done, so its problem is not either.
create view v_problem_bucket as
select m.id, m.campaign_id, m.no, m.summary, m.category, m.points,
  case
    when m.state = 'explained' then 'explained'
    when count(i.id) = 0 then 'unplanned'
    when count(i.id) = sum(case when i.bucket = 'suspended' then 1 else 0 end) then 'suspended'
    when count(i.id) = sum(case when i.bucket = 'done' then 1 else 0 end) then 'done'
    when count(i.id) = sum(case when i.bucket = 'next' then 1 else 0 end) then 'next'
    else 'doing'
  end as bucket,
  min(i.red_from) as red_from
from v_merging_item m left join v_rectification_item i on i.merged_item_id = m.id and i.bucket <> 'superseded'
group by m.id, m.campaign_id, m.no, m.summary, m.category, m.points, m.state;

-- The same for the pages that gather from all slices, with what stands beside a problem: only what is still open can be due or
-- late. A merged item without points is no problem.
create view v_statistics_problem as
select b.id, b.campaign_id, b.no, b.summary, b.category, b.points, b.bucket,
  min(case when i.bucket in ('doing', 'next') then i.red_from end) as red_from,
  min(case when i.bucket in ('doing', 'next') then i.due_on end) as due_on,
  min(case when i.bucket = 'next' then i.start_on end) as start_on,
  min(i.lead_unit) as lead_unit,
  min(i.owner) as owner,
  max(case when i.bucket = 'done' and i.done_on > i.original_due_on then 1 else 0 end) as done_late
from v_problem_bucket b left join v_rectification_item i on i.merged_item_id = b.id and i.bucket <> 'superseded'
where b.points > 0
group by b.id, b.campaign_id, b.no, b.summary, b.category, b.points, b.bucket;
