//! Texts of supervision slips.

use super::{Lang, T, texts};

impl T {
    /// A slip's colour, in words: never colour alone.
    pub fn slip_colour(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("blue", Lang::Zh) => "蓝单 · 临近到期",
            ("blue", Lang::En) => "blue: nearly due",
            ("yellow", Lang::Zh) => "黄单 · 今天到期",
            ("yellow", Lang::En) => "yellow: due today",
            ("red", Lang::Zh) => "红单 · 已经逾期",
            ("red", Lang::En) => "red: late",
            _ => "—",
        }
    }

    /// Where it stands.
    pub fn slip_state(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("issued", Lang::Zh) => "待签收",
            ("issued", Lang::En) => "to be confirmed",
            ("acknowledged", Lang::Zh) => "已签收，待回复",
            ("acknowledged", Lang::En) => "confirmed, to be answered",
            ("answered", Lang::Zh) => "已回复，待审核",
            ("answered", Lang::En) => "answered, to be judged",
            ("closed", Lang::Zh) => "已办结",
            ("closed", Lang::En) => "closed",
            ("withdrawn", Lang::Zh) => "已撤回",
            ("withdrawn", Lang::En) => "withdrawn",
            _ => "—",
        }
    }

    /// What has just been done.
    pub fn slip_done(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("issue", Lang::Zh) => "督办单已签发",
            ("issue", Lang::En) => "The slip is out",
            ("acknowledge", Lang::Zh) => "已签收",
            ("acknowledge", Lang::En) => "Receipt confirmed",
            ("answer", Lang::Zh) => "回复已送到工作小组",
            ("answer", Lang::En) => "The office has your reply",
            ("return", Lang::Zh) => "已退回，请责任人再办",
            ("return", Lang::En) => "Returned to the owner",
            ("close", Lang::Zh) => "已办结",
            ("close", Lang::En) => "Closed",
            ("withdraw", Lang::Zh) => "已撤回",
            ("withdraw", Lang::En) => "Withdrawn",
            _ => "",
        }
    }
}

texts! {
    slips_title = "督办", "Supervision";
    slips_sub = "临近到期发蓝单，到期当天发黄单，逾期发红单，此后每五个工作日再发一次。上一张没有按时回复的，下一张抄送上一级。", "Blue when nearly due, yellow on the day, red when late and again every five working days. Where one got no reply in time, the next is copied one level up.";
    slips_open = "没有办结的", "Open";
    slips_all = "全部", "All";
    slips_empty_title = "没有督办单", "There are no slips";
    slips_empty_text = "整改事项临近到期或者逾期，这里会自动出现督办单；工作小组也可以在事项页面上签发。", "A slip appears here when an item is nearly due or late; the office may also issue one from an item's page.";
    slips_of_item = "督办单", "Supervision slips";
    slip_title = "督办单", "Supervision slip";
    slip_number(year, serial) = "督〔{year}〕{serial}号", "No. {serial} of {year}";
    slip_new = "签发督办单", "Issue a slip";
    slip_matter = "督办事项", "Matter";
    slip_item_no = "整改编号", "Item";
    slip_dept = "承办部门", "Department";
    slip_owner = "责任人", "Owner";
    slip_copies = "抄送", "Copies to";
    slip_issued = "交办日期", "Issued";
    slip_due = "办理时限", "Due";
    slip_requirement = "办理要求", "What is asked";
    slip_reply_by = "回复期限", "Reply by";
    slip_received = "签收", "Receipt";
    slip_reply = "办理情况", "Reply";
    slip_opinion = "审核意见", "Opinion of the office";
    slip_closed = "办结日期", "Closed";
    slip_by_calendar = "按时限自动签发", "issued by the calendar";
    slip_acknowledge = "签收", "Confirm receipt";
    slip_answer_title = "回复", "Answer";
    slip_answer_hint = "写明办到哪一步、什么时候办完；办完的请同时申请销号。", "Say how far it is and when it will be done; apply for the close-out where it is done.";
    slip_answer = "送出回复", "Send the reply";
    slip_judge_title = "审核", "Judge";
    slip_judge_hint = "退回和撤回要写明理由，办结可以不写。", "A return or a withdrawal needs its reason; closing does not.";
    slip_print = "印督办单", "Print the slip";
    slip_close = "办结", "Close";
    slip_return = "退回再办", "Return";
    slip_withdraw = "撤回", "Withdraw";
    slip_colour_label = "颜色", "Colour";
    slip_to_item = "看整改事项", "See the item";
    slip_replied(day) = "{day}回复", "answered {day}";
    todo_slip(what) = "督办：{what}", "Supervision: {what}";
    todo_slip_reply(day) = "请在{day}前回复", "reply by {day}";
    todo_slip_judge(what) = "审核督办回复：{what}", "Judge the reply: {what}";
}
