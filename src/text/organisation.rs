//! Texts of `organisation`, and the headings under which people write their tables.

use super::{Lang, T, texts};
use crate::tables::Column;

texts! {
    people_title = "人员", "People";
    people_sub(people, grassroots, departments) = "{people} 人 · {grassroots} 个基层单位 · {departments} 个部室", "{people} people · {grassroots} grass-roots units · {departments} departments";
    people_add = "加一个人", "Add a person";
    people_import = "从表格写入", "Import a table";
    people_tabs = "人员和组织", "People and organisation";
    people_find = "姓名、拼音或工号", "Name, pinyin or staff number";
    people_clear = "清除", "Clear";
    people_pager = "翻页", "Pages";
    people_count(n) = "共 {n} 人", "{n} people";
    people_empty = "还没有人员", "No people yet";
    people_empty_text = "先登记单位和支部，再把人员表从 .xlsx 或 .csv 写进来。", "Register units and branches first, then import the people from .xlsx or .csv.";
    people_none_found = "没有找到这样的人", "Nobody like this";
    people_who = "在不在", "Present";
    people_here = "在的", "Present";
    people_left_too = "连同已离开的", "With those who left";
    person_category = "类别", "Category";
    person_party = "政治面貌", "Party status";
    person_unit = "部门", "Unit";
    person_branch = "党支部", "Branch";
    person_staff_no = "工号", "Staff number";
    person_name = "姓名", "Name";
    person_roles = "角色", "Roles";
    person_account = "账号", "Account";
    person_invited(day) = "已发邀请，{day}前有效", "invited until {day}";
    person_no_account = "还没有", "none yet";
    person_left(day) = "{day}离开", "left on {day}";
    person_edit = "改资料", "Edit";
    person_new = "加一个人", "Add a person";
    person_manage_roles = "账号和角色", "Account and roles";
    person_posts = "职务", "Posts";
    person_post = "职务名称", "Title of the post";
    person_posts_none = "没有登记职务。", "No posts registered.";
    person_post_add = "加职务", "Add a post";
    person_post_remove = "去掉", "Remove";
    person_leading = "领导职务", "leading post";
    person_leading_hint = "担任领导职务的人是领导干部，可以牵头整改事项。", "Holders of a leading post are leading cadres and can lead rectification items.";
    person_leave = "登记离开", "Register leaving";
    person_leave_hint = "离开那天起不能再登录。做过的事都留着。", "From now on the login no longer works. What the person did stays.";
    person_leave_day = "离开的日期", "Day of leaving";
    person_return = "登记回来", "Register returning";
    staff_no_hint = "有工号的人，再写入表格时按工号认人。", "A later import recognises people by their staff number.";
    no_unit = "没有", "None";
    units_title = "单位、支部、条线", "Units, branches, lines";
    units_section = "部室与基层单位", "Departments and grass-roots units";
    units_add = "加一个单位", "Add a unit";
    units_people(n) = "{n} 人", "{n} people";
    units_empty = "还没有单位。从部室开始加。", "No units yet. Begin with the departments.";
    unit_new = "加一个单位", "Add a unit";
    unit_kind_label = "性质", "Kind";
    unit_name = "名称", "Name";
    unit_parent = "上级", "Above";
    unit_parent_none = "没有上级", "None";
    unit_branches = "党支部", "Branches";
    unit_people = "人员", "People";
    unit_lines = "牵头的条线", "Lines led";
    party_section = "党组织", "Party organisations";
    party_add = "加一个党组织", "Add a Party organisation";
    party_new = "加一个党组织", "Add a Party organisation";
    party_units = "对应单位", "Units served";
    party_units_hint = "一个支部可以对应几个部门，一个部门也可以有几个支部。", "A branch may serve several units, and a unit may have several branches.";
    party_secretary = "书记", "Secretary";
    party_empty = "还没有党组织。", "No Party organisations yet.";
    lines_section = "条线", "Lines";
    lines_note = "一个部室，加上各单位里做同一种工作的岗位。", "A department with the posts of the same work in other units.";
    line_add = "加一条条线", "Add a line";
    line_new = "加一条条线", "Add a line";
    line_name = "条线", "Line";
    line_lead = "牵头部室", "Lead department";
    line_positions = "岗位", "Positions";
    line_units = "单位数", "Units";
    line_post = "岗位名称", "Position";
    line_position_add = "加岗位", "Add a position";
    lines_empty = "还没有条线。", "No lines yet.";
    list_comma = "、", ", ";
    import_title = "从表格写入人员", "Import people";
    import_crumb = "从表格写入", "Import";
    import_lead = "先试读，没有问题才写入。只要有一行要改，就一行也不写。", "The file is read first and written only if all is well: one bad row and nothing is written.";
    import_file = "表格", "Table";
    import_file_hint = ".xlsx 或 .csv，前几行里有一行是列名。姓名和部门必填；工号、党支部、类别、政治面貌、职务、领导职务可不填。", ".xlsx or .csv with a row of headings near the top. Name and unit are needed; staff number, branch, category, Party status, post and leading post are optional.";
    import_blank = "下载空白表", "Blank table";
    import_read = "试读", "Read it";
    import_again = "再试读一次", "Read again";
    import_better = "改好的表格", "The corrected table";
    import_result(name) = "试读结果：{name}", "Read: {name}";
    import_rows_well(n) = "{n} 行都没有问题", "all {n} rows are well";
    import_rows_bad(rows, well, bad) = "{rows} 行 · {well} 行没有问题 · {bad} 行要改", "{rows} rows · {well} well · {bad} to change";
    import_bad_title(n) = "有 {n} 处要改", "{n} to change";
    import_bad_safe = "什么也没有写入。改好后再传一次即可。", "Nothing was written. Correct the table and send it again.";
    import_problem = "问题", "Problem";
    import_row = "行", "Row";
    import_column = "列", "Column";
    import_value = "表里写的", "In the table";
    import_more(n) = "另有 {n} 处没有列出。", "{n} more are not listed.";
    import_ignored(names) = "这些列没有读：{names}", "Columns not read: {names}";
    import_new = "新增", "New";
    import_changed = "改动", "Changed";
    import_same = "不动", "Unchanged";
    import_people(n) = "{n} 人", "{n} people";
    import_write(n) = "写入 {n} 人", "Write {n} people";
    import_nothing = "表里的人都已登记，没有要写的。", "Everybody in the table is registered as it says; nothing to write.";
    import_cancel = "不写了", "Do not write";
    import_done(n) = "已写入 {n} 人", "{n} people were written";
    import_whole_row = "整行", "whole row";
}

