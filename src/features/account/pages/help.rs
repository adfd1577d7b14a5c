//! Who may do what, generated from the table that decides; and how people are protected.

use askama::Template;
use axum::response::Response;

use crate::auth::matrix::{MATRIX, Row, allowances};
use crate::auth::{LoggedIn, Role};
use crate::error::Result;
use crate::text::{Lang, T};
use crate::view::{self, Shell};

#[derive(Template)]
#[template(path = "account/pages/permissions.html")]
struct PermissionsPage {
    shell: Shell,
    columns: Vec<(&'static str, bool)>,
    rows: Vec<(&'static str, Vec<Cell>)>,
}

/// A cell of the table: short, and as a sentence for whoever asks.
struct Cell {
    role: &'static str,
    text: String,
    sentences: Vec<String>,
    me: bool,
}

#[derive(Template)]
#[template(path = "account/pages/protection.html")]
struct ProtectionPage {
    shell: Shell,
}

/// No query.
pub async fn permissions(LoggedIn(session): LoggedIn, shell: Shell) -> Result<Response> {
    let t = shell.t;
    let mine: Vec<bool> = Role::ALL.iter().map(|r| session.actor.has(*r)).collect();
    let columns = Role::ALL.iter().zip(&mine).map(|(role, me)| (t.role_short(*role), *me)).collect();
    let row = |row: &Row| {
        let cell = |(role, me): (&Role, &bool)| Cell {
            role: t.role_short(*role),
            text: words(t, *row, *role),
            sentences: sentences(t, *row, *role),
            me: *me,
        };
        (t.matrix_row(*row), Role::ALL.iter().zip(&mine).map(cell).collect())
    };
    let rows = MATRIX.iter().map(|(r, _)| row(r)).collect();
    view::page(&PermissionsPage { columns, rows, shell })
}

/// A cell in words: the scope once, then its rights.
fn words(t: T, row: Row, role: Role) -> String {
    let mut scope = None;
    let mut parts: Vec<&str> = Vec::new();
    for allowance in allowances(row, role) {
        if allowance.scope != scope {
            scope = allowance.scope;
            parts.push(t.right_scope(scope));
        }
        parts.extend(allowance.rights.chars().map(|letter| t.right(letter)));
    }
    let gap = if t.0 == Lang::Zh { "\u{2009}" } else { " " };
    parts.join(gap)
}

/// A cell in sentences, one for each place where its rights hold.
fn sentences(t: T, row: Row, role: Role) -> Vec<String> {
    let mut places: Vec<(Option<char>, Vec<&str>)> = Vec::new();
    for allowance in allowances(row, role) {
        let rights = allowance.rights.chars().map(|letter| t.right_long(letter));
        match places.last_mut().filter(|(scope, _)| *scope == allowance.scope) {
            Some((_, words)) => words.extend(rights),
            None => places.push((allowance.scope, rights.collect())),
        }
    }
    let told = |(scope, rights): (Option<char>, Vec<&str>)| {
        t.permissions_sentence(t.right_where(scope, role.scope()), rights.join(t.list_comma()))
    };
    places.into_iter().map(told).collect()
}

/// No query; for everybody, logged in or not.
pub async fn protection(shell: Shell) -> Result<Response> {
    view::page(&ProtectionPage { shell })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_and_scope_of_the_table_has_a_word_in_both_languages() {
        for t in [T(Lang::Zh), T(Lang::En)] {
            for (row, cells) in MATRIX {
                for role in Role::ALL {
                    for allowance in allowances(*row, role) {
                        assert!(allowance.rights.chars().all(|c| !t.right(c).is_empty()), "{row:?} {role:?}");
                        assert!(allowance.rights.chars().all(|c| !t.right_long(c).is_empty()), "{row:?} {role:?}");
                        assert!(allowance.scope.is_none() || !t.right_scope(allowance.scope).is_empty());
                        assert!(!t.right_where(allowance.scope, role.scope()).is_empty());
                    }
                }
                let filled = cells.iter().filter(|c| !c.is_empty()).count();
                assert_eq!(Role::ALL.iter().filter(|r| !words(t, *row, **r).is_empty()).count(), filled);
                assert_eq!(Role::ALL.iter().filter(|r| !sentences(t, *row, **r).is_empty()).count(), filled);
            }
        }
    }

    #[test]
    fn a_cell_says_where_before_it_says_what() {
        let t = T(Lang::En);
        let said = sentences(t, Row::Task, Role::Dh);
        assert_eq!(said, ["In the own department or line only: draw up and register, change, read."]);
        assert_eq!(sentences(t, Row::Round, Role::Wg).len(), 1, "one sentence for one place");
        assert!(sentences(t, Row::Vote, Role::Sys).is_empty());
    }
}
