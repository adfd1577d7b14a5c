-- Shortcomings (不足, R63): found in a phase, answered for by somebody, carried on as a task or waived with a reason (R64).
create table shortcoming (
  id text primary key,
  campaign_id text not null references campaign (id),
  phase_id text not null references phase (id),
  text text not null,
  owner_id text not null references person (id),
  recorded_on text not null,
  state text not null check (state in ('open', 'carried', 'waived')),
  task_id text references task (id),
  reason text,
  -- Where it comes from, when it was left over from the campaign before.
  from_id text references shortcoming (id),
  check ((state = 'carried') = (task_id is not null)),
  check ((state = 'waived') = (reason is not null))
) /*strict*/;
create index shortcoming_campaign on shortcoming (campaign_id, recorded_on, id);
create index shortcoming_task on shortcoming (task_id);

-- Lasting mechanisms (长效机制, R80): rules improved, duties that recur, reviews that go on after the campaign.
create table mechanism (
  id text primary key,
  campaign_id text not null references campaign (id),
  kind text not null check (kind in ('rule', 'duty', 'review')),
  title text not null,
  text text not null,
  unit_id text not null references unit (id),
  owner_id text not null references person (id),
  -- The problem that it keeps from coming back.
  merged_item_id text references merged_item (id),
  starts_on text not null,
  -- What recurs does so every so many months; the day it is due next.
  every_months bigint,
  next_on text,
  state text not null check (state in ('listed', 'ended')),
  reason text,
  version bigint not null,
  check ((every_months is null) = (next_on is null)),
  check ((kind = 'rule') = (every_months is null)),
  check ((state = 'ended') = (reason is not null))
) /*strict*/;
create index mechanism_campaign on mechanism (campaign_id, starts_on, id);
create index mechanism_owner on mechanism (owner_id, next_on);

-- What was found each time; append only.
create table mechanism_review (
  id text primary key,
  mechanism_id text not null references mechanism (id),
  due_on text not null,
  held_on text not null,
  finding text not null,
  person_id text not null references person (id),
  seq bigint not null
) /*strict*/;
create index mechanism_review_mechanism on mechanism_review (mechanism_id, seq);

-- The summary report (总结, R75), version by version. One that is laid down never changes.
create table summary_report (
  id text primary key,
  campaign_id text not null references campaign (id),
  no bigint not null,
  state text not null check (state in ('draft', 'frozen')),
  title text not null,
  achievements text not null,
  experience text not null,
  problems text not null,
  shortcomings text not null,
  written_by text not null references person (id),
  reason text,
  frozen_text text,
  frozen_hash text,
  frozen_on text,
  frozen_by text references person (id),
  version bigint not null,
  unique (campaign_id, no),
  check ((state = 'frozen') = (frozen_text is not null)),
  check ((frozen_text is null) = (frozen_hash is null))
) /*strict*/;

create view v_closing_shortcoming as
select s.id, s.campaign_id, s.phase_id, s.text, s.owner_id, s.recorded_on, s.state, s.task_id from shortcoming s;
create view v_closing_mechanism as
select m.id, m.campaign_id, m.kind, m.title, m.owner_id, m.unit_id, m.next_on, m.state from mechanism m;
create view v_closing_summary as
select r.id, r.campaign_id, r.no, r.state, r.title, r.frozen_on, r.frozen_hash from summary_report r;
