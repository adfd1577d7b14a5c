//! Texts of the merging workbench: suggested groups and decisions.

use super::{Lang, T, texts};

impl T {
    /// How alike the opinions of a suggested group are.
    pub fn groups_level(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("fine", Lang::Zh) => "同一件事",
            ("fine", Lang::En) => "the same matter",
            ("careful", Lang::Zh) => "宁可分开",
            ("careful", Lang::En) => "rather apart",
            ("broad", Lang::Zh) => "宁可放在一起",
            ("broad", Lang::En) => "rather together",
            ("topics", Lang::Zh) => "只看大的话题",
            ("topics", Lang::En) => "broad topics only",
            _ => "—",
        }
    }

    /// How a run stands.
    pub fn groups_run_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("waiting", Lang::Zh) => "正在算",
            ("waiting", Lang::En) => "being computed",
            ("done", Lang::Zh) => "算好了",
            ("done", Lang::En) => "done",
            ("failed", Lang::Zh) => "没有算成",
            ("failed", Lang::En) => "failed",
            _ => "—",
        }
    }

    /// What a person decided.
    pub fn groups_decision(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("together", Lang::Zh) => "同一件事",
            ("together", Lang::En) => "belong together",
            ("apart", Lang::Zh) => "永不归在一起",
            ("apart", Lang::En) => "never together",
            ("aside", Lang::Zh) => "放到一边",
            ("aside", Lang::En) => "put aside",
            _ => "—",
        }
    }

    /// A decision in the ledger as a sentence.
    pub fn merging_decided(&self, verb: &str, kind: &str) -> String {
        match (verb, self.0) {
            ("together", Lang::Zh) => "定下几条意见是同一件事".to_owned(),
            ("together", Lang::En) => "decided that some points belong together".to_owned(),
            ("apart", Lang::Zh) => "定下几条意见永不归在一起".to_owned(),
            ("apart", Lang::En) => "decided that some points never go together".to_owned(),
            ("aside", Lang::Zh) => "把一组建议放到一边".to_owned(),
            ("aside", Lang::En) => "put a suggested group aside".to_owned(),
            (_, Lang::Zh) => format!("收回了一个决定（{}）", self.groups_decision(kind)),
            (_, Lang::En) => format!("took a decision back ({})", self.groups_decision(kind)),
        }
    }

    /// How alike, in words with the number.
    pub fn groups_alike(&self, score: impl std::borrow::Borrow<i64>) -> String {
        let score = *score.borrow();
        let number = format!("{}.{:02}", score / 100, score % 100);
        match (score, self.0) {
            // The score adds up several likenesses and may pass 1, where it says no more than that.
            (100.., Lang::Zh) => "非常像".to_owned(),
            (100.., Lang::En) => "very much alike".to_owned(),
            (70.., Lang::Zh) => format!("很像 {number}"),
            (70.., Lang::En) => format!("much alike {number}"),
            (40.., Lang::Zh) => format!("像 {number}"),
            (40.., Lang::En) => format!("alike {number}"),
            (_, Lang::Zh) => format!("也许 {number}"),
            (_, Lang::En) => format!("perhaps {number}"),
        }
    }

    /// The single keys of a page and what they do.
    pub fn keys_of(&self, page: &str) -> Vec<(&'static str, &'static str)> {
        let zh = self.0 == Lang::Zh;
        let say = |key, chinese, english| (key, if zh { chinese } else { english });
        let undo = say("Z", "撤销自己的上一步，也撤销决定", "undo one's own last step or decision");
        let help = say("?", "打开或收起这张表", "open or close this table");
        let mut keys = match page {
            "bench" => vec![
                say("J ↓ / K ↑", "下一条 / 上一条", "next / previous point"),
                say("1–9", "归到右边第几个问题；M 归到第一个", "into the problem of that number; M: the first"),
                say("N", "写新问题的概括", "write the summary of a new problem"),
                say("C", "受理", "accept"),
                say(
                    "A R D S P",
                    "直接答复、转办、不予采纳、分成几条、移交纪检",
                    "answer, refer, decline, split, discipline channel",
                ),
                say("G", "去归组建议", "to the suggested groups"),
            ],
            "groups" => vec![
                say("J ↓", "打开第一组", "open the first group"),
                say("1–9", "打开第几组", "open the group of that number"),
                say("G", "一条一条地归", "sort one by one"),
            ],
            "group" => vec![
                say("Enter", "把勾选的归在一起", "put the ticked ones together"),
                say("N", "改概括", "change the summary"),
                say("M", "选归到哪个问题", "choose the problem to go into"),
                say("T", "只记：勾选的是同一件事", "only note: the ticked belong together"),
                say("X", "只记：勾选的与其余永不归在一起", "only note: never the ticked with the others"),
                say("L", "这一组放到一边", "put this group aside"),
            ],
            _ => vec![
                say("N", "改概括、类别", "change the words"),
                say("S", "把勾选的分出去或移到别的问题", "split off or move the ticked ones"),
                say("M", "并入别的问题", "take into another problem"),
            ],
        };
        keys.extend([undo, help]);
        keys
    }

    /// What a table of opinions is laid out by.
    pub fn matrix_dimension(&self, code: &str) -> &'static str {
        match code {
            "line" => self.bench_line(),
            "population" => self.bench_population(),
            "subject" => self.bench_subject(),
            _ => self.bench_kind(),
        }
    }

    /// What has just been done here, for the notice above the page.
    pub fn groups_done(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("asked", Lang::Zh) => "已交给后台去算，一会儿刷新这一页",
            ("asked", Lang::En) => "It is being computed; come back to this page in a moment",
            ("together", Lang::Zh) => "已记下：这几条是同一件事",
            ("together", Lang::En) => "Noted: these belong together",
            ("apart", Lang::Zh) => "已记下：以后永不归在一起",
            ("apart", Lang::En) => "Noted: they are kept apart from now on",
            ("aside", Lang::Zh) => "已放到一边",
            ("aside", Lang::En) => "Put aside",
            ("withdraw", Lang::Zh) => "已收回这个决定",
            ("withdraw", Lang::En) => "The decision is taken back",
            _ => self.merging_done(code),
        }
    }
}

