//! Just enough reading of SQL to tell words from literals and comments.

/// A piece of SQL text; all pieces together are the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A keyword or a plain name.
    Word,
    /// `'text'` or `"name"`.
    Quoted,
    /// `-- …` or `/* … */`.
    Comment,
    /// White space.
    Space,
    /// Anything else: one sign, or the digits of a number.
    Sign,
}

impl Piece<'_> {
    /// Neither space nor comment.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Cuts SQL into pieces. `'it''s'` is two quoted pieces, which makes no difference to anybody here.
pub(crate) fn pieces(mut rest: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (kind, length) = measure(rest, first);
        let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        pieces.push(Piece { kind, text });
        rest = after;
    }
    pieces
}

fn measure(rest: &str, first: char) -> (Kind, usize) {
    let run = |inside: fn(char) -> bool| rest.find(|sign| !inside(sign)).unwrap_or(rest.len());
    // From the start of `rest` to the end of the closing mark; to the end of the text when it is not closed.
    let until = |mark: &str, skip: usize| {
        rest.get(skip..).and_then(|tail| tail.find(mark)).map_or(rest.len(), |at| skip + at + mark.len())
    };
    match first {
        '\'' => (Kind::Quoted, until("'", 1)),
        '"' => (Kind::Quoted, until("\"", 1)),
        '-' if rest.starts_with("--") => (Kind::Comment, until("\n", 2)),
        '/' if rest.starts_with("/*") => (Kind::Comment, until("*/", 2)),
        _ if first.is_alphabetic() || first == '_' => (Kind::Word, run(|sign| sign.is_alphanumeric() || sign == '_')),
        _ if first.is_ascii_digit() => (Kind::Sign, run(|sign| sign.is_alphanumeric())),
        _ if first.is_whitespace() => (Kind::Space, run(char::is_whitespace)),
        _ => (Kind::Sign, first.len_utf8()),
    }
}

/// Whether this is a plain lower-case name of a table or index, which needs no quotes anywhere.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|sign: char| sign.is_ascii_lowercase())
        && text.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_are_the_text() {
        for text in
            ["select 'a -- b', \"c d\" from x -- tail\n/* 'q */ where a>=$1", "", "'open", "/* open", "重 't' 1e5"]
        {
            let joined: String = pieces(text).iter().map(|piece| piece.text).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn words_in_literals_and_comments_are_not_words() {
        let words: Vec<&str> = pieces("a 'b c' \"d\" -- e\n f /* g */ h")
            .into_iter()
            .filter(|piece| piece.kind == Kind::Word)
            .map(|piece| piece.text)
            .collect();
        assert_eq!(words, ["a", "f", "h"]);
    }
}
