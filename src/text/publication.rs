//! Texts of `publication`.

use super::{Lang, T, texts};

impl T {
    /// What is published.
    pub fn publication_kind(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("plan", Lang::Zh) => "整改方案",
            ("plan", Lang::En) => "rectification plan",
            ("report_back", Lang::Zh) => "整改情况通报",
            ("report_back", Lang::En) => "report-back",
            ("notice", Lang::Zh) => "告知",
            ("notice", Lang::En) => "notice",
            _ => "—",
        }
    }

    /// Where it stands.
    pub fn publication_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("draft", Lang::Zh) => "草稿",
            ("draft", Lang::En) => "draft",
            ("ready", Lang::Zh) => "已批准，待公布",
            ("ready", Lang::En) => "approved, not out yet",
            ("open", Lang::Zh) => "公布中",
            ("open", Lang::En) => "out",
            ("closed", Lang::Zh) => "已结束",
            ("closed", Lang::En) => "closed",
            ("disposed", Lang::Zh) => "意见已处理",
            ("disposed", Lang::En) => "comments answered",
            ("archived", Lang::Zh) => "已归档",
            ("archived", Lang::En) => "archived",
            ("revoked", Lang::Zh) => "已撤下",
            ("revoked", Lang::En) => "taken back",
            _ => "—",
        }
    }

    /// A part of the audience that has no name of its own.
    pub fn publication_scope(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("public", Lang::Zh) => "不登录也能看",
            ("public", Lang::En) => "anyone, without login too",
            ("everyone", Lang::Zh) => "全体职工",
            ("everyone", Lang::En) => "everyone with a login",
            ("members", Lang::Zh) => "全体党员",
            ("members", Lang::En) => "members of the Party",
            ("some", Lang::Zh) => "只给几个单位、支部",
            ("some", Lang::En) => "some units and branches",
            _ => "—",
        }
    }

    /// What stands beside a choice of audience.
    pub fn publication_scope_hint(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("public", Lang::Zh) => "连同凭回执查询的人",
            ("public", Lang::En) => "those who come with a receipt too",
            ("everyone", Lang::Zh) => "机关和全部基层单位，登录后看",
            ("everyone", Lang::En) => "the agency and all units, after login",
            ("members", Lang::Zh) => "含预备党员",
            ("members", Lang::En) => "probationary members too",
            ("some", Lang::Zh) => "在下面勾选",
            ("some", Lang::En) => "tick them below",
            _ => "",
        }
    }

    /// A first wording of what was done, from the records; a person goes on from there.
    pub fn publication_prefill_done(&self, measures_done: i64, measures: i64) -> String {
        match (measures, self.0) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("{measures} 项措施完成 {measures_done} 项。"),
            (_, Lang::En) => format!("{measures_done} of {measures} measures are done."),
        }
    }

    /// A first wording of what proves it.
    pub fn publication_prefill_proven(&self, evidence: i64) -> String {
        match (evidence, self.0) {
            (0, Lang::Zh) => "还没有佐证材料。".to_owned(),
            (0, Lang::En) => "There is no evidence yet.".to_owned(),
            (_, Lang::Zh) => format!("佐证材料 {evidence} 份，经三人审核销号。"),
            (_, Lang::En) => format!("{evidence} piece(s) of evidence, checked by three people."),
        }
    }

    /// A first wording of what remains.
    pub fn publication_prefill_remains(&self, bucket: &str, due: &str) -> String {
        match (bucket, self.0) {
            ("done", Lang::Zh) => "没有剩余事项。".to_owned(),
            ("done", Lang::En) => "Nothing remains.".to_owned(),
            ("explained", Lang::Zh) => "暂不整改，理由如上。".to_owned(),
            ("explained", Lang::En) => "Not rectified for now, for the reason above.".to_owned(),
            (_, Lang::Zh) if !due.is_empty() => format!("其余措施 {due} 前完成。"),
            (_, Lang::En) if !due.is_empty() => format!("The rest is due by {due}."),
            (_, Lang::Zh) => "下阶段整改。".to_owned(),
            (_, Lang::En) => "To be done in the next stage.".to_owned(),
        }
    }

    /// What has just been done.
    pub fn publication_done(&self, verb: &str) -> &'static str {
        match (verb, self.0) {
            ("save", Lang::Zh) => "草稿已保存",
            ("save", Lang::En) => "The draft is saved",
            ("approve", Lang::Zh) => "已批准，可以公布",
            ("approve", Lang::En) => "Approved; it can go out",
            ("rework", Lang::Zh) => "已退回草稿",
            ("rework", Lang::En) => "Back to the draft",
            ("open", Lang::Zh) => "已公布，全文已定稿",
            ("open", Lang::En) => "It is out, its text is frozen",
            ("close", Lang::Zh) => "已结束",
            ("close", Lang::En) => "Closed",
            ("dispose", Lang::Zh) => "已记下：意见都处理了",
            ("dispose", Lang::En) => "Recorded: all comments are answered",
            ("archive", Lang::Zh) => "已归档",
            ("archive", Lang::En) => "Archived",
            ("revoke", Lang::Zh) => "已撤下，原处显示说明",
            ("revoke", Lang::En) => "Taken back; a notice stands in its place",
            _ => "",
        }
    }
}

