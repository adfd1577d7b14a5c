-- What a unit of work deleted must not be found in the database's log either. A mark says whose traces are still to be
-- erased; it goes when they truly were. No time, and a random key.
create table forget_mark (id text primary key, room text not null) /*strict*/;

-- A slip that nobody can open any more is set aside, sealed as it lay there, so that it keeps no other one in the box.
create table box_aside (
  id text primary key,
  parent text not null,
  day text not null check (length(day) = 10),
  sealed bytea not null
) /*strict*/;
create index box_aside_parent on box_aside (parent, day, id);
