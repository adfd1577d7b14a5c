//! Headings of the tables that people take away and send back, in both languages.

use super::{Lang, T, texts};
use crate::tables::Column;

/// The column by which a table of ours is known again; hidden in a workbook.
pub const EXPORT_MARK: &[&str] = &["导出标记", "export_mark", "export mark"];

impl T {
    /// The columns of the rectification ledger (SPEC 2.3), in their order; the last is the export mark.
    pub const LEDGER_COLUMNS: &'static [Column] = &[
        Column { key: "seq", names: &["序号", "No."], required: false },
        Column { key: "item_no", names: &["整改编号", "Item number"], required: true },
        Column { key: "source", names: &["问题来源", "Source"], required: false },
        Column { key: "problem", names: &["存在问题", "Problem"], required: false },
        Column { key: "category", names: &["类别", "Category"], required: false },
        Column { key: "cause", names: &["原因分析", "Cause"], required: false },
        Column { key: "kind", names: &["整改类型", "Kind"], required: false },
        Column { key: "requirement", names: &["整改目标、要求", "Requirement"], required: false },
        Column { key: "measures", names: &["整改措施", "Measures"], required: false },
        Column { key: "lead_cadre", names: &["责任领导", "Lead cadre"], required: false },
        Column { key: "lead_dept", names: &["责任部门", "Department"], required: false },
        Column { key: "owner", names: &["责任人", "Owner"], required: false },
        Column { key: "due_on", names: &["整改时限", "Deadline"], required: false },
        Column { key: "progress", names: &["进展情况", "Progress"], required: false },
        Column { key: "state", names: &["完成情况", "State"], required: false },
        Column { key: "evidence", names: &["佐证材料", "Evidence"], required: false },
        Column { key: "lamp", names: &["灯色", "Lamp"], required: false },
        Column { key: "done_on", names: &["完成时间", "Done on"], required: false },
        Column { key: "closure", names: &["销号意见", "Close-out"], required: false },
        Column { key: "feedback", names: &["群众评价", "Ratings"], required: false },
        Column { key: "note", names: &["备注", "Note"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: true },
    ];

    /// The columns of the register of opinions (SPEC 2.2); who registered a sheet is left to the audit trail.
    pub const REGISTER_COLUMNS: &'static [Column] = &[
        Column { key: "seq", names: &["序号", "No."], required: false },
        Column { key: "id", names: &["编号", "Number"], required: false },
        Column { key: "received_on", names: &["收到日期", "Received on"], required: false },
        Column { key: "channel", names: &["渠道", "Channel"], required: false },
        Column { key: "line", names: &["条线", "Line"], required: false },
        Column { key: "population", names: &["来源人群", "Population"], required: false },
        Column { key: "subject", names: &["意见对象", "Subject"], required: false },
        Column { key: "kind", names: &["类型", "Kind"], required: false },
        Column { key: "text", names: &["原文", "Text"], required: true },
        Column { key: "category", names: &["类别", "Category"], required: false },
        Column { key: "signature", names: &["署名方式", "Signature"], required: false },
        Column { key: "fate", names: &["处理去向", "Fate"], required: false },
        Column { key: "state", names: &["状态", "State"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// A category of people as a cell of the import has it.
    pub fn category_cell(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("cadre", Lang::Zh) => "干部",
            ("cadre", Lang::En) => "cadre",
            (_, Lang::Zh) => "员工",
            (_, Lang::En) => "staff",
        }
    }

    /// A Party status as a cell of the import has it.
    pub fn party_cell(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("full", Lang::Zh) => "党员",
            ("full", Lang::En) => "full",
            ("probationary", Lang::Zh) => "预备党员",
            ("probationary", Lang::En) => "probationary",
            (_, Lang::Zh) => "群众",
            (_, Lang::En) => "none",
        }
    }

    /// What stands before the departments that assist, in either language.
    pub const ASSIST_MARKS: &'static [&'static str] = &["协办：", "协办:", "协办", "with:", "with"];

    /// What stands between the numbers of a date as spreadsheets write it.
    pub const DAY_SHAPES: &'static [&'static str] = &["--", "//", "..", "年月日"];

    /// The heading of a column in this language.
    pub fn heading(&self, column: &Column) -> String {
        let ascii = |name: &&&str| name.is_ascii() && !name.contains('_');
        let found = match self.0 {
            Lang::Zh => column.names.first(),
            Lang::En => column.names.iter().find(ascii),
        };
        (*found.unwrap_or(&column.key)).to_owned()
    }
}

texts! {
    sheet_export = "导出", "Export";
    sheet_export_as(kind) = "导出 .{kind}", "Export as .{kind}";
    sheet_ledger_name = "整改台账", "Rectification ledger";
    sheet_ledger_file(name, day) = "{name}整改台账（{day}）", "Rectification ledger {name} ({day})";
    sheet_register_name = "意见登记表", "Register of opinions";
    sheet_register_file(day) = "意见登记表（{day}）", "Register of opinions ({day})";
    sheet_people_file(day) = "人员（{day}）", "People ({day})";
    sheet_merged_into(summary) = "归并到：{summary}", "Merged into: {summary}";
    sheet_referred_to(name) = "转办：{name}", "Referred to: {name}";
    sheet_import = "导入台账", "Import a ledger";
    sheet_import_lead = "先导出台账，在表格里改，再从这里导入。只有还在起草的事项可以这样改；已经批准的，请在事项页面办理。导入先核对、列出会改什么，您确认后才写入；有一处不行就一处也不写。", "Export the ledger, change it, and import it here. Only drafts can be changed this way; what is approved is changed on its own page. The file is checked first and you see what would change; one bad cell, and nothing is written.";
    sheet_import_file = "改过的台账", "The changed ledger";
    sheet_import_file_hint = "从本系统导出的 .xlsx、.csv 或 .jsonl，最大 24 MB。请不要删去“导出标记”一栏（表格里是隐藏的）。删去的行不会从台账里删除。", "An .xlsx, .csv or .jsonl exported here, up to 24 MB. Keep the column “Export mark” (hidden in a workbook). A row left out is not deleted from the ledger.";
    sheet_import_check = "核对", "Check";
    sheet_import_result(file) = "核对结果：{file}", "Checked: {file}";
    sheet_import_well(rows, cells) = "{rows} 行，会改 {cells} 处。", "{rows} rows; {cells} cells would change.";
    sheet_import_bad(rows, bad) = "{rows} 行，其中 {bad} 行不能导入。什么也没有写。", "{rows} rows, of which {bad} cannot be imported. Nothing was written.";
    sheet_import_nothing = "和台账完全一样，没有要改的。", "The same as the ledger: there is nothing to change.";
    sheet_import_write(cells) = "写入这 {cells} 处改动", "Write these {cells} changes";
    sheet_before = "原来", "Before";
    sheet_after = "改成", "After";
    sheet_no_value = "（空）", "(empty)";
    sheet_source(source, points) = "{source}（{points} 条意见）", "{source} ({points} points)";
    sheet_assist(names) = "协办：{names}", "with: {names}";
    sheet_due(day, original) = "{day}（原定 {original}）", "{day} (originally {original})";
    sheet_measure(n, text, criterion) = "{n}. {text}（完成标志：{criterion}）", "{n}. {text} (done when: {criterion})";
    sheet_lamp(colour, words) = "{colour} · {words}", "{colour} · {words}";
}
