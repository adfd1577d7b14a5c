//! Texts of `merging`.

use super::{Lang, T, texts};

impl T {
    /// What a state is called.
    pub fn merged_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("draft", Lang::Zh) => "待确认",
            ("draft", Lang::En) => "to be confirmed",
            ("confirmed", Lang::Zh) => "已确认",
            ("confirmed", Lang::En) => "confirmed",
            ("planned", Lang::Zh) => "已列入整改",
            ("planned", Lang::En) => "being rectified",
            ("explained", Lang::Zh) => "已说明暂不整改",
            ("explained", Lang::En) => "explained, not rectified",
            ("resolved", Lang::Zh) => "已解决",
            ("resolved", Lang::En) => "resolved",
            ("absorbed", Lang::Zh) => "已并入别的问题",
            ("absorbed", Lang::En) => "taken into another problem",
            ("dissolved", Lang::Zh) => "已撤销",
            ("dissolved", Lang::En) => "dissolved",
            _ => "—",
        }
    }

    /// What a bucket is called (R58).
    pub fn merged_bucket(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("done", Lang::Zh) => "已整改完成",
            ("done", Lang::En) => "done",
            ("doing", Lang::Zh) => "正在整改",
            ("doing", Lang::En) => "being done",
            ("next", Lang::Zh) => "下阶段整改",
            ("next", Lang::En) => "next stage",
            ("suspended", Lang::Zh) => "中止",
            ("suspended", Lang::En) => "suspended",
            ("superseded", Lang::Zh) => "已并入别的事项",
            ("superseded", Lang::En) => "merged into another item",
            ("explained", Lang::Zh) => "说明暂不整改",
            ("explained", Lang::En) => "explained",
            ("unplanned", Lang::Zh) => "还没有整改事项",
            ("unplanned", Lang::En) => "not planned yet",
            _ => "—",
        }
    }

    /// How a point was signed, as a word on the page.
    pub fn merging_sign(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("named", Lang::Zh) => "署名",
            ("named", Lang::En) => "named",
            ("anonymous", Lang::Zh) => "匿名",
            ("anonymous", Lang::En) => "anonymous",
            ("unsigned", Lang::Zh) => "未署名",
            ("unsigned", Lang::En) => "unsigned",
            _ => "—",
        }
    }

    /// Who spoke.
    pub fn merging_population(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("agency", Lang::Zh) => "机关",
            ("agency", Lang::En) => "agency",
            ("grassroots", Lang::Zh) => "基层单位",
            ("grassroots", Lang::En) => "grass-roots",
            _ => "—",
        }
    }

    /// Whom it is about.
    pub fn merging_subject(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("leading_cadre", Lang::Zh) => "机关领导干部",
            ("leading_cadre", Lang::En) => "leading cadres",
            ("department", Lang::Zh) => "机关部室工作",
            ("department", Lang::En) => "work of departments",
            ("unsure", Lang::Zh) => "说不清",
            ("unsure", Lang::En) => "not sure",
            _ => "—",
        }
    }

    /// Opinion or suggestion.
    pub fn merging_kind(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("criticism", Lang::Zh) => "意见",
            ("criticism", Lang::En) => "opinion",
            ("suggestion", Lang::Zh) => "建议",
            ("suggestion", Lang::En) => "suggestion",
            _ => "—",
        }
    }

    /// A step of the ledger as a sentence.
    pub fn merging_step(&self, verb: &str, points: i64, item: &str, other: &str) -> String {
        match (verb, self.0) {
            ("create", Lang::Zh) => format!("用 {points} 条意见建了“{item}”"),
            ("create", Lang::En) => format!("made “{item}” of {points} point(s)"),
            ("merge", Lang::Zh) => format!("把 {points} 条归入“{item}”"),
            ("merge", Lang::En) => format!("put {points} point(s) into “{item}”"),
            ("unmerge", Lang::Zh) => format!("从“{item}”移出 {points} 条"),
            ("unmerge", Lang::En) => format!("took {points} point(s) out of “{item}”"),
            ("edit", Lang::Zh) => format!("改了“{item}”的概括、类别或重点标记"),
            ("edit", Lang::En) => format!("changed the words or the mark of “{item}”"),
            ("confirm", Lang::Zh) => format!("确认了“{item}”"),
            ("confirm", Lang::En) => format!("confirmed “{item}”"),
            ("explain", Lang::Zh) => format!("说明“{item}”暂不整改"),
            ("explain", Lang::En) => format!("explained why “{item}” is not rectified"),
            ("absorb", Lang::Zh) => format!("把“{other}”的 {points} 条并入“{item}”"),
            ("absorb", Lang::En) => format!("took “{other}” with {points} point(s) into “{item}”"),
            ("split", Lang::Zh) => format!("从“{item}”分出 {points} 条，另建“{other}”"),
            ("split", Lang::En) => format!("split {points} point(s) off “{item}” as “{other}”"),
            ("move", Lang::Zh) => format!("把 {points} 条从“{other}”移到“{item}”"),
            ("move", Lang::En) => format!("moved {points} point(s) from “{other}” to “{item}”"),
            ("plan", Lang::Zh) => format!("“{item}”列入整改"),
            ("plan", Lang::En) => format!("“{item}” is being rectified"),
            ("resolve", Lang::Zh) => format!("“{item}”的整改事项全部销号"),
            ("resolve", Lang::En) => format!("all items of “{item}” are closed"),
            ("rebound", Lang::Zh) => format!("“{item}”的整改事项重新打开"),
            ("rebound", Lang::En) => format!("an item of “{item}” was reopened"),
            ("undo", Lang::Zh) => format!("撤销了上一步（“{item}”）"),
            ("undo", Lang::En) => format!("undid the step before (“{item}”)"),
            _ => item.to_owned(),
        }
    }

    /// A change of an item's name in the ledger.
    pub fn merging_renamed(&self, before: &str, now: &str) -> String {
        match self.0 {
            Lang::Zh => format!("改了“{now}”的概括，原为“{before}”"),
            Lang::En => format!("changed the words of “{now}”, “{before}” before"),
        }
    }

    /// What has just been done, for the notice above the page.
    pub fn merging_done(&self, verb: &str) -> &'static str {
        match (verb, self.0) {
            ("create", Lang::Zh) => "已建新问题并归入",
            ("create", Lang::En) => "A new problem was made of it",
            ("merge", Lang::Zh) => "已归入",
            ("merge", Lang::En) => "Put into the problem",
            ("unmerge", Lang::Zh) => "已移出",
            ("unmerge", Lang::En) => "Taken out",
            ("edit", Lang::Zh) => "已改",
            ("edit", Lang::En) => "Changed",
            ("confirm", Lang::Zh) => "已确认",
            ("confirm", Lang::En) => "Confirmed",
            ("explain", Lang::Zh) => "说明已交给提意见的人",
            ("explain", Lang::En) => "Those who spoke can read the explanation now",
            ("absorb", Lang::Zh) => "已并入",
            ("absorb", Lang::En) => "Taken in",
            ("split", Lang::Zh) => "已分成两个问题",
            ("split", Lang::En) => "Split into two problems",
            ("move", Lang::Zh) => "已移到另一个问题",
            ("move", Lang::En) => "Moved to the other problem",
            ("undo", Lang::Zh) => "已撤销，恢复到上一步以前",
            ("undo", Lang::En) => "Undone; everything stands as before",
            ("fate", Lang::Zh) => "去向已记下",
            ("fate", Lang::En) => "Its fate is recorded",
            _ => "",
        }
    }
}

