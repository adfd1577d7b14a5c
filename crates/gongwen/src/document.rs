//! What a document holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::layout::CHARS_PER_LINE;
use crate::numeral::Level;

/// A document, to be laid out by [`Document::to_docx`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What stands above the title.
    pub head: Head,
    /// The title; more than one entry: the lines as the writer broke them. One long entry is broken by [`crate::break_title`].
    pub title: Vec<String>,
    /// Lines in 楷体 under the title: speaker and date of a speech, attendance of minutes.
    pub byline: Vec<String>,
    /// To whom it goes (主送机关) or whom it greets (称谓), without the colon.
    pub addressee: Option<String>,
    /// The text.
    pub body: Vec<Block>,
    /// Names of what is attached (附件说明), without 《》 and final stop.
    pub attachments: Vec<String>,
    /// Who signs, and when.
    pub signature: Option<Signature>,
    /// In brackets under the date (附注).
    pub note: Option<String>,
    /// The foot of the last page (版记).
    pub imprint: Option<Imprint>,
    /// What is attached, each on a page of its own.
    pub annexes: Vec<Annex>,
}

/// What stands above the title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Head {
    /// Nothing: speeches, summaries, ledgers are no "red heads" (SPEC 2.13).
    #[default]
    Plain,
    /// 发文机关标志, 发文字号 and the red rule.
    Red {
        /// The organ's name; 文件 is added.
        organ: String,
        /// 发文字号, see [`crate::numeral::document_number`].
        number: String,
        /// 签发人, of upward documents only.
        signer: Option<String>,
    },
    /// 纪要: its own red mark.
    Minutes {
        /// Such as ××会议纪要.
        mark: String,
        /// The number in brackets under it, if it has one.
        number: Option<String>,
    },
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading; its number is counted, never typed.
    Heading(Level, String),
    /// A heading whose text carries its own mark, or none.
    Unnumbered(Level, String),
    /// A paragraph, indented by two characters.
    Text(String),
    /// A paragraph at the left edge, such as a second salutation.
    Flush(String),
    /// A table over the whole width.
    Table(Table),
}

impl Block {
    /// A paragraph as somebody typed it: one that begins with a level's mark and is as short as a heading is set as one.
    ///
    /// ```
    /// use gongwen::{Block, numeral::Level};
    /// assert_eq!(Block::line("一、总体情况"), Block::Unnumbered(Level::One, "一、总体情况".into()));
    /// assert_eq!(Block::line("1. 办好三件事。"), Block::Text("1. 办好三件事。".into()));
    /// ```
    pub fn line(text: &str) -> Block {
        let heading = text.chars().count() <= HEADING_LONGEST && !text.ends_with(['。', '；', '：', '.', ';', ':']);
        match Level::of_mark(text) {
            Some(level) if heading => Block::Unnumbered(level, text.to_owned()),
            _ => Block::Text(text.to_owned()),
        }
    }
}

/// What is longer is a sentence.
const HEADING_LONGEST: usize = 30;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with one text a column.
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// Its part of the width, relative to the others.
    pub weight: u32,
    /// Whether its texts stand in the middle: numbers, dates, short words.
    pub centred: bool,
}

impl Column {
    /// A column of running text.
    pub fn text(title: &str, weight: u32) -> Column {
        Column { title: title.to_owned(), weight, centred: false }
    }
    /// A column of short entries.
    pub fn short(title: &str, weight: u32) -> Column {
        Column { title: title.to_owned(), weight, centred: true }
    }
}

/// Who signs, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The organ.
    pub organ: String,
    /// 成文日期.
    pub day: Date,
    /// Whether a seal is set over it.
    pub seal: Seal,
}

/// Whether a document is sealed; it decides where the date stands (GB/T 9704-2012, 7.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// 加盖印章: the date four characters from the right, the organ centred above it.
    Sealed,
    /// 不加盖印章: the organ two characters from the right, the date two characters in from the organ's first.
    Unsealed,
}

