//! Texts of the audit viewer.

use super::{Lang, T, texts};
use crate::audit::Finding;
use crate::features::campaign::model::{ActivityState, CampaignState, PhaseState, TaskState};
use crate::features::evaluation::State as EvaluationState;

texts! {
    audit_title = "审计留痕", "Audit trail";
    audit_sub = "每件事一行，写下就不能改。匿名的投递没有单独的行。", "One line for each act; a line cannot be changed. Anonymous acts have no line of their own.";
    audit_verify = "核对全部", "Verify everything";
    audit_well = "核对过，没有改动", "Verified: nothing was changed";
    audit_well_more(lines) = "共 {lines} 行，连同原话、定稿和佐证材料，与外部存根一致。", "{lines} lines, with the originals, frozen texts and evidence, agree with the anchor.";
    audit_wrong(n) = "有 {n} 处对不上", "{n} things do not fit";
    audit_time(day, clock) = "{day} {clock}", "{day} {clock}";
    audit_words = "查找", "Words";
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
        self.code_in(VERBS, code)
    }

    /// The kind of an object of the trail.
    pub fn audit_kind(&self, code: &str) -> String {
        self.code_in(KINDS, code)
    }

    /// A state in a line of the trail: each kind of object has its own words.
    pub fn audit_state(&self, kind: &str, code: &str) -> String {
        if code.is_empty() {
            return String::new();
        }
        let words = match kind {
            "campaign" => CampaignState::parse(code).map_or("", |s| s.name(*self)),
            "phase" => PhaseState::parse(code).map_or("", |s| s.name(*self)),
            "activity" => ActivityState::parse(code).map_or("", |s| s.name(*self)),
            "task" => TaskState::parse(code).map_or("", |s| s.name(*self)),
            "round" => self.round_state(code),
            "point" => self.point_state(code),
            "merged_item" => self.merged_state(code),
            "item" => self.item_state(code),
            "publication" => self.publication_state(code),
            "slip" => self.slip_state(code),
            "plan" => self.plan_state(code),
            "evaluation" => EvaluationState::parse(code).map_or("", |s| self.evaluation_state(&s)),
            _ => "",
        };
        if words.is_empty() { code.replace('_', " ") } else { words.to_owned() }
    }

    fn code_in(&self, table: &[(&str, &str)], code: &str) -> String {
        let known = table.iter().find(|(known, _)| *known == code);
        match (self.0, known) {
            (Lang::Zh, Some((_, words))) => (*words).to_owned(),
            _ => code.replace(['.', '_'], " "),
        }
    }
}

