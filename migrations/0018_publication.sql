-- Comments on what is published, and the plan that a publication carries.

-- Whether one may comment: not at all, under one's name, or through the box as well.
alter table publication add column comments text not null default 'off' check (comments in ('off', 'named', 'both'));
-- The anonymous form's address. Only who may read the publication is shown it; whoever does not know it finds nothing.
alter table publication add column comment_code text;
create unique index publication_comment_code on publication (comment_code);

-- The text of the rectification plan that is published, as it was approved (JSON).
create table publication_plan (
  publication_id text primary key references publication (id),
  content text not null
) /*strict*/;

-- A comment as it was written. An anonymous one has no author and no time but the day of its box; its key is random, and
-- the release that brought it vouches for it: the table cannot hold more (I12).
create table publication_comment (
  id text primary key,
  publication_id text not null references publication (id),
  sign text not null check (sign in ('named', 'anonymous')),
  received_on text not null check (length(received_on) = 10),
  text text not null,
  text_hash text not null,
  release_id text references box_release (id),
  disposition text check (disposition in ('adopted', 'partly', 'not_adopted', 'explained')),
  answer text not null,
  disposed_by text,
  disposed_on text,
  check ((sign = 'anonymous') = (release_id is not null)),
  check ((disposition is null) = (disposed_by is null)),
  check (disposition is null or disposition in ('adopted', 'partly') or answer <> ''),
  unique (id, sign)
) /*strict*/;
create index publication_comment_of on publication_comment (publication_id, id);
create index publication_comment_release on publication_comment (release_id);

-- Who commented under a name. The composite key makes a row for an anonymous comment impossible.
create table comment_author (
  comment_id text primary key,
  sign text not null check (sign = 'named'),
  person_id text not null references person (id),
  foreign key (comment_id, sign) references publication_comment (id, sign)
) /*strict*/;
create index comment_author_person on comment_author (person_id, comment_id);

-- The receipt's key after release, unrelated to its key in the box.
create table comment_receipt (
  hash text primary key,
  comment_id text not null unique references publication_comment (id)
) /*strict*/;

-- What a receipt tells its holder.
create view v_publication_receipt as
select r.hash, p.title, p.state, c.text, c.disposition, c.answer
from comment_receipt r join publication_comment c on c.id = r.comment_id join publication p on p.id = c.publication_id;

-- Where comments wait for the office.
create view v_publication_comment_count as
select p.id, p.campaign_id, p.title, p.state,
  (select count(*) from publication_comment c where c.publication_id = p.id) as comments,
  (select count(*) from publication_comment c where c.publication_id = p.id and c.disposition is null) as waiting
from publication p where p.state in ('open', 'closed');
