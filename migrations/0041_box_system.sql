-- The box is asked by day, or by parent within the days that wait: one index serves both, and a slip costs one page less.
create index box_drop_due on box_drop (day, parent, id);
drop index box_drop_parent;
drop index box_drop_day;
