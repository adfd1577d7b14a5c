//! Numbers as an official document writes them (SPEC G16, R37, R93, R102).

use jiff::civil::Date;

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const PLACES: [(u32, &str); 3] = [(1000, "千"), (100, "百"), (10, "十")];

/// A number in Chinese words, up to 9,999: 十二, 二十, 一百零三.
///
/// ```
/// assert_eq!(gongwen::numeral::chinese(12), "十二");
/// assert_eq!(gongwen::numeral::chinese(103), "一百零三");
/// ```
pub fn chinese(number: u32) -> String {
    if number > 9_999 {
        return number.to_string();
    }
    let (mut words, mut rest, mut gap) = (String::new(), number, false);
    for (value, place) in PLACES {
        let digit = rest / value;
        rest %= value;
        if digit == 0 {
            gap = gap || !words.is_empty();
            continue;
        }
        if gap {
            words.push_str(DIGITS.first().copied().unwrap_or_default());
            gap = false;
        }
        // 十二, not 一十二; but 一百一十二.
        if !(value == 10 && digit == 1 && words.is_empty()) {
            words.push_str(word(digit));
        }
        words.push_str(place);
    }
    if rest > 0 || words.is_empty() {
        if gap {
            words.push_str(word(0));
        }
        words.push_str(word(rest));
    }
    words
}

fn word(digit: u32) -> &'static str {
    usize::try_from(digit).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or_default()
}

/// Term and session of a congress or committee: 三届三次 (R37).
pub fn term_and_session(term: u32, session: u32) -> String {
    format!("{}届{}次", chinese(term), chinese(session))
}

/// A document's number: 机关代字〔2008〕3号, with six-angle brackets, without leading zero and without 第 (GB/T 9704-2012, 7.2.5).
pub fn document_number(organ: &str, year: i16, serial: u32) -> String {
    format!("{organ}〔{year}〕{serial}号")
}

/// A date in Arabic figures without leading zero: 2008年7月1日 (GB/T 9704-2012, 7.3.5.4).
pub fn date(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The mark before a heading: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3).
pub fn level_mark(level: Level, number: u32) -> String {
    match level {
        Level::One => format!("{}、", chinese(number)),
        Level::Two => format!("（{}）", chinese(number)),
        Level::Three => format!("{number}."),
        Level::Four => format!("（{number}）"),
    }
}

/// The four levels of a text's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 一、 in 黑体.
    One,
    /// （一） in 楷体.
    Two,
    /// 1. in 仿宋.
    Three,
    /// （1） in 仿宋.
    Four,
}

impl Level {
    /// The level whose mark a text begins with.
    pub fn of_mark(text: &str) -> Option<Level> {
        let is_chinese = |c: char| "一二三四五六七八九十百零".contains(c);
        let (bracket, rest) = match text.strip_prefix('（') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let number: String = rest.chars().take_while(|c| is_chinese(*c) || c.is_ascii_digit()).collect();
        let chinese = number.chars().all(is_chinese);
        let closing = rest.strip_prefix(number.as_str())?.chars().next()?;
        match (number.is_empty(), bracket, chinese, closing) {
            (false, false, true, '、') => Some(Level::One),
            (false, true, true, '）') => Some(Level::Two),
            (false, false, false, '.' | '．') => Some(Level::Three),
            (false, true, false, '）') => Some(Level::Four),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "零")]
    #[case(1, "一")]
    #[case(10, "十")]
    #[case(11, "十一")]
    #[case(20, "二十")]
    #[case(87, "八十七")]
    #[case(100, "一百")]
    #[case(103, "一百零三")]
    #[case(110, "一百一十")]
    #[case(112, "一百一十二")]
    #[case(1000, "一千")]
    #[case(1003, "一千零三")]
    #[case(1010, "一千零一十")]
    #[case(1030, "一千零三十")]
    #[case(9999, "九千九百九十九")]
    #[case(10000, "10000")]
    fn numbers_in_words(#[case] number: u32, #[case] words: &str) {
        assert_eq!(chinese(number), words);
    }

    #[rstest]
    #[case("一、总体情况", Some(Level::One))]
    #[case("十二、附则", Some(Level::One))]
    #[case("（三）原则", Some(Level::Two))]
    #[case("1.计划", Some(Level::Three))]
    #[case("（2）时限", Some(Level::Four))]
    #[case("一是制订了实施计划", None)]
    #[case("23条意见", None)]
    #[case("（见附件）", None)]
    #[case("", None)]
    fn marks_are_read(#[case] text: &str, #[case] level: Option<Level>) {
        assert_eq!(Level::of_mark(text), level);
    }

    #[test]
    fn g16_terms_numbers_and_dates() {
        assert_eq!(term_and_session(3, 3), "三届三次");
        assert_eq!(document_number("机党", 2008, 3), "机党〔2008〕3号");
        assert_eq!(date(day(2008, 7, 1)), "2008年7月1日");
        let marks = [Level::One, Level::Two, Level::Three, Level::Four].map(|level| level_mark(level, 2));
        assert_eq!(marks, ["二、", "（二）", "2.", "（2）"]);
    }
}
