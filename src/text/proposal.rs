//! Texts of proposals to merge.

use super::{Lang, T, texts};

impl T {
    /// How a proposal stands.
    pub fn proposal_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("open", Lang::Zh) => "等办公室决定",
            ("open", Lang::En) => "waits for the office",
            ("accepted", Lang::Zh) => "已照办",
            ("accepted", Lang::En) => "accepted",
            ("declined", Lang::Zh) => "没有采用",
            ("declined", Lang::En) => "not followed",
            ("withdrawn", Lang::Zh) => "已收回",
            ("withdrawn", Lang::En) => "taken back",
            _ => "—",
        }
    }

    /// What has just been done to a proposal.
    pub fn proposal_done(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("proposed", Lang::Zh) => "已交给活动办公室，由办公室决定",
            ("proposed", Lang::En) => "It is with the campaign office, which decides",
            ("accepted", Lang::Zh) => "已按这份建议归并",
            ("accepted", Lang::En) => "Merged as proposed",
            ("declined", Lang::Zh) => "已答复提出建议的部室",
            ("declined", Lang::En) => "Those who proposed it can read your answer",
            ("withdrawn", Lang::Zh) => "已收回",
            ("withdrawn", Lang::En) => "Taken back",
            _ => "",
        }
    }
}

texts! {
    proposals_title = "部室的归并建议", "Proposals of departments";
    proposals_sub = "部室提出，活动办公室决定；没有决定以前，什么也不会变", "departments propose, the campaign office decides; nothing changes before";
    proposals_none = "还没有归并建议", "No proposals yet";
    proposals_none_text = "部室负责人和联络员可以提议把本部室、本条线的几条意见归成一个问题。", "Heads and clerks of departments may propose to merge points of their department or line.";
    proposals_wait(n) = "部室提出了 {n} 份归并建议，等办公室决定", "{n} proposals of departments wait for the office";
    proposal_new = "提出归并建议", "Propose to merge";
    proposal_new_sub = "勾选说同一件事的意见，写一句概括和理由", "tick the points that say the same, write a summary and a reason";
    proposal_nothing = "没有可以提议的意见", "Nothing to propose";
    proposal_nothing_text = "本部室、本条线的意见都有去向了。涉及本人或由本人提出的不在这里。", "Every point of your department and line has its fate. What concerns you or came from you is not here.";
    proposal_send = "交给办公室", "Send it to the office";
    proposal_one = "归并建议", "Proposal";
    proposal_into(summary) = "归到“{summary}”", "into “{summary}”";
    proposal_withdraw = "收回建议", "Take it back";
    proposal_answer = "办公室的答复", "The office's answer";
    proposal_accept_title = "照这份建议归并", "Merge as proposed";
    proposal_accept = "归并", "Merge";
    proposal_decline = "不采用", "Do not follow it";
    proposal_decline_hint = "理由会给提出建议的人看。", "Whoever proposed it reads the reason.";
}
