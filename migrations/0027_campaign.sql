-- The day on which a campaign was closed: within 90 days of it the secretary may reopen it. And the campaign that a new one
-- follows.
alter table campaign add column closed_on text;
alter table campaign add column follows_id text references campaign (id);

-- What is said to a gate where the product keeps no record of its own. The newest counts; none is ever changed or taken away.
create table gate_statement (
  id text primary key,
  campaign_id text not null references campaign (id),
  -- The phase whose gate it is; nothing: a gate of the campaign.
  phase_id text references phase (id),
  check_code text not null,
  text text not null,
  person_id text not null references person (id),
  stated_on text not null,
  seq bigint not null
) /*strict*/;
create index gate_statement_campaign on gate_statement (campaign_id, seq);

-- The written result of a gate (R81): what was looked at that day, and what was said to it. Its hash is in the trail.
create table gate_report (
  id text primary key,
  campaign_id text not null references campaign (id),
  phase_id text references phase (id),
  event text not null,
  passed bigint not null,
  person_id text not null references person (id),
  decided_on text not null,
  text text not null,
  hash text not null,
  seq bigint not null
) /*strict*/;
create index gate_report_campaign on gate_report (campaign_id, seq);
