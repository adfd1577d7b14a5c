//! Texts of `rectification`.

use super::{Lang, T, texts};

texts! {
    item_ledger = "整改台账", "Rectification ledger";
    item_ledger_sub(items) = "{items} 个事项", "{items} items";
    item_ledger_of(name, year) = "{name} · {year} 年", "{name} · {year}";
    item_all_campaigns = "全部活动", "All campaigns";
    item_new = "列为整改事项", "New item";
    item_edit = "改事项", "Edit the item";
    item_print = "印台账", "Print the ledger";
    item_print_hint = "一页最多 50 个事项，逐页印。", "A page holds at most 50 items; print page by page.";
    item_caption(n, order) = "共 {n} 个事项，按{order}排列", "{n} items by {order}";
    item_by_no = "编号", "number";
    item_by_due = "时限", "deadline";
    measures_title = "全部措施", "All measures";
    measures_sub(n) = "{n} 项措施，不含并入其他事项的", "{n} measures, without those of items merged into another";
    measures_none = "没有措施。", "No measures.";
    item_by_done = "完成时间", "day done";
    item_group_by = "归类看", "Group by";
    item_group_none = "不归类", "not grouped";
    item_grouped(by) = "按{by}归类", "By {by}";
    item_group_all = "事项", "Items";
    item_group_done = "已完成", "Done";
    item_group_no_lamp = "没有灯", "no lamp";
    item_group_no_dept = "还没有责任部门", "no department yet";
    item_group_no_line = "不属于任何条线", "in no line";
    item_group_line_note = "一个部门牵头几个条线时，它的事项在每个条线里都数一次。", "An item of a department that leads several lines is counted in each of them.";
    item_columns = "显示哪些栏", "Columns";
    item_views = "常看的：", "Views:";
    item_view_by(who) = "（{who} 共用）", "(shared by {who})";
    item_view_shared = "（已共用）", "(shared)";
    item_view_save = "保存现在的筛选，以后一点就到", "Save this view";
    item_view_hint = "保存的是筛选、排序、归类和显示的栏，不是行。以后打开时按当时的台账重新数。同名的会被替换。", "What is kept are filters, order, grouping and columns, not the rows: opening it counts anew. A view of the same name is replaced.";
    item_view_name = "名称", "Name";
    item_view_share = "给办公室共用", "Share with the office";
    item_view_share_hint = "工作小组办公室和书记会在台账上看到这个名称。每个人打开后只看到自己有权看的事项。", "The campaign office and the secretary see its name on the ledger. Each sees the items that he may see.";
    item_view_keep = "保存", "Save";
    item_view_remove(name) = "删去“{name}”", "Remove “{name}”";
    item_columns_all = "看全部 21 栏", "All 21 columns";
    item_columns_short = "只看要点", "Essentials only";
    item_tabs = "情况", "Standing";
    item_overdue = "逾期", "Overdue";
    item_due_soon = "快到期", "Due soon";
    item_lamp = "灯", "Lamp";
    item_empty_title = "还没有整改事项", "No items yet";
    item_empty = "整改事项从归并好的问题来：书记确认问题以后，由工作小组办公室写明要求、时限和责任人。", "Items come from merged problems: once the secretary has confirmed one, the campaign office writes requirement, deadline and owner.";
    item_none_fit = "没有符合条件的事项。", "No item fits.";
    item_clear = "清除", "Clear";
    item_range(n) = "共 {n} 个事项，每页 50 个", "{n} items, 50 a page";
    item_pager = "翻页", "Pages";

    item_col_seq = "序号", "No.";
    item_col_no = "整改编号", "Item number";
    item_col_source = "问题来源", "Source";
    item_col_problem = "存在问题", "Problem";
    item_col_points = "意见", "Points";
    item_col_category = "类别", "Category";
    item_col_cause = "原因分析", "Cause";
    item_col_kind = "整改类型", "Kind";
    item_col_requirement = "整改目标、要求", "Requirement";
    item_col_measures = "整改措施", "Measures";
    item_col_lead_cadre = "责任领导", "Lead cadre";
    item_col_lead_unit = "责任部门", "Department";
    item_col_owner = "责任人", "Owner";
    item_col_due = "整改时限", "Deadline";
    item_col_progress = "进展情况", "Progress";
    item_col_state = "完成情况", "State";
    item_col_evidence = "佐证材料", "Evidence";
    item_col_lamp = "灯色", "Lamp";
    item_col_done = "完成时间", "Done on";
    item_col_closure = "销号意见", "Close-out";
    item_col_feedback = "群众评价", "Ratings";
    item_col_note = "备注", "Note";
    item_assisting(names) = "协办 {names}", "with {names}";
    item_assist_mark(name) = "{name}（协办）", "{name} (assists)";
    item_lead_mark(name) = "{name}（主办）", "{name} (leads)";
    item_person_of(name, unit) = "{name}（{unit}）", "{name} ({unit})";
    item_list_comma = "、", ", ";
    item_original_due(day) = "原定 {day}", "originally {day}";
    item_next_review(day) = "下次复查 {day}", "next review {day}";
    item_every_months(n) = "每 {n} 个月复查一次", "reviewed every {n} months";
    item_percent(n) = "{n}%", "{n} %";
    item_files(n) = "{n} 份", "{n}";
    item_files_heading(n) = "佐证材料 {n} 份", "Evidence: {n}";
    item_measures_heading(n) = "措施 {n} 项", "Measures: {n}";
    item_from_points(n) = "{n} 条意见", "{n} points";
    item_from = "来自", "From";

    item_stamp = "已销号", "Closed";
    item_late = "逾期完成", "closed late";
    item_period_done = "本周期已落实", "done for this period";
    item_left(n) = "还剩 {n} 个工作日", "{n} working days left";
    item_over(n) = "逾期 {n} 个工作日", "{n} working days over";
    item_today = "今天到期", "due today";
    item_day_off = "时限已到，今天休息", "due, today is a day off";
    item_waiting = "未启动", "not started";
    item_stopped = "中止", "suspended";

    item_requirement_and_duty = "要求与责任", "Requirement and duty";
    item_requirement = "整改要求", "Requirement";
    item_due = "整改时限", "Deadline";
    item_owner = "责任人", "Owner";
    item_units = "责任部门", "Departments";
    item_lead = "牵头领导", "Lead cadre";
    item_cause = "原因分析", "Cause";
    item_note = "备注", "Note";
    item_start_on = "开始日期", "Start";
    item_closed_on(day) = "{day}销号", "closed {day}";
    item_not_written = "还没写", "not written yet";
    item_category = "类别", "Category";
    item_source = "问题来源", "Source";
    item_kind = "整改类型", "Kind";
    item_taken_over = "已并入", "Taken over by";

    item_measure = "措施", "Measure";
    item_criterion = "完成标志", "Criterion";
    item_node = "节点", "Due by";
    item_standing = "情况", "Standing";
    item_done = "已完成", "done";
    item_open = "未完成", "open";
    item_no_measures = "还没有措施。措施要具体，完成标志要看得见、查得到。", "No measures yet. A measure is concrete and its criterion can be checked.";
    item_add_measure = "加一项措施", "Add a measure";
    item_change = "改", "Change";
    item_remove = "删去", "Remove";
    item_finish_measure = "完成了", "Done";
    item_correct_result = "改结果", "Correct the result";
    item_result = "结果，对着完成标志写", "Result against the criterion";
    item_done_on = "完成日期", "Done on";

    item_progress = "进展", "Progress";
    item_log_more = "再记一笔", "Add progress";
    item_log_hint = "写做了什么、到什么程度。记下后不能改，可以再补。", "What was done and how far it is. It cannot be changed afterwards, only added to.";
    item_log_percent = "完成百分比", "Per cent done";
    item_log = "记下", "Add";
    item_no_progress = "还没有进展。", "No progress yet.";
    item_said_apply = "申请销号。", "applied for the close-out.";
    item_said_agree(step) = "{step}：同意。", "{step}: agreed.";
    item_said_return(step) = "{step}，退回：", "{step}, returned: ";
    item_said_keep = "回头看：仍然有效。", "looked back: it holds.";
    item_said_rebound = "回头看：问题反弹，重新整改。", "looked back: the problem is back, reopened.";
    item_said_extend(day) = "申请延期到 {day}：", "asked for more time until {day}: ";
    item_said_granted(day) = "同意延期到 {day}。", "granted more time until {day}.";
    item_said_refused = "不同意延期：", "refused more time: ";

    item_add_file = "再交一份", "Add a file";
    item_add_file_hint = "照片里请不要拍到人脸和工牌。每份不超过 20 MB，收 PDF、图片、Word、Excel、ZIP、纯文本。", "Please no faces or badges in pictures. At most 20 MB each; PDF, pictures, Word, Excel, ZIP, plain text.";
    item_hand_in = "交上", "Hand in";
    item_add_link = "或者给一个链接", "Or give a link";
    item_link = "链接", "Link";
    item_link_name = "名称", "Name";
    item_no_evidence = "还没有佐证材料。销号至少要一份。", "No evidence yet. The close-out needs at least one piece.";

    item_extension = "延期", "More time";
    item_no_extension_immediate = "立行立改的事项不能延期。", "An immediate item has no extension.";
    item_no_extension_long = "长期坚持的事项没有截止日，不需要延期。", "A long-term item has no end date.";
    item_extension_until(day) = "时限当天（{day}）还可以申请，过了就不能。最多两次。", "It can be asked for until the deadline itself ({day}), not after; at most twice.";
    item_extension_over = "时限已过，不能再申请延期。", "The deadline has passed; more time can no longer be asked for.";
    item_extension_used = "已经延期两次。", "More time was granted twice already.";
    item_ask_extension = "申请延期", "Ask for more time";
    item_new_due = "新时限", "New deadline";
    item_extension_reason = "理由", "Reason";
    item_extension_pending(who, day) = "{who}申请延期到 {day}，等牵头领导审批。", "{who} asked for more time until {day}; the lead cadre decides.";
    item_extension_granted(day) = "已延期到 {day}。", "Extended until {day}.";
    item_extension_refused(day) = "没有同意延期到 {day}。", "More time until {day} was refused.";
    item_no_extension_yet = "没有延期过。", "Never extended.";
    item_grant = "同意", "Grant";
    item_refuse = "不同意", "Refuse";
    item_decision_reason = "不同意时写明理由", "Reason, when refused";

    item_trail = "来龙去脉", "The whole way";
    item_trail_link = "从原话到公布，看全程", "From the original words to the publication";

    item_close = "销号", "Close-out";
    item_apply_close = "申请销号", "Apply for the close-out";
    item_hint_measures(n) = "还有 {n} 项措施没有完成。", "{n} measures are not done.";
    item_hint_evidence = "还缺佐证材料。", "Evidence is missing.";
    item_approve = "批准立项", "Approve the item";
    item_approve_hint = "批准后时限开始计算，事项不能再改。", "From the approval on the deadline counts and the item can no longer be changed.";
    item_start = "开始整改", "Begin";
    item_restart = "重新开始整改", "Begin again";
    item_review = "签署意见", "Give your decision";
    item_returned(who, day) = "{who} {day}退回", "{who} returned it on {day}";
    item_more_acts = "书记还可以", "The secretary may also";
    item_suspend = "中止", "Suspend";
    item_suspend_hint = "中止期间不算逾期，也不算完成。", "While suspended it is neither late nor done.";
    item_resume = "恢复整改", "Resume";
    item_resume_hint = "时限顺延中止的天数，最多到活动结束。", "The deadline moves by the days it stood still, at most to the end of the campaign.";
    item_supersede = "并入别的事项", "Take over by another item";
    item_supersede_into = "并入哪个编号", "Number of the other item";
    item_supersede_hint = "并入后这一项不再办理，编号不再使用，不能恢复。", "This item is then no longer worked on, its number never used again; it cannot be undone.";
    item_look_back = "回头看", "Look back";
    item_look_back_hint = "写看到了什么。反弹的要写明理由，事项会重新打开。", "Write what you found. If the problem is back, say why; the item is reopened.";
    item_look_back_due(day) = "{day}前回头看。", "Look back before {day}.";
    item_keep = "仍然有效", "It holds";
    item_rebound = "反弹，重新整改", "It is back: reopen";
    item_cycle = "本周期复查", "Review of the period";
    item_cycle_hint = "凭本周期的佐证材料接受，或退回并写明理由。", "Accept on this period's evidence, or return it with a reason.";
    item_accept = "接受", "Accept";
    item_return = "退回", "Return";

    item_step_apply = "责任人申请", "Owner applies";
    item_step_dept = "部门初审", "Department";
    item_step_lead = "领导审核", "Lead cadre";
    item_step_final = "批准销号", "Secretary";
    item_waiting_for(who) = "等待 {who}", "waiting for {who}";
    item_until(day) = "请在 {day}前", "please before {day}";
    item_by_on(who, day) = "{who} · {day}", "{who} · {day}";
    item_secretary = "书记", "the secretary";
    item_dept_head = "部门负责人", "the head of the department";

    item_apply_next = "接下来谁看", "Who reads it next";
    item_apply_next_text(dept, lead) = "{dept}初审（2 个工作日），{lead}审核（3 个工作日），书记批准（2 个工作日）。每一步都是另一个人。", "{dept} (2 working days), {lead} (3 working days), then the secretary (2 working days). Each is another person.";
    item_apply_each = "对着完成标志，逐项说", "Measure by measure, against its criterion";
    item_apply_criterion(text) = "完成标志：{text}", "Criterion: {text}";
    item_apply_proofs = "凭哪些佐证", "On which evidence";
    item_apply_proofs_hint = "至少一份。", "At least one.";
    item_apply_left = "还没做到的", "What is left";
    item_applied(who, day) = "{who} {day}申请", "{who} applied on {day}";
    item_application = "申请里说的", "What the application says";
    item_read_points(n) = "看 {n} 条群众原话", "Read the {n} original points";
    item_your_opinion = "您的意见", "Your decision";
    item_agree = "同意", "Agree";
    item_agree_dept(who) = "交给 {who} 审核。", "Goes on to {who}.";
    item_agree_lead = "交给书记批准。", "Goes on to the secretary.";
    item_agree_final = "编号销去，事项结束；今后只能由回头看重新打开。", "The number is struck off; only a look-back can reopen it.";
    item_return_to(who) = "回到 {who}，必须写明理由。", "Back to {who}, with a reason.";
    item_opinion = "写几句", "A few words";
    item_opinion_hint = "退回时必须写。申请人会看到原文。", "Needed when you return it. The applicant reads it as it is.";
    item_sign = "签署意见", "Decide";

    item_form_hint = "写成草稿，书记批准前都能改。", "A draft; it can be changed until the secretary approves.";
    item_form_problem = "存在问题", "Problem";
    item_form_person_hint = "写姓名；有同名的写成“姓名（部门）”。", "Write the name; where two have the same, name (department).";
    item_form_due_hint(from, to) = "在 {from} 和活动结束（{to}）之间；立行立改的，批准之日起 15 天内。", "Between {from} and the end of the campaign ({to}); immediate items within 15 days of approval.";
    item_form_months = "复查周期（月）", "Review period in months";
    item_form_months_hint = "只有长期坚持的事项要填。", "Only long-term items need it.";
    item_form_assist = "协办部门", "Assisting departments";
    item_form_lead_unit = "主办部门", "Lead department";
    item_form_save = "存为草稿", "Save the draft";
    item_form_wrong(n) = "有 {n} 处要改", "{n} things to change";
    item_kind_immediate_hint = "批准之日起 15 天内做完，不能延期。", "Done within 15 days of approval; no extension.";
    item_kind_time_limited_hint = "在活动结束前做完。", "Done before the campaign ends.";
    item_kind_long_term_hint = "没有截止日，按周期复查。", "No end date; reviewed period by period.";
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($code:literal = $zh:literal, $en:literal;)* })*) => {
        impl T {
            $($(#[$doc])* pub fn $name(&self, code: &str) -> &'static str {
                match (code, self.0) {
                    $(($code, Lang::Zh) => $zh, ($code, Lang::En) => $en,)*
                    _ => "",
                }
            })*
        }
    };
}

