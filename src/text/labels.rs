//! The names of fields as a person knows them, for error summaries.

use super::{Lang, T};

macro_rules! labels {
    ($($field:literal = $zh:literal, $en:literal;)*) => {
        impl T {
            /// What a field is called; empty for one that needs no name.
            pub fn label(&self, field: &str) -> &'static str {
                match (field, self.0) {
                    $(($field, Lang::Zh) => $zh, ($field, Lang::En) => $en,)*
                    _ => "",
                }
            }
        }
    };
}

labels! {
    "login" = "账号", "Login";
    "password" = "密码", "Password";
    "name" = "名称", "Name";
    "expires_on" = "有效期至", "Valid until";
    "slices" = "范围", "Parts";
    "title" = "标题", "Title";
    "text" = "内容", "Text";
    "reason" = "理由", "Reason";
    "organ" = "机关代字", "Code of the organ";
    "addressee" = "主送机关", "Addressee";
    "byline" = "题下行", "Lines under the title";
    "copies" = "抄送", "Copies to";
    "view_name" = "名称", "Name";
    "due_on" = "时限", "Due date";
    "reply_by" = "回复期限", "Reply by";
    "colour" = "督办单颜色", "Colour of the slip";
    "closes_on" = "截止日期", "Closing date";
    "opens_on" = "开始日期", "Opening date";
    "summary" = "概括语", "Summary";
    "category" = "类别", "Category";
    "line" = "条线", "Line";
    "population" = "来源人群", "Population";
    "subject" = "意见对象", "Subject";
    "kind" = "类型", "Kind";
    "lines" = "条线", "Lines";
    "populations" = "人群", "Populations";
    "subjects" = "意见对象", "Subjects";
    "kinds" = "类型", "Kinds";
    "modes" = "署名方式", "Ways to sign";
    "day" = "收到日期", "Day of receipt";
    "channel" = "渠道", "Channel";
    "signer" = "署名人", "Signed by";
    "answer" = "答复", "Answer";
    "receiver" = "转给谁", "Receiver";
    "subject_person" = "被提意见的人", "Person concerned";
    "code" = "回执码", "Receipt code";
    "piece" = "分条", "Piece";
    "promise" = "说明", "Note";
    "owner" = "责任人", "Owner";
    "requirement" = "整改要求", "Requirement";
    "file" = "文件", "File";
    "slogan" = "口号", "Slogan";
    "short_name" = "简称", "Short name";
    "year" = "年度", "Year";
    "explanation" = "说明", "Explanation";
    "scope" = "给谁看", "Who sees it";
    "body" = "全文", "Text";
    "sure" = "确认", "Confirmation";
    "host" = "主办单位", "Host";
    "content" = "主要内容", "Content";
    "starts_on" = "第一天", "First day";
    "ends_on" = "最后一天", "Last day";
    "from_month" = "开始月", "First month";
    "to_month" = "结束月", "Last month";
    "deliverable" = "交付什么", "Deliverable";
    "result" = "结果", "Result";
    "person" = "人员", "Person";
    "duty" = "职务", "Duty";
    "division" = "分工", "Division of work";
    "part" = "承担什么", "Part";
    "held_on" = "日期", "Day";
    "occasion" = "会议或场合", "Meeting or occasion";
    "place" = "地点", "Place";
    "people" = "人数", "Number of people";
    "again" = "再写一遍", "Again";
    "old" = "现在的密码", "Present password";
    "token" = "安装口令", "Set-up token";
    "secretary" = "书记姓名", "Secretary's name";
    "role" = "角色", "Role";
    "from_on" = "从", "From";
    "to_on" = "到", "To";
    "staff_no" = "工号", "Staff number";
    "unit" = "部门", "Unit";
    "units" = "对应单位", "Units";
    "branch" = "党支部", "Branch";
    "party" = "政治面貌", "Party status";
    "parent" = "上级", "Above";
    "lead" = "牵头部室", "Lead department";
    "post" = "岗位", "Position";
    "problem" = "存在问题", "Problem";
    "cause" = "原因分析", "Cause";
    "source" = "问题来源", "Source";
    "lead_cadre" = "牵头领导", "Lead cadre";
    "lead_unit" = "主办部门", "Lead department";
    "assist" = "协办部门", "Assisting departments";
    "start_on" = "开始日期", "Start";
    "review_months" = "复查周期", "Review period";
    "note" = "备注", "Note";
    "measure" = "措施", "Measure";
    "criterion" = "完成标志", "Criterion";
    "node_on" = "节点", "Due by";
    "done_on" = "完成日期", "Done on";
    "progress" = "进展", "Progress";
    "percent" = "完成百分比", "Per cent done";
    "url" = "链接", "Link";
    "link_name" = "链接名称", "Name of the link";
    "results" = "对照完成标志的结果", "Results against the criteria";
    "proofs" = "佐证材料", "Evidence";
    "left" = "还没做到的", "What is left";
    "opinion" = "意见", "Opinion";
    "new_due_on" = "新时限", "New deadline";
    "extension_reason" = "延期理由", "Reason for the extension";
    "decision_reason" = "审批意见", "Reason of the decision";
    "suspend_reason" = "中止理由", "Reason for suspending";
    "into" = "并入的编号", "Number of the other item";
    "supersede_reason" = "并入理由", "Reason for taking over";
    "look_back_note" = "回头看的情况", "What the look-back found";
    "left_on" = "离开的日期", "Day of leaving";
}
