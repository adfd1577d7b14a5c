-- The register of official documents. A number is given in order by organ, year and kind, in the unit that lays the document
-- down, so that none is missing and none is given twice; a void document keeps its number and its text.
create table document_serial (
  organ text not null,
  year bigint not null,
  kind text not null,
  value bigint not null,
  primary key (organ, year, kind)
) /*strict*/;
create table official_document (
  id text primary key,
  campaign_id text not null references campaign (id),
  kind text not null check (kind in ('implementation', 'notice', 'reminder', 'rectification', 'report_back', 'evaluation',
    'summary', 'minutes', 'speech')),
  organ text not null,
  year bigint not null,
  serial bigint not null,
  number text not null unique,
  title text not null,
  -- What it was made from, and the text that was laid down (JSON) with the hash that the trail vouches for.
  source_id text,
  content text not null,
  hash text not null,
  issued_on text not null,
  issued_by text not null references person (id),
  void_on text,
  void_by text references person (id),
  void_reason text,
  unique (organ, year, kind, serial),
  check ((void_on is null) = (void_reason is null))
) /*strict*/;
create index official_document_campaign on official_document (campaign_id, issued_on, id);
create index official_document_kind on official_document (campaign_id, kind, issued_on, id);
