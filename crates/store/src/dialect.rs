//! One migration text for both engines.
//!
//! | common text                     | SQLite                      | PostgreSQL               |
//! |---------------------------------|-----------------------------|--------------------------|
//! | `bigint`, `bytea`               | `integer`, `blob`           | as written               |
//! | `text` as the type of a column  | as written                  | `text collate "C"`       |
//! | `/*strict*/` after a table's `)`| ` strict, without rowid`    | as written (a comment)   |
//! | `create text index NAME;`       | an FTS5 table               | a table with a GIN index |
//!
//! Byte order of text on both engines is what makes a keyset page end at the same row on both. Literals, quoted names
//! and other comments are left alone.

use crate::error::StoreError;
use crate::scan::{Kind, Piece, is_name, pieces};
use crate::url::Engine;

/// The text for one engine.
///
/// # Errors
/// When a `create text index` has no plain lower-case name.
pub fn translate(sql: &str, engine: Engine) -> Result<String, StoreError> {
    let pieces = pieces(sql);
    let mut out = String::with_capacity(sql.len() + sql.len() / 4);
    for statement in pieces.split_inclusive(|piece| piece.text == ";") {
        let mut words = statement.iter().filter(|piece| piece.counts());
        let mut begins = |expected: &[&str]| {
            let mut here = words.clone();
            let fits = expected.iter().all(|word| here.next().is_some_and(|piece| piece.is_word(word)));
            if fits {
                words = here;
            }
            fits
        };
        if begins(&["create", "text", "index"]) {
            let name = words.next().map(|piece| piece.text).filter(|name| is_name(name));
            let name = name.ok_or_else(|| StoreError::Migration("create text index needs a name".to_owned()))?;
            out.push('\n');
            out.push_str(&text_index(name, engine));
        } else {
            // Only tables have column types; `cast(x as text)` in a view takes no collation.
            let table = begins(&["create", "table"]) || begins(&["alter", "table"]);
            translate_statement(statement, table, engine, &mut out);
        }
    }
    Ok(out)
}

fn translate_statement(statement: &[Piece<'_>], table: bool, engine: Engine, out: &mut String) {
    // The last two pieces that count: a column's type is the word after the word after a bracket, a comma or `add column`.
    let (mut before, mut last): (Option<Piece<'_>>, Option<Piece<'_>>) = (None, None);
    for (index, piece) in statement.iter().enumerate() {
        let word = piece.kind == Kind::Word;
        match engine {
            Engine::Sqlite if piece.is_word("bigint") => out.push_str("integer"),
            Engine::Sqlite if piece.is_word("bytea") => out.push_str("blob"),
            Engine::Sqlite if piece.kind == Kind::Comment && piece.text == "/*strict*/" => {
                out.push_str(" strict, without rowid");
            }
            Engine::Postgres
                if table && piece.is_word("text") && is_type(before, last) && !has_collation(statement, index) =>
            {
                out.push_str("text collate \"C\"");
            }
            _ => out.push_str(piece.text),
        }
        if word || piece.counts() {
            before = last;
            last = Some(*piece);
        }
    }
}

fn is_type(before: Option<Piece<'_>>, last: Option<Piece<'_>>) -> bool {
    let named = last.is_some_and(|piece| matches!(piece.kind, Kind::Word | Kind::Quoted));
    named
        && before.is_some_and(|piece| {
            piece.text == "(" || piece.text == "," || piece.is_word("column") || piece.is_word("add")
        })
}

fn has_collation(statement: &[Piece<'_>], index: usize) -> bool {
    statement.iter().skip(index + 1).find(|piece| piece.counts()).is_some_and(|piece| piece.is_word("collate"))
}

/// The words come from a segmenter and are already encoded (see `text.rs`); the index only has to keep them apart.
fn text_index(name: &str, engine: Engine) -> String {
    match engine {
        // Contentless: the index must not hold a second copy of what was said. detail=none: nor the order of its words.
        Engine::Sqlite => format!(
            "create virtual table {name} using fts5(tokens, content='', contentless_delete=1, detail=none, \
             tokenize='unicode61 remove_diacritics 0');"
        ),
        // fastupdate would put entries on a shared list, on which every two serialisable writers conflict.
        Engine::Postgres => format!(
            "create table {name} (key bigint primary key, tokens tsvector not null);\n\
             create index {name}_tokens on {name} using gin (tokens) with (fastupdate = off);"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(sql: &str) -> (String, String) {
        (translate(sql, Engine::Sqlite).unwrap(), translate(sql, Engine::Postgres).unwrap())
    }

    #[test]
    fn a_table() {
        let (sqlite, postgres) = both(
            "create table point (\n  id text primary key, -- text, bigint\n  size bigint not null, text text not null, \
             seal bytea check (length(text) > 0 and kind <> 'text bigint'), \"a b\" text)/*strict*/;",
        );
        assert_eq!(
            sqlite,
            "create table point (\n  id text primary key, -- text, bigint\n  size integer not null, text text not null, \
             seal blob check (length(text) > 0 and kind <> 'text bigint'), \"a b\" text) strict, without rowid;"
        );
        assert_eq!(
            postgres,
            "create table point (\n  id text collate \"C\" primary key, -- text, bigint\n  size bigint not null, \
             text text collate \"C\" not null, seal bytea check (length(text) > 0 and kind <> 'text bigint'), \
             \"a b\" text collate \"C\")/*strict*/;"
        );
    }

    #[test]
    fn word_boundaries_and_other_statements() {
        let (sqlite, postgres) = both(
            "create view v as select cast(a as text) as text, bigint_x from t; create index i on t (a, text); \
             alter table t add column note text; alter table t add other text collate \"C\"; \
             insert into t values ('create table x (a text)');",
        );
        assert!(sqlite.contains("bigint_x"));
        assert_eq!(
            postgres,
            "create view v as select cast(a as text) as text, bigint_x from t; create index i on t (a, text); \
             alter table t add column note text collate \"C\"; alter table t add other text collate \"C\"; \
             insert into t values ('create table x (a text)');"
        );
    }

    #[test]
    fn a_text_index() {
        let (sqlite, postgres) = both("create table a (b bigint); create text index point_words; -- end");
        assert!(sqlite.contains("create virtual table point_words using fts5("), "{sqlite}");
        assert!(postgres.contains("create index point_words_tokens on point_words using gin"), "{postgres}");
        assert!(translate("create text index \"x y\";", Engine::Sqlite).is_err());
    }
}
