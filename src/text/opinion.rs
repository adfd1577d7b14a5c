//! Texts of `opinion`.

use super::{T, texts};

impl T {
    /// A round's state in words.
    pub fn round_state(&self, code: &str) -> &'static str {
        match code {
            "draft" => self.round_draft(),
            "open" => self.round_open(),
            "closed" => self.round_closed(),
            "sorted" => self.round_sorted(),
            "fed_back" => self.round_fed_back(),
            _ => self.round_archived(),
        }
    }

    /// A point's state in words.
    pub fn point_state(&self, code: &str) -> &'static str {
        match code {
            "submitted" => self.point_submitted(),
            "registered" => self.point_registered(),
            "closed_split" => self.point_closed_split(),
            "referred" => self.point_referred(),
            "not_adopted" => self.point_not_adopted(),
            "withdrawn" => self.point_withdrawn(),
            "merged" => self.point_merged(),
            "answered" => self.point_answered(),
            "routed" => self.point_routed(),
            "rated" => self.point_rated(),
            "objected" => self.point_objected(),
            _ => self.point_closed(),
        }
    }

    /// The same for whoever spoke, as a sentence.
    pub fn fate_heading(&self, code: &str) -> &'static str {
        match code {
            "submitted" | "registered" => self.fate_received(),
            "closed_split" => self.fate_split(),
            "referred" => self.fate_referred(),
            "not_adopted" => self.fate_not_adopted(),
            "withdrawn" => self.fate_withdrawn(),
            "merged" => self.fate_merged(),
            "routed" => self.fate_routed(),
            _ => self.fate_answered(),
        }
    }

    /// Where the problem of a point stands.
    pub fn problem_bucket(&self, code: &str) -> &'static str {
        match code {
            "done" => self.problem_bucket_done(),
            "doing" => self.problem_bucket_doing(),
            "next" => self.problem_bucket_next(),
            "explained" => self.problem_bucket_explained(),
            _ => self.problem_bucket_unplanned(),
        }
    }

    /// A population, subject, kind, way to sign or channel in words.
    pub fn opinion_code(&self, code: &str) -> &'static str {
        match code {
            "agency" => self.population_agency(),
            "grassroots" => self.population_grassroots(),
            "leading_cadre" => self.subject_leading_cadre(),
            "department" => self.subject_department(),
            "unsure" => self.subject_unsure(),
            "criticism" => self.kind_criticism(),
            "suggestion" => self.kind_suggestion(),
            "named" => self.sign_named(),
            "anonymous" => self.sign_anonymous(),
            "unsigned" => self.sign_unsigned(),
            "online" => self.channel_online(),
            "box" => self.channel_box(),
            "sheet" => self.channel_sheet(),
            "seminar" => self.channel_seminar(),
            "paper_box" => self.channel_paper_box(),
            "hotline" => self.channel_hotline(),
            "visit" => self.channel_visit(),
            "import" => self.channel_import(),
            "refer" => self.verb_refer(),
            "decline" => self.verb_decline(),
            "answer" => self.verb_answer(),
            "route" => self.verb_route(),
            "withdraw" => self.verb_withdraw(),
            "proposed" => self.decision_proposed(),
            "confirmed" => self.decision_confirmed(),
            "rejected" => self.decision_rejected(),
            "returned" => self.decision_returned(),
            _ => "—",
        }
    }
}

