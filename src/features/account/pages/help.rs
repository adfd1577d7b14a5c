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
    rows: Vec<(&'static str, Vec<(String, bool)>)>,
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
        let cells = Role::ALL.iter().zip(&mine).map(|(role, me)| (words(t, *row, *role), *me)).collect();
        (t.matrix_row(*row), cells)
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
                        assert!(allowance.scope.is_none() || !t.right_scope(allowance.scope).is_empty());
                    }
                }
                let filled = cells.iter().filter(|c| !c.is_empty()).count();
                assert_eq!(Role::ALL.iter().filter(|r| !words(t, *row, **r).is_empty()).count(), filled);
            }
        }
    }
}
