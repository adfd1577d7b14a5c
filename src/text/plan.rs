//! Texts of `plan`.

use super::{Lang, T, texts};

impl T {
    /// Where a version stands.
    pub fn plan_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("draft", Lang::Zh) => "起草",
            ("draft", Lang::En) => "draft",
            ("review", Lang::Zh) => "报批",
            ("review", Lang::En) => "under review",
            ("approved", Lang::Zh) => "已批准",
            ("approved", Lang::En) => "approved",
            ("published", Lang::Zh) => "公布征求意见",
            ("published", Lang::En) => "out for comments",
            ("comments_closed", Lang::Zh) => "修改完善",
            ("comments_closed", Lang::En) => "being revised",
            ("final", Lang::Zh) => "定稿",
            ("final", Lang::En) => "final",
            _ => "—",
        }
    }

    /// A part of the plan.
    pub fn plan_part(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("rectify", Lang::Zh) => "整改方案",
            ("rectify", Lang::En) => "Rectification",
            ("special", Lang::Zh) => "专项整治方案",
            ("special", Lang::En) => "Special clean-up",
            ("system", Lang::Zh) => "制度建设计划",
            ("system", Lang::En) => "Regulations to be made",
            _ => "—",
        }
    }

    /// In one part or in three.
    pub fn plan_parts_word(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("three_parts", Lang::Zh) => "分三个部分",
            ("three_parts", Lang::En) => "in three parts",
            (_, Lang::Zh) => "不分部分",
            (_, Lang::En) => "in one part",
        }
    }

    /// What a field is called where two versions are compared.
    pub fn plan_field(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("title", _) => self.publication_title(),
            ("preface", _) => self.plan_preface(),
            ("general", _) => self.plan_general(),
            ("safeguards", _) => self.plan_safeguards(),
            ("parts", Lang::Zh) => "结构",
            ("parts", Lang::En) => "Structure",
            ("part", _) => self.plan_which_part(),
            ("problem", _) => self.item_col_problem(),
            ("kind", _) => self.item_col_kind(),
            ("requirement", _) => self.item_requirement(),
            ("due_on", _) => self.item_col_due(),
            ("review_months", Lang::Zh) => "复查周期（月）",
            ("review_months", Lang::En) => "Months between reviews",
            ("lead_cadre", _) => self.item_col_lead_cadre(),
            ("lead_unit", _) => self.item_col_lead_unit(),
            ("owner", _) => self.item_col_owner(),
            ("measures", _) => self.item_col_measures(),
            _ => "—",
        }
    }

    /// The deadline of an item, with its year: a plan is read for long.
    pub fn plan_due(&self, due_on: &Option<String>, review_months: &Option<i64>) -> String {
        let day = due_on.as_deref().and_then(|day| day.parse().ok()).map(|day| self.full_day(&day));
        match (review_months, day) {
            (Some(months), _) => self.item_every_months(months),
            (None, Some(day)) => day,
            (None, None) => "—".to_owned(),
        }
    }

    /// What has just been done.
    pub fn plan_done(&self, verb: &str) -> &'static str {
        match (verb, self.0) {
            ("save", Lang::Zh) => "已保存",
            ("save", Lang::En) => "Saved",
            ("submit", Lang::Zh) => "已报批，等书记决定",
            ("submit", Lang::En) => "Submitted; the secretary decides",
            ("approve", Lang::Zh) => "已批准，列入的事项同时批准",
            ("approve", Lang::En) => "Approved, and its items with it",
            ("return", Lang::Zh) => "已退回修改",
            ("return", Lang::En) => "Returned to be changed",
            ("finalise", Lang::Zh) => "已定稿",
            ("finalise", Lang::En) => "It is final",
            ("amend", Lang::Zh) => "新的一版已经建好，请修改后报批",
            ("amend", Lang::En) => "The next version is begun; change it and submit it",
            _ => "",
        }
    }
}

