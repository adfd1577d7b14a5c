//! What people write over the columns and into the cells of a file of opinions, in both languages.

use crate::tables::Column;

/// The columns; the program's names of them stand in the README of the command.
pub const OPINION_COLUMNS: &[Column] = &[
    Column {
        key: "text", names: &["内容", "原文", "意见内容", "意见", "意见建议", "text"], required: true
    },
    Column { key: "line", names: &["条线", "部室条线", "line"], required: false },
    Column { key: "population", names: &["人群", "来源人群", "来源", "population"], required: false },
    Column { key: "subject", names: &["对象", "意见对象", "subject"], required: false },
    Column { key: "kind", names: &["类型", "kind"], required: false },
    Column { key: "category", names: &["类别", "方面", "category"], required: false },
    Column { key: "sign", names: &["署名", "署名人", "姓名", "sign"], required: false },
];

/// A word in a cell and the code that it stands for.
pub const OPINION_WORDS: &[(&str, &str)] = &[
    ("机关", "agency"),
    ("机关员工", "agency"),
    ("基层", "grassroots"),
    ("基层单位", "grassroots"),
    ("基层员工", "grassroots"),
    ("机关领导干部", "leading_cadre"),
    ("领导干部", "leading_cadre"),
    ("机关部室工作", "department"),
    ("机关部室", "department"),
    ("部室", "department"),
    ("说不清", "unsure"),
    ("意见", "criticism"),
    ("建议", "suggestion"),
];

/// What stands in the column of names when there is none.
pub const OPINION_UNSIGNED: &[&str] = &["", "未署名", "无", "匿名", "unsigned", "anonymous", "none", "-", "—"];
