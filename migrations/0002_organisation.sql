-- Two trees (units and Party organisations, joined many-to-many), lines, people.

create table unit (
  id text primary key,
  kind text not null check (kind in ('department', 'grassroots', 'mass_org', 'external')),
  name text not null unique,
  name_key text not null,
  parent_id text references unit (id)
) /*strict*/;
create index unit_name on unit (name_key, id);

create table party_org (
  id text primary key,
  kind text not null check (kind in ('committee', 'general_branch', 'branch', 'joint_branch', 'group')),
  name text not null unique,
  name_key text not null,
  parent_id text references party_org (id)
) /*strict*/;

create table branch_unit (
  branch_id text not null references party_org (id),
  unit_id text not null references unit (id),
  primary key (branch_id, unit_id)
) /*strict*/;
create index branch_unit_unit on branch_unit (unit_id, branch_id);

-- A line is not a department: it has a lead department and positions in many units (SPEC 2.1).
create table line (
  id text primary key,
  name text not null unique,
  name_key text not null,
  lead_unit_id text not null references unit (id)
) /*strict*/;
create table line_position (
  line_id text not null references line (id),
  unit_id text not null references unit (id),
  post text not null,
  primary key (line_id, unit_id, post)
) /*strict*/;

create table person (
  id text primary key,
  staff_no text unique,
  name text not null,
  name_key text not null,
  category text not null check (category in ('cadre', 'staff')),
  party_status text not null check (party_status in ('none', 'probationary', 'full')),
  unit_id text references unit (id),
  branch_id text references party_org (id),
  left_on text
) /*strict*/;
create index person_name on person (name_key, id);
create index person_unit on person (unit_id, id);

create table person_post (
  person_id text not null references person (id),
  unit_id text not null references unit (id),
  title text not null,
  is_leading bigint not null,
  primary key (person_id, unit_id, title)
) /*strict*/;
create index person_post_unit on person_post (unit_id, person_id);

-- An import of people: the file that waits for the confirmation, and the rows that wait to be applied in one step. Rows are
-- staged in small units so that a big file does not stop everybody else; nobody reads them before they are applied.
create table people_upload (
  id text primary key,
  blob_hash text not null,
  file_name text not null,
  uploaded_by text not null,
  uploaded_on text not null
) /*strict*/;
create table person_import (
  job_id text not null,
  row_no bigint not null,
  person_id text not null,
  is_new bigint not null,
  staff_no text,
  name text not null,
  name_key text not null,
  category text not null,
  party_status text not null,
  unit_id text not null,
  branch_id text,
  post text,
  is_leading bigint not null,
  staged_on text not null,
  primary key (job_id, row_no)
) /*strict*/;
create index person_import_day on person_import (staged_on);