/// The verbs as an office says them: each that the code writes.
#[rustfmt::skip]
const VERBS: &[(&str, &str)] = &[
    ("box.release", "开箱"),
    ("box.set_aside", "封存受损的投递件"),
    ("system.set_up", "装好系统"),
    ("account.invite", "发出邀请"),
    ("account.token_make", "建立程序令牌"),
    ("account.token_revoke", "撤销程序令牌"),
    ("account.create", "开通账号"),
    ("account.reset_issue", "发出改密码的链接"),
    ("account.reset", "凭链接改密码"),
    ("account.password", "改密码"),
    ("role.grant", "授予角色"),
    ("role.end", "结束角色"),
    ("person.add", "加入人员"),
    ("person.edit", "修改人员"),
    ("person.leave", "登记离开"),
    ("person.return", "登记回来"),
    ("person.post_add", "加职务"),
    ("person.post_remove", "去职务"),
    ("people.export", "导出人员"),
    ("people.import", "从表格写入人员"),
    ("unit.add", "加单位"),
    ("unit.edit", "改单位"),
    ("party_org.add", "加党组织"),
    ("party_org.edit", "改党组织"),
    ("line.add", "加条线"),
    ("line.edit", "改条线"),
    ("line.position_add", "条线加岗位"),
    ("line.position_remove", "条线去岗位"),
    ("campaign.create", "建立活动"),
    ("campaign.edit", "修改活动"),
    ("campaign.submit_plan", "报批活动方案"),
    ("campaign.approve", "批准活动方案"),
    ("campaign.return", "退回活动方案"),
    ("campaign.mobilise", "开始动员"),
    ("campaign.enter_closing", "进入收尾"),
    ("campaign.close", "结束活动"),
    ("campaign.archive", "活动归档"),
    ("campaign.suspend", "中止活动"),
    ("campaign.resume", "恢复活动"),
    ("campaign.reopen", "重新打开活动"),
    ("campaign.record_mobilisation", "登记动员"),
    ("working_group.put_member", "工作小组加人"),
    ("working_group.remove_member", "工作小组去人"),
    ("phase.add", "加阶段"),
    ("phase.edit", "改阶段"),
    ("phase.remove", "去阶段"),
    ("phase.start", "开始阶段"),
    ("phase.request_completion", "申请完成阶段"),
    ("phase.pass", "阶段检查通过"),
    ("phase.fail", "阶段检查退回"),
    ("phase.reopen", "重新打开阶段"),
    ("activity.add", "加阶段活动"),
    ("activity.remove", "去阶段活动"),
    ("activity.finish", "完成阶段活动"),
    ("activity.waive", "免去阶段活动"),
    ("activity.reopen", "重新打开阶段活动"),
    ("task.add", "加任务"),
    ("task.edit", "修改任务"),
    ("task.activate", "下达任务"),
    ("task.finish", "完成任务"),
    ("task.reopen", "重新办理任务"),
    ("task.cancel", "取消任务"),
    ("task.put_person", "任务加人"),
    ("task.remove_person", "任务去人"),
    ("round.create", "建立一轮征求意见"),
    ("round.edit", "修改一轮征求意见"),
    ("round.open", "开始征求意见"),
    ("round.extend", "延长征求意见"),
    ("round.close", "结束征求意见"),
    ("round.resume_sorting", "重新归并"),
    ("round.finish_sorting", "归并完毕"),
    ("round.feed_back", "原话已反馈"),
    ("round.archive", "本轮归档"),
    ("opinion.submit", "提交署名意见"),
    ("opinion.register", "登记纸质意见"),
    ("opinion.import", "导入意见"),
    ("opinion.split", "意见分条"),
    ("opinion.withdraw", "撤回意见"),
    ("opinion.accept", "受理意见"),
    ("opinion.refer", "转办意见"),
    ("opinion.return", "退回转办"),
    ("opinion.propose", "提出处理意见"),
    ("opinion.confirm", "复核同意"),
    ("opinion.reject", "复核不同意"),
    ("opinion.route", "移交纪检"),
    ("merge.create", "建立归并的问题"),
    ("merge.merge", "归入问题"),
    ("merge.unmerge", "移出问题"),
    ("merge.edit", "修改归并的问题"),
    ("merge.confirm", "确认归并"),
    ("merge.explain", "说明暂不整改"),
    ("merge.absorb", "并入别的问题"),
    ("merge.split", "拆分问题"),
    ("merge.plan", "列入整改"),
    ("merge.resolve", "整改事项全部销号"),
    ("merge.rebound", "问题重新打开"),
    ("merge.run", "请求归组建议"),
    ("merge.run_done", "归组建议算好"),
    ("merge.together", "定为同一件事"),
    ("merge.apart", "定为永不归在一起"),
    ("merge.aside", "放到一边"),
    ("merge.withdraw", "收回决定"),
    ("merge.undo", "撤销上一步归并"),
    ("item.create", "起草整改事项"),
    ("opinion.export", "导出意见登记表"),
    ("ledger.export", "导出整改台账"),
    ("document.issue", "公文定稿编号"),
    ("document.void", "公文作废"),
    ("ledger_view.save", "保存台账视图"),
    ("ledger_view.remove", "删去台账视图"),
    ("item.edit", "修改整改事项"),
    ("item.approve", "批准整改事项"),
    ("item.start", "启动整改"),
    ("item.progress", "登记进展"),
    ("item.measure_add", "加措施"),
    ("item.measure_edit", "改措施"),
    ("item.measure_remove", "去措施"),
    ("item.measure_done", "完成措施"),
    ("item.evidence", "交佐证材料"),
    ("item.extend", "申请延期"),
    ("item.extend_grant", "同意延期"),
    ("item.extend_refuse", "不同意延期"),
    ("item.suspend", "中止整改"),
    ("item.resume", "恢复整改"),
    ("item.supersede", "并入其他事项"),
    ("item.apply_close", "申请销号"),
    ("item.review_dept", "部门初审"),
    ("item.review_lead", "领导审核"),
    ("item.close_final", "批准销号"),
    ("item.reopen", "重新打开整改"),
    ("item.look_back", "回头看"),
    ("item.review_due", "到期复查"),
    ("item.review_cycle", "周期复查"),
    ("plan.create", "起草整改方案"),
    ("plan.save", "修改整改方案"),
    ("plan.submit", "报批整改方案"),
    ("plan.approve", "批准整改方案"),
    ("plan.return", "退回整改方案"),
    ("plan.prepare_publication", "准备公布整改方案"),
    ("plan.publish", "整改方案随公布征求意见"),
    ("plan.close_comments", "整改方案征求意见结束"),
    ("plan.withdraw", "整改方案随公布撤下"),
    ("plan.finalise", "整改方案定稿"),
    ("plan.amend", "修订整改方案"),
    ("item.amend", "按方案改事项"),
    ("comment.create", "对公布提意见"),
    ("comment.dispose", "处理意见"),
    ("publication.create", "拟公布稿"),
    ("publication.save", "修改公布稿"),
    ("publication.approve", "批准公布稿"),
    ("publication.rework", "退回公布稿"),
    ("publication.open", "公布"),
    ("publication.close", "结束公布"),
    ("publication.dispose", "处理公布收到的意见"),
    ("publication.archive", "公布归档"),
    ("publication.revoke", "撤下公布"),
    ("supervision.issue", "签发督办单"),
    ("supervision.acknowledge", "签收督办单"),
    ("supervision.answer", "回复督办单"),
    ("supervision.return", "退回督办回复"),
    ("supervision.close", "办结督办单"),
    ("supervision.withdraw", "撤回督办单"),
    ("supervision.item_closed", "事项销号，督办办结"),
    ("evaluation.create", "建立测评"),
    ("evaluation.roster", "写入测评名册"),
    ("evaluation.freeze_roster", "定下测评名册"),
    ("evaluation.make_key", "生成测评钥匙"),
    ("evaluation.approve", "批准测评"),
    ("evaluation.open", "开始测评"),
    ("evaluation.close", "结束测评"),
    ("evaluation.turnout", "记录参评人数"),
    ("evaluation.bulletin", "写出测评公报"),
    ("evaluation.count", "计票"),
    ("evaluation.confirm", "确认测评结果"),
    ("evaluation.publish", "公布测评结果"),
    ("evaluation.ask_invalidate", "提请宣布测评无效"),
    ("evaluation.issue_codes", "打印投票码"),
    ("evaluation.ask_reissue", "提请补发投票码"),
    ("evaluation.reissue", "补发投票码"),
    ("evaluation.require_remedial", "要求测评后整改"),
    ("evaluation.invalidate", "测评作废"),
];

/// What an act was about.
#[rustfmt::skip]
const KINDS: &[(&str, &str)] = &[
    ("slip", "督办单"),
    ("document", "公文"),
    ("ledger_view", "台账视图"),
    ("person", "人员"),
    ("account", "账号"),
    ("token", "程序令牌"),
    ("role_grant", "角色"),
    ("unit", "单位"),
    ("party_org", "党组织"),
    ("line", "条线"),
    ("import", "导入"),
    ("campaign", "活动"),
    ("phase", "阶段"),
    ("activity", "阶段活动"),
    ("task", "任务"),
    ("round", "征求意见"),
    ("point", "意见"),
    ("point_batch", "整张意见表"),
    ("box_release", "开箱"),
    ("box", "投递箱"),
    ("merged_item", "归并的问题"),
    ("merge_run", "归组建议"),
    ("merge_decision", "归并的决定"),
    ("item", "整改事项"),
    ("evidence", "佐证材料"),
    ("publication", "公布稿"),
    ("plan", "整改方案"),
    ("comment", "对公布的意见"),
    ("evaluation", "测评"),
    ("bulletin", "测评公报"),
];
