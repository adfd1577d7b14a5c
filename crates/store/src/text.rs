//! Full text. The engines differ here, so the difference ends here.
//!
//! An index is made by a migration: `create text index NAME;`. The caller segments (Chinese needs a dictionary; neither
//! engine's own tokeniser finds words of two characters) and passes words.

use std::collections::BTreeSet;

use crate::error::StoreError;
use crate::scan::is_name;
use crate::sql::Sql;
use crate::tx::Tx;
use crate::url::Engine;
use crate::value::Value;

/// Longer words are cut, when stored and when sought: PostgreSQL keeps at most 2,046 bytes of one.
const LONGEST: usize = 160;

impl Tx<'_> {
    /// Puts the words of a text under its key, in place of those that were there. Nothing else of the text is kept: not the
    /// order of its words, nor how often they occur.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn text_put(&mut self, index: &'static str, key: i64, tokens: &[String]) -> Result<(), StoreError> {
        let index = named(index)?;
        let words: Vec<String> = encode(tokens).into_iter().collect();
        let sql = match self.engine() {
            Engine::Sqlite => format!("insert or replace into {index} (rowid, tokens) values ($1, $2)"),
            Engine::Postgres => format!(
                "insert into {index} (key, tokens) values ($1, $2::text::tsvector)
                 on conflict (key) do update set tokens = excluded.tokens"
            ),
        };
        self.run(&Sql::composed("text_put", sql), &[Value::Int(key), Value::Text(words.join(" "))]).map(|_| ())
    }

    /// Takes a text out of the index. True if it was there, as far as the engine knows.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn text_delete(&mut self, index: &'static str, key: i64) -> Result<bool, StoreError> {
        let index = named(index)?;
        let sql = match self.engine() {
            Engine::Sqlite => format!("delete from {index} where rowid = $1"),
            Engine::Postgres => format!("delete from {index} where key = $1"),
        };
        self.run(&Sql::composed("text_delete", sql), &[Value::Int(key)]).map(|changed| changed > 0)
    }

    /// The keys of texts that hold all these words, in the order of the keys. No words find nothing.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn text_find(&mut self, index: &'static str, all_of: &[String], limit: u32) -> Result<Vec<i64>, StoreError> {
        let index = named(index)?;
        let words: Vec<String> = encode(all_of).into_iter().collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, words) = match self.engine() {
            Engine::Sqlite => (
                format!("select rowid from {index} where {index} match $1 order by rowid limit $2"),
                // In quotes, or the words AND, OR and NOT of a text would be operators.
                format!("\"{}\"", words.join("\" \"")),
            ),
            Engine::Postgres => (
                format!("select key from {index} where tokens @@ $1::text::tsquery order by key limit $2"),
                words.join(" & "),
            ),
        };
        self.all(&Sql::composed("text_find", sql), &[Value::Text(words), Value::from(limit)], |row| row.get(0))
    }

    /// After deletions: writes the index anew, so that what was deleted is not in it any more, nor the order in which texts
    /// came. Before [`crate::Db::forget`]. On PostgreSQL `forget` with the index among its tables does all of it.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn text_optimize(&mut self, index: &'static str) -> Result<(), StoreError> {
        let index = named(index)?;
        if self.engine() == Engine::Sqlite {
            let sql = format!("insert into {index} ({index}) values ('optimize')");
            self.run(&Sql::composed("text_optimize", sql), &[])?;
        }
        Ok(())
    }
}

fn named(index: &'static str) -> Result<&'static str, StoreError> {
    if is_name(index) { Ok(index) } else { Err(StoreError::Other(format!("{index} is not the name of a text index"))) }
}

/// Words as both engines keep them unchanged. FTS5's tokeniser knows the letters of Unicode 6.1: it would cut a word at a
/// sign it takes for punctuation, a rare character of a name among them. Anything beyond the common range is spelt in
/// hexadecimal digits instead, so that both engines find exactly the same texts.
fn encode(tokens: &[String]) -> BTreeSet<String> {
    tokens.iter().filter(|token| !token.trim().is_empty()).map(|token| encode_one(token.trim())).collect()
}

fn encode_one(token: &str) -> String {
    let mut word = token.to_lowercase();
    if !word.chars().all(is_plain) {
        word = word.bytes().fold("0x".to_owned(), |spelt, byte| format!("{spelt}{byte:02x}"));
    }
    let cut = (0..=LONGEST.min(word.len())).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
    word.truncate(cut);
    word
}

fn is_plain(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '\u{4e00}'..='\u{9fa5}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_any_tokeniser() {
        assert_eq!(encode_one("食堂"), "食堂");
        assert_eq!(encode_one("WiFi6"), "wifi6");
        assert_eq!(encode_one("c++"), "0x632b2b");
        // A character of a name outside the basic plane.
        assert_eq!(encode_one("𬱖"), "0xf0acb196");
        assert!(encode_one(&"长".repeat(500)).len() <= LONGEST);
        assert!(encode(&["".to_owned(), " ".to_owned()]).is_empty());
    }
}
