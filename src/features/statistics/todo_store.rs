//! What waits for whom, from the records themselves. Each list is bounded by its page.

use ::store::{List, Order};

use crate::auth::Columns;

const BY_ID: &[Order] = &[Order { key: "id", column: "x.id", descending: false }];
const IN_CAMPAIGN: Option<&str> = Some("x.campaign_id = ?");

/// Columns where only the campaign decides.
pub const CAMPAIGN_REACH: Columns =
    Columns { campaign: IN_CAMPAIGN, unit: None, line: None, branch: None, owner: None, lead: None, published: None };

/// Items that I answer for.
pub const OWN: List = List {
    name: "todo::OWN",
    select:
        "select x.id, x.item_no, x.problem, x.state, x.due_on, x.measures, x.measures_done from v_rectification_item x
        where x.bucket in ('doing', 'next') and x.state <> 'drafted'",
    filters: &[("owner", "x.owner_id = ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Close-outs that wait for a review.
pub const REVIEWS: List = List {
    name: "todo::REVIEWS",
    select: "select x.id, x.item_no, x.problem, x.state, x.due_on, x.owner, x.evidence from v_rectification_item x",
    filters: &[("state", "x.state = ?"), ("not_owner", "x.owner_id <> ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Who reviews: the head of the lead department, the leading cadre, the secretary.
pub const REVIEW_REACH: Columns = Columns {
    campaign: IN_CAMPAIGN,
    unit: Some("x.lead_unit_id = ?"),
    line: None,
    branch: None,
    owner: None,
    lead: Some("x.lead_cadre_id = ?"),
    published: None,
};

/// Extensions that wait for a decision.
pub const EXTENSIONS: List = List {
    name: "todo::EXTENSIONS",
    select: "select x.id, x.item_no, x.problem, x.due_on, e.new_due_on from v_rectification_extension e
        join v_rectification_item x on x.id = e.item_id where e.state = 'pending'",
    filters: &[("not_own", "e.requested_by <> ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Items whose draft waits for approval.
pub const APPROVALS: List = List {
    name: "todo::APPROVALS",
    select: "select x.id, x.item_no, x.problem, x.due_on from v_rectification_item x where x.state = 'drafted'",
    filters: &[],
    orders: BY_ID,
    id: "x.id",
};

/// Fates that wait for a second reader.
pub const READERS: List = List {
    name: "todo::READERS",
    select: "select x.id, x.point_id, x.verb from v_opinion_decision x where x.state = 'proposed'",
    filters: &[
        ("not_own", "x.proposed_by is null or x.proposed_by <> ?"),
        ("not_about", "x.subject_person_id is null or x.subject_person_id <> ?"),
    ],
    orders: BY_ID,
    id: "x.id",
};

/// Plans that wait for a step, with where their publication stands.
pub const PLANS: List = List {
    name: "todo::PLANS",
    select: "select x.id, x.title, x.state, coalesce(p.state, '') from v_plan x left join v_publication p on p.id = x.publication_id",
    filters: &[
        ("state", "x.state = ?"),
        ("not_own", "x.submitted_by is null or x.submitted_by <> ?"),
        ("settled", "p.state in ('disposed', 'archived')"),
        ("not_out", "p.state is null or p.state not in ('draft', 'ready')"),
    ],
    orders: BY_ID,
    id: "x.id",
};

/// Objections that wait for the secretary: neither his own, nor about him, nor to an answer that he gave.
pub const OBJECTIONS: List = List {
    name: "todo::OBJECTIONS",
    select: "select x.id, x.point_id from v_opinion_objection x where x.state = 'pending'",
    filters: &[
        ("not_own", "x.author_id is null or x.author_id <> ?"),
        ("not_about", "x.subject_person_id is null or x.subject_person_id <> ?"),
        (
            "not_answerer",
            "not exists (select 1 from v_opinion_answerer w where w.point_id = x.point_id and w.person_id = ?)",
        ),
    ],
    orders: BY_ID,
    id: "x.id",
};

/// Publications whose comments wait for an answer, or that are over and not settled.
pub const COMMENTS: List = List {
    name: "todo::COMMENTS",
    select: "select x.id, x.title, x.waiting from v_publication_comment_count x
        where x.waiting > 0 or (x.state = 'closed' and x.comments > 0)",
    filters: &[],
    orders: BY_ID,
    id: "x.id",
};

/// Rounds with points that have no fate yet.
pub const ROUNDS: List = List {
    name: "todo::ROUNDS",
    select: "select x.id, x.name, x.state, x.closes_on,
        (select count(*) from v_opinion_point p where p.round_id = x.id and p.state in ('submitted', 'registered')) as waiting
        from v_opinion_round x where x.state in ('open', 'closed')",
    filters: &[],
    orders: BY_ID,
    id: "x.id",
};

/// Phases that somebody has to look at.
pub const PHASES: List = List {
    name: "todo::PHASES",
    select: "select x.id, x.name, x.state from v_campaign_phase x",
    filters: &[("state", "x.state = ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Campaigns whose plan waits.
pub const CAMPAIGNS: List = List {
    name: "todo::CAMPAIGNS",
    select: "select x.id, x.short_name, x.state from v_campaign x where x.state = 'in_review'",
    filters: &[],
    orders: BY_ID,
    id: "x.id",
};

/// Columns of a campaign itself.
pub const CAMPAIGN_ITSELF: Columns = Columns { campaign: Some("x.id = ?"), ..CAMPAIGN_REACH };

/// Merged items that wait to be confirmed.
pub const MERGED: List = List {
    name: "todo::MERGED",
    select: "select x.id, x.summary, x.points from v_merging_item x where x.state = 'draft' and x.points > 0",
    filters: &[],
    orders: BY_ID,
    id: "x.id",
};

/// Tasks that I am accountable for.
pub const TASKS: List = List {
    name: "todo::TASKS",
    select: "select x.id, x.title, x.due_on from v_campaign_task x where x.state = 'active'",
    filters: &[("person", "x.person_id = ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Duties and reviews that I answer for and that are due soon; they go on after their campaign.
pub const MECHANISMS: List = List {
    name: "todo::MECHANISMS",
    select: "select x.id, x.title, x.next_on from v_closing_mechanism x where x.state = 'listed'",
    filters: &[("owner", "x.owner_id = ?"), ("until", "x.next_on <= ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Slips that I answer.
pub const SLIPS: List = List {
    name: "todo::SLIPS",
    select: "select x.id, x.matter, x.reply_by from v_supervision_slip x where x.part = 'answer' and x.state in ('issued', 'acknowledged')",
    filters: &[("person", "x.person_id = ?")],
    orders: BY_ID,
    id: "x.id",
};

/// Answers to slips that the office judges; one row a slip, for it has one addressee.
pub const SLIP_ANSWERS: List = List {
    name: "todo::SLIP_ANSWERS",
    select: "select x.id, x.matter, x.reply_by from v_supervision_slip x where x.part = 'answer' and x.state = 'answered'",
    filters: &[("not_own", "x.person_id <> ?")],
    orders: BY_ID,
    id: "x.id",
};
