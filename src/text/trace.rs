//! Texts of `trace`.

use super::texts;

texts! {
    trace_title = "一条意见走过的路", "The way of one opinion";
    trace_sub = "往前往后都能点开", "every step opens, forwards and backwards";
    trace_word = "原话", "In their words";
    trace_merged = "归并", "Merged";
    trace_open_merged = "看归并的过程", "See how it was merged";
    trace_item = "整改事项", "Item";
    trace_measures = "措施", "Measures";
    trace_evidence = "佐证", "Evidence";
    trace_published = "公布", "Published";
    trace_later = "还没有到这一步", "Not at this step yet";
    trace_link = "去向", "Where it went";
    trace_others(n) = "与另外 {n} 条同属一事", "others of the same matter: {n}";
    trace_points(n) = "来自 {n} 条意见", "opinions: {n}";
    trace_points_hidden(n) = "{n} 条意见的原话不在您的可见范围内。", "Opinions whose words are outside what you may see: {n}.";
    trace_later_or_hidden = "还没有到这一步，或者还没有公布给您。", "Not at this step yet, or not published to you yet.";
    trace_routed = "这条意见已移交纪检，原话不在这里显示。", "This went to the discipline channel; its words are not shown here.";
    trace_fate(fate) = "去向：{fate}", "Fate: {fate}";
    trace_more = "还有更多，请到列表里看。", "There is more; see the list.";
    trace_fingerprint = "指纹", "fingerprint";
    trace_criterion(text) = "完成标志：{text}", "Done when: {text}";
    trace_measure_done = "已完成", "done";
    trace_asked = "问了什么", "Asked";
    trace_done = "做了什么", "Done";
    trace_proven = "凭什么", "Proof";
    trace_remains = "还剩什么", "What remains";
    trace_sign_named = "署名", "Named";
    trace_sign_anonymous = "匿名", "Anonymous";
    trace_sign_unsigned = "未署名", "Unsigned";
    trace_print = "印出来", "Print";
}
