-- What a department or the clerk of a line proposes to merge; the office decides (SPEC 5.2, merge: propose d).
create table merge_proposal (
  id text primary key,
  campaign_id text not null references campaign (id),
  summary text not null,
  category text not null,
  -- The item that the points would join; none: a new one of these words.
  into_id text references merged_item (id),
  reason text not null,
  state text not null check (state in ('open', 'accepted', 'declined', 'withdrawn')),
  proposed_by text not null references person (id),
  proposed_on text not null,
  decided_by text references person (id),
  decided_on text,
  -- Why it was declined, for those who proposed it.
  answer text,
  -- What came of it, and by which step of the ledger: undoing that step opens the proposal again.
  merged_item_id text references merged_item (id),
  step_no bigint,
  check ((state = 'open') = (decided_on is null)),
  check ((state = 'accepted') = (step_no is not null))
) /*strict*/;
create index merge_proposal_campaign on merge_proposal (campaign_id, state, id);
create index merge_proposal_person on merge_proposal (proposed_by, id);

create table merge_proposal_point (
  proposal_id text not null references merge_proposal (id),
  point_id text not null references opinion_point (id),
  primary key (proposal_id, point_id)
) /*strict*/;
create index merge_proposal_point_point on merge_proposal_point (point_id);
