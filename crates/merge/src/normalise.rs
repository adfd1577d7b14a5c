//! One spelling for one text: full and half width, upper and lower case, traditional and simplified characters,
//! addresses, invisible characters and runs of spaces.
//!
//! Features, keys and shared strings all start here. Each normalised character remembers which bytes of the original
//! it came from, so that marks can be drawn on the text as it was written.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A normalised text whose characters know where they came from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plain {
    /// The normalised characters.
    pub chars: Vec<char>,
    /// For each character the byte range in the original.
    pub spans: Vec<(usize, usize)>,
}

/// The normalised form of `text`: NFKC, lower case, simplified characters, without web addresses, invisible
/// characters and runs of `*`; white space becomes single spaces, none at the ends.
#[must_use]
pub fn normalise(text: &str) -> String {
    plain(text).chars.into_iter().collect()
}

/// [`normalise`] with the way back to the original.
pub(crate) fn plain(text: &str) -> Plain {
    let mut folded = Plain { chars: Vec::with_capacity(text.len() / 2), spans: Vec::with_capacity(text.len() / 2) };
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let mut marked = false;
        while let Some(&(at, mark)) = rest.peek() {
            if mark.is_ascii() || ('\u{3400}'..='\u{9fff}').contains(&mark) || canonical_combining_class(mark) == 0 {
                break;
            }
            end = at + mark.len_utf8();
            marked = true;
            rest.next();
        }
        if !marked && (first.is_ascii() || ('\u{3400}'..='\u{9fff}').contains(&first)) {
            push(&mut folded, first.to_ascii_lowercase(), (start, end));
        } else {
            for c in text.get(start..end).unwrap_or_default().nfkc() {
                for lower in c.to_lowercase() {
                    push(&mut folded, lower, (start, end));
                }
            }
        }
    }
    simplify(&mut folded);
    strip(&folded)
}

fn push(out: &mut Plain, c: char, span: (usize, usize)) {
    if matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}') {
        return;
    }
    let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
    out.chars.push(c);
    out.spans.push(span);
}

/// Traditional to simplified, character by character, in place. The table keeps the number of characters.
fn simplify(folded: &mut Plain) {
    if folded.chars.iter().all(|c| c.is_ascii()) {
        return;
    }
    let text: String = folded.chars.iter().collect();
    for (slot, c) in folded.chars.iter_mut().zip(fast2s::convert(&text).chars()) {
        *slot = c;
    }
}

/// Drops web addresses and runs of `*`, and makes white space single.
fn strip(folded: &Plain) -> Plain {
    let mut out =
        Plain { chars: Vec::with_capacity(folded.chars.len()), spans: Vec::with_capacity(folded.chars.len()) };
    let mut at = 0;
    while let Some(&c) = folded.chars.get(at) {
        let here = folded.chars.get(at..).unwrap_or_default();
        if c == 'h' && starts_address(here) {
            at += here.iter().take_while(|c| c.is_ascii() && **c != ' ').count();
            continue;
        }
        if c == '*' {
            let stars = here.iter().take_while(|c| **c == '*').count();
            if stars > 1 {
                at += stars;
                continue;
            }
        }
        let double = c == ' ' && out.chars.last().is_none_or(|last| *last == ' ');
        if let (false, Some(span)) = (double, folded.spans.get(at)) {
            out.chars.push(c);
            out.spans.push(*span);
        }
        at += 1;
    }
    if out.chars.last() == Some(&' ') {
        out.chars.pop();
        out.spans.pop();
    }
    out
}

fn starts_address(chars: &[char]) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| chars.len() > scheme.len() && scheme.chars().zip(chars).all(|(want, have)| want == *have))
}

/// Is this a Chinese character for the purposes of this crate?
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The key of exact copies: letters and digits of the normalised text, or the whole of it if it has none.
pub(crate) fn copy_key(normalised: &str) -> String {
    let key: String = normalised.chars().filter(|c| c.is_alphanumeric()).collect();
    if key.is_empty() { normalised.to_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        assert_eq!(normalise(" Ａ７縣　噪音\u{200b}擾民 "), "a7县 噪音扰民");
        assert_eq!(normalise("见https://example.com/x?y=1处 ****完"), "见处 完");
        assert_eq!(normalise("Cafe\u{301}"), "café");
        assert_eq!(normalise("ﬁne"), "fine");
        assert_eq!(normalise("\u{0}\u{7}"), "");
    }

    #[test]
    fn spans_lead_back() {
        let text = "ＡＢ 体育館";
        let p = plain(text);
        let back: Vec<&str> = p.spans.iter().map(|&(s, e)| &text[s..e]).collect();
        assert_eq!(back, ["Ａ", "Ｂ", " ", "体", "育", "館"]);
    }
}
