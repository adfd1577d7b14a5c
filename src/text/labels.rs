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
    "owner" = "责任人", "Owner";
    "requirement" = "整改要求", "Requirement";
    "file" = "文件", "File";
    "slogan" = "口号", "Slogan";
    "short_name" = "简称", "Short name";
    "year" = "年度", "Year";
    "host" = "主办单位", "Host";
    "again" = "再写一遍", "Again";
    "old" = "现在的密码", "Present password";
    "token" = "安装口令", "Set-up token";
    "secretary" = "书记姓名", "Secretary's name";
    "role" = "角色", "Role";
    "scope" = "范围", "Scope";
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
    "left_on" = "离开的日期", "Day of leaving";
}
