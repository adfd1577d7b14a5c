-- Few points have a parent, a release, a batch, a person they are about or an answer; an index that leaves the others out is not
-- written for them.
drop index opinion_point_parent;
create index opinion_point_parent on opinion_point (parent_id) where parent_id is not null;
drop index opinion_point_release;
create index opinion_point_release on opinion_point (release_id) where release_id is not null;
drop index opinion_point_batch;
create index opinion_point_batch on opinion_point (batch_id) where batch_id is not null;
drop index opinion_point_person;
create index opinion_point_person on opinion_point (subject_person_id, campaign_id, id) where subject_person_id is not null;
drop index opinion_point_answered;
create index opinion_point_answered on opinion_point (state, answered_on, id) where answered_on is not null;
