-- Rating and objection by those who spoke. The day of the answer opens the window; `rated` says only that somebody has rated
-- this answer. The grade itself stands elsewhere, without the point: nobody can read off who was content.
alter table opinion_point add column answered_on text;
alter table opinion_point add column rated bigint not null default 0;
update opinion_point set answered_on = coalesce(
  (select max(d.decided_on) from point_decision d where d.point_id = opinion_point.id and d.verb = 'answer' and d.state = 'confirmed'),
  (select max(i.done_on) from merge_link k join rectification_item i on i.merged_item_id = k.merged_item_id
    where k.point_id = opinion_point.id),
  received_on) where state in ('answered', 'rated', 'objected', 'closed');
create index opinion_point_answered on opinion_point (state, answered_on, id);

-- `stale`: it judged a result that has been taken back since.
create table point_rating (
  id text primary key,
  campaign_id text not null references campaign (id),
  merged_item_id text references merged_item (id),
  grade text not null check (grade in ('satisfied', 'basically', 'dissatisfied', 'unaware')),
  stale bigint not null check (stale in (0, 1))
) /*strict*/;
create index point_rating_item on point_rating (merged_item_id, stale, id);

-- Of an anonymous point the day is the box's. `answer` is what whoever spoke reads.
create table point_objection (
  id text primary key,
  point_id text not null references opinion_point (id),
  reason text not null,
  objected_on text not null check (length(objected_on) = 10),
  state text not null check (state in ('pending', 'upheld', 'dismissed')),
  answer text,
  decided_by text references person (id),
  decided_on text,
  check ((state = 'pending') = (decided_on is null)),
  check (state <> 'dismissed' or answer is not null)
) /*strict*/;
create index point_objection_point on point_objection (point_id, id);
create index point_objection_state on point_objection (state, id);

-- The rule of small numbers stands in the view, so that no reader of it can forget it: fewer than five are nobody's business.
create view v_opinion_rating as
select merged_item_id,
  sum(case when grade = 'satisfied' then 1 else 0 end) as satisfied,
  sum(case when grade = 'basically' then 1 else 0 end) as basically,
  sum(case when grade = 'dissatisfied' then 1 else 0 end) as dissatisfied,
  sum(case when grade = 'unaware' then 1 else 0 end) as unaware
from point_rating where stale = 0 and merged_item_id is not null
group by merged_item_id having count(*) >= 5;

create view v_opinion_objection as
select o.id, o.point_id, o.objected_on, o.state, p.campaign_id, p.subject_person_id, a.person_id as author_id
from point_objection o join opinion_point p on p.id = o.point_id left join opinion_author a on a.point_id = p.id;

-- Who gave the answer to a point: both readers of a direct answer, who explained the problem, who answers for its items.
create view v_opinion_answerer as
select d.point_id, d.proposed_by as person_id from point_decision d where d.verb = 'answer' and d.state = 'confirmed'
union
select d.point_id, d.decided_by from point_decision d where d.verb = 'answer' and d.state = 'confirmed'
union
select k.point_id, i.owner_id from merge_link k join rectification_item i on i.merged_item_id = k.merged_item_id
union
select k.point_id, s.person_id from merge_link k join merge_step s on s.merged_item_id = k.merged_item_id
where s.verb = 'explain' and s.undone = 0;
