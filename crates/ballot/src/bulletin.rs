//! The bulletin: what is published so that anybody can recount. The answers are listed item by item, each item shuffled
//! by itself, because a whole ballot of thirteen answers is a fingerprint that a superior could order. Free text is
//! never in it.

use std::fmt::Write as _;

use crate::counts::Counts;
use crate::grade::Answer;

/// The published answers: a name for each item, and its answers in random order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    /// Items in the order of the form.
    pub items: Vec<(String, Vec<Answer>)>,
}

/// Why a bulletin cannot be recounted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BulletinError {
    /// The first line is not that of a bulletin.
    #[error("this is not a bulletin")]
    NotABulletin,
    /// A line cannot be read; its number counts from 1.
    #[error("line {0} cannot be read")]
    Line(usize),
    /// The items have different numbers of answers.
    #[error("the items do not have the same number of answers: {0}")]
    Uneven(String),
    /// An item's counts are not those that the bulletin claims.
    #[error("the counts of {0} are not those of its answers")]
    Counts(String),
}

const FIRST: &str = "shuangcu bulletin 1";

impl Bulletin {
    /// Takes ballots apart. `shuffle` puts a list into random order and is called once for each item.
    /// Ballots with too few answers count as blank for the rest.
    pub fn of(items: &[String], ballots: &[Vec<Answer>], mut shuffle: impl FnMut(&mut Vec<Answer>)) -> Bulletin {
        let column = |n: usize| ballots.iter().map(|b| b.get(n).copied().unwrap_or(Answer::Blank)).collect::<Vec<_>>();
        let items = items.iter().enumerate().map(|(n, name)| {
            let mut answers = column(n);
            shuffle(&mut answers);
            (name.clone(), answers)
        });
        Bulletin { items: items.collect() }
    }

    /// The counts of each item.
    pub fn counts(&self) -> Vec<(String, Counts)> {
        self.items.iter().map(|(name, answers)| (name.clone(), Counts::of(answers.iter().copied()))).collect()
    }

    /// The file: a head, then for each item its name, its counts and its answers.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST}\n");
        for (name, answers) in &self.items {
            let c = Counts::of(answers.iter().copied());
            let codes: String = answers.iter().map(|a| a.code()).collect();
            let name = name.replace(['\n', '\t', '\r'], " ");
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{name}\tS={} B={} N={} U={} A={} I={}\t{codes}",
                c.satisfied, c.basically, c.dissatisfied, c.unaware, c.blank, c.invalid
            );
        }
        text
    }

    /// Reads a file and recounts it: every claimed count must be that of the answers, and every item must have as many
    /// answers as the others.
    pub fn verify(text: &str) -> Result<Bulletin, BulletinError> {
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, first)| first) != Some(FIRST) {
            return Err(BulletinError::NotABulletin);
        }
        let mut items: Vec<(String, Vec<Answer>)> = Vec::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let bad = || BulletinError::Line(number + 1);
            let mut parts = line.split('\t');
            let (Some(name), Some(claim), Some(codes), None) = (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return Err(bad());
            };
            let answers: Option<Vec<Answer>> =
                codes.chars().map(|c| Answer::parse(c.encode_utf8(&mut [0; 4]))).collect();
            let answers = answers.ok_or_else(bad)?;
            let c = Counts::of(answers.iter().copied());
            let counted = format!(
                "S={} B={} N={} U={} A={} I={}",
                c.satisfied, c.basically, c.dissatisfied, c.unaware, c.blank, c.invalid
            );
            if claim != counted {
                return Err(BulletinError::Counts(name.to_owned()));
            }
            if items.first().is_some_and(|(_, first)| first.len() != answers.len()) {
                return Err(BulletinError::Uneven(name.to_owned()));
            }
            items.push((name.to_owned(), answers));
        }
        Ok(Bulletin { items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer() -> impl Strategy<Value = Answer> {
        prop::sample::select(vec!["S", "B", "N", "U", "A", "I"]).prop_map(|c| Answer::parse(c).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_published_recounts_to_what_was_cast(ballots in prop::collection::vec(prop::collection::vec(answer(), 3), 0..40)) {
            let items: Vec<String> = ["quality", "effect", "style"].map(String::from).to_vec();
            let bulletin = Bulletin::of(&items, &ballots, |answers| answers.reverse());
            let read = Bulletin::verify(&bulletin.to_text()).unwrap();
            prop_assert_eq!(&read, &bulletin);
            for (n, (_, counts)) in read.counts().iter().enumerate() {
                prop_assert_eq!(*counts, Counts::of(ballots.iter().map(|b| b[n])));
            }
        }
    }

    #[test]
    fn a_changed_bulletin_is_found() {
        let items = vec!["quality".to_owned(), "effect".to_owned()];
        let ballots: Vec<Vec<Answer>> = ["SB", "SN", "US"]
            .iter()
            .map(|b| b.chars().map(|c| Answer::parse(&c.to_string()).unwrap()).collect())
            .collect();
        let text = Bulletin::of(&items, &ballots, |_| {}).to_text();
        assert!(Bulletin::verify(&text).is_ok());
        assert_eq!(Bulletin::verify(&text.replacen("SSU", "SSN", 1)), Err(BulletinError::Counts("quality".into())));
        let short = text.replace("S=1 B=1 N=1 U=0 A=0 I=0\tBNS", "S=0 B=1 N=1 U=0 A=0 I=0\tBN");
        assert_eq!(Bulletin::verify(&short), Err(BulletinError::Uneven("effect".into())));
        assert_eq!(Bulletin::verify("nonsense"), Err(BulletinError::NotABulletin));
    }
}
