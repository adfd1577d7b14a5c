-- Decisions about points stand in one ledger with the steps: `no` comes from the same counter and orders both, and taking a
-- decision back has a number of its own. Decisions from before stand before all steps, in the order in which they were made.
alter table merge_decision add column no bigint;
alter table merge_decision add column withdrawn_no bigint;
update merge_decision set no = -(select count(*) from merge_decision x
  where x.campaign_id = merge_decision.campaign_id and x.id >= merge_decision.id);
create index merge_decision_person on merge_decision (campaign_id, person_id, no);

-- The ledger: every step, every decision, every decision taken back.
create view v_merging_step as
select s.id, s.campaign_id, s.no, s.verb, s.merged_item_id, s.other_item_id, s.points, s.earlier, s.reason, s.person_id, s.made_on,
  s.undone, '' as kind, cast(null as text) as decision_id
from merge_step s
union all
select d.id, d.campaign_id, d.no, d.kind, null, null, 0, '', d.reason, d.person_id, d.made_on,
  case when d.withdrawn_on is null then 0 else 1 end, d.kind, d.id
from merge_decision d
union all
select d.id || '-withdrawn', d.campaign_id, d.withdrawn_no, 'withdraw', null, null, 0, '', '', d.withdrawn_by, d.withdrawn_on, 0,
  d.kind, d.id
from merge_decision d where d.withdrawn_no is not null;

-- Copies of one text in a round: which of them still wait for a fate, and which of those have what merging needs.
create view v_opinion_copy as
select p.id, p.round_id, p.text_hash, p.subject_person_id, a.person_id as author_id,
  case when p.state in ('submitted', 'registered')
    and not exists (select 1 from merge_link l where l.point_id = p.id) then 1 else 0 end as waiting,
  case when p.kind is not null and (p.cell_hidden = 1
    or (p.line_id is not null and p.population is not null and p.subject is not null)) then 1 else 0 end as ready
from opinion_point p left join opinion_author a on a.point_id = p.id;
create index opinion_point_copy on opinion_point (round_id, text_hash, id);
-- Whom points are about: they stand in no count that this person is shown while sorting.
create index opinion_point_person on opinion_point (subject_person_id, campaign_id, id);
