//! Texts of gates and of what a campaign leaves behind.

use super::{Lang, T, texts};

impl T {
    /// What a check of a gate asks.
    pub fn gate_check(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("closed_round", Lang::Zh) => "至少有一轮征求意见已经截止",
            ("closed_round", Lang::En) => "At least one round has been closed",
            ("research", Lang::Zh) => "工作调研已经完成",
            ("research", Lang::En) => "The research has been finished",
            ("shortcomings", Lang::Zh) => "每条不足都有改进任务，或者说明了理由",
            ("shortcomings", Lang::En) => "Each shortcoming has a task or a reason why not",
            ("problems_planned", Lang::Zh) => "每个问题都有整改事项，或者有说明",
            ("problems_planned", Lang::En) => "Each problem has rectification items or an explanation",
            ("plan", Lang::Zh) => "整改方案已批准、公布，意见逐条处理，并已定稿",
            ("plan", Lang::En) => "The plan was approved and published, its comments disposed of, and it was laid down",
            ("report_back", Lang::Zh) => "办理情况已向大家通报",
            ("report_back", Lang::En) => "A report-back has been published",
            ("evaluation", Lang::Zh) => "满意度测评的结果已经确认",
            ("evaluation", Lang::En) => "The result of an evaluation has been confirmed",
            ("evaluations_ended", Lang::Zh) => "没有还在进行的测评",
            ("evaluations_ended", Lang::En) => "No evaluation is still running",
            ("meetings", Lang::Zh) => "各部室的专题民主生活会（组织生活会）已经开过",
            ("meetings", Lang::En) => "Each department has held its democratic (or organisational) life meeting",
            ("summary", Lang::Zh) => "活动总结已经定稿",
            ("summary", Lang::En) => "The summary has been laid down",
            ("phases", Lang::Zh) => "各个阶段都已完成",
            ("phases", Lang::En) => "All phases are completed",
            ("rounds_sorted", Lang::Zh) => "征求到的意见条条有去向",
            ("rounds_sorted", Lang::En) => "Each opinion has its fate",
            ("mechanisms", Lang::Zh) => "长效机制清单里至少有一项",
            ("mechanisms", Lang::En) => "The list of lasting mechanisms is not empty",
            ("items_done", Lang::Zh) => "整改事项全部完成，没有完成的有人接着负责",
            ("items_done", Lang::En) => "All items are done, or somebody goes on with those that are not",
            ("rounds_fed_back", Lang::Zh) => "各轮意见的原话和汇总都已反馈",
            ("rounds_fed_back", Lang::En) => "The originals of each round have been fed back",
            ("publications_ended", Lang::Zh) => "公布都已到期，评论逐条处理",
            ("publications_ended", Lang::En) => "All publications have ended and their comments are disposed of",
            ("tasks_ended", Lang::Zh) => "任务都已完成或取消",
            ("tasks_ended", Lang::En) => "All tasks are done or cancelled",
            _ => "—",
        }
    }

    /// What is missing for a check.
    pub fn gate_lacks(&self, code: &str, n: i64) -> String {
        match (code, self.0) {
            ("closed_round", Lang::Zh) => "还没有一轮截止".to_owned(),
            ("closed_round", Lang::En) => "no round has been closed yet".to_owned(),
            ("research", Lang::Zh) => "系统里还没有调研的记录，请办公室说明调研做了什么、结果在哪里".to_owned(),
            ("research", Lang::En) => "no record of research is kept here; the office states what was done".to_owned(),
            ("meetings", Lang::Zh) => "系统里还没有会议的记录，请办公室说明哪些部室在哪天开的会".to_owned(),
            ("meetings", Lang::En) => {
                "no record of these meetings is kept here; the office states who met when".to_owned()
            }
            ("shortcomings", Lang::Zh) => format!("{n} 条不足还没有着落"),
            ("shortcomings", Lang::En) => format!("shortcomings without either: {n}"),
            ("problems_planned", Lang::Zh) => format!("{n} 个问题既没有整改事项，也没有说明"),
            ("problems_planned", Lang::En) => format!("problems without either: {n}"),
            ("plan", Lang::Zh) => "还没有定稿的整改方案".to_owned(),
            ("plan", Lang::En) => "no plan has been laid down".to_owned(),
            ("report_back", Lang::Zh) => "还没有公布过情况通报".to_owned(),
            ("report_back", Lang::En) => "none has been published".to_owned(),
            ("evaluation", Lang::Zh) => "还没有确认过测评结果".to_owned(),
            ("evaluation", Lang::En) => "none has been confirmed".to_owned(),
            ("summary", Lang::Zh) => "总结还没有定稿".to_owned(),
            ("summary", Lang::En) => "it has not been laid down".to_owned(),
            ("mechanisms", Lang::Zh) => "清单还是空的".to_owned(),
            ("mechanisms", Lang::En) => "the list is empty".to_owned(),
            ("evaluations_ended", Lang::Zh) => format!("{n} 次测评还没有结束"),
            ("evaluations_ended", Lang::En) => format!("still running: {n}"),
            ("phases", Lang::Zh) => format!("{n} 个阶段没有完成"),
            ("phases", Lang::En) => format!("not completed: {n}"),
            ("rounds_sorted", Lang::Zh) => format!("{n} 轮意见还没有截止，或者还没有整理完"),
            ("rounds_sorted", Lang::En) => format!("rounds open or not sorted: {n}"),
            ("items_done", Lang::Zh) => format!("{n} 个事项还没有完成"),
            ("items_done", Lang::En) => format!("not done: {n}"),
            ("rounds_fed_back", Lang::Zh) => format!("{n} 轮意见还没有反馈"),
            ("rounds_fed_back", Lang::En) => format!("not fed back: {n}"),
            ("publications_ended", Lang::Zh) => format!("{n} 份公布还没有办结"),
            ("publications_ended", Lang::En) => format!("not ended: {n}"),
            ("tasks_ended", Lang::Zh) => format!("{n} 项任务还没有办完"),
            ("tasks_ended", Lang::En) => format!("not ended: {n}"),
            _ => n.to_string(),
        }
    }

    /// The heading of a gate of the campaign.
    pub fn gate_title(&self, event: &str) -> &'static str {
        match (event, self.0) {
            ("enter_closing", Lang::Zh) => "进入收尾以前",
            ("enter_closing", Lang::En) => "Before closing begins",
            ("close", Lang::Zh) => "结束以前",
            ("close", Lang::En) => "Before the end",
            ("archive", Lang::Zh) => "归档以前",
            ("archive", Lang::En) => "Before the archive",
            _ => "—",
        }
    }

    /// What an event of the end brings with it.
    pub fn gate_hint(&self, event: &str) -> &'static str {
        match (event, self.0) {
            ("enter_closing", Lang::Zh) => "进入收尾以后还能办理整改、公布和测评。这次检查的结果会存下来。",
            ("enter_closing", Lang::En) => {
                "Rectification, publication and evaluation go on. The result of this check is kept."
            }
            ("close", Lang::Zh) => "结束以后，阶段、任务和人员都不能再改；长效机制照常继续。90 天内书记可以重新打开。",
            ("close", Lang::En) => {
                "After the end phases, tasks and people can no longer be changed; mechanisms go on. The secretary may reopen it within 90 days."
            }
            ("archive", Lang::Zh) => "归档时，下面的档案清单连同各份文件的指纹一并存下。归档以后不能再打开。",
            ("archive", Lang::En) => {
                "The list of the record box is kept with the hash of each document. It cannot be reopened after that."
            }
            _ => "",
        }
    }

    /// What was decided at a gate.
    pub fn gate_event(&self, event: &str, of_phase: bool) -> &'static str {
        match (event, of_phase, self.0) {
            ("pass", true, Lang::Zh) => "检查通过",
            ("pass", true, Lang::En) => "Passed",
            ("fail", true, Lang::Zh) => "检查不通过",
            ("fail", true, Lang::En) => "Not passed",
            ("enter_closing", _, Lang::Zh) => "进入收尾",
            ("enter_closing", _, Lang::En) => "Closing began",
            ("close", _, Lang::Zh) => "活动结束",
            ("close", _, Lang::En) => "Closed",
            ("archive", _, Lang::Zh) => "活动归档",
            ("archive", _, Lang::En) => "Archived",
            _ => "—",
        }
    }

    /// What the form for a statement is called.
    pub fn gate_state_again(&self, again: bool, code: &str) -> &'static str {
        match (again, code, self.0) {
            (true, _, Lang::Zh) => "改说明（原来的保留）",
            (true, _, Lang::En) => "State it anew (the old one stays)",
            (false, "phases", Lang::Zh) => "书记说明理由，不等各阶段完成",
            (false, "phases", Lang::En) => "The secretary waives it, with a reason",
            (false, _, Lang::Zh) => "写说明",
            (false, _, Lang::En) => "State it",
        }
    }

    /// What such a statement should say.
    pub fn gate_state_hint(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("items_done", Lang::Zh) => "活动结束以后由谁接着办、什么时候办完、由谁检查。会记名保存。",
            ("items_done", Lang::En) => {
                "Who goes on after the campaign, until when, and who checks. It is kept with your name."
            }
            ("research", Lang::Zh) => "哪些人调研了什么，报告在哪里。会记名保存。",
            ("research", Lang::En) => "Who looked into what, and where the report is. It is kept with your name.",
            ("meetings", Lang::Zh) => "哪些部室、哪一天开的，记录在哪里。会记名保存。",
            ("meetings", Lang::En) => {
                "Which departments met on which day, and where the minutes are. It is kept with your name."
            }
            (_, Lang::Zh) => "会记名保存。",
            (_, Lang::En) => "It is kept with your name.",
        }
    }

    /// What lies in the record box.
    pub fn gate_boxed(&self, kind: &str) -> &'static str {
        match (kind, self.0) {
            ("plan", Lang::Zh) => "整改方案",
            ("plan", Lang::En) => "plan",
            ("publication", Lang::Zh) => "公布的文件",
            ("publication", Lang::En) => "publication",
            ("evaluation", Lang::Zh) => "测评公报",
            ("evaluation", Lang::En) => "bulletin of a vote",
            ("summary", Lang::Zh) => "总结",
            ("summary", Lang::En) => "summary",
            _ => "—",
        }
    }

    /// Where a shortcoming stands.
    pub fn shortcoming_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("open", Lang::Zh) => "还没有着落",
            ("open", Lang::En) => "open",
            ("carried", Lang::Zh) => "已转成任务",
            ("carried", Lang::En) => "carried on as a task",
            ("waived", Lang::Zh) => "说明不办",
            ("waived", Lang::En) => "waived",
            _ => "—",
        }
    }

    /// A kind of mechanism.
    pub fn mechanism_kind(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("rule", Lang::Zh) => "制度完善",
            ("rule", Lang::En) => "rule made or improved",
            ("duty", Lang::Zh) => "经常性责任",
            ("duty", Lang::En) => "duty that recurs",
            ("review", Lang::Zh) => "定期检查",
            ("review", Lang::En) => "review that goes on",
            _ => "—",
        }
    }

    /// A block of the summary.
    pub fn summary_block(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("achievements", Lang::Zh) => "取得的成绩",
            ("achievements", Lang::En) => "Achievements",
            ("experience", Lang::Zh) => "主要经验",
            ("experience", Lang::En) => "Experience",
            ("problems", Lang::Zh) => "存在的问题",
            ("problems", Lang::En) => "Problems",
            ("shortcomings", Lang::Zh) => "不足和下一步打算",
            ("shortcomings", Lang::En) => "Shortcomings and what comes next",
            _ => "—",
        }
    }

    /// A figure that a summary may name.
    pub fn summary_code(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("raw", Lang::Zh) => "意见条数",
            ("raw", Lang::En) => "opinions",
            ("merged", Lang::Zh) => "问题个数",
            ("merged", Lang::En) => "problems",
            ("answered", Lang::Zh) => "直接答复条数",
            ("answered", Lang::En) => "answered directly",
            ("not_adopted", Lang::Zh) => "未采纳条数",
            ("not_adopted", Lang::En) => "not adopted",
            ("done", Lang::Zh) => "已整改完成",
            ("done", Lang::En) => "problems done",
            ("doing", Lang::Zh) => "正在整改",
            ("doing", Lang::En) => "problems under way",
            ("next", Lang::Zh) => "下阶段整改",
            ("next", Lang::En) => "problems of the next stage",
            ("explained", Lang::Zh) => "说明暂不整改",
            ("explained", Lang::En) => "problems explained",
            ("items", Lang::Zh) => "整改事项数",
            ("items", Lang::En) => "items",
            ("items_done", Lang::Zh) => "已完成事项数",
            ("items_done", Lang::En) => "items done",
            ("overdue", Lang::Zh) => "逾期事项数",
            ("overdue", Lang::En) => "items overdue",
            ("eligible", Lang::Zh) => "应参加测评人数",
            ("eligible", Lang::En) => "entitled to vote",
            ("returned", Lang::Zh) => "收回票数",
            ("returned", Lang::En) => "ballots returned",
            ("participation", Lang::Zh) => "参与率",
            ("participation", Lang::En) => "participation",
            ("satisfaction", Lang::Zh) => "满意率",
            ("satisfaction", Lang::En) => "satisfaction",
            ("sentence", Lang::Zh) => "总的一句话",
            ("sentence", Lang::En) => "the sentence",
            _ => "",
        }
    }
}