texts! {
    plan_title = "整改方案", "Rectification plan";
    plan_sub = "改什么、怎样改、何时改完、谁负责；公布、听取意见以后定稿。", "What is rectified, how, by when and by whom; final after it was published and commented on.";
    plan_none = "还没有整改方案", "There is no plan yet";
    plan_none_text = "整改事项写好以后，由工作小组办公室汇成方案，报书记批准，再公布听取意见。", "Once items are written, the office gathers them into a plan; the secretary approves it and it is published for comments.";
    plan_row(campaign, no, approved) = "{campaign} · 第 {no} 版 · 批准 {approved}", "{campaign} · version {no} · approved {approved}";
    plan_begin = "起草整改方案", "Begin a plan";
    plan_begin_hint = "已有内容和要求的整改事项会先列进去。", "Items that have their problem and requirement are put in to begin with.";
    plan_version(no) = "第 {no} 版", "Version {no}";
    plan_head(campaign, no, state) = "{campaign} · 第 {no} 版 · {state}", "{campaign} · version {no} · {state}";
    plan_edit = "修改", "Edit";
    plan_edit_title(no) = "修改第 {no} 版", "Edit version {no}";
    plan_diff = "与上一版比较", "Compare with the version before";
    plan_compare = "比较", "Compare";
    plan_others = "其他版本", "Other versions";
    plan_returned = "被退回修改", "Returned to be changed";
    plan_amended_why = "修订理由", "Why it was amended";
    plan_publication = "公布页", "What was published";
    plan_submit = "报批", "Submit";
    plan_submit_hint = "报批前要有一轮征求意见已经截止；每个事项的要求、时限、责任人、牵头领导、主办部门、措施和完成标志缺一不可。", "A collection round must be closed; each item needs requirement, deadline, owner, lead cadre, lead department, and measures with criteria.";
    plan_approve = "批准", "Approve";
    plan_approve_hint = "批准后，列入的草拟事项同时批准，时限开始计算。以后要改，须经修订。", "The drafted items are approved with it and their deadlines count. Later changes take an amendment.";
    plan_publish = "准备公布", "Prepare its publication";
    plan_publish_hint = "下一步选定范围和期限（至少 5 个工作日），书记批准后公布，听取意见。", "Next: choose the audience and the period (at least 5 working days); it goes out once the secretary approves.";
    plan_finalise = "定稿", "Make it final";
    plan_finalise_hint = "公布后收到的意见全部处理以后才能定稿。定稿的全文带指纹，不能再改。", "Every comment must have its disposition first. The final text carries a fingerprint and cannot be changed.";
    plan_return = "退回修改", "Return it";
    plan_amend = "修订，另起新的一版", "Amend it: begin the next version";
    plan_reason = "理由", "Reason";
    plan_preface = "前言", "Preface";
    plan_preface_hint = "为什么制订、依据什么。", "Why it is made and what it rests on.";
    plan_general = "总体要求", "General requirements";
    plan_general_hint = "指导思想、目标、原则。", "Aims and principles.";
    plan_safeguards = "保障措施", "Safeguards";
    plan_safeguards_hint = "组织领导、责任落实、督促检查。", "Leadership, responsibility, supervision.";
    plan_contents = "整改内容及措施", "What is rectified, and how";
    plan_three_parts = "分成三个部分：整改方案、专项整治方案、制度建设计划", "In three parts: rectification, special clean-up, regulations to be made";
    plan_three_parts_hint = "不勾选就是一个部分。", "Otherwise it is in one part.";
    plan_which_part = "所属部分", "Part";
    plan_items_hint = "勾选的列入方案。已批准的事项，要求和时限在这里改，方案批准后生效；措施和责任人在台账里看。", "Ticked ones are in it. Requirement and deadline of approved items are changed here and hold once the plan is approved.";
    plan_items_none = "还没有整改事项", "There are no items yet";
    plan_items_none_text = "先在台账里把问题写成整改事项。", "Write items in the ledger first.";
    plan_include = "列入方案", "In the plan";
    plan_criterion(text) = "完成标志：{text}", "Done when: {text}";
    plan_carried = "随公布的整改方案（不能在这里改）", "The plan that is published (not changed here)";
    plan_diff_title(before, after) = "第 {before} 版与第 {after} 版", "Version {before} and version {after}";
    plan_diff_sub(added, removed, changed) = "新增 {added} 项，去掉 {removed} 项，改动 {changed} 项", "{added} added, {removed} taken out, {changed} changed";
    plan_diff_texts = "文字", "Texts";
    plan_added = "新增的事项", "Added items";
    plan_removed = "去掉的事项", "Items taken out";
    plan_changed = "改动的事项", "Changed items";
    plan_was = "原来", "Before";
    plan_is = "现在", "Now";
    plan_same = "两版没有差别。", "The two versions say the same.";
    todo_plan_review(title) = "审批整改方案：{title}", "Decide on the plan: {title}";
    todo_plan_finalise(title) = "整改方案定稿：{title}", "Make the plan final: {title}";
    todo_plan_publish(title) = "公布整改方案：{title}", "Publish the plan: {title}";
    todo_comments(title) = "处理意见：{title}", "Answer comments: {title}";
    todo_comments_note(waiting) = "{waiting} 条待处理", "{waiting} waiting";
    todo_comments_settle = "意见都处理了，可以办结", "All are answered; it can be settled";
}