texts! {
    groups_title = "归组建议", "Suggested groups";
    groups_sub = "程序找出说得相近的意见，归不归由人来定。建议不会改动任何已经定下的事。", "The program finds opinions that say much the same; people decide. A suggestion never changes what was decided.";
    groups_level_label = "相近到什么程度", "How alike";
    groups_run = "重新算一次", "Compute anew";
    groups_first_run = "算一次", "Compute";
    groups_waiting = "正在算。算好以前，这里是上一次的结果。", "Being computed. Until then this is the earlier result.";
    groups_refresh = "刷新", "Refresh";
    groups_none = "没有归组建议", "No suggested groups";
    groups_none_text = "还没有算过，或者剩下的意见各说各的。一条一条地归也可以。", "Nothing has been computed yet, or what is left has nothing in common. Points can be sorted one by one.";
    groups_one_by_one = "一条一条地归", "Sort one by one";
    groups_count(n) = "{n} 条", "{n} points";
    groups_score(score) = "相近 {score}", "likeness {score}";
    groups_would_join(no, summary) = "像归并意见 {no}“{summary}”", "looks like problem {no} “{summary}”";
    groups_new = "新的一组", "a new group";
    groups_aside_list = "放到一边的", "Put aside";
    groups_open_list = "回到归组建议", "Back to the suggestions";
    groups_decisions = "已定的关系", "Decisions";
    groups_runs = "算过的", "Runs";
    groups_run_line(no, method, ms) = "第 {no} 次 · 方法 {method} · {ms} 毫秒", "run {no} · method {method} · {ms} ms";
    groups_run_plain(no) = "第 {no} 次", "run {no}";
    group_title = "一组相近的意见", "A suggested group";
    group_sub(n) = "{n} 条。勾选要归在一起的，不勾的留下", "{n} points. Tick what belongs together; the rest stays";
    group_tick = "一起归", "goes together";
    group_why(no, words) = "与第 {no} 条同有“{words}”", "shares “{words}” with no. {no}";
    group_why_between = "”“", "”, “";
    group_why_little = "与别的各条同有的字句很少，请留意", "It shares few words with the others; take care";
    groups_copies(n) = "含 {n} 条相同原文", "{n} of them copies";
    bench_copies(n) = "{n} 条同样的话", "{n} say the very same";
    bench_not_here = "涉及本人或由本人提出的意见，按规定由别人整理，这里不显示，也不计数。", "What concerns you or came from you is sorted by somebody else; it is neither shown nor counted here.";
    bench_groups_all = "全部", "All";
    bench_gone = "这一条已有去向", "This point has its fate";
    bench_next = "接着归下一条", "On to the next one";
    kept_title = "您写的还在", "What you wrote is still here";
    kept_landed(no) = "这几条意见已经归入归并意见 {no}：", "These points are in problem {no} now:";
    kept_rename = "用我写的改这个问题的概括", "Give this problem my words";
    kept_form = "您写的还留在表里。看过以后仍要这样做，再提交一次即可。", "What you wrote is still in the form. If you still want it after reading this, send it again.";
    keys_title = "按键", "Keys";
    keys_hint = "正在输入时单键不起作用；按 Esc 离开输入框。用手机时，页面上的按钮都能做到。", "Single keys rest while you type; Esc leaves a field. On a phone the buttons of the page do all of it.";
    steps_title = "归并记录", "Ledger of steps";
    steps_sub = "谁在什么时候做了什么、为什么，撤销的也留着", "who did what, when and why; what was undone stays too";
    steps_mine = "只看我做的", "Only mine";
    steps_all = "看所有人的", "Everybody's";
    steps_none = "还没有归并记录", "Nothing yet";
    steps_none_text = "归并、改名、移动、拆分、决定和撤销，都会记在这里。", "Merging, renaming, moving, splitting, decisions and their undoing are all kept here.";
    steps_undone = "已撤销", "undone";
    undo_late = "上一步没有撤销：在那以后，别人又动过同一个问题或同一条意见。下面的记录里看得到是谁、做了什么。要改回来，请在那个问题的页面上改。", "The last step was not undone: somebody has changed the same problem or point since. The ledger below says who and how. Change it on the problem's own page instead.";
    decisions_late = "这个决定刚才已由别人收回，您这一次没有再写入。是谁收回的，列在下面。", "Somebody took this decision back a moment ago; nothing more was written. The list below says who.";
    matrix_title = "意见分布", "Opinions by two things";
    matrix_sub = "按条线、来源人群、意见对象、类型中的两项交叉统计", "counted by two of line, population, subject and kind";
    matrix_rows = "行", "Rows";
    matrix_columns = "列", "Columns";
    matrix_withheld = "不显示", "withheld";
    matrix_withheld_note = "匿名意见不足 5 条的格子不显示；为了不让人用合计倒推出来，连带另几个格子也不显示。下载的表格与这里一致。", "Cells with fewer than 5 anonymous opinions are withheld, and some others with them, so that the sums do not give them away. The files say just this.";
    matrix_file(kind) = "下载 {kind}", "Download {kind}";
    matrix_none = "还没有意见", "No opinions yet";
    matrix_none_text = "收到意见以后，这里按两项交叉统计条数。", "When opinions have come in, they are counted here by two things at once.";
    coverage_not_here = "涉及本人的意见，没有反馈以前不在这里显示，也不计数。", "What concerns you is neither shown nor counted here before it is handed over.";
    coverage_title = "去向一览", "Where every opinion went";
    coverage_sentence(raw, merged, items, otherwise, waiting, lost) = "{raw} 条意见，{merged} 条归入 {items} 个问题，另有去向 {otherwise} 条，还没有去向 {waiting} 条，遗漏 {lost} 条", "{raw} opinions: {merged} in {items} problems, {otherwise} with another fate, {waiting} without a fate yet, {lost} lost";
    coverage_fates = "各有什么去向", "What became of them";
    coverage_fate = "去向", "Fate";
    coverage_merged = "归入问题", "in a problem";
    coverage_answered = "直接答复", "answered directly";
    coverage_referred = "转办", "referred";
    coverage_declined = "不予采纳", "not adopted";
    coverage_withdrawn = "本人撤回", "withdrawn";
    coverage_routed = "移交纪检（只计数）", "in the discipline channel (only counted)";
    coverage_waiting = "还没有去向", "no fate yet";
    coverage_sum = "合计", "Sum";
    coverage_lost(n) = "遗漏 {n} 条", "{n} lost";
    coverage_lost_text = "收到的条数，减去上面各项之和。不是 0，就说明有意见没有落到任何一处，请管理员核查。", "What came in less the sum above. Anything but 0 means that an opinion is nowhere: ask the administrator to look into it.";
    group_gone = "这一组都归完了", "Everything of this group is sorted";
    group_same(n) = "同样的话另有 {n} 条，一并处理", "{n} more say the very same and go with it";
    group_lacks = "还缺条线、人群、对象或类型，先受理才能归并", "It lacks line, population, subject or kind: accept it first";
    group_into = "归到", "Into";
    group_into_new = "新问题", "a new problem";
    group_accept = "把勾选的归在一起", "Put the ticked ones together";
    group_decide = "只记关系，先不归并", "Only note how they belong";
    group_together = "勾选的是同一件事", "The ticked belong together";
    group_apart = "勾选的与其余永不归在一起", "Never the ticked with the others";
    group_aside = "这一组放到一边", "Put this group aside";
    group_decide_hint = "由人定下以后，程序每次都照办，随时可以收回。", "What people decide here every later run keeps to; it can be taken back.";
    group_more(n) = "只列出前 {n} 条，归完再看其余的。", "Only the first {n} are listed; the others follow.";
    decisions_title = "已定的关系", "Decisions about points";
    decisions_none = "还没有定过", "None yet";
    decisions_none_text = "在一组建议里勾选以后，可以定为同一件事、永不归在一起，或放到一边。", "In a suggested group, tick points and note how they belong.";
    decisions_pairs(n) = "{n} 对", "{n} pairs";
    decisions_withdraw = "收回", "Take back";
    decisions_withdrawn = "已收回", "taken back";
    bench_news(n) = "您打开这一页以后，别人又做了 {n} 步", "{n} steps by others since you opened this page";
    bench_changed = "在您看的时候，别人做了这些", "While you were looking, others did this";
    bench_reload = "看最新的", "Show the newest";
    bench_to_groups = "归组建议", "Suggested groups";
    bench_looks_like(no, score) = "像归并意见 {no}（{score}）", "looks like problem {no} ({score})";
    bench_because(words) = "因为同有“{words}”", "because both say “{words}”";
}
