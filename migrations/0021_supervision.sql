-- 督办 (SPEC 2.5): slips that chase an item, by the calendar or by hand.

-- The last number of a year; one that was given is never given again.
create table slip_number (year bigint primary key, value bigint not null) /*strict*/;

create table supervision_slip (
  id text primary key,
  campaign_id text not null references campaign (id),
  item_id text not null references rectification_item (id),
  year bigint not null,
  serial bigint not null,
  colour text not null check (colour in ('blue', 'yellow', 'red')),
  -- The matter and the due date as they stood that day.
  matter text not null,
  due_on text not null,
  requirement text not null,
  issued_on text not null,
  reply_by text not null,
  -- Who issued it by hand; nobody: the calendar did.
  issued_by text references person (id),
  state text not null check (state in ('issued', 'acknowledged', 'answered', 'closed', 'withdrawn')),
  acknowledged_on text,
  reply text,
  replied_on text,
  opinion text,
  closed_on text,
  unique (year, serial)
) /*strict*/;
create index supervision_slip_item on supervision_slip (item_id, issued_on, id);
create index supervision_slip_state on supervision_slip (state, issued_on, id);
create index supervision_slip_day on supervision_slip (issued_on, id);

-- Who answers it, and who reads a copy: the head of the department, the leading cadre, the secretary as it gets worse.
create table slip_person (
  slip_id text not null references supervision_slip (id),
  person_id text not null references person (id),
  part text not null check (part in ('answer', 'copy')),
  primary key (slip_id, person_id)
) /*strict*/;
create index slip_person_person on slip_person (person_id, slip_id);

-- The days on which the calendar was looked at: once a day, whichever process does it.
create table supervision_day (day text primary key) /*strict*/;
