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
    "name" = "姓名", "Name";
    "title" = "标题", "Title";
    "text" = "内容", "Text";
    "reason" = "理由", "Reason";
    "due_on" = "时限", "Due date";
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
    "host" = "主办单位", "Host";
}
