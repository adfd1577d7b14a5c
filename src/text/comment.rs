//! Texts of comments on publications.

use super::{Lang, T, texts};

impl T {
    /// What the office did with a comment.
    pub fn comment_disposition(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("adopted", Lang::Zh) => "采纳",
            ("adopted", Lang::En) => "adopted",
            ("partly", Lang::Zh) => "部分采纳",
            ("partly", Lang::En) => "adopted in part",
            ("not_adopted", Lang::Zh) => "不采纳",
            ("not_adopted", Lang::En) => "not adopted",
            ("explained", Lang::Zh) => "解释说明",
            ("explained", Lang::En) => "explained",
            _ => "—",
        }
    }

    /// Whether one may comment.
    pub fn comment_setting(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("both", Lang::Zh) => "实名和匿名都可以",
            ("both", Lang::En) => "under one's name or anonymously",
            ("named", Lang::Zh) => "只收实名意见",
            ("named", Lang::En) => "under one's name only",
            ("off", Lang::Zh) => "不收意见",
            ("off", Lang::En) => "no comments",
            _ => "—",
        }
    }
}

texts! {
    comment_title = "对这份公布提意见", "Comment on this publication";
    comment_invite = "您怎么看？", "What do you think?";
    comment_invite_text = "在截止以前可以提意见；每一条都会处理，并告诉您结果。", "You may comment until its last day; each comment is answered and you are told.";
    comment_anonymously = "匿名提意见", "Comment anonymously";
    comment_by_name = "实名提意见", "Comment under my name";
    comment_login = "登录后也可以实名提意见", "Log in to comment under your name";
    comment_send = "提交", "Send";
    comment_sent = "意见已提交", "Your comment was sent";
    comment_promise_named = "经办人能看到您的姓名。处理完以后，原话和处理结果一起公布，不带姓名；写法和细节可能让人认出您。", "The office sees your name. Afterwards your words are published with what was decided, without your name; style and details may give you away.";
    comment_promise_anonymous = "处理完以后，您的原话会一字不改地和处理结果一起公布；写法和细节可能让人认出您。", "Afterwards your words are published unchanged with what was decided; style and details may give you away. ";
    comment_next_dispose = "截止以后：经办人逐条处理，采纳、部分采纳、不采纳或解释说明。", "After its last day: the office answers each comment.";
    comment_next_told = "处理以后：凭回执看到结果。", "Then: the receipt shows what was decided.";
    comments_title = "意见和处理", "Comments and what was decided";
    comments_sub(n) = "共 {n} 条，原话照登，不带姓名，不分先后", "{n} in all, verbatim, without names, in no order";
    comments_sub_office(n, waiting) = "已收到 {n} 条，{waiting} 条还没有处理", "{n} received, {waiting} without a disposition";
    comments_none = "没有意见", "No comments";
    comments_none_text = "匿名意见每天开箱一次，截止时再开一次。", "The box of anonymous comments opens once a day and at the end.";
    comments_in_box = "投递箱里还有没开箱的意见，开箱以后才能办结。", "Comments still lie in the box; it must be opened before this can be settled.";
    comment_waiting = "待处理", "Waiting";
    comment_own = "自己的意见由别人处理。", "Somebody else decides on one's own comment.";
    comment_disposition_label = "怎样处理", "What is decided";
    comment_answer = "给提意见的人的话", "What is said to whoever commented";
    comment_answer_hint = "不采纳要写理由，解释要写说明；都会公开。", "A refusal needs its reason, an explanation its words; all of it is public.";
    comment_record = "记下", "Record";
    comment_answered = "已记下", "Recorded";
    comments_mine = "我对公布内容的意见", "My comments on publications";
    comments_mine_sub = "实名提的意见和处理结果。匿名的凭回执查询。", "What I said under my name and what was decided; the rest is found by receipt.";
    comments_mine_none = "您还没有实名提过", "Nothing under your name yet";
    comments_mine_none_text = "公布的方案和通报，开放意见的，可以在它的页面上提。", "Where a publication takes comments, its page says so.";
    comments_see = "看意见和处理", "See comments and what was decided";
    comments_desk = "处理意见", "Answer comments";
    comment_setting_label = "能不能提意见", "Comments";
    comment_received = "已收到，待处理", "Received, waiting for an answer";
    comment_receipt_about(title) = "对“{title}”的意见", "Comment on “{title}”";
}