macro_rules! codes {
    ($(#[$doc:meta])* $method:ident { $($code:literal => $zh:literal, $en:literal;)* }) => {
        impl T {
            $(#[$doc])*
            pub fn $method(&self, code: &str) -> &'static str {
                match (code, self.0) { $(($code, Lang::Zh) => $zh, ($code, Lang::En) => $en,)* _ => "" }
            }
        }
    };
}

codes! {
    /// A kind of unit.
    unit_kind {
        "department" => "部室", "Department";
        "grassroots" => "基层单位", "Grass-roots unit";
        "mass_org" => "群团组织", "Mass organisation";
        "external" => "外单位", "External";
    }
}
codes! {
    /// A kind of Party organisation.
    party_kind {
        "committee" => "党委", "Committee";
        "general_branch" => "党总支", "General branch";
        "branch" => "党支部", "Branch";
        "joint_branch" => "联合党支部", "Joint branch";
        "group" => "党小组", "Party group";
    }
}
codes! {
    /// Cadre or staff.
    category {
        "cadre" => "干部", "Cadre";
        "staff" => "员工", "Staff";
    }
}
codes! {
    /// Party status.
    party_status {
        "none" => "群众", "Not a member";
        "probationary" => "预备党员", "Probationary member";
        "full" => "党员", "Member";
    }
}

impl T {
    /// The columns of a table of people, in the order in which the import reads them.
    pub const PEOPLE_COLUMNS: &'static [Column] = &[
        Column { key: "name", names: &["姓名", "name", "名字"], required: true },
        Column { key: "unit", names: &["部门", "单位", "部室", "unit", "department"], required: true },
        Column {
            key: "staff_no", names: &["工号", "员工号", "人员编号", "staff no", "staff number"], required: false
        },
        Column { key: "branch", names: &["党支部", "支部", "branch"], required: false },
        Column { key: "category", names: &["类别", "人员类别", "category"], required: false },
        Column { key: "party", names: &["政治面貌", "party", "party status"], required: false },
        Column { key: "post", names: &["职务", "岗位职务", "post", "title"], required: false },
        Column { key: "leading", names: &["领导职务", "是否领导", "leading", "leading post"], required: false },
    ];

    /// A category as people write it.
    pub fn read_category(text: &str) -> Option<&'static str> {
        match text {
            "干部" | "cadre" => Some("cadre"),
            "员工" | "职工" | "工人" | "staff" => Some("staff"),
            _ => None,
        }
    }

    /// A Party status as people write it.
    pub fn read_party(text: &str) -> Option<&'static str> {
        match text {
            "党员" | "中共党员" | "正式党员" | "full" | "member" => Some("full"),
            "预备党员" | "中共预备党员" | "probationary" => Some("probationary"),
            "群众" | "团员" | "共青团员" | "无党派" | "民主党派" | "none" => Some("none"),
            _ => None,
        }
    }

    /// Yes or no as people write it.
    pub fn read_yes(text: &str) -> Option<bool> {
        match text {
            "是" | "yes" | "y" | "true" | "1" => Some(true),
            "否" | "no" | "n" | "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// The file name of the blank table.
    pub fn blank_people_table(&self) -> &'static str {
        match self.0 {
            Lang::Zh => "人员表.csv",
            Lang::En => "people.csv",
        }
    }
}
