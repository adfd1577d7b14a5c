-- The rectification plan (整改方案) of a campaign, version by version.
create table plan_version (
  id text primary key,
  campaign_id text not null references campaign (id),
  no bigint not null,
  state text not null check (state in ('draft', 'review', 'approved', 'published', 'comments_closed', 'final')),
  title text not null,
  preface text not null,
  general text not null,
  safeguards text not null,
  -- 整改方案, 专项整治方案 and 制度建设计划: a part for each item.
  three_parts bigint not null,
  created_by text not null,
  created_on text not null,
  submitted_by text,
  approved_by text,
  approved_on text,
  return_reason text,
  amend_reason text,
  publication_id text references publication (id),
  -- What was approved, and what was laid down in the end, with the hashes that the trail vouches for (JSON).
  approved_text text,
  approved_hash text,
  final_text text,
  final_hash text,
  version bigint not null,
  unique (campaign_id, no),
  check ((approved_text is null) = (approved_hash is null)),
  check ((final_text is null) = (final_hash is null)),
  check ((state = 'final') = (final_hash is not null)),
  check (approved_by is null or approved_by <> submitted_by)
) /*strict*/;
create index plan_version_publication on plan_version (publication_id);
create index plan_version_state on plan_version (state, id);

-- The items of a version. What an amendment changes of an approved item waits here until it is approved.
create table plan_item (
  version_id text not null references plan_version (id),
  item_id text not null references rectification_item (id),
  ordinal bigint not null,
  part text not null check (part in ('rectify', 'special', 'system')),
  new_requirement text,
  new_due_on text,
  primary key (version_id, item_id)
) /*strict*/;
create index plan_item_item on plan_item (item_id, version_id);

-- What a plan says of an item.
create view v_rectification_planned as
select i.id, i.campaign_id, i.item_no, i.serial, i.problem, i.category, i.kind, i.requirement, i.due_on, i.review_months, i.state,
  c.name as lead_cadre, u.name as lead_unit, o.name as owner
from rectification_item i left join person c on c.id = i.lead_cadre_id left join unit u on u.id = i.lead_unit_id
left join person o on o.id = i.owner_id;

create view v_plan as
select id, campaign_id, no, state, title, submitted_by, publication_id from plan_version;