texts! {
    publications_title = "公布与通报", "Publications";
    publications_sub(n) = "您能看到的有 {n} 份", "{n} that you may see";
    publications_new = "拟一份", "Write one";
    publications_empty_title = "还没有公布的内容", "Nothing has been published yet";
    publications_empty_text = "整改方案和整改情况通报公布以后，在这里看。", "Plans and report-backs appear here once they are out.";
    publication_what = "公布什么", "What";
    publication_campaign = "活动", "Campaign";
    publication_title = "标题", "Title";
    publication_begin = "开始写", "Begin";
    publication_draft_sub(kind, state) = "{kind} · {state} · 还没有人看到", "{kind} · {state} · nobody sees it yet";
    publication_scope_title = "给谁看", "Who sees it";
    publication_units = "单位（含下级单位）", "Units (with those below)";
    publication_branches = "党支部", "Branches";
    publication_reach(n, units) = "看看范围里是谁：{n} 人，{units} 个单位", "Who that is: {n} people in {units} units";
    publication_reach_none = "保存以后，这里显示范围里有多少人。", "Once saved, this shows how many people it reaches.";
    publication_unit_reach(inside, all) = "{inside} / {all} 人", "{inside} / {all} people";
    publication_not_in(names) = "不在范围里的单位：{names}", "Units that are not in it: {names}";
    publication_closes = "到哪一天", "Its last day";
    publication_closes_hint = "整改方案至少 5 个工作日；通报可不填，一直可看。", "A plan needs at least 5 working days; a report-back may stay.";
    publication_body = "全文", "Text";
    publication_body_hint = "一行一段。公布后不能再改。", "One paragraph a line. It cannot be changed once it is out.";
    publication_lines = "逐个问题说明", "Problem by problem";
    publication_lines_hint = "已按台账预填，请改成职工看得懂的话。勾选的才写入。", "Filled from the records; put it into words that staff understand. Only ticked ones go in.";
    publication_include = "写入", "Include";
    publication_asked = "提了什么", "What was asked";
    publication_did = "做了什么", "What was done";
    publication_proven = "怎样证明", "What proves it";
    publication_remains = "还剩什么", "What remains";
    publication_points(n) = "{n} 条意见", "{n} opinion(s)";
    publication_look_title = "公布前看一遍", "Look through it before it goes out";
    publication_look_words(words) = "“{words}”与匿名原话一样，可能让人认出提意见的人，请改写。", "“{words}” is word for word from an anonymous original; rewrite it.";
    publication_look_number(words) = "{words} 像是某个人的号码，请删去。", "{words} looks like somebody's number; take it out.";
    publication_look_name(words) = "提到了“{words}”，请确认不是提意见的人。", "“{words}” is named; make sure this is nobody who spoke.";
    publication_look_clean = "没有发现人名、号码或匿名原话的字句。", "No names, numbers or words of anonymous originals were found.";
    publication_save = "存为草稿", "Save the draft";
    publication_approve = "批准", "Approve";
    publication_approve_title = "批准公布", "Approve";
    publication_names_checked = "已逐处核对，提到的人名不是提意见的人", "I have checked that those named are nobody who spoke";
    publication_waits = "写好并保存以后，由书记批准（部门自己的由部门负责人批准，不能是起草人）。", "Once saved, the secretary approves it (a department's own its head, never who wrote it).";
    publication_open = "公布", "Publish";
    publication_rework = "退回草稿", "Back to the draft";
    publication_open_title = "公布后全文不能再改，确定吗？", "Once it is out, the text cannot be changed. Are you sure?";
    publication_when = "什么时候", "When";
    publication_from_until(from, until) = "{from}起，到{until}", "from {from} to {until}";
    publication_from(from) = "{from}起", "from {from}";
    publication_cannot = "不能做的", "What cannot be done";
    publication_cannot_text = "改字、缩小范围", "Changing a word, narrowing the audience";
    publication_can = "还能做的", "What still can";
    publication_can_text = "撤下（写明理由，原文和指纹留存），另发新的一版", "Taking it back (with the reason; text and fingerprint are kept) and publishing another";
    publication_sure = "我已核对范围和全文", "I have checked the audience and the text";
    publication_look_again = "再看看", "Look again";
    publication_people(n) = "{n} 人", "{n} people";
    publication_out_sub(host, day) = "{host} · {day}公布", "{host} · published {day}";
    publication_out_until(host, day, until) = "{host} · {day}公布 · 到{until}", "{host} · published {day}, until {until}";
    publication_seal = "全文已定稿。指纹", "The text is frozen. Fingerprint";
    publication_check = "怎样核对", "How to check";
    publication_check_text = "下载定稿原文，用 BLAKE3 计算指纹（b3sum），应与上面一字不差；审计日志里记着同一个指纹。", "Download the frozen text and compute its BLAKE3 fingerprint (b3sum); it must be the one above, and the audit trail holds the same.";
    publication_raw = "定稿原文", "Frozen text";
    publication_revoked_title = "这份内容已撤下", "This has been taken back";
    publication_revoke = "撤下", "Take back";
    publication_revoke_title = "撤下以后不能恢复，确定吗？", "It cannot be put back. Are you sure?";
    publication_revoke_reason = "原处显示的说明", "The notice in its place";
    publication_revoke_keeps = "原文和指纹留存，审计可查；范围内的人看到的是下面的说明。", "Text and fingerprint are kept for the audit; its audience reads this notice.";
    publication_close = "提前结束", "Close it now";
    publication_dispose = "意见都处理了", "All comments are answered";
    publication_archive = "归档", "Archive";
    publication_see_problem = "这个问题", "This problem";
    publication_stale = "在您写的时候，别人保存了这份草稿，您的这一份没有写入。请把下面您写的内容抄出来，刷新后再改。", "While you were writing, somebody else saved this draft; yours was not written. Copy what you wrote below, reload, and go on from there.";
    publication_opened_column = "公布日期", "Published";
}