texts! {
    round_draft = "草稿", "Draft";
    round_open = "正在征求", "Open";
    round_closed = "已截止，正在归并", "Closed, being sorted";
    round_sorted = "归并完毕", "Sorted";
    round_fed_back = "原话已反馈", "Fed back";
    round_archived = "已归档", "Archived";
    point_submitted = "已收到", "Received";
    point_registered = "已登记", "Registered";
    point_closed_split = "已分条", "Split";
    point_referred = "转办", "Referred";
    point_not_adopted = "不予采纳", "Not adopted";
    point_withdrawn = "撤回", "Withdrawn";
    point_merged = "归并", "Merged";
    point_answered = "已答复", "Answered";
    point_routed = "移交纪检", "Handed to discipline";
    point_rated = "已评价", "Rated";
    point_objected = "有异议", "Objected";
    point_closed = "办结", "Closed";
    fate_received = "您的意见已收到，还没有去向", "Your opinion has arrived; its fate is still open";
    fate_split = "您的意见说了几件事，已分成几条，分别去办", "Your opinion named several matters; each goes its own way";
    fate_referred = "您的意见已转给应当办的单位", "Your opinion was referred to the body it belongs to";
    fate_not_adopted = "您的意见没有采纳，理由如下", "Your opinion was not adopted, for the reason below";
    fate_withdrawn = "您的意见已撤回", "Your opinion was withdrawn";
    fate_merged = "您的意见已归入一个问题", "Your opinion has been merged into a problem";
    fate_routed = "您的意见已移交纪检部门", "Your opinion was handed to the discipline channel";
    fate_answered = "您的意见已有答复", "Your opinion has been answered";
    problem_bucket_done = "已整改完成", "Done";
    problem_bucket_doing = "正在整改", "Under way";
    problem_bucket_next = "下阶段整改", "In the next stage";
    problem_bucket_explained = "现在办不到，已说明", "Cannot be done now; explained";
    problem_bucket_unplanned = "正在研究怎么改", "Being studied";
    population_agency = "机关", "Agency";
    population_grassroots = "基层单位", "Grass roots";
    subject_leading_cadre = "机关领导干部", "Leading cadres";
    subject_department = "机关部室工作", "Work of departments";
    subject_unsure = "说不清", "Not sure";
    kind_criticism = "意见", "Criticism";
    kind_suggestion = "建议", "Suggestion";
    sign_named = "署名", "Named";
    sign_anonymous = "匿名", "Anonymous";
    sign_unsigned = "未署名", "Unsigned";
    channel_online = "网上", "Online";
    channel_box = "投递箱", "The box";
    channel_sheet = "征求意见表", "Collection form";
    channel_seminar = "座谈会", "Seminar";
    channel_paper_box = "意见箱", "Box on the wall";
    channel_hotline = "热线电话", "Hotline";
    channel_visit = "个别访谈", "Visit";
    channel_import = "导入", "Import";
    verb_refer = "转办", "Referred";
    verb_decline = "不予采纳", "Not adopted";
    verb_answer = "直接答复", "Answered directly";
    verb_route = "移交纪检", "Handed to discipline";
    verb_withdraw = "撤回", "Withdrawn";
    decision_proposed = "等第二位阅看人", "waits for the second reader";
    decision_confirmed = "已定", "in force";
    decision_rejected = "没有通过", "rejected";
    decision_returned = "对方退回", "returned";

    // The phone form
    say_title = "提意见", "Say something";
    say_sub(campaign, round, day) = "{campaign} · {round} · {day}截止", "{campaign} · {round} · until {day}";
    say_modes = "怎样署名", "How to sign";
    mode_anonymous_text = "先放进投递箱，每天固定时间打乱后开箱。不记账号、地址、设备和时间。凭回执码查看结果。", "It goes into the box, which is shuffled and opened at a fixed hour. No account, address, device or time is kept. A receipt code shows you the result.";
    mode_named_text = "经办人能看到您的姓名，可以直接与您联系。需要登录。", "The campaign office sees your name and can talk to you. You log in.";
    mode_confidential = "保密", "Confidential";
    mode_confidential_text = "还没有开放：两名保管人的钥匙配好以后才能用。", "Not open yet: it needs the keys of two custodians.";
    mode_not_here = "这一轮没有开放这种方式。", "This round does not offer this way.";
    promise_title = "提交以前请知道", "Before you send it";
    promise_anonymous = "您的原话会一字不改地交给被提意见的一方；写法和细节可能让人认出您。", "Your words go unchanged to the party concerned; style and details may give you away.";
    promise_more = "我们怎样保护您，以及保护不了什么", "How you are protected, and where that ends";
    promise_named_title = "谁会看到", "Who will see it";
    promise_named = "工作小组办公室的经办人能看到您的姓名。交给被提意见一方的是原话，不带姓名；写法和细节可能让人认出您。", "The campaign office sees your name. The party concerned gets your words without it; style and details may give you away.";
    office_note = "办公室的话", "From the office";
    say_text = "您想说什么", "What do you want to say?";
    review_title = "寄出之前，请再看一眼", "Before it is sent, look once more";
    review_text = "还没有寄出，也没有保存。下面有几处提醒；可以改，也可以就这样再按一次。", "It has been neither sent on nor kept. There are remarks below; change the text, or press again as it is.";
    known_title = "是不是说的这件事？", "Is it this?";
    known_hint = "这些问题已经公布。还没解决，或者您说的是另一回事，请照样写下来。比对只在您的手机上做，没有写完的话不会传出去。", "These problems have been published. If yours is not solved or is another one, do write it. The comparison is made on your phone; nothing unsent leaves it.";
    pii_phone = "这里像是有电话号码。匿名意见不需要留电话，留了就能认出您。", "This looks like a phone number. It would give you away.";
    pii_id = "这里像是有身份证号。请删去。", "This looks like an identity number. Please remove it.";
    pii_mail = "这里像是有邮箱地址。请删去。", "This looks like a mail address. Please remove it.";
    pii_staff = "这里像是有工号。请删去。", "This looks like a staff number. Please remove it.";
    pii_name = "这里像是有您的姓名。要具名，请改选“署名”。", "This looks like your name. To sign, choose the named way.";
    say_line = "关于哪个条线", "Which line";
    say_subject = "关于", "About";
    say_kind = "这是", "This is";
    say_kind_hint = "意见是哪里不好，建议是可以怎样。", "A criticism says what is wrong, a suggestion how it could be.";
    say_population = "您在", "You work in";
    say_receipt_hint = "提交后会给您一个回执码，只显示一次。请记下来，它是查看结果的唯一凭据。", "You will get a receipt code, shown once. Write it down: it is the only key to the result.";
    say_send_anonymous = "提交，取回执", "Send and get the receipt";
    say_as(name) = "以 {name} 的名义提交。可以在“我的意见”里看去向，归并以前可以撤回。", "Sent as {name}. Its fate stands under “My opinions”; you can take it back until it is merged.";
    say_send_named = "提交", "Send";
    say_to_named = "改为署名提交", "Sign with your name";
    errors_count(n) = "有 {n} 处要改，没有写入任何内容", "To be changed: {n}. Nothing was written";
    closed_kicker = "已经截止", "Closed";
    closed_heading(round, day) = "{round}已于{day}截止", "{round} closed on {day}";
    closed_not_sent = "这条没有提交。您写的文字在下面，可以复制出来。", "This was not sent. Your words stand below to be copied.";
    closed_safe = "已经提交的不受影响，凭回执照样能查。", "What was sent before is safe; receipts work as always.";
    not_yet_heading(round) = "{round}现在不开放", "{round} is not open now";

    // Receipts
    receipt_title = "凭回执查询", "Look up a receipt";
    receipt_got = "已放进投递箱", "It is in the box";
    receipt_got_text = "每天固定时间打乱后开箱。开箱以前，谁也看不到，也数不出来。", "The box is shuffled and opened at a fixed hour. Before that nobody sees it, nor how many there are.";
    receipt_once = "您的回执码，只显示这一次", "Your receipt code, shown only now";
    receipt_copy = "复制", "Copy";
    receipt_copied = "已复制", "Copied";
    receipt_print_now = "打印", "Print";
    receipt_print = "在本站“凭回执查询”里输入回执码，查看您的意见后来怎样。请勿让他人看到。", "Enter this code under “Look up a receipt” to see what became of your opinion. Show it to nobody.";
    receipt_write_down = "请现在记下来", "Write it down now";
    receipt_lost = "离开这一页就再也看不到。丢了没有人能替您找回，管理员也不能：我们没有记下这个码属于谁。", "It is never shown again. Nobody can find it for you, not even the administrator: we did not note whose it is.";
    receipt_next = "接下来", "What happens next";
    receipt_next_open(hour) = "每天 {hour}:00 开箱：回执从“在投递箱中”变成“已收到”。", "The box opens at {hour}:00: the receipt then says “received”.";
    receipt_next_sort = "截止以后：逐条归并。您的原话一字不改。", "After the last day: every point is sorted. Your words stay as they are.";
    receipt_next_result = "公布以后：凭回执看到怎样改、改得怎样。", "After publication: the receipt shows what is done about it.";
    receipt_leave = "已记下，离开", "Written down, leave";
    say_again = "再提一条", "Say something else";
    receipt_code = "回执码", "Receipt code";
    receipt_hint = "16 位字母和数字。大小写、空格、横线都可以。", "16 letters and digits; case, spaces and dashes do not matter.";
    receipt_look = "查询", "Look up";
    receipt_promise = "查询不需要登录，也不记录是谁、什么时候来查的。用公用电脑查完，请关掉窗口。", "No login, and nobody notes who looked or when. On a shared computer close the window afterwards.";
    receipt_masked(first, last) = "回执 {first} ···· ···· {last}", "Receipt {first} ···· ···· {last}";
    waiting_title = "在投递箱中", "In the box";
    waiting_text = "还没有开箱。箱子每天固定时间打乱后打开，在那以前这里只能告诉您：它在，没有丢。", "The box is not open yet. Until then this page can only say: it is there, it is not lost.";
    waiting_dropped = "已放进投递箱", "Dropped into the box";
    waiting_no_time = "不记时间", "no time is kept";
    waiting_open = "开箱", "The box opens";
    waiting_open_when(hour) = "每天 {hour}:00，和本轮截止时", "daily at {hour}:00, and when the round closes";
    waiting_sort = "归并，给出去向", "Sorting, a fate for each";
    look_another = "查另一个", "Look up another";
    unknown_kicker = "没有查到", "Not found";
    unknown_heading = "没有这个回执码", "No such receipt";
    unknown_check = "请对照您记下的，逐位核对：16 位，字母 O 与数字 0、字母 I、L 与数字 1 视为相同。", "Check each of the 16 characters; O counts as 0, I and L as 1.";
    unknown_damaged = "这份意见曾投进投递箱，但数据受损，谁也打不开，内容已经无法恢复。请您再投一次；我们没有收到它的内容，也不知道是谁投的。", "This opinion was dropped into the box, but its data was damaged: nobody can open it and its text cannot be recovered. Please send it once more; we never saw its text and do not know whose it was.";
    unknown_safe = "意见没有丢：还在箱子里的也查得到，所以多半是抄错了一位。", "The opinion is not lost: those still in the box are found too, so most likely one character is wrong.";
    look_again = "再查一次", "Try again";
    point_withdraw = "撤回", "Take it back";
    withdraw_waiting_hint = "还没有开箱，撤回后什么也不留下，回执码随即作废。", "The box is closed still: nothing will remain, and the receipt ends.";
    withdraw_hint = "归并以前可以撤回。撤回也先放进投递箱，开箱时生效。", "You can take it back until it is merged. The wish goes through the box too and counts when that opens.";
    withdrawn_heading = "已从投递箱取回", "Taken out of the box";
    withdrawn_text = "没有打开过，什么也没有留下。", "It was never opened; nothing remains.";
    withdraw_wish_heading = "撤回已放进投递箱", "Your wish is in the box";
    withdraw_wish_text(hour) = "每天 {hour}:00 开箱时生效。如果那时已经归并，就不再撤回。", "It counts when the box opens at {hour}:00, unless the point is merged by then.";

    // Fate
    point_verbatim = "原话", "Verbatim";
    fate_item = "归入的问题", "The problem";
    fate_decision = "怎样答复的", "The answer";
    fate_answer_text = "答复", "Answer";
    fate_parts = "分成的几条", "The parts";
    fate_reported = "通报", "Reported back";
    reported_asked = "反映的问题", "Asked";
    reported_done = "做了什么", "Done";
    reported_proven = "凭什么说", "Proof";
    reported_remains = "还剩什么", "Remains";
    fate_to(unit) = "转给{unit}", "to {unit}";
    mine_sub = "这里只有署名的。匿名的只能凭回执查，我们不知道哪条是您的。", "Only what you signed stands here. We do not know which anonymous ones are yours.";
    mine_empty = "您还没有署名提过意见", "You have not said anything under your name";
    mine_empty_text = "从海报上的二维码或本轮的链接进去就能提。", "Use the code on the poster or the link of the round.";
    point_merged_into(summary) = "归入“{summary}”", "merged into “{summary}”";
}
