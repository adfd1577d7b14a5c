//! Texts of `document`: the register of official documents, and the words that stand in them.

use super::{Lang, T, texts};

texts! {
    papers_title = "公文", "Documents";
    papers_sub = "按机关代字、年份和种类编号，不跳号、不重号。作废的也留着。", "Numbered by organ, year and kind, without gaps; void ones stay.";
    papers_none = "还没有公文", "No document yet";
    papers_none_text = "方案定稿、通报公布、总结定稿以后，可以在这里编上文号，做成公文格式。", "What was laid down or published elsewhere gets its number and its official form here.";
    paper_kind_label = "种类", "Kind";
    paper_number_label = "发文字号", "Number";
    paper_day = "成文日期", "Date";
    paper_holds = "有效", "in force";
    paper_void_word = "已作废", "void";
    paper_void_on(day) = "{day}作废", "void since {day}";
    paper_void = "作废", "Make void";
    paper_void_text = "作废以后文号和全文仍留在登记里，文号不再给别的公文。", "Its number and text stay in the register; the number is not given again.";
    paper_new = "拟一份公文", "New document";
    paper_new_text = "先下载草稿看版式，再定稿编号。", "Look at the draft first, then lay it down.";
    paper_no_source = "还没有可以用的内容", "Nothing to make it from yet";
    paper_organ_hint = "例如“机党通”。同一年里，一个代字只给一种公文用。文号由系统接着编。", "Letters only. In one year, one code serves one kind; the serial is counted on.";
    paper_addressee_hint = "不写就没有主送机关。", "Left empty: no addressee.";
    paper_byline_hint = "标题下面的一行一行，例如讲话人和日期、出席和缺席。", "Lines under the title: speaker and date, or who was present.";
    paper_copies_hint = "一行一个，可不填。", "One a line; may stay empty.";
    paper_promise = "定稿以后不能改", "Laid down, it cannot be changed";
    paper_promise_text = "文号、全文和数字一起定稿，留下校验码。写错了只能作废，再发一份新的。", "Number, text and figures are kept with a hash. What is wrong can only be made void and issued anew.";
    paper_preview = "下载草稿看看（.docx）", "Download the draft (.docx)";
    paper_issue = "定稿并编号", "Lay down and number";
    paper_draft_file(title) = "草稿 {title}", "Draft {title}";
    paper_draft_note = "草稿，没有编号", "draft, not numbered";
    paper_number_open(organ, year) = "{organ}〔{year}〕　号", "{organ}〔{year}〕　号";
    paper_minutes_mark(host) = "{host}会议纪要", "{host}会议纪要";
    paper_to(unit, owner) = "{unit}{owner}同志", "{owner}, {unit}";
    paper_matter = "提醒事项", "Matter";
    paper_basis = "依据", "Basis";
    paper_basis_item(no) = "整改台账 {no}", "ledger item {no}";
    paper_due = "完成时限", "Deadline";
    paper_requirement = "要求", "Requirement";
    paper_receipt = "回执", "Receipt";
    paper_receipt_text(day) = "请于{day}前签收并书面回复办理情况。", "Please acknowledge and answer in writing by {day}.";
    paper_overall = "征求意见总体情况", "Overview";
    paper_overall_text(points, problems, done, doing, next) = "本次通报{problems}个问题，来自{points}条意见，其中已整改完成{done}个，正在整改{doing}个，下阶段整改{next}个。", "{problems} problems from {points} opinions: {done} rectified, {doing} in progress, {next} next stage.";
    paper_held = "组织情况", "How it was held";
    paper_held_text(name, eligible, issued, returned, rate) = "{name}：应参加{eligible}人，发出{issued}张，收回{returned}张，回收率{rate}。", "{name}: {eligible} eligible, {issued} issued, {returned} returned ({rate}).";
    paper_results = "测评结果", "Results";
    paper_withheld = "收回的票太少，为保护投票人，各项结果不公布。", "Too few ballots came back; to protect the voters no result is given.";
    paper_col_item = "项目", "Item";
    paper_col_valid = "有效票", "Valid";
    paper_col_rate = "满意和基本满意率", "Satisfied or basically";
    paper_preface(host, slogan, short) = "按照上级党组织的统一部署和要求，结合实际，{host}开展以“{slogan}”为主要内容的“{short}”主题活动，特制定本方案。", "{host} holds the “{short}” campaign: {slogan}.";
    paper_general = "总体要求", "General requirements";
    paper_steps = "方法步骤", "Steps";
    paper_steps_text(from, to) = "活动从{from}开始，到{to}结束，分阶段进行。", "From {from} to {to}, in phases.";
    paper_organisation = "组织领导", "Organisation";
    paper_organisation_text(n) = "主题活动工作小组负责组织实施。{n}项任务都落实到责任人，见附件。", "The working group is in charge. Each of {n} tasks has one accountable person; see the annex.";
    paper_breakdown = "任务分解表", "Breakdown of tasks";
    paper_col_task = "任务", "Task";
    paper_col_deliverable = "预期成果", "Deliverable";
    document_measure(n) = "整改措施{n}", "Measure {n}";
    document_in_brackets(text) = "（{text}）", " ({text})";
}

