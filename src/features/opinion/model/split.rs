//! Proposing the points of a sheet: cut at line breaks and at numbers such as `1、`, `（二）`, `③`. Only a proposal;
//! the clerk sees the pieces and corrects them. No character is changed inside a piece.

/// The pieces of a sheet, without their numbers and without empty ones.
pub fn pieces(sheet: &str) -> Vec<String> {
    let mut starts = Vec::new();
    for (at, _) in sheet.char_indices() {
        let before = sheet.get(..at).unwrap_or("");
        let rest = sheet.get(at..).unwrap_or("");
        if let Some(length) = numbering(rest).filter(|_| may_begin(before)) {
            starts.push((at, at + length));
        } else if before.ends_with('\n') {
            starts.push((at, at));
        }
    }
    let mut cuts = vec![(0, 0)];
    for cut in starts {
        // A number right behind a line break, or `1.` inside `（1.`, is one beginning and not two.
        match cuts.last_mut() {
            Some(last) if cut.0 <= last.1 => last.1 = last.1.max(cut.1),
            _ => cuts.push(cut),
        }
    }
    let ends = cuts.iter().skip(1).map(|cut| cut.0).chain([sheet.len()]);
    let cut = cuts.iter().zip(ends).map(|((_, from), to)| sheet.get(*from..to).unwrap_or("").trim());
    cut.filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

/// A number opens a piece at the beginning of a line or behind the end of a sentence, not inside `3号门`.
fn may_begin(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '\u{3000}']);
    before.is_empty() || before.ends_with(['\n', '。', '；', ';', '！', '？', '!', '?', '：', ':'])
}

/// The length in bytes of a number and its mark at the beginning.
fn numbering(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(first.len_utf8());
    }
    let open = if matches!(first, '(' | '（') { first.len_utf8() } else { 0 };
    let digits: String = text
        .get(open..)?
        .chars()
        .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c) || CHINESE_DIGITS.contains(c))
        .take(3)
        .collect();
    if digits.is_empty() {
        return None;
    }
    let mark = text.get(open + digits.len()..)?.chars().next()?;
    let closes = if open > 0 { matches!(mark, ')' | '）') } else { matches!(mark, '、' | '.' | '．' | ')' | '）') };
    let end = open + digits.len() + mark.len_utf8();
    // `1.5倍` is a quantity.
    let quantity = text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_ascii_digit());
    (closes && !(quantity && mark == '.')).then_some(end)
}

/// 一 to 十, by code point, since texts live elsewhere.
const CHINESE_DIGITS: [char; 10] = [
    '\u{4e00}', '\u{4e8c}', '\u{4e09}', '\u{56db}', '\u{4e94}', '\u{516d}', '\u{4e03}', '\u{516b}', '\u{4e5d}',
    '\u{5341}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_sheet_falls_into_its_points() {
        let sheet = "1、外语培训停了三年。2、夜班车到厂比交接班晚十分钟。3、食堂今年改得不错。";
        assert_eq!(pieces(sheet), ["外语培训停了三年。", "夜班车到厂比交接班晚十分钟。", "食堂今年改得不错。"]);
        assert_eq!(pieces("（一）灯坏了\n（二）路不平"), ["灯坏了", "路不平"]);
        assert_eq!(pieces("①灯坏了；②路不平"), ["灯坏了；", "路不平"]);
        assert_eq!(pieces("第一行\n\n第二行\n"), ["第一行", "第二行"]);
    }

    #[test]
    fn numbers_inside_a_sentence_cut_nothing() {
        for whole in ["3号门的灯坏了", "加班费应按1.5倍计算", "夜班到5点、早班从6点", "", "十分希望改一改"]
        {
            assert!(pieces(whole).len() <= 1, "{whole}");
        }
    }
}
