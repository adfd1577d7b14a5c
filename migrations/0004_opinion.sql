create table collection_round (
  id text primary key,
  campaign_id text not null references campaign (id),
  ordinal bigint not null,
  name text not null,
  code text not null unique,
  owner_unit_id text references unit (id),
  state text not null,
  opens_on text not null,
  closes_on text not null,
  -- JSON lists of the codes offered on the form.
  populations text not null,
  subjects text not null,
  kinds text not null,
  allow_named bigint not null,
  allow_anonymous bigint not null,
  promise text not null,
  unique (campaign_id, ordinal)
) /*strict*/;
create table round_line (
  round_id text not null references collection_round (id),
  line_id text not null references line (id),
  primary key (round_id, line_id)
) /*strict*/;

-- Points written down together (a split, a list, an imported file): one audit line vouches for all of them by the root over
-- their keys and hashes, as the release of a box does for its points.
create table point_batch (
  id text primary key,
  round_id text not null references collection_round (id),
  verb text not null check (verb in ('register', 'split', 'import')),
  count bigint not null,
  root text not null
) /*strict*/;

-- One opinion point (条). The original is never changed. An anonymous one has no author, no clerk, no time but the day
-- of its box, and a random key: the table cannot hold more (I12).
create table opinion_point (
  id text primary key,
  round_id text not null references collection_round (id),
  campaign_id text not null references campaign (id),
  sign text not null check (sign in ('named', 'anonymous', 'unsigned')),
  channel text not null,
  received_on text not null check (length(received_on) = 10),
  line_id text references line (id),
  population text,
  subject text,
  subject_unit_id text references unit (id),
  subject_person_id text references person (id),
  kind text,
  category text,
  -- 1: line, population and subject stay hidden from every reader, because fewer than k share them.
  cell_hidden bigint not null,
  text text not null,
  text_hash text not null,
  state text not null,
  parent_id text references opinion_point (id),
  registered_by text,
  release_id text references box_release (id),
  batch_id text references point_batch (id),
  -- Whom it is referred to, while it is.
  receiver_unit_id text references unit (id),
  search_key bigint not null unique,
  check (sign <> 'anonymous' or (registered_by is null and release_id is not null and channel = 'box')),
  check (sign = 'anonymous' or release_id is null),
  check (cell_hidden = 0 or (line_id is null and population is null and subject is null)),
  unique (id, sign)
) /*strict*/;
create index opinion_point_round_day on opinion_point (round_id, received_on, id);
create index opinion_point_round_state on opinion_point (round_id, state, id);
create index opinion_point_campaign on opinion_point (campaign_id, received_on, id);
create index opinion_point_parent on opinion_point (parent_id);
create index opinion_point_release on opinion_point (release_id);
create index opinion_point_batch on opinion_point (batch_id);

-- The words of the originals; what may be found is decided by the rows of opinion_point.
create text index point;

-- An import on its way: written in chunks, taken over by one unit of work, so that no half of a file is ever seen. Its words
-- are in the index already, under keys that no row of opinion_point has yet.
create table point_import (
  id text primary key,
  batch_id text not null,
  round_id text not null,
  sign text not null,
  person_id text,
  line_id text,
  population text,
  subject text,
  kind text,
  category text,
  text text not null,
  text_hash text not null,
  state text not null,
  search_key bigint not null
) /*strict*/;
create index point_import_batch on point_import (batch_id, id);
create index point_import_round on point_import (round_id, id);

-- Who spoke under their name. The composite key makes a row for an anonymous point impossible.
create table opinion_author (
  point_id text primary key,
  sign text not null check (sign = 'named'),
  person_id text not null references person (id),
  foreign key (point_id, sign) references opinion_point (id, sign)
) /*strict*/;
create index opinion_author_person on opinion_author (person_id, point_id);

-- The receipt's key after release, unrelated to its key in the box.
create table receipt (hash text primary key, point_id text not null unique references opinion_point (id)) /*strict*/;

-- Fates that need more than a state: the reason shown to whoever spoke, the receiver, the second reader.
create table point_decision (
  id text primary key,
  point_id text not null references opinion_point (id),
  verb text not null check (verb in ('refer', 'decline', 'answer', 'route', 'withdraw')),
  state text not null check (state in ('proposed', 'confirmed', 'rejected', 'returned')),
  reason text not null,
  answer text,
  receiver_unit_id text references unit (id),
  due_on text,
  proposed_by text,
  decided_by text,
  decided_on text
) /*strict*/;
create index point_decision_point on point_decision (point_id, id);