/// The foot of the last page (版记).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imprint {
    /// 抄送.
    pub copies: Vec<String>,
    /// 印发机关.
    pub office: String,
    /// 印发日期.
    pub day: Date,
}

/// An attachment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annex {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: Vec<Block>,
}

/// Why a document cannot be laid out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A document without a title.
    #[error("the document has no title")]
    NoTitle,
    /// A row with more or fewer texts than the table has columns.
    #[error("row {row} of a table has {found} texts for {columns} columns")]
    Row {
        /// The row, from 1.
        row: usize,
        /// How many texts it has.
        found: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// The archive could not be written.
    #[error("the document could not be written: {0}")]
    Write(String),
}

impl Document {
    /// Whether it can be laid out.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.title.iter().all(|line| line.trim().is_empty()) {
            return Err(Problem::NoTitle);
        }
        let blocks = self.body.iter().chain(self.annexes.iter().flat_map(|annex| &annex.body));
        for block in blocks {
            let Block::Table(table) = block else { continue };
            let columns = table.columns.len();
            let wrong = table.rows.iter().enumerate().find(|(_, row)| row.len() != columns);
            if let Some((at, row)) = wrong {
                return Err(Problem::Row { row: at + 1, found: row.len(), columns });
            }
        }
        Ok(())
    }
}

impl Signature {
    /// How many characters organ and date stand from the right edge (GB/T 9704-2012, 7.3.5.2 and 7.3.5.1).
    pub(crate) fn right_indents(&self) -> (u32, u32) {
        let (organ, day) = (half_widths(&self.organ), half_widths(&crate::numeral::date(self.day)));
        match self.seal {
            Seal::Sealed => {
                // Centred on the date, which stands four characters in.
                let middle = 4 + day / 4;
                (middle.saturating_sub(organ / 4), 4)
            }
            Seal::Unsealed => {
                // The date begins two characters after the organ does; a longer date pushes the organ further in.
                let date_in = (4 + organ).saturating_sub(4 + day);
                if date_in >= 4 { (2, date_in / 2) } else { ((4 + day + 4).saturating_sub(organ) / 2, 2) }
            }
        }
    }
}

/// The width of a text in halves of a Chinese character. Word processors set a quarter of a character between Chinese and
/// Latin letters or figures.
pub(crate) fn half_widths(text: &str) -> u32 {
    let letters = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    let seams = text.chars().zip(text.chars().skip(1)).filter(|(a, b)| a.is_ascii() != b.is_ascii()).count();
    (letters + u32::try_from(seams / 2).unwrap_or(0)).min(2 * CHARS_PER_LINE)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_unsealed_date_begins_two_characters_after_the_organ() {
        let long = Signature {
            organ: "某某公司机关委员会办公室".into(), day: date(2008, 7, 8), seal: Seal::Unsealed
        };
        let (organ, day) = long.right_indents();
        assert_eq!(organ, 2);
        // 12 characters and 2 in: the organ begins 14 from the right, the date 12 from it.
        assert_eq!(half_widths("2008年7月8日") + 2 * day, 24);
    }

    #[test]
    fn a_date_longer_than_the_organ_stands_two_in_and_pushes_the_organ() {
        let short = Signature { organ: "机关党委".into(), day: date(2008, 12, 28), seal: Seal::Unsealed };
        let (organ, day) = short.right_indents();
        assert_eq!(day, 2);
        assert!(organ > 2);
    }

    #[test]
    fn a_row_of_the_wrong_length_is_named() {
        let table = Table {
            columns: vec![Column::text("一", 1), Column::text("二", 1)],
            rows: vec![vec!["只有一格".into()]],
        };
        let document = Document { title: vec!["表".into()], body: vec![Block::Table(table)], ..Document::default() };
        assert_eq!(document.check(), Err(Problem::Row { row: 1, found: 1, columns: 2 }));
        assert_eq!(Document::default().check(), Err(Problem::NoTitle));
    }
}
