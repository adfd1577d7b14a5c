//! Where a long title is broken.

/// The most characters of a title's line: 2号 letters on 156 mm, a little air at both ends.
pub const TITLE_CHARS: usize = 18;

/// Breaks a title into lines of at most [`TITLE_CHARS`] characters, as even as may be, never inside a name in 《》 or a
/// quotation that fits a line, never so that 的, 和 or a closing mark begins a line (GB/T 9704-2012, 7.3.1: by meaning, in
/// trapezoid or diamond).
///
/// ```
/// let lines = gongwen::break_title("关于印发《主题活动实施方案》的通知");
/// assert_eq!(lines, ["关于印发《主题活动实施方案》的通知"]);
/// ```
pub fn break_title(title: &str) -> Vec<String> {
    let letters: Vec<char> = title.trim().chars().collect();
    let lines = letters.len().div_ceil(TITLE_CHARS).max(1);
    let (mut out, mut rest) = (Vec::new(), letters.as_slice());
    for left in (1..=lines).rev() {
        let even = rest.len().div_ceil(left);
        let at = if left == 1 { rest.len() } else { best_break(rest, even) };
        let (line, after) = rest.split_at(at.min(rest.len()));
        out.push(line.iter().collect());
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    out
}

/// The allowed break nearest to `wanted`; `wanted` itself where none is near.
fn best_break(letters: &[char], wanted: usize) -> usize {
    let near = wanted.saturating_sub(5).max(1)..=(wanted + 5).min(TITLE_CHARS).min(letters.len().saturating_sub(1));
    near.filter(|at| may_break(letters, *at)).min_by_key(|at| (at.abs_diff(wanted), *at)).unwrap_or(wanted)
}

fn may_break(letters: &[char], at: usize) -> bool {
    let (before, after) = letters.split_at(at);
    let depth = |letters: &[char]| {
        let count = |marks: &[char]| letters.iter().filter(|c| marks.contains(c)).count();
        count(&['《', '“', '（', '〔']).saturating_sub(count(&['》', '”', '）', '〕']))
    };
    let begins_badly = after.first().is_some_and(|c| "的和与及、，。：；》”）〕暨".contains(*c));
    let ends_badly = before.last().is_some_and(|c| "《“（〔".contains(*c));
    let in_word = matches!((before.last(), after.first()), (Some(a), Some(b)) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    depth(before) == 0 && !begins_badly && !ends_badly && !in_word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_quotations_stay_whole() {
        let lines = break_title("关于开展“深入群众促和谐，凝心聚力促发展”主题活动情况的通报");
        assert_eq!(lines.concat(), "关于开展“深入群众促和谐，凝心聚力促发展”主题活动情况的通报");
        assert!(lines.len() == 2, "{lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with(['的', '”', '，'])), "{lines:?}");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(title in "\\PC{0,90}") {
            prop_assert_eq!(break_title(&title).concat(), title.trim());
        }
    }
}
