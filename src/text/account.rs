//! Texts of `account`.

use super::{Lang, T, texts};
use crate::auth::Role;
use crate::auth::matrix::{Row, Scope};

texts! {
    form_wrong(n) = "有 {n} 处要改，还没有写入", "{n} to change; nothing was written yet";
    full_stop = "。", ".";
    gap = "", " ";
    crumbs = "所在位置", "Where you are";
    lang_zh = "中文", "中文";
    // Login
    login_title = "登录", "Log in";
    login_name = "账号", "Login";
    login_password = "密码", "Password";
    login_without = "不登录也能匿名提意见（用海报上的二维码或链接），也能", "Without logging in you can speak anonymously (by the QR code or link on the poster) and";
    login_receipt = "凭回执查询", "look up a receipt";
    login_forgotten = "忘了密码，请找管理员或书记重发一个邀请链接。", "Forgotten the password? Ask the administrator or the secretary for a new invitation link.";
    login_wrong_title = "没有登录", "Not logged in";
    login_crowded = "现在登录的人很多", "Many people are logging in";
    login_wait(seconds) = "大约 {seconds} 秒以后轮到您。", "It is your turn in about {seconds} seconds.";
    login_wait_how = "这一页到时候会自己回到登录页，请那时再输入一次密码。", "This page goes back to the log-in page by itself; type your password again then.";
    login_wait_safe = "您的密码还没有核对，系统也没有留下它。等着的时候，不登录就能做的事照常可以做。", "Your password was not checked and is not kept. Meanwhile everything that needs no log-in works as usual.";
    login_wait_now = "回到登录页", "Back to the log-in page";
    login_your_turn = "轮到您了，请登录。", "It is your turn: please log in.";
    // Set-up
    setup_title = "安装", "Set up";
    setup_kicker = "第一次使用 · 共两步", "First use · two steps";
    setup_step_one = "管理员和第一位书记", "Administrator and first secretary";
    setup_step_two = "把邀请交给书记", "Hand over the invitation";
    setup_now = "现在", "now";
    setup_next = "下一步", "next";
    setup_made = "已建好", "done";
    setup_heading = "先核对您有权安装", "First: may you set this up?";
    setup_lead = "启动程序的那台机器上，窗口里打印了一串安装口令。口令只能用一次。", "The machine on which the program was started has printed a set-up token. It works once.";
    setup_token = "安装口令", "Set-up token";
    setup_name = "管理员姓名", "Administrator's name";
    setup_login = "管理员账号", "Administrator's login";
    setup_secretary = "第一位书记的姓名", "First secretary's name";
    setup_secretary_hint = "建好以后给您一个邀请链接，请交给书记本人。", "You will get an invitation link to hand to the secretary in person.";
    setup_promise_title = "管理员看不到什么", "What the administrator does not see";
    setup_promise = "管理员管账号、组织和设置，看不到意见内容，也不能担任书记、工作小组、监票人、审计。业务角色以后只由书记指派。", "The administrator looks after accounts, the register and settings, sees no opinions, and cannot be secretary, office, teller or auditor. From then on only the secretary grants business roles.";
    setup_button = "建好，去邀请书记", "Create and invite the secretary";
    setup_finish = "完成，去登录", "Done, log in";
    login_hint = "小写字母、数字、点和横线，3 至 40 个字符。", "3 to 40 lower-case letters, digits, dots and hyphens.";
    password_hint = "至少 10 个字符。可以是一句您记得住的话。", "At least 10 characters. A sentence you can remember is fine.";
    password_again = "再写一遍", "Again";
    // Invitations
    invite_hand = "把这个链接交给本人", "Hand this link to the person";
    invite_hand_secretary = "把这个链接交给书记本人", "Hand this link to the secretary";
    invite_once(day) = "邀请链接，只显示这一次，{day}前有效", "The invitation link, shown this once, holds until {day}";
    invite_how = "请当面、用电话或用内部邮件交给本人。链接用过一次就失效；没有用上，可以再发一个，旧的随即作废。", "Give it in person, by telephone or by internal mail. It works once; you can give another one, and the old one ends.";
    copy = "复制", "Copy";
    copied = "已复制", "Copied";
    invite_kicker = "邀请您使用双促", "You are invited to Shuangcu";
    invite_heading(name) = "{name}，请设一个密码", "{name}, choose a password";
    reset_heading(name) = "{name}，请设一个新密码", "{name}, choose a new password";
    invite_button = "设好密码并登录", "Set the password and log in";
    invite_not_you = "不是您本人？请不要继续，把链接退给发给您的人。", "Not you? Please stop and give the link back.";
    invite_your_login(login) = "您的账号是 {login}。", "Your login is {login}.";
    invite_to_person = "回到这个人", "Back to the person";
    // Account
    account_title = "我的账号", "My account";
    account_roles = "角色", "Roles";
    account_role = "角色", "Role";
    account_scope = "范围", "Scope";
    account_term = "任期", "Term";
    scope_everywhere = "整个组织", "Whole organisation";
    scope_own = "本人", "Own";
    term_open(from) = "{from}起", "from {from}";
    term_between(from, to) = "{from}至{to}", "{from} to {to}";
    account_permissions = "这些角色能办什么事", "What these roles may do";
    account_sessions = "已登录的设备", "Where you are logged in";
    account_session_here = "现在用的", "this one";
    account_session(day) = "{day}登录", "logged in on {day}";
    account_sessions_note = "只有日期，没有钟点和地点，因为我们不记：登录时间会说出谁什么时候在线。", "Days only, neither hour nor place: we do not keep them, because they would tell who was there when.";
    account_end_others = "退出其他设备", "Log out everywhere else";
    account_change = "改密码", "Change the password";
    account_old = "现在的密码", "Present password";
    account_new = "新密码", "New password";
    account_language = "语言", "Language";
    account_changed = "密码已改，其他设备已退出", "The password was changed; other devices were logged out";
    account_ended = "其他设备已退出", "Other devices were logged out";
    notice_title = "别人动过您的账号", "Somebody touched your account";
    notice_issued(day, who) = "{day}，{who}发出了重设您密码的链接。", "On {day} {who} issued a link to reset your password.";
    notice_used(day) = "{day}，您的密码用这样的链接重设过，所有设备都已退出。", "On {day} your password was set anew with such a link, and all devices were logged out.";
    notice_what = "如果不是您要求的，请马上告诉书记和审计。", "If you did not ask for it, tell the secretary and the auditor at once.";
    notice_read = "知道了", "I have read this";
    notice_somebody = "有人", "somebody";
    // Roles of a person
    roles_title(name) = "{name}的账号和角色", "Account and roles of {name}";
    roles_account = "账号", "Account";
    roles_has_login(login) = "账号是 {login}。", "The login is {login}.";
    roles_no_login = "还没有账号。", "No account yet.";
    roles_invite = "发邀请链接", "Give an invitation link";
    roles_reset = "发重设密码的链接", "Give a link to reset the password";
    roles_reset_note = "本人下次登录会看到是谁发的；发链接这件事也留痕。", "The person sees at the next login who gave it, and it is recorded.";
    roles_none = "还没有指派角色。没有角色也能登录：按员工群众看和办。", "No role was granted. Without one a login counts as staff.";
    roles_end = "结束", "End";
    roles_grant = "指派角色", "Grant a role";
    roles_grant_note = "从开始那天起生效，任期完了自动失效。", "It holds from the first day and ends by itself after the last.";
    roles_scope_none = "不用指定（整个组织）", "None (whole organisation)";
    roles_scope_campaign = "活动", "Campaigns";
    roles_scope_unit = "部门", "Units";
    roles_scope_line = "条线", "Lines";
    roles_scope_branch = "党支部", "Branches";
    roles_from = "从哪天起", "From";
    roles_to = "到哪天止", "Until";
    roles_only_sec = "业务角色由书记指派。您可以指派和结束的只有系统管理员。", "Business roles are granted by the secretary. You may grant and end administrators only.";
    roles_done = "已办好", "Done";
    // Permissions
    permissions_title = "谁能办什么事", "Who may do what";
    permissions_sub = "程序就按这张表放行，没有例外", "The program follows exactly this table";
    permissions_what = "办什么事", "What";
    permissions_mine = "标出的是您的角色。", "Your own roles are marked.";
    permissions_legend = "拟：起草、登记　改：修改　批：批准、决定　终批：最后批准　审：部门审核　核：核对　看：阅读　办：执行　议：评论　数：只看总数", "C create · U edit · A approve · F final approval · V review in the department · K check · R read · X carry out · M comment · T totals only";
    permissions_ask = "点开一格，看这个角色在哪里、能做什么。“—”表示不能。", "Open a cell to read where this role may do what. A dash means: not at all.";
    permissions_sentence(place, rights) = "{place}：{rights}。", "{place}: {rights}.";
    permissions_never = "不能由同一个人做的", "Never by the same person";
    permissions_never_close = "申请、审核、批准同一件销号", "Apply for, review and approve one close-out";
    permissions_never_about = "筛选、归并、答复关于自己的意见", "Screen, merge or answer an opinion about oneself";
    permissions_never_admin = "系统管理员兼任书记、工作小组、监票人、审计", "Be administrator and secretary, office, teller or auditor";
    permissions_never_self = "给自己指派角色，重设自己担任业务职务的账号", "Grant roles to oneself, or reset one's own business account";
    // Protection
    protection_title = "我们怎样保护您，以及保护不了什么", "How you are protected, and where protection ends";
    protection_how = "匿名是怎么做到的", "How anonymity is made";
    protection_how_text = "您的话封好以后放进投递箱，箱子里只有封好的信封，没有账号、地址、设备和钟点。箱子每天固定时间打开：先打乱，再写进清单，开箱用的钥匙随即销毁。", "What you write is sealed and dropped into a box that holds sealed envelopes only: no account, address, device or hour. The box is opened at a fixed time each day: shuffled first, then listed, and the key that opened it is destroyed.";
    protection_before = "开箱以前，谁也看不到，管理员也不能。", "Before that nobody can read it, administrators included.";
    protection_after = "开箱以后，每条只有日期，没有先后。", "Afterwards each point has a day and no order.";
    protection_receipt = "能证明“这是我提的”的，只有您手里的回执码；我们只存它的指纹，丢了不能补。", "Only the receipt in your hand proves that it is yours; we keep its fingerprint, so a lost one cannot be replaced.";
    protection_small = "同一格里匿名意见少于 5 条时，条线、人群、对象都不显示。", "Where a cell holds fewer than 5 anonymous points, line, population and subject are not shown.";
    protection_not = "我们保护不了什么", "Where it ends";
    protection_style_head = "写法和细节。", "Style and details.";
    protection_style = "原话一字不改地交给被提意见的一方。只有您知道的事，写出来别人就知道是您。", "Your words go verbatim to the party concerned. What only you know names you.";
    protection_behind_head = "有人站在您身后。", "Somebody behind you.";
    protection_behind = "请在方便的地方写。", "Write where nobody looks on.";
    protection_only_head = "当天只有一个人提。", "The only one that day.";
    protection_only = "那么开箱后的一条就是他的。", "Then the one point in the box is that person's.";
    protection_device_head = "您用的网络和电脑。", "Network and machine.";
    protection_device = "单位的电脑可能另有监看，可以用自己的手机。", "An office machine may be watched by others; use your own phone.";
    protection_named = "署名意味着什么", "What signing means";
    protection_named_text = "经办人看得到您的姓名，可以和您联系。交给被提意见一方的，是不带姓名的原话。", "Those who handle it see your name and can reach you. The party concerned gets your words without it.";
    protection_confidential = "保密方式", "Confidential";
    protection_confidential_text = "还没有开放。要等两名保管人的钥匙配好，任何一个人单独打不开，才会开放。", "Not open yet: it opens when two custodians hold keys, so that nobody can open it alone.";
    protection_account = "账号", "Accounts";
    protection_account_text = "登录只记日期，不记钟点；登录和退出不留痕。匿名表单和回执查询的地址上，登录信息在任何程序读到以前就被丢掉。", "A login keeps the day and no hour, and leaves no line in the record. On the anonymous form and the receipt page the login is dropped before anything reads it.";
    protection_check = "怎样核对", "How to check";
    protection_check_text = "每份公布都有指纹，每件事都留痕，写下就不能悄悄改。审计可以当面核对给您看。", "Every publication has a fingerprint and every act leaves a line that cannot be changed unnoticed. The auditor can check it before your eyes.";
}

