-- How often something was written that remembered pages were read from. The sum over all shards only ever grows, and with
-- every commit that changed any of it, so two snapshots with the same sum see the same rows. Shards keep writers of
-- PostgreSQL out of each other's way; SQLite has one writer and uses the first. Triggers count, so that no statement of
-- today or tomorrow can forget to. Nothing here is touched by what is dropped into the box.
create table recall_version (shard bigint primary key, n bigint not null, unit bigint not null) /*strict*/;
insert into recall_version (shard, n, unit) values (0, 0, 0), (1, 0, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0), (5, 0, 0), (6, 0, 0), (7, 0, 0),
  (8, 0, 0), (9, 0, 0), (10, 0, 0), (11, 0, 0), (12, 0, 0), (13, 0, 0), (14, 0, 0), (15, 0, 0);
