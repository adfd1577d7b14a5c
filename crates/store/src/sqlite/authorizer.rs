//! What a statement may do while the product runs: read and change rows, and nothing to the schema or the settings.

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use crate::error::StoreError;

/// Locks the connection down. Installed last, because opening needs `pragma`.
pub(crate) fn install(conn: &mut Connection) -> Result<(), StoreError> {
    conn.authorizer(Some(judge)).map_err(super::error)
}

/// Opens it up, for migrations and maintenance.
pub(crate) fn lift(conn: &mut Connection) -> Result<(), StoreError> {
    conn.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).map_err(super::error)
}

fn judge(context: AuthContext<'_>) -> Authorization {
    let allowed = match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Insert { .. }
        | AuthAction::Update { .. }
        | AuthAction::Delete { .. }
        | AuthAction::Transaction { .. }
        | AuthAction::Savepoint { .. }
        | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => function_name != "load_extension",
        // The full-text index asks for this one to notice changes by other connections.
        AuthAction::Pragma { pragma_name, pragma_value } => pragma_name == "data_version" && pragma_value.is_none(),
        // A list of what is allowed, so that a new kind of action is refused until somebody thought about it.
        _ => false,
    };
    if allowed { Authorization::Allow } else { Authorization::Deny }
}