texts! {
    // Gates
    gate_of_phase = "完成这个阶段要看什么", "What the completion of this phase asks";
    gate_missing = "还缺", "missing";
    gate_well = "已做到", "well";
    gate_stated = "有说明", "stated";
    gate_go = "去办", "Go there";
    gate_said(person, day) = "{person}，{day}", "{person}, {day}";
    gate_state_keep = "存下说明", "Keep the statement";
    gate_shut = "还不能通过，下面几项没有做到。没有写入任何内容", "Not yet: this is missing. Nothing was written";
    gate_results = "检查结果", "Results kept";
    gate_hash = "指纹", "Hash";
    gate_box = "档案清单", "Record box";
    gate_box_text = "已定稿的文件，每份带指纹。原件在各自的页面上，指纹记在审计轨迹里。", "Documents laid down, each with its hash. The originals are on their own pages; the hashes stand in the audit trail.";
    gate_box_title = "文件", "Document";
    gate_box_kind = "种类", "Kind";
    closing_title(short) = "“{short}”主题活动的收尾", "The end of the “{short}” campaign";
    closing_short = "收尾", "The end";
    closing_closed_on = "结束于", "closed on";
    closing_not_yet = "活动启动以后，这里列出收尾要做到的事。", "Once the campaign runs, this page lists what its end asks.";
    closing_follow = "下一个活动", "The next campaign";
    closing_follow_text = "沿用这个活动的阶段和活动，没有改完的不足会记到新活动的第一阶段。", "It begins with the phases and activities of this one; shortcomings left over are recorded in its first phase.";
    closing_follow_go = "按这个活动新建", "Create one from this";

    // Shortcomings
    shortcomings_title = "不足", "Shortcomings";
    shortcomings_sub = "每个阶段发现的不足，都要转成下一步的改进任务，或者由书记说明理由，阶段才能完成。", "Each shortcoming of a phase becomes a task, or the secretary says why not, before the phase is completed.";
    shortcomings_none = "还没有登记不足", "No shortcoming recorded";
    shortcomings_none_text = "总结一个阶段时，把没有做好的写在这里，由谁负责改进。", "When a phase is summed up, write down here what was lacking, and who answers for it.";
    shortcoming_add = "登记一条不足", "Record a shortcoming";
    shortcoming_text = "哪里不足", "What is lacking";
    shortcoming_phase = "哪个阶段", "Phase";
    shortcoming_owner = "责任人", "Owner";
    shortcoming_owner_hint = "写姓名；有重名的写工号。", "The name, or the staff number where two have the same name.";
    shortcoming_line(phase, owner, day) = "{phase} · 责任人 {owner} · {day} 登记", "{phase} · {owner} · recorded {day}";
    shortcoming_from = "上一个活动留下的", "left over from the campaign before";
    shortcoming_carry = "转成改进任务", "Carry on as a task";
    shortcoming_waive = "说明不办（书记）", "Waive it (secretary)";
    shortcoming_waived(why) = "不办的理由：{why}", "Waived: {why}";
    shortcoming_reopen = "重新处理", "Take it up again";
    shortcoming_task = "改进任务", "Task";
    task_title_label = "任务", "Task";

    // Mechanisms
    mechanisms_title = "长效机制", "Lasting mechanisms";
    mechanisms_sub = "活动结束以后还管用的：完善了哪些制度，哪些责任经常履行，哪些事定期检查。活动结束前清单不能空着。", "What lasts after the campaign: rules improved, duties that recur, reviews that go on. The list must not be empty at the end.";
    mechanisms_none = "清单还是空的", "The list is empty";
    mechanisms_none_text = "整改里管用的做法，在这里固定下来：由哪个部门、谁负责，多久检查一次。", "Put down what worked: which unit and who answer for it, how often it is looked at.";
    mechanism_add = "加一项机制", "Add a mechanism";
    mechanism_edit = "修改", "Edit";
    mechanism_kind_label = "种类", "Kind";
    mechanism_title_label = "名称", "Title";
    mechanism_text_label = "怎么做", "How it works";
    mechanism_unit = "责任部门", "Unit";
    mechanism_owner = "责任人", "Owner";
    mechanism_problem = "防止哪个问题再出现", "Keeps which problem from coming back";
    mechanism_problem_none = "不对应哪一个", "none";
    mechanism_starts = "从哪天起", "From";
    mechanism_months = "每隔几个月", "Every so many months";
    mechanism_months_hint = "经常性责任和定期检查要填，1 至 60；制度完善不填。", "For duties and reviews, 1 to 60; empty for a rule.";
    mechanism_line(kind, unit, owner) = "{kind} · {unit} · {owner}", "{kind} · {unit} · {owner}";
    mechanism_next = "下次", "Next";
    mechanism_every(n) = "每 {n} 个月一次", "every {n} months";
    mechanism_ended(why) = "已停止：{why}", "Ended: {why}";
    mechanism_end = "停止执行", "End it";
    mechanism_review = "登记这次的情况", "Record this time";
    mechanism_finding = "情况", "What was found";
    mechanism_held = "哪天", "On";
    mechanism_reviews = "历次情况", "So far";
    mechanism_review_line(due, person) = "应在 {due} · {person}", "due {due} · {person}";

    // Summary
    summary_title = "活动总结", "Summary";
    summary_sub = "四个部分：成绩、经验、问题、不足。数字由系统按定稿当天的记录填入，不能手写。", "Four blocks: achievements, experience, problems, shortcomings. Figures are put in from the records of the day it is laid down.";
    summary_none = "还没有总结", "No summary yet";
    summary_none_text = "办公室起草，书记定稿。定稿以后全文不能再改，指纹记入审计轨迹。", "The office writes it, the secretary lays it down. After that the text cannot change; its hash stands in the trail.";
    summary_begin = "起草总结", "Begin the summary";
    summary_default(short) = "“{short}”主题活动总结", "Summary of the “{short}” campaign";
    summary_version(n) = "第 {n} 版", "Version {n}";
    summary_draft = "草稿", "draft";
    summary_frozen(day, who) = "{day} 由{who}定稿", "laid down on {day} by {who}";
    summary_write = "写总结", "Write";
    summary_freeze = "定稿", "Lay it down";
    summary_freeze_hint = "定稿以后不能再改；花括号里的数字按今天的记录填入。", "It cannot be changed after that; the figures in braces are those of today.";
    summary_revise = "修订（新版）", "Revise (new version)";
    summary_revised(why) = "修订的理由：{why}", "Revised because: {why}";
    summary_publish = "拿去公布", "Publish it";
    summary_publish_hint = "先生成一份公布的草稿，在那里选范围。", "Makes a draft of a publication; its audience is chosen there.";
    summary_docx = "下载公文（.docx）", "Document (.docx)";
    summary_text = "原文（.json）", "The text (.json)";
    summary_seal = "全文已定稿，指纹", "Laid down, hash";
    summary_codes = "可以写进正文的数字", "Figures that may stand in the text";
    summary_codes_hint = "写成花括号加名称，例如 {意见条数}；保存时核对名称，定稿时填入当天的数字。", "Write the name in braces, like {opinions}; names are checked when saved, figures put in when laid down.";
    summary_code_name = "名称", "Name";
    summary_code_now = "今天", "Today";
    summary_others = "其他版本", "Other versions";
    summary_blank = "这一部分还没有写。", "Not written yet.";
}