impl T {
    /// What a kind of document is called.
    pub fn paper_kind(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("implementation", Lang::Zh) => "实施方案",
            ("implementation", Lang::En) => "Implementation plan",
            ("notice", Lang::Zh) => "通知",
            ("notice", Lang::En) => "Notice",
            ("reminder", Lang::Zh) => "工作提醒",
            ("reminder", Lang::En) => "Work reminder",
            ("rectification", Lang::Zh) => "整改方案",
            ("rectification", Lang::En) => "Rectification plan",
            ("report_back", Lang::Zh) => "情况通报",
            ("report_back", Lang::En) => "Report-back",
            ("evaluation", Lang::Zh) => "测评情况报告",
            ("evaluation", Lang::En) => "Evaluation report",
            ("summary", Lang::Zh) => "总结报告",
            ("summary", Lang::En) => "Summary",
            ("minutes", Lang::Zh) => "会议纪要",
            ("minutes", Lang::En) => "Minutes",
            (_, Lang::Zh) => "讲话稿",
            (_, Lang::En) => "Speech",
        }
    }

    /// What it is made from.
    pub fn paper_made_from(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("implementation", Lang::Zh) => "由活动的阶段、安排和任务生成。",
            ("implementation", Lang::En) => "Made from the campaign's phases, activities and tasks.",
            ("reminder", Lang::Zh) => "由一张督办单生成。",
            ("reminder", Lang::En) => "Made from a supervision slip.",
            ("rectification", Lang::Zh) => "由定稿的整改方案生成，附整改台账。",
            ("rectification", Lang::En) => "Made from a plan that was laid down, with its ledger attached.",
            ("report_back", Lang::Zh) => "由已经公布的情况通报生成，数字和公布的全文一致。",
            ("report_back", Lang::En) => "Made from a report-back that is out, with its figures.",
            ("evaluation", Lang::Zh) => "由最近一次公布的满意度测评结果生成。",
            ("evaluation", Lang::En) => "Made from the evaluation that was published last.",
            ("summary", Lang::Zh) => "由定稿的总结生成。",
            ("summary", Lang::En) => "Made from a summary that was laid down.",
            (_, Lang::Zh) => "在这里写。",
            (_, Lang::En) => "Written here.",
        }
    }

    /// The organ's code to begin with.
    pub fn paper_organ(&self, code: &str) -> std::borrow::Cow<'static, str> {
        match code {
            "implementation" => "机党发",
            "notice" => "机党通",
            "reminder" => "机党提",
            "rectification" => "机党整",
            "report_back" => "机党报",
            "evaluation" => "机党评",
            "summary" => "机党总",
            "minutes" => "机党纪",
            _ => "机党讲",
        }
        .into()
    }

    /// A title to begin with.
    pub fn paper_title(&self, code: &str, campaign: &str) -> String {
        format!("“{campaign}”主题活动{}", self.paper_kind(code))
    }

    /// How the text is written.
    pub fn paper_body_hint(&self, written: bool) -> &'static str {
        match (written, self.0) {
            (true, Lang::Zh) => {
                "一行一段。以“一、”“（一）”“1.”开头的短行排成标题；第一行以全角冒号结尾的，作为主送或称谓。"
            }
            (true, Lang::En) => {
                "A line is a paragraph. Short lines with a level's mark become headings; a first line that ends in a full-width colon is whom it greets."
            }
            (false, Lang::Zh) => "加在生成的内容后面的话，可不填。",
            (false, Lang::En) => "What is added behind the generated text; may stay empty.",
        }
    }

    /// From which month to which.
    pub fn paper_months(&self, from: i64, to: i64) -> String {
        match self.0 {
            Lang::Zh if from == to => format!("{from}月"),
            Lang::Zh => format!("{from}月至{to}月"),
            Lang::En => format!("months {from} to {to}"),
        }
    }
}