macro_rules! names {
    ($(#[$doc:meta])* $method:ident($kind:ty) { $($value:pat => $zh:literal, $en:literal;)* }) => {
        impl T {
            $(#[$doc])*
            pub fn $method(&self, value: $kind) -> &'static str {
                match (value, self.0) { $(($value, Lang::Zh) => $zh, ($value, Lang::En) => $en,)* }
            }
        }
    };
}

names! {
    /// What a role is called.
    role(Role) {
        Role::Sec => "机关党委书记（副书记）", "Committee secretary (or deputy)";
        Role::Cm => "机关党委委员", "Committee member";
        Role::Wg => "主题活动工作小组（办公室）", "Working-group office";
        Role::Dh => "部室负责人", "Department head";
        Role::Dl => "部室联络员", "Department liaison clerk";
        Role::Bs => "党支部（总支）书记", "Branch secretary";
        Role::Lc => "领导干部", "Leading cadre";
        Role::Pd => "党代表", "Congress delegate";
        Role::Pm => "党员", "Party member";
        Role::St => "员工群众", "Staff";
        Role::Ow => "责任人", "Item owner";
        Role::Tu => "工会帮扶专干", "Trade-union officer for hardship";
        Role::Fn => "党费、捐款经办人", "Dues and donation handler";
        Role::Tl => "监票人、计票人", "Teller";
        Role::Sup => "上级督导", "Superior supervisor";
        Role::Aud => "审计、纪检", "Auditor, discipline inspector";
        Role::Sys => "系统管理员", "System administrator";
    }
}

names! {
    /// A role in a narrow column.
    role_short(Role) {
        Role::Sec => "书记", "Secretary";
        Role::Cm => "委员", "Member";
        Role::Wg => "工作小组", "Office";
        Role::Dh => "部室负责人", "Dept. head";
        Role::Dl => "部室联络员", "Dept. clerk";
        Role::Bs => "支部书记", "Branch sec.";
        Role::Lc => "领导干部", "Cadre";
        Role::Pd => "党代表", "Delegate";
        Role::Pm => "党员", "Party member";
        Role::St => "员工群众", "Staff";
        Role::Ow => "责任人", "Owner";
        Role::Tu => "工会专干", "Union officer";
        Role::Fn => "党费经办", "Dues";
        Role::Tl => "监票人", "Teller";
        Role::Sup => "督导", "Supervisor";
        Role::Aud => "审计", "Auditor";
        Role::Sys => "管理员", "Administrator";
    }
}

names! {
    /// What a row of the permission table is about.
    matrix_row(Row) {
        Row::Campaign => "活动、阶段、方案", "Campaign, phases, plan";
        Row::WorkingGroup => "工作小组、分工", "Working group, division of work";
        Row::Task => "任务", "Tasks";
        Row::Column => "专栏、动态、学习材料", "Columns, news, study material";
        Row::Reminder => "工作提醒", "Work reminders";
        Row::Round => "征求意见轮次", "Collection rounds";
        Row::SubmitOpinion => "提意见", "Submitting opinions";
        Row::RegisterOpinion => "登记纸质、座谈意见", "Registering paper and seminar opinions";
        Row::ReadPoint => "看原话", "Reading original words";
        Row::ReadIdentity => "看保密意见的署名", "Reading a confidential name";
        Row::Merge => "归并、移出", "Merging and taking out";
        Row::Problem => "突出问题、整改方案", "Outstanding problems, plan";
        Row::ItemEdit => "整改事项", "Rectification items";
        Row::ItemProgress => "进展、佐证", "Progress, evidence";
        Row::ItemExtension => "延期", "Extensions";
        Row::ItemClose => "销号", "Close-out";
        Row::ItemReopen => "回头看、重新打开", "Looking back, reopening";
        Row::Publication => "公布", "Publication";
        Row::Comment => "评论公布的内容", "Commenting on publications";
        Row::Meeting => "会议、纪要", "Meetings, minutes";
        Row::Dlm => "部门民主生活会", "Democratic life meeting";
        Row::DlmCriticism => "批评意见原文", "Text of criticism";
        Row::Liaison => "联系关系", "Liaison relations";
        Row::ContactRecord => "联系记录", "Contact records";
        Row::Hardship => "困难员工档案", "Hardship files";
        Row::Evaluation => "满意度测评", "Satisfaction evaluation";
        Row::Vote => "投票", "Voting";
        Row::Count => "计票、确认结果", "Counting, confirming";
        Row::Regulation => "制度", "Regulations";
        Row::Money => "捐款、党费明细", "Donations and dues";
        Row::Membership => "发展党员", "Development of members";
        Row::Organisation => "单位、支部、条线、人员", "Units, branches, lines, people";
        Row::Accounts => "账号、角色、设置", "Accounts, roles, settings";
        Row::AuditTrail => "留痕", "Audit trail";
    }
}

impl T {
    /// One right of the permission table in a word; the letters are those of `auth::matrix`.
    pub fn right(&self, letter: char) -> &'static str {
        match (letter, self.0) {
            ('C', Lang::Zh) => "拟",
            ('R', Lang::Zh) => "看",
            ('U', Lang::Zh) => "改",
            ('A', Lang::Zh) => "批",
            ('F', Lang::Zh) => "终批",
            ('X', Lang::Zh) => "办",
            ('P', Lang::Zh) => "提议",
            ('K', Lang::Zh) => "核",
            ('V', Lang::Zh) => "审",
            ('M', Lang::Zh) => "议",
            ('T', Lang::Zh) => "数",
            ('O', Lang::Zh) => "提异议",
            ('G', Lang::Zh) => "派业务角色",
            ('S', Lang::Zh) => "看本人办的",
            ('Y', Lang::Zh) => "只核对",
            ('C', Lang::En) => "C",
            ('R', Lang::En) => "R",
            ('U', Lang::En) => "U",
            ('A', Lang::En) => "A",
            ('F', Lang::En) => "F",
            ('X', Lang::En) => "X",
            ('P', Lang::En) => "propose",
            ('K', Lang::En) => "K",
            ('V', Lang::En) => "V",
            ('M', Lang::En) => "M",
            ('T', Lang::En) => "T",
            ('O', Lang::En) => "object",
            ('G', Lang::En) => "grants business roles",
            ('S', Lang::En) => "own acts",
            ('Y', Lang::En) => "verify only",
            _ => "",
        }
    }

    /// Where a right of the permission table holds; empty for the role's own scope.
    pub fn right_scope(&self, scope: Option<char>) -> &'static str {
        match (scope, self.0) {
            (Some('o'), Lang::Zh) => "本人",
            (Some('d'), Lang::Zh) => "本部门",
            (Some('b'), Lang::Zh) => "本支部",
            (Some('p'), Lang::Zh) => "公布后",
            (Some('l'), Lang::Zh) => "牵头的",
            (Some('o'), Lang::En) => "own",
            (Some('d'), Lang::En) => "own dept.",
            (Some('b'), Lang::En) => "own branch",
            (Some('p'), Lang::En) => "published",
            (Some('l'), Lang::En) => "when leading",
            _ => "",
        }
    }

    /// The same right in words that need no legend.
    pub fn right_long(&self, letter: char) -> &'static str {
        match (letter, self.0) {
            ('C', Lang::Zh) => "起草、登记",
            ('R', Lang::Zh) => "阅读",
            ('U', Lang::Zh) => "修改",
            ('A', Lang::Zh) => "批准、决定",
            ('F', Lang::Zh) => "最后批准",
            ('X', Lang::Zh) => "办理",
            ('P', Lang::Zh) => "提议",
            ('K', Lang::Zh) => "核对",
            ('V', Lang::Zh) => "部门审核",
            ('M', Lang::Zh) => "评论",
            ('T', Lang::Zh) => "只看总数，看不到明细",
            ('O', Lang::Zh) => "提出异议",
            ('G', Lang::Zh) => "指派业务角色",
            ('S', Lang::Zh) => "查看本人办过的事",
            ('Y', Lang::Zh) => "只核对是否被改动",
            ('C', Lang::En) => "draw up and register",
            ('R', Lang::En) => "read",
            ('U', Lang::En) => "change",
            ('A', Lang::En) => "approve and decide",
            ('F', Lang::En) => "give the final approval",
            ('X', Lang::En) => "carry out",
            ('P', Lang::En) => "propose",
            ('K', Lang::En) => "check",
            ('V', Lang::En) => "review for the department",
            ('M', Lang::En) => "comment",
            ('T', Lang::En) => "see totals only, never the entries",
            ('O', Lang::En) => "object",
            ('G', Lang::En) => "grant business roles",
            ('S', Lang::En) => "see one's own acts",
            ('Y', Lang::En) => "verify that nothing was changed",
            _ => "",
        }
    }

    /// The same place in words; without a scope it is where the role itself holds.
    pub fn right_where(&self, scope: Option<char>, role: Scope) -> &'static str {
        match (scope, role, self.0) {
            (Some('o'), _, Lang::Zh) => "只限本人的",
            (Some('d'), _, Lang::Zh) => "只限本部门、本条线的",
            (Some('b'), _, Lang::Zh) => "只限本支部的",
            (Some('p'), _, Lang::Zh) => "只限已向其公布的",
            (Some('l'), _, Lang::Zh) => "只限本人牵头的",
            (None, Scope::Campaign, Lang::Zh) => "在所任职的活动里",
            (None, _, Lang::Zh) => "在整个组织范围内",
            (Some('o'), _, Lang::En) => "One's own only",
            (Some('d'), _, Lang::En) => "In the own department or line only",
            (Some('b'), _, Lang::En) => "In the own branch only",
            (Some('p'), _, Lang::En) => "Only what was published to them",
            (Some('l'), _, Lang::En) => "Only where one leads",
            (None, Scope::Campaign, Lang::En) => "In the campaigns of the appointment",
            (None, _, Lang::En) => "In the whole organisation",
            _ => "",
        }
    }
}