words! {
    /// The state of an item, by its code.
    item_state {
        "drafted" = "起草", "draft";
        "not_started" = "未启动", "not started";
        "in_progress" = "正在整改", "in progress";
        "close_dept_review" = "销号：部门初审", "close-out: department";
        "close_lead_review" = "销号：领导审核", "close-out: lead cadre";
        "close_notice" = "销号：公示", "close-out: notice";
        "close_final" = "销号：等待批准", "close-out: approval";
        "closed" = "已完成", "done";
        "reopened" = "重新打开", "reopened";
        "long_term_ok" = "长期坚持", "kept up";
        "in_review_cycle" = "周期复查", "under review";
        "suspended" = "中止", "suspended";
        "superseded" = "已并入", "taken over";
    }
    /// The bucket of the ledger.
    item_bucket {
        "next" = "下阶段整改", "Next stage";
        "doing" = "正在整改", "In progress";
        "done" = "已整改完成", "Done";
        "suspended" = "中止", "Suspended";
        "superseded" = "已并入", "Taken over";
    }
    /// The kind of an item.
    item_kind_word {
        "immediate" = "立行立改", "immediate";
        "time_limited" = "限期整改", "time-limited";
        "long_term" = "长期坚持", "long-term";
    }
    /// Where a problem was found.
    item_source_word {
        "opinion" = "征求意见", "opinions";
        "research" = "调研", "research";
        "dlm" = "民主生活会", "democratic life meeting";
        "superior" = "上级反馈", "superiors";
        "self_check" = "自查", "self-check";
        "three_searches" = "三查找", "three searches";
    }
    /// A step of the close-out.
    item_step_word {
        "apply" = "申请", "application";
        "dept" = "部门初审", "department";
        "lead" = "领导审核", "lead cadre";
        "final" = "批准", "approval";
        "look_back" = "回头看", "look-back";
        "cycle" = "周期复查", "review of the period";
    }
    /// A colour of the lamp.
    item_lamp_word {
        "green" = "绿", "green";
        "yellow" = "黄", "yellow";
        "red" = "红", "red";
        "blue" = "蓝", "blue";
        "grey" = "灰", "grey";
    }
}

impl T {
    /// What the ledger can be gathered by.
    pub fn item_group(&self, by: &str) -> &'static str {
        match by {
            "unit" => self.item_col_lead_unit(),
            "line" => self.figures_by_line(),
            "lamp" => self.item_col_lamp(),
            "kind" => self.item_col_kind(),
            _ => self.item_col_category(),
        }
    }

    /// How many rows a list has: the measures are counted by their items.
    pub fn lists_sub(&self, list: &str, items: impl std::fmt::Display) -> String {
        match (list, self.0) {
            ("measures", Lang::Zh) => format!("{items} 个事项的措施"),
            ("measures", Lang::En) => format!("measures of {items} items"),
            _ => self.item_ledger_sub(items),
        }
    }
}
