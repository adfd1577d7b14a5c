//! The verbs. One name everywhere: action, route, permission, audit line, translation key and test.

use super::matrix::Row;

/// A permission as a type, so that a handler that lacks one does not compile into a route by accident.
pub trait Permission: Send + Sync + 'static {
    /// The verb it stands for.
    const VERB: Verb;
}

macro_rules! verbs {
    ($($name:ident = $code:literal, $row:ident, $right:literal;)*) => {
        /// What can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the code beside each name says it")]
        pub enum Verb { $($name,)* }
        impl Verb {
            /// All verbs, for the permission page and the tests.
            pub const ALL: &'static [Verb] = &[$(Verb::$name,)*];
            /// The name in the audit trail.
            pub fn code(self) -> &'static str { match self { $(Verb::$name => $code,)* } }
            /// The row of the matrix that decides.
            pub fn row(self) -> Row { match self { $(Verb::$name => Row::$row,)* } }
            /// The right it takes in that row.
            pub fn right(self) -> char { match self { $(Verb::$name => $right,)* } }
        }
        /// The verbs as types.
        #[allow(missing_docs, reason = "one type a verb")]
        pub mod may {
            $(pub struct $name; impl super::Permission for $name { const VERB: super::Verb = super::Verb::$name; })*
        }
    };
}

verbs! {
    // Accounts and organisation
    AccountManage = "account.manage", Accounts, 'U';
    RoleGrant = "role.grant", Accounts, 'G';
    PeopleImport = "people.import", Accounts, 'C';
    PeopleRead = "people.read", Organisation, 'R';
    PeopleEdit = "people.edit", Organisation, 'U';
    LineCreate = "line.create", Organisation, 'C';
    // Campaign
    CampaignRead = "campaign.read", Campaign, 'R';
    CampaignEdit = "campaign.edit", Campaign, 'U';
    CampaignCreate = "campaign.create", Campaign, 'C';
    CampaignApprove = "campaign.approve", Campaign, 'A';
    GroupEdit = "working_group.edit", WorkingGroup, 'U';
    TaskEdit = "task.edit", Task, 'U';
    // What a campaign leaves behind
    ShortcomingEdit = "shortcoming.edit", Campaign, 'U';
    ShortcomingWaive = "shortcoming.waive", Campaign, 'A';
    MechanismEdit = "mechanism.edit", Regulation, 'U';
    MechanismRead = "mechanism.read", Regulation, 'R';
    SummaryRead = "summary.read", Campaign, 'R';
    SummaryEdit = "summary.edit", Campaign, 'U';
    SummaryFreeze = "summary.freeze", Campaign, 'A';
    // Official documents
    DocumentRead = "document.read", Campaign, 'R';
    DocumentIssue = "document.issue", Campaign, 'U';
    DocumentVoid = "document.void", Campaign, 'A';
    // Opinion
    RoundCreate = "round.create", Round, 'C';
    RoundEdit = "round.edit", Round, 'U';
    RoundRead = "round.read", Round, 'R';
    OpinionSubmit = "opinion.submit", SubmitOpinion, 'C';
    OpinionRegister = "opinion.register", RegisterOpinion, 'C';
    OpinionSort = "opinion.sort", RegisterOpinion, 'U';
    OpinionRead = "opinion.read", ReadPoint, 'R';
    OpinionDecide = "opinion.decide", Merge, 'U';
    ObjectionDecide = "objection.decide", ItemReopen, 'A';
    // Merging
    MergeEdit = "merge.edit", Merge, 'U';
    MergePropose = "merge.propose", Merge, 'P';
    MergeRead = "merge.read", Merge, 'R';
    MergeApprove = "merge.approve", Merge, 'A';
    // Rectification
    ProblemRead = "problem.read", Problem, 'R';
    ItemCreate = "item.create", Problem, 'C';
    ItemApprove = "item.approve", Problem, 'A';
    ItemEdit = "item.edit", ItemEdit, 'U';
    ItemRead = "item.read", ItemEdit, 'R';
    ItemProgress = "item.progress", ItemProgress, 'U';
    ItemProgressRead = "item.progress_read", ItemProgress, 'R';
    ItemExtend = "item.extend", ItemExtension, 'C';
    ItemExtendDecide = "item.extend_decide", ItemExtension, 'A';
    ItemApplyClose = "item.apply_close", ItemClose, 'C';
    ItemReviewDept = "item.review_dept", ItemClose, 'V';
    ItemReviewLead = "item.review_lead", ItemClose, 'A';
    ItemCloseFinal = "item.close_final", ItemClose, 'F';
    ItemReopen = "item.reopen", ItemReopen, 'C';
    ItemReopenDecide = "item.reopen_decide", ItemReopen, 'A';
    // Publication
    PublicationCreate = "publication.create", Publication, 'C';
    PublicationEdit = "publication.edit", Publication, 'U';
    PublicationApprove = "publication.approve", Publication, 'A';
    PublicationRead = "publication.read", Publication, 'R';
    // Comments and the plan
    CommentCreate = "comment.create", Comment, 'C';
    PlanRead = "plan.read", Problem, 'R';
    PlanEdit = "plan.edit", Problem, 'C';
    PlanApprove = "plan.approve", Problem, 'A';
    // Evaluation
    EvaluationRead = "evaluation.read", Evaluation, 'R';
    EvaluationEdit = "evaluation.edit", Evaluation, 'U';
    EvaluationApprove = "evaluation.approve", Evaluation, 'A';
    EvaluationClose = "evaluation.close", Evaluation, 'X';
    EvaluationCount = "evaluation.count", Count, 'X';
    Vote = "evaluation.vote", Vote, 'X';
    // Supervision: slips go the way of reminders (SPEC 5.2, work reminder)
    SlipIssue = "supervision.issue", Reminder, 'C';
    SlipRead = "supervision.read", Reminder, 'R';
    SlipAnswer = "supervision.answer", Reminder, 'X';
    // Audit
    AuditRead = "audit.read", AuditTrail, 'R';
    AuditVerify = "audit.verify", AuditTrail, 'Y';
}
