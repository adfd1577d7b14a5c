//! Texts of the audit viewer.

use super::{Lang, T, texts};
use crate::audit::Finding;

texts! {
    audit_title = "留痕", "Audit trail";
    audit_sub = "每件事一行，写下就不能改。匿名的投递没有单独的行。", "One line for each act; a line cannot be changed. Anonymous acts have no line of their own.";
    audit_verify = "核对全部", "Verify everything";
    audit_well = "核对过，没有改动", "Verified: nothing was changed";
    audit_well_more(lines) = "共 {lines} 行，连同原话、定稿和佐证材料，与外部存根一致。", "{lines} lines, with the originals, frozen texts and evidence, agree with the anchor.";
    audit_wrong(n) = "有 {n} 处对不上", "{n} things do not fit";
    audit_words = "找字", "Words";
    audit_from = "从", "From";
    audit_to = "到", "To";
    audit_what = "做了什么", "What";
    audit_who = "谁", "Who";
    audit_when = "时间", "When";
    audit_object = "对象", "Object";
    audit_states = "状态", "State";
    audit_block = "段", "Block";
    audit_none = "没有符合的行", "No line fits";
    audit_none_more = "换个条件再找；系统刚装好时这里是空的。", "Try other filters. A new installation has none yet.";
    audit_total(n) = "共 {n} 行，每页 50 行", "{n} lines, 50 a page";
    audit_console = "服务器控制台", "server console";
    audit_system = "定时", "schedule";
    audit_waiting = "待封存", "not sealed yet";
    finding_line(id) = "第 {id} 行的内容被改过", "line {id}: its content was changed";
    finding_lines(no) = "第 {no} 段里的行被删、被加或被移过", "block {no}: a line was deleted, inserted or moved";
    finding_broken(no) = "第 {no} 段断开了", "block {no}: broken or not linked to the one before";
    finding_missing(no) = "第 {no} 段不见了", "block {no}: missing";
    finding_anchor(no) = "第 {no} 段与外部存根不一致", "block {no}: differs from the anchor";
    finding_anchor_lost = "外部存根读不出来", "the anchor cannot be read";
    finding_unsealed(id) = "第 {id} 行超过一分钟没有封存", "line {id}: unsealed for over a minute";
    finding_content(what) = "{what} 的内容与记录不符", "{what}: its content is not what was recorded";
    finding_unrecorded(what) = "{what} 没有任何一行为它作证", "{what}: no line vouches for it";
    finding_gone(what) = "{what} 有记录，但已不见", "{what}: recorded, but gone";
}

impl T {
    /// What does not fit, in words.
    pub fn finding(&self, finding: &Finding) -> String {
        match finding {
            Finding::LineChanged(id) => self.finding_line(id),
            Finding::BlockLines(no) => self.finding_lines(no),
            Finding::BlockBroken(no) => self.finding_broken(no),
            Finding::BlockMissing(no) => self.finding_missing(no),
            Finding::Anchor(no) | Finding::AnchorBehind(no) => self.finding_anchor(no),
            Finding::AnchorUnreadable(_) => self.finding_anchor_lost().to_owned(),
            Finding::Unsealed(id) => self.finding_unsealed(id),
            Finding::Content(what) | Finding::Release(what) => self.finding_content(what),
            Finding::Unrecorded(what) => self.finding_unrecorded(what),
            Finding::Gone(what) => self.finding_gone(what),
        }
    }

    /// A verb of the trail in words; in English the verb itself speaks.
    pub fn verb(&self, code: &str) -> String {
        let known = VERBS.iter().find(|(verb, _)| *verb == code);
        match (self.0, known) {
            (Lang::Zh, Some((_, words))) => (*words).to_owned(),
            _ => code.replace(['.', '_'], " "),
        }
    }
}

/// The verbs as an office says them.
const VERBS: &[(&str, &str)] =
    &[("box.release", "开箱"), ("round.open", "开始征求意见"), ("round.close", "结束征求意见")];
