//! The two languages. A text is a method of [`T`], so a template that names one that does not exist does not compile,
//! and none can lack a language. One file a slice; the words come from the glossary (SPEC 4).

mod account;
mod api;
mod audit;
mod campaign;
mod closing;
mod comment;
mod document;
mod evaluation;
mod labels;
mod maintenance;
mod merging;
mod opinion;
mod opinion_desk;
pub mod opinion_import;
mod opinion_voice;
mod organisation;
pub mod patterns;
mod plan;
mod proposal;
mod publication;
mod rectification;
mod register;
mod search;
mod shell;
mod statistics;
mod supervision;
pub mod tables;
mod trace;
mod workbench;

use jiff::civil::Date;

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// For the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
    /// From a cookie or a query.
    pub fn parse(text: &str) -> Option<Lang> {
        match text {
            "zh" | "zh-CN" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// The texts in one language: `t.login_title()`.
#[derive(Clone, Copy, Debug, Default)]
pub struct T(pub Lang);

/// `name = "中文", "English";` makes a method without arguments, `name(n, who) = "…{n}…{who}…", "…";` one with.
macro_rules! texts {
    ($($name:ident $(($($arg:ident),+))? = $zh:literal, $en:literal;)*) => {
        #[allow(missing_docs, reason = "the two texts are the documentation")]
        impl $crate::text::T {
            $($crate::text::text_method!{ $name $(($($arg),+))? = $zh, $en })*
        }
    };
}
macro_rules! text_method {
    ($name:ident = $zh:literal, $en:literal) => {
        pub fn $name(&self) -> &'static str {
            match self.0 { $crate::text::Lang::Zh => $zh, $crate::text::Lang::En => $en }
        }
    };
    ($name:ident ($($arg:ident),+) = $zh:literal, $en:literal) => {
        pub fn $name(&self, $($arg: impl std::fmt::Display),+) -> String {
            match self.0 { $crate::text::Lang::Zh => format!($zh), $crate::text::Lang::En => format!($en) }
        }
    };
}
pub(crate) use {text_method, texts};

impl T {
    /// The text of a rule.
    pub fn rule(&self, rule: crate::error::Rule) -> &'static str {
        match self.0 {
            Lang::Zh => rule.zh(),
            Lang::En => rule.en(),
        }
    }

    /// A day as a person says it: `7月18日`, with the year where it is another than `today`'s.
    pub fn day(&self, day: &Date, today: &Date) -> String {
        if day.year() == today.year() { self.month_day(day.month(), day.day()) } else { self.full_day(day) }
    }

    /// A day with its year: `2008年7月1日` (R102).
    pub fn full_day(&self, day: &Date) -> String {
        self.year_month_day(day.year(), day.month(), day.day())
    }

    /// `n / N`, and the share beside it, half up to two decimals; `—` when there is nothing to divide by (SPEC 2.12).
    pub fn share(&self, n: i64, of: i64) -> String {
        if of <= 0 {
            return "—".to_owned();
        }
        let scaled = (n.saturating_mul(20_000) / of + 1) / 2;
        format!("{n} / {of} = {}.{:02}%", scaled / 100, scaled % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_names_its_year_only_when_it_is_another() {
        let t = T(Lang::Zh);
        assert_eq!(t.day(&date(2008, 7, 18), &date(2008, 1, 1)), "7月18日");
        assert_eq!(t.day(&date(2009, 7, 18), &date(2008, 1, 1)), "2009年7月18日");
    }

    #[test]
    fn shares_round_half_up_and_nothing_is_a_dash() {
        let t = T(Lang::Zh);
        assert_eq!(t.share(1, 3), "1 / 3 = 33.33%");
        assert_eq!(t.share(1, 16), "1 / 16 = 6.25%");
        assert_eq!(t.share(2, 3), "2 / 3 = 66.67%");
        assert_eq!(t.share(0, 0), "—");
    }
}
