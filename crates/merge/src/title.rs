//! A name for a group: the beginning of its most central original, without the greeting.

use crate::normalise::plain;
use crate::segment::greeting_length;

/// Characters of the longest title.
const LONGEST: usize = 36;

/// The beginning of an original as a title: without greeting, to the end of its first sentence, at most 36 characters
/// (then with an ellipsis). Never empty unless the text is.
#[must_use]
pub fn title(text: &str) -> String {
    let p = plain(text);
    let from = greeting_length(&p.chars);
    let from = if from >= p.chars.len() { 0 } else { from };
    let rest = p.chars.get(from..).unwrap_or_default();
    let ends = |c: &char| matches!(c, '\u{3002}' | '!' | '?' | ';' | '\n');
    let mut length = 0;
    for (at, c) in rest.iter().enumerate() {
        if at >= LONGEST || (ends(c) && at >= 6) {
            break;
        }
        length = at + 1;
    }
    let start = p.spans.get(from).map_or(0, |s| s.0);
    let end = (from + length).checked_sub(1).and_then(|i| p.spans.get(i)).map_or(text.len(), |s| s.1);
    let mut out: String = text.get(start..end).unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ");
    out = out.trim_end_matches(['\u{ff0c}', ',', '\u{3001}', ':', '\u{ff1a}', ' ']).to_owned();
    if out.is_empty() {
        out = text.trim().chars().take(LONGEST).collect();
    } else if length == LONGEST && rest.len() > LONGEST && !rest.get(LONGEST).is_some_and(ends) {
        out.push('\u{2026}');
    }
    out
}

/// Which of two originals makes the better title when both are equally central: 8 to 25 characters first, then the
/// shorter. Smaller is better.
pub(crate) fn fitness(text: &str) -> (bool, usize) {
    let length = text.chars().count();
    (!(8..=25).contains(&length), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert_eq!(title("领导好！一食堂排队太久。建议多开窗口"), "一食堂排队太久");
        assert_eq!(title("您好"), "您好");
        assert_eq!(title(""), "");
        assert_eq!(title(&"长".repeat(50)).chars().count(), 37);
    }
}
