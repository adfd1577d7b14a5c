-- Two persons void an evaluation, and two replace a lost printed code; results by department; a remedial round that was
-- published before stays readable.

alter table evaluation add column void_by text;
alter table evaluation add column void_side text check (void_side in ('secretary', 'teller'));
alter table evaluation add column void_reason text;
alter table evaluation add column was_published bigint not null default 0;
alter table evaluation add column by_group bigint not null default 0;

-- A code that the office printed, and the group of a person whose evaluation gives results by department.
alter table roster_entry add column printed bigint not null default 0;
alter table roster_entry add column group_no bigint;

-- Somebody lost a printed code. It names the person until the second one agrees, and then goes.
create table code_reissue (
  evaluation_id text not null references evaluation (id),
  person_id text not null references person (id),
  asked_by text not null,
  reason text not null,
  primary key (evaluation_id, person_id)
) /*strict*/;

-- Small departments are joined before the roster freezes; the joined ones have no name. `returned` is known only where it
-- may be shown.
create table evaluation_group (
  evaluation_id text not null references evaluation (id),
  no bigint not null,
  name text not null,
  eligible bigint not null,
  returned bigint,
  primary key (evaluation_id, no)
) /*strict*/;
create table evaluation_group_count (
  evaluation_id text not null references evaluation (id),
  group_no bigint not null,
  ordinal bigint not null,
  satisfied bigint not null,
  basically bigint not null,
  dissatisfied bigint not null,
  unaware bigint not null,
  blank bigint not null,
  invalid bigint not null,
  primary key (evaluation_id, group_no, ordinal)
) /*strict*/;
alter table paper_ballot add column group_no bigint not null default 0;

drop view v_evaluation;
create view v_evaluation as
select id, campaign_id, name, state, closes_on, roster_size, issued, returned, remedial_of, threshold, variant,
  weight_basically, weight_dissatisfied, k, was_published, bulletin_hash from evaluation;
create view v_evaluation_item as
select evaluation_id, ordinal, kind, title, merged_item_id, satisfied, basically, dissatisfied, unaware, blank, invalid
from evaluation_item;
