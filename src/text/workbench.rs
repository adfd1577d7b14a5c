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
    groups_run_line(no, method, opinions, groups, ms) = "第 {no} 次 · 方法 {method} · {opinions} 条，{groups} 组，{ms} 毫秒", "run {no} · method {method} · {opinions} opinions, {groups} groups, {ms} ms";
    groups_run_plain(no) = "第 {no} 次", "run {no}";
    group_title = "一组相近的意见", "A suggested group";
    group_sub(n, score) = "{n} 条，相近 {score}。勾选要归在一起的，不勾的留下。", "{n} points, likeness {score}. Tick what belongs together; the rest stays.";
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
