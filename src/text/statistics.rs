//! Texts of `statistics`: the campaign page, the figures, the problems, what waits for me.

use super::texts;

texts! {
    // Figures
    figures_sentence(raw, merged, done, doing, next) = "共征求到意见{raw}条，归并为{merged}条，其中已整改完成{done}条，正在整改{doing}条，下阶段整改{next}条。",
        "Opinions collected: {raw}; merged into problems: {merged}; rectified: {done}; in progress: {doing}; for the next stage: {next}.";
    figures_title = "数字", "Figures";
    figures_head(short, day) = "“{short}”主题活动 · 算到 {day}", "“{short}” campaign · as of {day}";
    figures_head_links = "带下划线的数字都能点开，看到正好那么多条", "each underlined number opens to exactly that many rows";
    figures_json = "给程序读的（JSON）", "For programs (JSON)";
    figures_points = "意见", "Opinions";
    figures_raw = "征求到的意见", "Opinions collected";
    figures_fate_merged = "归并", "merged";
    figures_fate_answered = "直接答复", "answered directly";
    figures_fate_referred = "转办", "referred";
    figures_fate_declined = "不予采纳", "not adopted";
    figures_fate_routed = "移交纪检", "to the discipline channel";
    figures_fate_withdrawn = "本人撤回", "withdrawn";
    figures_fate_waiting = "还没有去向", "without a fate yet";
    figures_routed_note(n) = "其中 {n} 条已移交纪检，只计数，不在任何列表里出现。", "Gone to the discipline channel: {n}; counted here, shown in no list.";
    figures_problems = "归并成的问题", "Problems they were merged into";
    figures_done = "已整改完成", "Rectified";
    figures_doing = "正在整改", "In progress";
    figures_next = "下阶段整改", "Next stage";
    figures_explained = "说明暂不整改", "Explained, not now";
    figures_suspended = "中止", "Suspended";
    figures_unplanned = "还没有整改事项", "Not planned yet";
    figures_superseded = "并入其他事项", "Merged into another item";
    figures_ledger = "整改台账", "Rectification ledger";
    figures_ledger_note = "这里数的是整改事项。一个问题可以有几个事项，也有的事项不是从意见来的，所以和上面的“问题”分开计数。",
        "These count rectification items. A problem may have several, and some items do not come from opinions, so they stand apart from the problems above.";
    figures_items = "整改事项", "Items";
    figures_effect = "成效", "Effect";
    figures_rate_done = "整改完成率", "Completion rate";
    figures_rate_time = "按期完成率", "On-time rate";
    figures_overdue = "已逾期的事项", "Items overdue";
    figures_how = "怎样算的", "How these are computed";
    figures_how_done = "整改完成率 = 已整改完成的问题 ÷ 全部归并的问题。一个问题的全部整改事项都完成了，才算完成。",
        "Completion rate = problems rectified ÷ all merged problems. A problem is rectified once all its items are done.";
    figures_how_time = "按期完成率 = 在原定时限当天或以前完成的事项 ÷ 原定时限已到的事项。延期不改变原定时限。",
        "On-time rate = items done on or before the date first set ÷ items whose first date has come. An extension does not change it.";
    figures_by(what) = "按{what}", "By {what}";
    figures_by_channel = "渠道", "channel";
    figures_by_line = "条线", "line";
    figures_by_category = "方面", "category";
    figures_by_population = "来源人群", "population";
    figures_by_subject = "意见对象", "subject";
    figures_by_kind = "类型", "kind";
    figures_column_points = "意见", "Opinions";
    figures_column_share = "占比", "Share";
    figures_sum = "合计", "Sum";
    figures_sealed = "未显示（同类意见太少，已封存）", "Not shown (sealed: too few alike)";
    figures_unset = "还没有填", "Not set";
    figures_small = "匿名意见少于 5 条的格子不显示；只有一格不显示时再藏一格，使它不能由减法得出。", "A cell with fewer than 5 anonymous opinions is not shown; when it is the only one, a second is withheld so that subtraction gives nothing.";
    figures_none = "还没有活动，也就没有数字", "No campaign, no figures";
    figures_none_text = "活动开始征求意见以后，这里会数出收到多少条、归成几个问题、改完了几个。", "Once a campaign collects opinions, this page counts them, the problems and the results.";

    // What leaders look at
    look_title = "领导看板", "For leaders";
    look_way = "从意见到结果", "From opinions to results";
    look_rate_done = "整改完成率", "Completion";
    look_rate_progress = "措施落实率", "Progress";
    look_rate_time = "按期完成率", "On time";
    look_how_done = "整改完成率 = 已整改完成的事项 ÷ 全部事项（并入其他事项的不算）。", "Completion = items done ÷ all items, without those merged into another.";
    look_how_progress = "措施落实率 = 已完成的措施 ÷ 全部措施。一个事项有几项措施就数几项。", "Progress = measures done ÷ all measures; an item counts as many as it has.";
    look_how_time = "按期完成率 = 在原定时限当天或以前完成的事项 ÷ 原定时限已到的事项。延期不改变原定时限。", "On time = items done on or before the date first set ÷ items whose first date has come. An extension does not change it.";
    look_late = "逾期事项及责任人", "Overdue, and whose";
    look_late_all(n) = "全部 {n} 个", "All {n}";
    look_late_none = "没有逾期的事项。", "Nothing is overdue.";
    look_lead(name) = "牵头领导 {name}", "lead cadre {name}";
    look_lamps = "各部门的灯", "Lamps by department";
    look_lamps_note = "按部门名称排列，不排名次。灯色按今天算。", "In the order of names, not a ranking. Lamps are those of today.";
    look_trend = "逐周的进展", "Week by week";
    look_trend_note = "到每周末为止累计：列入整改的、按原定时限该完成的、已完成的。只数事项，不数意见。", "Sums up to the end of each week: items approved, due by the date first set, done. Items are counted, not opinions.";
    look_table = "看表", "Show the table";
    look_week = "截至", "Up to";
    look_week_approved = "列入整改", "Approved";
    look_week_due = "该完成", "Due";
    look_week_done = "已完成", "Done";
    key_links_title = "五个关键环节", "Five key links";
    key_links_unit = "单位", "Unit";
    key_links_none = "还没有部门", "No department yet";
    key_links_none_text = "登记部门以后，这里是每个部门五个关键环节的灯。", "Once departments are registered, each has the lamps of its five key links here.";

    // Campaign page
    front_untitled = "主题活动", "Campaign";
    front_sub(short, year, host) = "“{short}”主题活动 · {year} 年 · 由{host}组织", "“{short}” campaign · {year} · run by {host}";
    front_say = "我要提意见", "Say something";
    front_receipt = "凭回执查询", "Look up a receipt";
    front_arrange = "活动安排", "Arrangements";
    front_river = "从意见到结果", "From opinions to results";
    front_cap_raw = "条意见，一条不少", "opinions, not one lost";
    front_cap_merged = "个问题（归并）", "problems (merged)";
    front_rest = "另有", "Besides";
    front_rest_late = "红色的一股是逾期的问题。", "The red band is what is overdue.";
    front_problems = "问题与整改", "Problems";
    front_problems_all(n) = "全部 {n} 个", "All {n}";
    front_problems_published = "这里只有已经公布的问题。", "Only problems that were published stand here.";
    front_problems_none = "还没有公布的问题。公布以后，问了什么、做了什么、凭什么，都写在这里。", "No problem has been published yet. Once it is, what was asked, what was done and what proves it stand here.";
    front_problem_points(n) = "来自 {n} 条意见", "opinions: {n}";
    front_problem_owner(name) = "责任人 {name}", "owner {name}";
    front_problem_due(day) = "{day}前", "due {day}";
    front_problem_start(day) = "{day}启动", "begins {day}";
    front_stamp = "已销号", "Closed";
    front_late_done = "逾期完成", "Done late";
    front_publications_all = "全部", "All";
    front_publications_none = "还没有公布过。", "Nothing has been published yet.";
    front_publications = "公布与通报", "Published";
    front_rounds = "正在征求意见", "Open rounds";
    front_round_until(day) = "{day}截止", "until {day}";
    front_no_round = "现在没有开放的征求意见轮次。", "No round is open now.";
    front_empty_title = "还没有意见", "No opinions yet";
    front_empty_text = "这里会画出一条河：收到多少条意见，归成几个问题，哪些改完了。先由工作小组办公室开一轮征求意见，员工扫码就能说。",
        "A river will be drawn here: how many opinions came, how many problems they make, which are solved. The campaign office opens a round first; then everyone can speak by scanning a code.";
    front_empty_round = "去开一轮征求意见", "Open a round";
    front_none_title = "还没有主题活动", "No campaign yet";
    front_none_text = "书记或工作小组建好活动，就会出现在这里：口号、阶段、意见的去向和整改的结果。", "Once the secretary or the office creates a campaign, its slogan, its phases, the way of the opinions and the results appear here.";
    front_none_new = "新建活动", "New campaign";
    front_state(state) = "这次活动{state}。", "This campaign is {state}.";
    front_figures = "全部数字", "All figures";
    front_others = "其他活动", "Other campaigns";

    // Lamps
    lamp_left(n) = "还剩 {n} 个工作日", "working days left: {n}";
    lamp_today = "今天到期", "due today";
    lamp_day_off = "时限在休息日，今天还不算逾期", "due on a day off; not overdue today";
    lamp_over(n) = "逾期 {n} 个工作日", "overdue, working days: {n}";
    lamp_not_started = "未启动", "not started";
    lamp_suspended = "中止", "suspended";
    lamp_explained = "已说明", "explained";
    lamp_unplanned = "待定整改事项", "to be planned";

    // Problems
    problems_title(raw, merged) = "{raw} 条意见归成的 {merged} 个问题", "Opinions: {raw} · problems: {merged}";
    problems_sub(n) = "按整改情况分三类，合计 {n}", "In three buckets by where they stand; {n} together";
    problems_sub_published = "这里只列出已经公布给您的问题", "Only problems published to you are listed";
    problems_none_in = "没有", "None";
    problems_bucket_title(name) = "问题：{name}", "Problems: {name}";
    problems_count(n) = "共 {n} 个", "{n} in all";
    problems_back = "回到分类", "Back to the buckets";
    problems_row_points(n) = "{n} 条意见", "opinions: {n}";

    // To do
    todo_title = "我的待办", "To do";
    todo_sub(mine, others) = "{mine} 件要您办，{others} 件等别人", "{mine} for you, {others} with others";
    todo_empty_title = "没有等您办的事", "Nothing waits for you";
    todo_empty_text = "责任人要登记的进展、部门负责人要初审的销号、书记要批准的事项，会出现在这里，最急的在上面。",
        "Progress an owner has to log, close-outs a head has to review, what the secretary has to approve: it appears here, the most urgent first.";
    todo_empty_go = "去看问题与整改", "See the problems";
    todo_others = "等别人", "With others";
    todo_more = "还有更多，办完上面的就会出现。", "There is more; it appears as you work through these.";
    todo_progress(what) = "登记进展：{what}", "Log progress: {what}";
    todo_start(what) = "启动整改：{what}", "Begin: {what}";
    todo_review_dept(what) = "初审销号：{what}", "Review the close-out: {what}";
    todo_review_lead(what) = "审核销号：{what}", "Agree to the close-out: {what}";
    todo_final(what) = "批准销号：{what}", "Approve the close-out: {what}";
    todo_cycle(what) = "审核本周期的整改：{what}", "Review this cycle: {what}";
    todo_approve(what) = "批准整改事项：{what}", "Approve the item: {what}";
    todo_extend(what) = "答复延期申请：{what}", "Decide on the extension: {what}";
    todo_confirm(what) = "确认归并：{what}", "Confirm the merged item: {what}";
    todo_read_decline = "第二位阅看：不予采纳的 1 条", "Second reading: one not to be adopted";
    todo_read_answer = "第二位阅看：直接答复的 1 条", "Second reading: one to be answered directly";
    todo_read_other = "第二位阅看：1 条意见的去向", "Second reading: the fate of one opinion";
    todo_sort(name) = "整理意见：{name}", "Sort the opinions: {name}";
    todo_gate(name) = "检查阶段：{name}", "Check the phase: {name}";
    todo_phase_start(name) = "确认进入：{name}", "Confirm the start of: {name}";
    todo_plan(name) = "批准活动方案：{name}", "Approve the campaign plan: {name}";
    todo_mechanism(title) = "长效机制到期：{title}", "Due again: {title}";
    todo_task(title) = "任务：{title}", "Task: {title}";
    todo_measures(done, all) = "{done} / {all} 项措施已完成", "{done} / {all} measures done";
    todo_evidence(owner, n) = "{owner}申请 · 佐证 {n} 份", "asked for by {owner} · evidence: {n}";
    todo_new_due(day) = "申请延到 {day}", "asked to move it to {day}";
    todo_waiting(n) = "{n} 条还没有去向", "without a fate: {n}";
    todo_second_reader = "有人写了理由，等您同意或退回", "The reason is written; you agree or send it back";
    todo_points(n) = "{n} 条意见", "opinions: {n}";
    todo_month_come = "它的月份到了，由您确认开始", "Its month has come; you confirm the start";
    todo_phase_asked = "工作小组已申请完成", "The office asked for its completion";
    todo_plan_asked = "工作小组已提交", "Submitted by the office";
    todo_with_dept = "等部门初审", "with the department head";
    todo_with_lead = "等领导审核", "with the leading cadre";
    todo_with_notice = "正在公示", "on public notice";
    todo_with_final = "等书记批准", "with the secretary";
    todo_waits = "等您", "for you";
    todo_go = "去办", "Go";
}

