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

    /// The columns of units.
    pub const UNIT_COLUMNS: &'static [Column] = &[
        Column { key: "name", names: &["名称", "单位名称", "Name"], required: true },
        Column { key: "kind", names: &["性质", "类型", "Kind"], required: false },
        Column { key: "parent", names: &["上级单位", "Parent"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// The columns of Party organisations.
    pub const BRANCH_COLUMNS: &'static [Column] = &[
        Column { key: "name", names: &["名称", "党组织名称", "Name"], required: true },
        Column { key: "kind", names: &["性质", "类型", "Kind"], required: false },
        Column { key: "parent", names: &["上级党组织", "Parent"], required: false },
        Column { key: "units", names: &["覆盖单位", "Units"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// The columns of lines.
    pub const LINE_COLUMNS: &'static [Column] = &[
        Column { key: "name", names: &["条线", "名称", "Line", "Name"], required: true },
        Column { key: "lead", names: &["牵头部门", "Lead department"], required: false },
        Column { key: "positions", names: &["岗位", "Positions"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// The columns of a campaign's tasks.
    pub const TASK_COLUMNS: &'static [Column] = &[
        Column { key: "phase", names: &["阶段", "Phase"], required: false },
        Column { key: "activity", names: &["活动", "安排", "Activity"], required: false },
        Column { key: "title", names: &["任务", "任务名称", "Task"], required: true },
        Column { key: "deliverable", names: &["预期成果", "Deliverable"], required: true },
        Column { key: "accountable", names: &["责任人", "Accountable"], required: false },
        Column { key: "due_on", names: &["时限", "Due"], required: true },
        Column { key: "state", names: &["状态", "State"], required: false },
        Column { key: "result", names: &["结果", "Result"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// The columns of the register of shortcomings.
    pub const SHORTCOMING_COLUMNS: &'static [Column] = &[
        Column { key: "text", names: &["不足", "Shortcoming"], required: true },
        Column { key: "phase", names: &["阶段", "Phase"], required: true },
        Column { key: "owner", names: &["责任人", "Owner"], required: true },
        Column { key: "recorded_on", names: &["登记日期", "Recorded"], required: false },
        Column { key: "state", names: &["状态", "State"], required: false },
        Column { key: "task", names: &["改进任务", "Task"], required: false },
        Column { key: "reason", names: &["不办的理由", "Reason"], required: false },
    ];

    /// The columns of the list of lasting mechanisms.
    pub const MECHANISM_COLUMNS: &'static [Column] = &[
        Column { key: "title", names: &["名称", "Title"], required: true },
        Column { key: "kind", names: &["种类", "Kind"], required: true },
        Column { key: "text", names: &["怎么做", "How it works"], required: true },
        Column { key: "unit", names: &["责任部门", "Unit"], required: true },
        Column { key: "owner", names: &["责任人", "Owner"], required: true },
        Column { key: "problem", names: &["对应问题", "Problem"], required: false },
        Column { key: "starts_on", names: &["起始日期", "From"], required: true },
        Column { key: "every_months", names: &["每隔几个月", "Every so many months"], required: false },
        Column { key: "next_on", names: &["下次", "Next"], required: false },
    ];

    /// The columns of the summary of opinions (SPEC 2.2).
    pub const SUMMARY_COLUMNS: &'static [Column] = &[
        Column { key: "seq", names: &["序号", "No."], required: false },
        Column { key: "summary", names: &["归并后意见", "Merged opinion"], required: true },
        Column { key: "category", names: &["类别", "Category"], required: false },
        Column { key: "points", names: &["含原始意见条数", "Points"], required: false },
        Column { key: "point_ids", names: &["原始意见编号", "Numbers of the points"], required: false },
        Column { key: "departments", names: &["涉及部门", "Departments concerned"], required: false },
        Column { key: "channel", names: &["主要渠道", "Main channel"], required: false },
        Column { key: "is_key", names: &["是否突出问题", "Key problem"], required: false },
        Column { key: "proposal", names: &["拟办意见", "Proposal"], required: false },
        Column { key: "lead_cadre", names: &["牵头领导", "Lead cadre"], required: false },
        Column { key: "lead_dept", names: &["责任部门", "Department"], required: false },
        Column { key: "note", names: &["备注", "Note"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// The three lists (SPEC 2.3): what is wrong,
    pub const PROBLEM_COLUMNS: &'static [Column] = &[
        Column { key: "seq", names: &["序号", "No."], required: false },
        Column { key: "no", names: &["问题编号", "Problem number"], required: true },
        Column { key: "problem", names: &["问题表述", "Problem"], required: false },
        Column { key: "shows", names: &["具体表现", "How it shows"], required: false },
        Column { key: "category", names: &["类别", "Category"], required: false },
        Column { key: "source", names: &["来源", "Source"], required: false },
        Column { key: "cause", names: &["原因分析", "Cause"], required: false },
        Column { key: "is_key", names: &["是否重点", "Key problem"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];
    /// what will be done,
    pub const MEASURE_COLUMNS: &'static [Column] = &[
        Column { key: "seq", names: &["序号", "No."], required: false },
        Column { key: "problem", names: &["对应问题", "Problem"], required: false },
        Column { key: "requirement", names: &["整改目标", "Aim"], required: false },
        Column { key: "measure", names: &["整改措施", "Measure"], required: false },
        Column { key: "node_on", names: &["阶段节点", "Milestone"], required: false },
        Column { key: "criterion", names: &["完成标志", "Done when"], required: false },
        Column { key: "due_on", names: &["时限", "Deadline"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];
    /// and who answers.
    pub const DUTY_COLUMNS: &'static [Column] = &[
        Column { key: "seq", names: &["序号", "No."], required: false },
        Column { key: "task", names: &["对应任务", "Task"], required: false },
        Column { key: "lead_cadre", names: &["牵头领导", "Lead cadre"], required: false },
        Column { key: "lead_dept", names: &["责任部门", "Department"], required: false },
        Column { key: "assisting", names: &["协办部门", "Assisting departments"], required: false },
        Column { key: "owner", names: &["责任人", "Owner"], required: false },
        Column { key: "contact", names: &["联系人", "Contact"], required: false },
        Column { key: "export_mark", names: EXPORT_MARK, required: false },
    ];

    /// The columns of the figures.
    pub const FIGURE_COLUMNS: &'static [Column] = &[
        Column { key: "group", names: &["分组", "Group"], required: false },
        Column { key: "name", names: &["项目", "Figure"], required: true },
        Column { key: "number", names: &["数", "Number"], required: false },
        Column { key: "share", names: &["占比", "Share"], required: false },
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
    sheet_out_and_in = "导出、导入", "Export, import";
    sheet_export_as(kind) = "导出 .{kind}", "Export as .{kind}";
    sheet_ledger_name = "整改台账", "Rectification ledger";
    sheet_ledger_file(name, day) = "{name}整改台账（{day}）", "Rectification ledger {name} ({day})";
    sheet_register_name = "意见登记表", "Register of opinions";
    sheet_register_file(day) = "意见登记表（{day}）", "Register of opinions ({day})";
    sheet_people_file(day) = "人员（{day}）", "People ({day})";
    sheet_structure_file(part, day) = "{part}（{day}）", "{part} ({day})";
    sheet_three_lists = "问题清单、任务清单、责任清单", "The three lists: problems, tasks, duties";
    sheet_summary_name = "意见汇总表", "Summary of opinions";
    sheet_summary_file(day) = "意见汇总表（{day}）", "Summary of opinions ({day})";
    sheet_tasks_name = "工作任务", "Tasks";
    sheet_tasks_file(name, day) = "{name}工作任务（{day}）", "Tasks {name} ({day})";
    sheet_figures_name = "统计", "Figures";
    sheet_figures_file(name, day) = "{name}统计（{day}）", "Figures {name} ({day})";
    sheet_list_file(list, day) = "{list}（{day}）", "{list} ({day})";
    sheet_of_item(no, text) = "{no} {text}", "{no} {text}";
    structure_import_lead = "先导出，在表格里改，再从这里导入。同名的算同一个；带着“导出标记”的行可以改名。表里没有的行不会被删去。先核对，您确认后才写入；有一处不行就一处也不写。", "Export, change the table, import it here. The same name is the same one; a row with its export mark may be renamed. What is left out of the file stays. The file is checked first; one bad cell, and nothing is written.";
    structure_import_file_hint = ".xlsx、.csv 或 .jsonl，最大 24 MB，不超过 2,000 行。", ".xlsx, .csv or .jsonl, up to 24 MB and 2,000 rows.";
    structure_import_counts(new, changed, same) = "新增 {new}，改动 {changed}，不变 {same}。", "{new} new, {changed} changed, {same} the same.";
    structure_import_write(count) = "写入这 {count} 行", "Write these {count} rows";
    line_position(unit, title) = "{unit}：{title}", "{unit}: {title}";
    tasks_import = "导入任务", "Import tasks";
    tasks_import_lead = "每行一个新任务，写入后是草稿；责任人写姓名或工号。从这里导出的表可以加行再导入：带“导出标记”的行是已有的任务，须原样保留。先核对，您确认后才写入；有一处不行就一处也不写。", "One new task a row, written as a draft; name the accountable person by name or staff number. An exported table can come back with rows added: a row with an export mark is a task that is there and must stay as it is. The file is checked first; one bad cell, and nothing is written.";
    tasks_import_counts(new, same) = "新增 {new} 个任务，已有 {same} 个。", "{new} new tasks, {same} there already.";
    tasks_import_write(count) = "写入这 {count} 个任务", "Write these {count} tasks";
    sheet_merged_into(summary) = "归并到：{summary}", "Merged into: {summary}";
    sheet_referred_to(name) = "转办：{name}", "Referred to: {name}";
    sheet_import = "导入台账", "Import a ledger";
    sheet_import_lead = "先导出台账，在表格里改，再从这里导入。只有还在起草的事项可以这样改；已经批准的，请在事项页面办理。导入先核对、列出会改什么，您确认后才写入；有一处不行就一处也不写。", "Export the ledger, change it, and import it here. Only drafts can be changed this way; what is approved is changed on its own page. The file is checked first and you see what would change; one bad cell, and nothing is written.";
    sheet_import_file_hint = "从本系统导出的 .xlsx、.csv 或 .jsonl，最大 24 MB。请不要删去“导出标记”一栏（表格里是隐藏的）。删去的行不会从台账里删除。", "An .xlsx, .csv or .jsonl exported here, up to 24 MB. Keep the column “Export mark” (hidden in a workbook). A row left out is not deleted from the ledger.";
    sheet_import_well(rows, cells) = "{rows} 行，会改 {cells} 处。", "{rows} rows; {cells} cells would change.";
    sheet_import_bad(rows, bad) = "{rows} 行，其中 {bad} 行不能导入。什么也没有写。", "{rows} rows, of which {bad} cannot be imported. Nothing was written.";
    sheet_import_write(cells) = "写入这 {cells} 处改动", "Write these {cells} changes";
    import_what = "哪一个", "Which";
    sheet_before = "原来", "Before";
    sheet_after = "改成", "After";
    sheet_no_value = "（空）", "(empty)";
    sheet_source(source, points) = "{source}（{points} 条意见）", "{source} ({points} points)";
    sheet_assist(names) = "协办：{names}", "with: {names}";
    sheet_due(day, original) = "{day}（原定 {original}）", "{day} (originally {original})";
    sheet_measure(n, text, criterion) = "{n}. {text}（完成标志：{criterion}）", "{n}. {text} (done when: {criterion})";
    sheet_lamp(colour, words) = "{colour} · {words}", "{colour} · {words}";
}

impl T {
    /// A part of the structure that is a table of its own.
    pub fn structure_part(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("units", Lang::Zh) => "单位",
            ("units", Lang::En) => "Units",
            ("branches", Lang::Zh) => "党组织",
            ("branches", Lang::En) => "Party organisations",
            (_, Lang::Zh) => "条线",
            (_, Lang::En) => "Lines",
        }
    }

    /// The heading of its import.
    pub fn structure_import(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("units", Lang::Zh) => "导入单位",
            ("units", Lang::En) => "Import units",
            ("branches", Lang::Zh) => "导入党组织",
            ("branches", Lang::En) => "Import Party organisations",
            (_, Lang::Zh) => "导入条线",
            (_, Lang::En) => "Import lines",
        }
    }

    /// One of the three lists.
    pub fn sheet_list(&self, code: &str) -> &'static str {
        match (code, self.0) {
            ("problems", Lang::Zh) => "问题清单",
            ("problems", Lang::En) => "List of problems",
            ("measures", Lang::Zh) => "任务清单",
            ("measures", Lang::En) => "List of tasks",
            (_, Lang::Zh) => "责任清单",
            (_, Lang::En) => "List of duties",
        }
    }
}
