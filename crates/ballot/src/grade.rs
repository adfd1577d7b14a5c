//! Grades and ballots.

use serde::{Deserialize, Serialize};

/// A grade of the four-grade scale (SPEC 2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// 满意.
    Satisfied,
    /// 基本满意.
    Basically,
    /// 不满意.
    Dissatisfied,
    /// 不了解.
    Unaware,
}

impl Grade {
    /// In the order of the form.
    pub const ALL: [Grade; 4] = [Grade::Satisfied, Grade::Basically, Grade::Dissatisfied, Grade::Unaware];

    /// The code in forms, files and the bulletin.
    pub fn code(self) -> &'static str {
        match self {
            Grade::Satisfied => "S",
            Grade::Basically => "B",
            Grade::Dissatisfied => "N",
            Grade::Unaware => "U",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|g| g.code() == code)
    }
}

/// What one ballot says of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Answer {
    /// One grade was ticked.
    Grade(Grade),
    /// None was ticked (弃权).
    Blank,
    /// Two were ticked, or a paper cannot be read; only paper ballots can be invalid.
    Invalid,
}

impl Answer {
    /// The code in the bulletin.
    pub fn code(self) -> &'static str {
        match self {
            Answer::Grade(grade) => grade.code(),
            Answer::Blank => "A",
            Answer::Invalid => "I",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Answer> {
        match code {
            "A" => Some(Answer::Blank),
            "I" => Some(Answer::Invalid),
            code => Grade::parse(code).map(Answer::Grade),
        }
    }
}