impl super::T {
    /// What a key link is called (R83).
    pub fn key_link(&self, link: crate::features::statistics::model::look::KeyLink) -> &'static str {
        use super::Lang::{En, Zh};
        use crate::features::statistics::model::look::KeyLink as K;
        match (link, self.0) {
            (K::Find, Zh) => "查摆问题",
            (K::Find, En) => "Find the problems",
            (K::Gap, Zh) => "找准差距",
            (K::Gap, En) => "Find the gap",
            (K::Direction, Zh) => "明确整改方向",
            (K::Direction, En) => "Set the direction",
            (K::Carry, Zh) => "落实整改措施",
            (K::Carry, En) => "Carry it out",
            (K::Last, Zh) => "建立长效机制",
            (K::Last, En) => "Make it last",
        }
    }

    /// What its lamp rests on.
    pub fn key_link_how(&self, link: crate::features::statistics::model::look::KeyLink) -> &'static str {
        use super::Lang::{En, Zh};
        use crate::features::statistics::model::look::KeyLink as K;
        match (link, self.0) {
            (K::Find, Zh) => "这个单位主办的整改事项。有一个就亮绿灯。",
            (K::Find, En) => "Items that this unit leads; green from the first on.",
            (K::Gap, Zh) => "写明了原因的事项 / 全部事项。",
            (K::Gap, En) => "Items whose cause is written down / all items.",
            (K::Direction, Zh) => "要求、时限、责任人已经批准的事项 / 全部事项。",
            (K::Direction, En) => "Items whose requirement, deadline and owner are approved / all items.",
            (K::Carry, Zh) => "已整改完成的事项 / 全部事项；有逾期的亮红灯。",
            (K::Carry, En) => "Items done / all items; red when one is overdue.",
            (K::Last, Zh) => "这个单位牵头的长效机制。有一项就亮绿灯。",
            (K::Last, En) => "Lasting mechanisms that this unit leads; green from the first on.",
        }
    }

    /// The word of a link's lamp.
    pub fn key_link_word(&self, tone: &str) -> &'static str {
        use super::Lang::{En, Zh};
        match (tone, self.0) {
            ("green", Zh) => "已做到",
            ("green", En) => "done",
            ("yellow", Zh) => "正在做",
            ("yellow", En) => "under way",
            ("red", Zh) => "有逾期",
            ("red", En) => "overdue",
            (_, Zh) => "还没有",
            (_, En) => "not yet",
        }
    }
}