texts! {
    bench_title = "归并", "Sorting";
    bench_tag(total, settled, waiting) = "{total} 条 · 已有去向 {settled} · 还剩 {waiting}", "{total} points · {settled} settled · {waiting} left";
    bench_keys_off = "关掉单键", "No single keys";
    bench_undo = "撤销上一步", "Undo the last step";
    bench_left = "还没有去向", "No fate yet";
    bench_left_label = "还没有去向的意见", "Points without a fate";
    bench_more(n) = "往下 {n} 条", "Next {n}";
    bench_now = "这一条", "This one";
    bench_now_label = "正在整理的这一条", "The point in hand";
    bench_original = "原话", "Verbatim";
    bench_near = "相近的原话", "Similar originals";
    bench_near_none = "没有找到相近的原话。", "Nothing similar was found.";
    bench_same = "很像", "much alike";
    bench_perhaps = "也许", "perhaps";
    bench_shared(words) = "同有“{words}”", "both say “{words}”";
    bench_differs(here, there) = "{here} 与 {there} 不同，请留意", "{here} differs from {there}, take care";
    bench_in(summary) = "已归入“{summary}”", "in “{summary}”";
    bench_unsorted = "还没有去向", "no fate yet";
    bench_together = "一起归", "take along";
    bench_new = "归成一个新问题", "Make a new problem of it";
    bench_summary = "概括", "Summary";
    bench_summary_hint = "由人来写。原话不动。", "Written by a person. The original stays as it is.";
    bench_summary_place = "一句话说清是什么问题", "One sentence that says what is wrong";
    bench_category = "类别", "Category";
    bench_create = "建新问题并归入", "Make it and put it in";
    bench_right = "归到哪个问题", "Into which problem";
    bench_right_none = "还没有可以归入的问题。先用中间的“归成一个新问题”。", "No problem takes points yet. Make one in the middle.";
    bench_find = "找问题", "Find a problem";
    bench_all_items = "全部归并问题", "All merged problems";
    bench_points(n) = "{n} 条", "{n} point(s)";
    bench_recent = "刚才做的", "Done just now";
    bench_fates = "别的去向", "Another fate";
    bench_empty_title = "这一轮都有去向了", "Every point of this round has a fate";
    bench_empty_text = "没有一条意见落下。可以回到这一轮，结束整理。", "No point was left out. Go back to the round and finish sorting.";
    bench_to_round = "回到这一轮", "To the round";
    bench_fields = "先补齐这几项，才能归并", "Set these before it can be merged";
    bench_fields_hint = "归并要求有条线、来源人群、意见对象和类型。", "Merging needs line, population, subject and kind.";
    bench_fields_person = "这一条说到了具体的人，请在它自己的页面上受理。", "It speaks about a person; accept it on its own page.";
    bench_accept = "受理", "Accept";
    bench_line = "条线", "Line";
    bench_population = "来源人群", "Population";
    bench_subject = "意见对象", "Subject";
    bench_kind = "类型", "Kind";
    bench_answer = "直接答复", "Answer directly";
    bench_answer_text = "答复", "Answer";
    bench_answer_hint = "提意见的人看得到全文。送第二位阅看人，他同意以后才算数。", "Whoever spoke reads all of it. A second reader has to agree.";
    bench_send_reader = "送阅看", "Send to a second reader";
    bench_refer = "转办", "Refer";
    bench_refer_to = "转给哪个单位", "To which unit";
    bench_refer_hint = "对方 3 个工作日内可以退回。", "The receiver may return it within 3 working days.";
    bench_decline = "不予采纳", "Not adopted";
    bench_decline_hint = "理由原样给提意见的人看。送第二位阅看人，他同意以后才算数。", "The reason is shown as it is. A second reader has to agree.";
    bench_split = "分成几条", "Split";
    bench_split_hint = "一条里说了几件事时用。原话保留，分出来的各自归并。", "For a point that says several things. The original stays; each part is sorted by itself.";
    bench_split_link = "去分开", "Split it";
    bench_route = "移交纪检", "To the discipline channel";
    bench_route_warn_title = "交出去就看不到了", "You will not see it again";
    bench_route_warn = "涉及个人违纪的内容移交纪检，从所有清单里消失，只计数。不能撤销。", "A matter of personal discipline leaves all lists and is only counted. It cannot be undone.";
    bench_route_sure = "我知道不能撤销", "I know that this cannot be undone";
    merged_title = "归并的问题", "Merged problems";
    merged_list_sub(n) = "共 {n} 个", "{n} in all";
    merged_no = "编号", "No.";
    merged_points_column = "意见", "Points";
    merged_state_column = "状态", "State";
    merged_bucket_column = "整改", "Rectification";
    merged_campaign = "活动", "Campaign";
    merged_empty_title = "还没有归并的问题", "No merged problems yet";
    merged_empty_text = "收到意见以后，在“征求意见”里打开一轮，开始归并。", "When opinions have come in, open a round and begin to sort.";
    merged_crumb = "归并的问题", "Merged problems";
    merged_from(n) = "归并自 {n} 条意见", "from {n} opinion(s)";
    merged_key = "突出问题", "outstanding problem";
    merged_originals(n) = "原话 {n} 条", "{n} original(s)";
    merged_verbatim = "一字不改", "word for word";
    merged_hidden_originals(n) = "另有 {n} 条原话不在您可以看的范围内。", "{n} more originals are outside what you may read.";
    merged_nearest = "与相近的一条共有的字句已标出", "what it shares with the nearest one is marked";
    merged_followed(alike) = "按建议归入（{alike}）", "followed a suggestion ({alike})";
    merged_by_hand = "人工归入", "put in by hand";
    merged_unmerge = "移出", "Take out";
    merged_unmerge_hint = "原话回到“还没有去向”。", "The original goes back to those without a fate.";
    merged_this = "这个问题", "This problem";
    merged_confirmed = "确认", "Confirmed";
    merged_confirmed_by(name, day) = "{name} · {day}", "{name} · {day}";
    merged_not_confirmed = "还没有", "not yet";
    merged_items = "整改事项", "Rectification items";
    merged_no_items = "还没有", "none yet";
    merged_new_item = "立整改事项", "Make a rectification item";
    merged_see_item = "看整改事项", "See the item";
    merged_trace = "从原话到公布，看全程", "The whole way from opinion to publication";
    merged_history = "归并经过", "History";
    merged_changes = "改动", "Changes";
    merged_edit = "改概括、类别", "Change the words";
    merged_split = "分出或移走几条", "Split off or move";
    merged_split_hint = "先在原话下面勾选“分出去”的，写明理由，再另建问题或移到已有的问题。", "Tick the originals that go, say why, then make a problem of them or move them to another one.";
    merged_split_new = "另建一个问题", "A problem of their own";
    merged_move_to = "移到已有的问题", "To a problem that is there";
    merged_move_into = "移到", "To";
    merged_move = "移过去", "Move them";
    merged_split_pick = "分出去", "goes";
    merged_absorb = "并入别的问题", "Take into another problem";
    merged_absorb_into = "并入", "Into";
    merged_absorb_none = "没有别的问题可以并入。", "There is no other problem to take it into.";
    merged_explain = "说明暂不整改", "Explain: not rectified";
    merged_confirm = "确认这个问题", "Confirm this problem";
    merged_confirm_hint = "确认以后才能列入整改。", "Only a confirmed problem can be rectified.";
    merged_plan_hint = "整改事项批准以后，移出由书记决定。", "Once rectification is approved, only the secretary takes points out.";
    merged_explanation = "暂不整改的说明", "Why it is not rectified";
    merged_explain_title = "说明交出去就收不回来，确定吗？", "The explanation cannot be taken back. Are you sure?";
    merged_explain_who(n) = "提出这 {n} 条意见的人都会看到全文", "whoever made these {n} points reads all of it";
    merged_explain_sees = "谁会看到", "Who reads it";
    merged_explain_counts = "怎样统计", "How it counts";
    merged_explain_counted = "列入“说明暂不整改”，不算已整改", "as explained, never as rectified";
    merged_sure = "我已核对", "I have checked it";
    merged_stale = "在您看的时候，这个问题有了改动，您的这一步没有写入。改动在下面的“归并经过”里。", "While you were looking, this problem was changed; your step was not written. The history below shows what changed.";
}
