//! Texts of rating and objecting.

use super::{T, texts};

impl T {
    /// A grade in words.
    pub fn grade(&self, code: &str) -> &'static str {
        match code {
            "satisfied" => self.grade_satisfied(),
            "basically" => self.grade_basically(),
            "dissatisfied" => self.grade_dissatisfied(),
            _ => self.grade_unaware(),
        }
    }

    /// Where an objection stands.
    pub fn objection_standing(&self, code: &str) -> &'static str {
        match code {
            "pending" => self.objection_pending(),
            "upheld" => self.objection_upheld(),
            _ => self.objection_dismissed(),
        }
    }
}

texts! {
    grade_satisfied = "满意", "Satisfied";
    grade_basically = "基本满意", "Basically satisfied";
    grade_dissatisfied = "不满意", "Dissatisfied";
    grade_unaware = "不了解", "Don't know";
    voice_title = "对这个答复，您怎么看", "What do you think of this answer";
    voice_until(day) = "{day}（含当天）以前可以评价一次；不同意答复的，可以提出异议。", "You can rate it once, or object to it, until {day}.";
    voice_over = "评价和提出异议的期限已过。", "The time to rate or to object is over.";
    voice_rated = "这次答复已经评价过。", "This answer has been rated.";
    voice_rate = "提交评价", "Rate";
    voice_rate_hint = "评价放进投递箱，开箱后只计入总数；办公室看不到谁选了哪一项，不满 5 人评价的不显示。", "Ratings go into the box and count in sums only: the office never sees who chose what, and nothing is shown below five.";
    voice_object = "提出异议", "Object";
    voice_object_why = "为什么不同意", "Why you disagree";
    voice_object_hint = "您的原话会一字不改地交给书记裁定；写法和细节可能让人认出您。", "Your words go to the secretary unchanged; style and details may give you away.";
    voice_dropped = "已放进投递箱", "It is in the box";
    voice_dropped_text(hour) = "每天 {hour}:00 开箱时生效。请保管好原来的回执码，凭它查看结果。", "It counts when the box opens at {hour}:00. Keep your receipt: it shows what comes of it.";
    voice_dropped_mine(hour) = "评价已放进投递箱，每天 {hour}:00 开箱时生效。", "Your rating is in the box; it counts when that opens at {hour}:00.";
    objection = "异议", "Objection";
    objection_pending = "等书记裁定", "Waits for the secretary";
    objection_upheld = "异议成立，问题重新整改", "Upheld: the problem is open again";
    objection_dismissed = "异议不成立", "Not upheld";
    objection_decide_title = "裁定这条异议", "Decide on this objection";
    objection_uphold = "异议成立", "Uphold";
    objection_uphold_hint = "已销号的整改事项重新打开，这条意见回到整改中。", "Closed items of the problem are reopened and the opinion waits again.";
    objection_dismiss = "异议不成立", "Dismiss";
    objection_dismiss_hint = "提意见的人会看到这段理由。", "Whoever spoke reads this reason.";
    objection_not_you = "答复是您作出的，须由另一位书记（副书记）裁定。", "You gave this answer; another secretary decides.";
    todo_objection = "裁定一条异议", "Decide on an objection";
    ratings_shown(s, b, d, u) = "满意 {s} · 基本满意 {b} · 不满意 {d} · 不了解 {u}", "Satisfied {s} · basically {b} · dissatisfied {d} · don't know {u}";
}
