//! Texts of `campaign`.

use super::{Lang, T, texts};

impl T {
    /// A span of months: `7–9 月`, `Jul–Sep`.
    pub fn campaign_months(&self, from: i8, to: i8) -> String {
        match (self.0, from == to) {
            (Lang::Zh, true) => self.campaign_month_one(from),
            (Lang::Zh, false) => self.campaign_month_span(from, to),
            (Lang::En, true) => month_en(from).to_owned(),
            (Lang::En, false) => format!("{}–{}", month_en(from), month_en(to)),
        }
    }
}

fn month_en(month: i8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|i| NAMES.get(i)).copied().unwrap_or("—")
}

texts! {
    campaign_month_one(m) = "{m} 月", "{m}";
    campaign_month_span(from, to) = "{from}–{to} 月", "{from}–{to}";
    campaign_list = "主题活动", "Campaigns";
    campaign_list_sub = "可以几个活动同时进行，互不相见", "Several may run side by side without seeing each other";
    campaign_new = "新建活动", "New campaign";
    campaign_create = "建好这个活动", "Create it";
    campaign_year(year) = "{year} 年", "{year}";
    campaign_short(short) = "“{short}”主题活动", "“{short}” campaign";
    campaign_none = "还没有主题活动", "No campaign yet";
    campaign_none_text = "书记或工作小组办公室先建一个：写下口号、主办单位和起止日期，再安排阶段。", "The secretary or the office creates one: the slogan, the host, the first and last day, then the phases.";
    campaign_state_draft = "正在起草", "draft";
    campaign_state_in_review = "等书记批准", "in review";
    campaign_state_approved = "已批准，待动员", "approved";
    campaign_state_active = "进行中", "active";
    campaign_state_closing = "正在收尾", "closing";
    campaign_state_closed = "已结束", "closed";
    campaign_state_archived = "已归档", "archived";
    campaign_state_suspended = "已中止", "suspended";
    campaign_phase_completed(months) = "{months} · 已完成", "{months} · completed";
    campaign_phase_active(months, done, all) = "{months} · 进行中，完成 {done} / {all} 项活动", "{months} · {done} / {all} activities done";
    campaign_phase_gate(months) = "{months} · 等待检查", "{months} · being checked";
    campaign_phases = "阶段", "Phases";

    // Arrangements
    campaign_admin_title(short) = "“{short}”主题活动的安排", "Arrangements of the “{short}” campaign";
    campaign_admin_sub(year, state) = "{year} 年 · {state}", "{year} · {state}";
    campaign_desks = "办理", "Work";
    campaign_view = "看活动页", "See the campaign page";
    campaign_edit = "改基本情况", "Edit the facts";
    campaign_edit_title = "活动的基本情况", "Facts of the campaign";
    campaign_proposal(month, name) = "{month} 月到了，建议进入“{name}”。", "Month {month} has come: “{name}” could begin.";
    campaign_proposal_text = "到了月份只是提醒，由您看过以后确认。", "The month only reminds; you look and confirm.";
    campaign_proposal_go = "去确认", "Look and confirm";
    campaign_activities_of(name) = "“{name}”的活动", "Activities of “{name}”";
    campaign_activity = "活动", "Activity";
    campaign_activity_state = "情况", "State";
    campaign_activity_optional = "可选", "optional";
    campaign_activity_open = "还没有完成", "not done yet";
    campaign_activity_done = "已完成", "done";
    campaign_activity_waived = "不开展", "not held";
    campaign_activity_waived_why(why) = "不开展：{why}", "Not held: {why}";
    campaign_activity_none = "这个阶段还没有安排活动。", "No activity in this phase yet.";
    campaign_activity_add = "加一项活动", "Add an activity";
    campaign_activity_name = "活动内容", "What is to be done";
    campaign_activity_mandatory = "规定活动：没有完成、也没有说明理由，阶段就不能完成", "Mandatory: unless it is done or waived with a reason, the phase cannot be completed";
    campaign_tasks = "任务", "Tasks";
    campaign_tasks_all(n) = "全部 {n} 项", "All {n}";
    campaign_task = "任务", "Task";
    campaign_task_none = "还没有任务", "No tasks yet";
    campaign_task_none_text = "把活动拆成任务，每项任务恰好一名责任人、一个时限、一样看得见的成果。", "Break the activities into tasks: exactly one accountable person, one date, one result that can be seen.";
    campaign_task_add = "加一项任务", "Add a task";
    campaign_task_accountable = "责任人", "Accountable";
    campaign_task_due = "时限", "Due";
    campaign_task_deliverable = "成果", "Deliverable";
    campaign_task_lamp = "情况", "State";
    campaign_task_nobody = "还没有", "nobody yet";
    campaign_task_too_many(n) = "{n} 人，只能有 1 人", "{n}; only one is allowed";
    campaign_task_state_draft = "还没有下达", "not issued";
    campaign_task_state_active = "办理中", "under way";
    campaign_task_state_done = "已完成", "done";
    campaign_task_state_cancelled = "已取消", "cancelled";
    campaign_group = "工作小组", "Working group";
    campaign_group_edit = "改工作小组", "Edit the working group";
    campaign_group_none = "还没有成员。至少要有组长和办公室。", "No members yet. A leader and an office are needed.";
    campaign_duty_leader = "组长", "Leader";
    campaign_duty_deputy = "副组长", "Deputy";
    campaign_duty_office = "办公室", "Office";
    campaign_duty_member = "成员", "Member";
    campaign_mobilisation = "动员", "Mobilisation";
    campaign_mobilisation_none = "还没有登记动员会。登记一次，活动才能启动。", "No mobilisation is on record; one is needed before the campaign can start.";
    campaign_mobilisation_add = "登记一次动员", "Record a mobilisation";
    campaign_mobilisation_line(place, people) = "{place} · {people} 人", "{place} · attended: {people}";
    campaign_missing = "启动以前还差", "Missing before it can start";
    campaign_missing_phases = "安排阶段", "phases";
    campaign_missing_activities = "每个阶段都要有活动", "activities in each phase";
    campaign_missing_leader = "工作小组组长", "a leader of the working group";
    campaign_missing_office = "工作小组办公室", "an office of the working group";
    campaign_missing_mobilisation = "至少一次动员", "at least one mobilisation";
    campaign_gate_missing = "完成这个阶段还差", "Missing before this phase is completed";
    campaign_gate_activities(n) = "{n} 项活动没有完成", "{n} activities not done";

    // Events
    campaign_event_submit_plan = "提交方案", "Submit the plan";
    campaign_event_approve = "批准方案", "Approve the plan";
    campaign_event_return = "退回修改", "Send it back";
    campaign_event_mobilise = "启动活动", "Start the campaign";
    campaign_event_enter_closing = "进入收尾", "Enter closing";
    campaign_event_close = "结束活动", "Close it";
    campaign_event_archive = "归档", "Archive it";
    campaign_event_suspend = "中止", "Suspend it";
    campaign_event_resume = "恢复", "Resume it";
    campaign_event_reopen = "重新打开", "Reopen it";
    campaign_event_activate = "下达", "Issue it";
    campaign_event_cancel = "取消", "Cancel it";
    campaign_event_start = "确认进入这个阶段", "Confirm the start of this phase";
    campaign_event_request_completion = "申请完成", "Ask for its completion";
    campaign_event_pass = "检查通过，阶段完成", "Passed: the phase is completed";
    campaign_event_fail = "检查不通过", "Not passed";
    campaign_event_finish = "办完了", "It is done";
    campaign_event_waive = "不开展", "It will not be held";
    campaign_event_take_up = "重新办理", "Take it up again";
    campaign_override = "不按顺序或提前进入", "Start it out of turn or early";
    campaign_override_hint = "写明理由，由书记先行进入；理由会一直显示在阶段上。", "The secretary gives the reason; it stays with the phase.";
    campaign_overridden(why) = "先行进入的理由：{why}", "Begun out of turn: {why}";

    // Phase and task pages
    campaign_phase_title(n, name) = "第 {n} 阶段：{name}", "Phase {n}: {name}";
    campaign_phase_add = "加一个阶段", "Add a phase";
    campaign_phase_edit = "改名称和月份", "Edit name and months";
    campaign_phase_remove = "去掉这个阶段", "Remove this phase";
    campaign_activity_remove = "去掉", "Remove";
    campaign_phase_state_planned = "还没有开始", "not begun";
    campaign_phase_state_active = "进行中", "under way";
    campaign_phase_state_gate_check = "等待检查", "being checked";
    campaign_phase_state_completed = "已完成", "completed";
    campaign_completed_on = "完成日期", "Completed on";
    campaign_months_label = "月份", "Months";
    campaign_state_label = "情况", "State";
    campaign_task_finish = "报告完成", "Report it done";
    campaign_task_finish_hint = "写下做成了什么，让别人看得见。", "Say what came of it, so that others can see it.";
    campaign_task_people = "谁来办", "Who does it";
    campaign_task_put = "加上这个人", "Add this person";
    campaign_person_remove = "移出", "Take out";
    campaign_task_activity = "属于哪项活动", "Serves which activity";
    campaign_task_no_activity = "不属于哪一项", "none of them";
    campaign_task_one = "恰好一名责任人。", "Exactly one accountable person.";
    campaign_task_until(day) = "不晚于 {day}。", "Not after {day}.";
    campaign_part_accountable = "责任人", "Accountable";
    campaign_part_assistant = "协助", "Assistant";
    campaign_who_filter = "找人", "Find a person";
    campaign_who_hint = "最多列 200 人；写姓名里的一个字，再点筛选。", "At most 200 are listed; write part of the name and filter.";
    campaign_division_hint = "比如：负责征求意见和归并。", "For example: collecting and merging opinions.";
    campaign_group_put = "加入或改职务", "Add, or change the duty";
    campaign_group_role = "办公室的人由书记加入时，同时取得工作小组的权限；由办公室自己加入的，还要请书记授予。",
        "A person whom the secretary puts into the office also gets its permissions; one added by the office itself still needs them from the secretary.";
    campaign_template = "先放进哪些阶段和活动", "Phases and activities to begin with";
    campaign_template_follows(short, year) = "沿用已结束的“{short}”主题活动（{year} 年）的阶段和活动，没有改完的不足一并带来", "Follow the finished “{short}” campaign ({year}): its phases and activities, and the shortcomings it left over";
    campaign_template_people = "工作小组和已完成的任务也带过来", "Bring its working group and finished tasks too";
    campaign_template_people_hint = "只在沿用已结束的活动时有效。任务按年份顺延，是草稿，责任人还在的照旧，都能改。", "Only when following a finished campaign. Tasks come as drafts, moved on by the years between; everything can be changed.";
    campaign_template_hint = "只是起点，建好以后都能改。", "Only a beginning; everything can be changed.";
    campaign_template_none = "空白，自己安排", "None, arranged by hand";
    campaign_template_four_phases = "四个阶段：学习动员、查找问题、落实整改、总结提高", "Four phases: study, finding problems, rectification, summary";
    campaign_template_two_phases = "后两个阶段：制订措施和落实整改（7–9 月）、总结和巩固提高（10–12 月）", "The last two phases: measures and rectification (Jul–Sep), summary and consolidation (Oct–Dec)";
    campaign_slogan_hint = "写全称，会印在海报和公布的文件上。", "In full; it stands on posters and publications.";
    campaign_short_hint = "平时怎么叫，最多 20 个字，不能和别的活动重名。", "What people call it, at most 20 characters, unlike any other.";
    campaign_year_hint = "活动开展的那一年，不从文件标题里取。", "The year in which it takes place.";
    campaign_reason_hint = "会记下来，有关的人都能看到。", "It is kept and shown to those concerned.";
    campaign_invalid(n) = "有 {n} 处要改，没有写入任何内容", "{n} to correct; nothing was written";
    campaign_readonly = "您可以看，不能改。", "You may read this, not change it.";
}
