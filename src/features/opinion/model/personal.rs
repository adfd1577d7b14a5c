//! What may give a person away in a text meant to be anonymous, by general patterns only; for browsers without scripts.

use crate::text::patterns::{NAME_JOINS, NAME_WORDS, STAFF_WORDS, SURNAMES};

/// The kinds of what was found: `phone`, `id`, `mail`, `staff`, `name`. A false alarm costs a glance, so they are wide.
pub fn personal(text: &str) -> Vec<&'static str> {
    let text: Vec<char> = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let plain: String = text.iter().collect();
    let numbers = numbers(&text);
    let mut found = Vec::new();
    if numbers.iter().any(|n| is_phone(n)) {
        found.push("phone");
    }
    if numbers.iter().any(|n| is_identity(n)) {
        found.push("id");
    }
    if has_mail(&plain) {
        found.push("mail");
    }
    if STAFF_WORDS.iter().any(|word| after(&plain, word).any(has_staff_number)) {
        found.push("staff");
    }
    if NAME_WORDS.iter().any(|word| after(&plain, word).any(|rest| has_name(word, rest))) {
        found.push("name");
    }
    found
}

/// Full-width signs as narrow ones.
fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// Runs of digits, with an `x` at the end, over single blanks and hyphens.
fn numbers(text: &[char]) -> Vec<String> {
    let mut all = Vec::new();
    let mut run = String::new();
    for (at, c) in text.iter().enumerate() {
        let next_is_digit = text.get(at + 1).is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() || (*c == 'x' && run.len() == 17) {
            run.push(*c);
        } else if !(matches!(c, '-' | ' ') && !run.is_empty() && next_is_digit) {
            all.push(std::mem::take(&mut run));
        }
    }
    all.push(run);
    all
}

fn is_phone(number: &str) -> bool {
    let number = number.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(number);
    let mobile =
        number.len() == 11 && number.starts_with('1') && !number.starts_with("10") && !number.starts_with("11");
    mobile || (number.starts_with('0') && (10..=12).contains(&number.len()))
}

fn is_identity(number: &str) -> bool {
    number.len() == 18 && number.get(6..8).is_some_and(|century| matches!(century, "18" | "19" | "20"))
}

fn has_mail(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        let before = text.get(..at).is_some_and(|t| t.ends_with(word));
        let host: String = text.get(at + 1..).unwrap_or_default().chars().take_while(|c| word(*c)).collect();
        before && host.trim_end_matches('.').contains('.')
    })
}

fn after<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(word).filter_map(move |(at, _)| text.get(at + word.len()..))
}

fn has_staff_number(rest: &str) -> bool {
    let rest: Vec<char> = rest.chars().take_while(|c| *c != '\n').collect();
    let from = rest.iter().take(5).position(char::is_ascii_digit);
    from.is_some_and(|from| rest.iter().skip(from).take_while(|c| c.is_ascii_digit()).count() >= 3)
}

/// A surname follows; where one merely says who one is, the name has to end after two or three characters.
fn has_name(word: &str, rest: &str) -> bool {
    let said: Vec<char> = rest.trim_start_matches(NAME_JOINS).chars().take_while(|c| c.is_alphabetic()).collect();
    let strict = NAME_WORDS.iter().rev().take(2).any(|w| *w == word);
    let fits = if strict { (2..=3).contains(&said.len()) } else { said.len() >= 2 };
    fits && said.first().is_some_and(|c| SURNAMES.contains(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_one_away() {
        for (text, expected) in [
            ("食堂排队太久，高峰 2008 年以来 12 个窗口", vec![]),
            ("打 139 0000 0000 找我", vec!["phone"]),
            ("０１０－１２３４５６７８", vec!["phone"]),
            ("证件 11010119900101003X", vec!["id"]),
            ("写信到 a.b@example.com", vec!["mail"]),
            ("我的工号是 10023", vec!["staff"]),
            ("我叫王小二，在一车间", vec!["name"]),
            ("我是李四。", vec!["name"]),
            ("我是高高兴兴来上班的", vec![]),
            ("我是一车间的", vec![]),
        ] {
            assert_eq!(personal(text), expected, "{text}");
        }
    }
}
