//! Texts of the evaluation.

use super::{T, texts};
use crate::features::evaluation::State;

texts! {
    evaluation_title = "满意度测评", "Satisfaction evaluation";
    evaluation_sub = "无记名。名册和票分开存放，计票前先打乱；投票结束前，谁也算不出结果。", "Secret. Roster and ballots are kept apart and shuffled before the count; before the vote ends nobody can compute a result.";
    evaluation_new = "拟一次测评", "Prepare an evaluation";
    evaluation_none = "还没有测评", "No evaluation yet";
    evaluation_none_more = "公布情况通报以后，请大家无记名地评一评。", "After the report-back is published, let people judge it in a secret vote.";
    evaluation_yours = "请您投票", "Your vote is asked for";
    evaluation_until(day) = "{day}前", "until {day}";
    evaluation_state_draft = "拟订中", "draft";
    evaluation_state_approved = "已批准", "approved";
    evaluation_state_ready = "名册已定", "roster frozen";
    evaluation_state_open = "投票中", "voting";
    evaluation_state_closed = "待计票", "to be counted";
    evaluation_state_counted = "待确认", "to be confirmed";
    evaluation_state_confirmed = "已确认", "confirmed";
    evaluation_state_published = "已公布", "published";
    evaluation_state_remedial = "需补课", "remedial round";
    evaluation_state_invalid = "无效", "void";
    evaluation_quality = "活动质量", "Quality of the campaign";
    evaluation_effect = "活动效果", "Effect of the campaign";
    evaluation_leaders_style = "领导干部作风的转变", "Leaders' style of work";
    evaluation_mass_viewpoint = "群众观念的增强", "Thinking of the people first";
    evaluation_relations = "党群干群关系的改进", "Relations between cadres and staff";
    evaluation_enthusiasm = "职工的工作积极性", "Staff's enthusiasm";
    evaluation_cohesion = "企业的凝聚力", "Cohesion";
    evaluation_name = "名称", "Name";
    evaluation_closes = "投票到哪一天", "Last day of voting";
    evaluation_threshold = "合格线（%）", "Threshold (%)";
    evaluation_threshold_hint = "任何一项低于它，就要补课：再整改、再测评。", "If any item falls below it, a remedial round follows.";
    evaluation_variant = "满意率怎样算", "How the rate is computed";
    evaluation_variant_judging = "不了解、弃权不计入分母", "unaware and blank stay out of the denominator";
    evaluation_variant_valid = "按有效票", "of all valid ballots";
    evaluation_scope = "谁来评", "Who votes";
    evaluation_everyone = "全体人员", "Everybody";
    evaluation_tellers = "监票人", "Tellers";
    evaluation_teller_first = "第一位监票人", "First teller";
    evaluation_teller_second = "第二位监票人", "Second teller";
    evaluation_tellers_hint = "两位监票人各设一个口令，要两个口令一起才能开箱计票；口令谁忘了，票就开不出来。", "Each teller sets a passphrase; only both together open the urn. If one is forgotten, the ballots cannot be opened.";
    evaluation_merged_items = "每个已列入整改的问题各评一项", "One item for each problem under rectification";
    evaluation_save_draft = "存为草稿", "Save as draft";
    evaluation_approve = "批准方案", "Approve the design";
    evaluation_freeze = "冻结名册", "Freeze the roster";
    evaluation_open = "开始投票", "Open the vote";
    evaluation_close = "结束投票", "End the vote";
    evaluation_count = "开箱计票", "Open the urn and count";
    evaluation_count_hint = "两位监票人在同一张桌前，各自输入自己的口令。", "Both tellers at one desk; each types in his own passphrase.";
    evaluation_confirm = "确认结果", "Confirm the result";
    evaluation_publish = "公布结果", "Publish the result";
    evaluation_remedial = "要求补课", "Require a remedial round";
    evaluation_invalidate = "宣布无效", "Declare void";
    evaluation_roster = "名册", "Roster";
    evaluation_people(n) = "{n} 人", "{n} people";
    evaluation_key_made = "已设口令", "passphrase set";
    evaluation_key_missing = "还没有设口令", "no passphrase yet";
    evaluation_confirmed_by = "已确认", "confirmed";
    evaluation_public_key = "公钥", "Public key";
    evaluation_your_key = "设您的口令", "Set your passphrase";
    evaluation_your_key_hint = "至少 12 个字符。系统不保存口令，忘了谁也找不回来，整次测评就要重来。", "At least 12 characters. It is not stored; if it is forgotten nobody can recover it and the whole evaluation must be held again.";
    evaluation_passphrase = "口令", "Passphrase";
    evaluation_again = "再输一次", "Once more";
    evaluation_vote_now = "去投票", "Vote";
    evaluation_vote_hint = "会给您一个一次性的投票码，投票页不带您的登录。", "You get a one-time voting code; the voting page does not know your login.";
    evaluation_paper = "纸质票和打印投票码", "Paper ballots and printed codes";
    evaluation_paper_hint = "给没有账号的人：发一张纸质票，或打印一个投票码。两样只能要一样。", "For people without an account: hand out a paper ballot, or print a voting code. Not both.";
    evaluation_person = "给谁（姓名或工号）", "For whom (name or staff number)";
    evaluation_paper_ballot = "登记发出纸质票", "A paper ballot was handed out";
    evaluation_paper_code = "打印投票码", "Print a voting code";
    evaluation_code_title = "投票码，只显示这一次", "The voting code, shown only once";
    evaluation_paper_noted = "已登记：这个人用纸质票。", "Noted: this person uses a paper ballot.";
    evaluation_sheet = "录入纸质票", "Type in a paper ballot";
    evaluation_sheet_hint = "两位监票人各自录入，两人一致才算数。", "Both tellers type in each sheet; it counts when they agree.";
    evaluation_sheet_number = "票上的编号", "Number on the sheet";
    evaluation_sheets_mine(n) = "您已录入 {n} 张。", "You have typed in {n}.";
    evaluation_invalid_answer = "无法辨认", "unreadable";
    evaluation_by_group = "按部门出结果", "Results by department";
    evaluation_by_group_hint = "不满 20 人的部门先合并；收回不满 5 张的不显示，并连带隐去另一个，免得用总数减出来。", "Departments under 20 people are joined first; one with fewer than 5 ballots is withheld, and another with it so that subtraction gives nothing.";
    evaluation_groups = "分部门结果", "Results by department";
    evaluation_groups_hint = "按名册顺序排列，不作排名。", "In the order of the roster; not a ranking.";
    evaluation_group_others = "其他部门（合并）", "Other departments, joined";
    evaluation_group_turnout(eligible, returned) = "名册 {eligible} 人，收回 {returned}", "roster {eligible}, returned {returned}";
    evaluation_group_withheld = "未显示", "not shown";
    evaluation_sheet_group = "票上印的部门", "Department printed on the sheet";
    evaluation_sheet_no_group = "没有印部门", "none printed";
    evaluation_codes = "打印投票码", "Printed voting codes";
    evaluation_codes_hint = "给没有账号的人。投票开始以前打印，一人一条，剪开后封好交给本人；有账号的人以后仍可自己领码，打印的那个随之作废。", "For people without an account. Print before the vote opens, one slip each; cut, seal and hand over. Whoever has an account may still collect a code, which voids the printed one.";
    evaluation_codes_for = "给哪个部门", "For which department";
    evaluation_codes_print = "打印这张码单", "Print the sheet";
    evaluation_codes_once = "这些投票码只显示这一次，系统里只存校验值。请现在打印，沿虚线剪开：左边存根留办公室，右边封好交给本人。", "These codes are shown only this once; the system keeps hashes alone. Print now and cut along the dashed lines: the stub stays with the office, the rest goes sealed to its owner.";
    evaluation_code_qr = "投票页的二维码", "QR code of the voting page";
    evaluation_code_how(address, day) = "扫码，或打开 {address} 输入这串字符。只能用一次，{day}前有效。不要给别人看。", "Scan it, or open {address} and type these characters. It works once, until {day}. Show it to nobody.";
    evaluation_lost = "打印的投票码丢了", "A printed code was lost";
    evaluation_lost_hint = "由监票人同意后补发，两人都在场；旧码作废。已经投过票的，新码不能再投，也看不出来。", "A teller agrees, both of you present; the old code is void. Where it was used already the new one cannot vote again, and nobody can tell.";
    evaluation_lost_ask = "提请补发", "Ask for another";
    evaluation_lost_waiting = "等监票人同意补发的", "Waiting for a teller";
    evaluation_lost_agree = "同意补发，显示新码", "Agree and show the new code";
    evaluation_again_of = "补课，对应：", "Remedial round of:";
    evaluation_again_by = "后续测评：", "Followed by:";
    evaluation_again_name(name) = "补课测评：{name}", "Remedial round: {name}";
    evaluation_again_until = "再次投票到哪一天", "Last day of the new vote";
    evaluation_remedial_hint = "低于合格线的每一项会生成一条整改提高任务，并按原来的项目、名册范围和监票人拟好一次新的测评。", "Each item below the threshold becomes a task, and a new evaluation with the same items, voters and tellers is drafted.";
    evaluation_task(title) = "整改提高：{title}", "Improve: {title}";
    evaluation_task_result(rate, threshold) = "满意和基本满意率由 {rate} 提高到 {threshold}% 以上", "Satisfied or basically: from {rate} to at least {threshold}%";
    evaluation_invalidate_hint = "要书记和一位监票人两个人都同意；同意以后，已投的票不开箱，直接销毁。", "It takes the secretary and one teller; once both agree, what was cast is destroyed unopened.";
    evaluation_void_by_secretary(reason) = "书记已提请宣布无效：{reason}。要一位监票人同意才生效。", "The secretary asks to declare it void: {reason}. A teller must agree.";
    evaluation_void_by_teller(reason) = "监票人已提请宣布无效：{reason}。要书记同意才生效。", "A teller asks to declare it void: {reason}. The secretary must agree.";
    ballot_enter = "输入投票码", "Enter your voting code";
    ballot_code = "投票码", "Voting code";
    ballot_code_hint = "印在您那张纸条上的 16 个字符，大小写、短横都不用管。", "The 16 characters on your slip; case and dashes do not matter.";
    ballot_go = "去投票", "To the ballot";
    grade_s = "满意", "satisfied";
    grade_b = "基本满意", "basically satisfied";
    grade_n = "不满意", "dissatisfied";
    grade_u = "不了解", "unaware";
    grade_a = "弃权", "blank";
    grade_i = "无效", "invalid";
    evaluation_headline_short = "满意＋基本", "S + B";
    evaluation_headline = "满意和基本满意率", "Satisfied or basically";
    evaluation_satisfied = "满意率", "Satisfied";
    evaluation_score = "得分", "Score";
    evaluation_result = "结果", "Result";
    evaluation_items = "评什么", "What is judged";
    evaluation_item_column = "项目", "Item";
    evaluation_turnout(eligible, issued, returned) = "名册 {eligible} 人，发出 {issued}，收回 {returned}", "roster {eligible}, issued {issued}, returned {returned}";
    evaluation_participation = "参评率", "Participation";
    evaluation_return_rate = "回收率", "Return rate";
    evaluation_withheld = "收回的票少于 5 张，结果不显示。", "Fewer than 5 ballots came back; the result is not shown.";
    evaluation_below = "低于合格线", "below the threshold";
    evaluation_remarks = "意见和建议", "Remarks";
    evaluation_bulletin = "下载公告票据，自己重新计票", "Download the bulletin and recount it";
    evaluation_formula = "满意和基本满意率 =（满意 + 基本满意）÷（满意 + 基本满意 + 不满意）；得分 =（100×满意 + 75×基本满意）÷ 同一分母。", "Satisfied or basically = (S + B) / (S + B + N); score = (100 S + 75 B) / the same.";
    evaluation_formula_valid = "满意和基本满意率 =（满意 + 基本满意）÷ 有效票；得分 =（100×满意 + 75×基本满意）÷（满意 + 基本满意 + 不满意）。", "Satisfied or basically = (S + B) / valid ballots; score = (100 S + 75 B) / (S + B + N).";
    ballot_title = "无记名投票", "Secret ballot";
    ballot_promise = "这一页不知道您是谁。您的票在提交的一刻就封好，要两位监票人一起才能打开；打开前先打乱。投出后不能更改。", "This page does not know who you are. Your ballot is sealed the moment you send it; only both tellers together can open it, and all are shuffled first. It cannot be changed afterwards.";
    ballot_limits = "保护不了的：有人站在您身后看；所有人投得一样；写法让人认出您；两位监票人的口令都泄露，又有人留着投票期间的数据库备份。", "What cannot be protected: somebody watching over your shoulder; everybody voting alike; a manner of writing that gives you away; both tellers' passphrases in the hands of somebody who kept a backup of the database made during the vote.";
    ballot_remark = "您的意见和建议", "Your remarks";
    ballot_remark_hint = "不会公布，只给工作小组看。", "Not published; only the campaign office reads it.";
    ballot_cast = "投票", "Cast the ballot";
    ballot_done = "已投票", "Your ballot is cast";
    ballot_done_more = "您的票已封好入箱。投票码已用完，可以关掉这一页了。", "Your ballot is sealed in the urn. The code is used up; you may close this page.";
}

impl T {
    /// What an item is called on the ballot.
    pub fn evaluation_item(&self, kind: &str, title: &str) -> String {
        let fixed = match kind {
            "quality" => self.evaluation_quality(),
            "effect" => self.evaluation_effect(),
            "leaders_style" => self.evaluation_leaders_style(),
            "mass_viewpoint" => self.evaluation_mass_viewpoint(),
            "relations" => self.evaluation_relations(),
            "enthusiasm" => self.evaluation_enthusiasm(),
            "cohesion" => self.evaluation_cohesion(),
            _ => title,
        };
        fixed.to_owned()
    }

    /// A state in words.
    pub fn evaluation_state(&self, state: &State) -> &'static str {
        match state {
            State::Draft => self.evaluation_state_draft(),
            State::Approved => self.evaluation_state_approved(),
            State::Ready => self.evaluation_state_ready(),
            State::Open => self.evaluation_state_open(),
            State::Closed => self.evaluation_state_closed(),
            State::Counted => self.evaluation_state_counted(),
            State::Confirmed => self.evaluation_state_confirmed(),
            State::Published => self.evaluation_state_published(),
            State::Remedial => self.evaluation_state_remedial(),
            State::Invalid => self.evaluation_state_invalid(),
        }
    }
}
