//! The row that all processes see.

use ::store::statements;

statements! {
    /// What was noted.
    pub ROW = "select value from setting where name = $1";
    /// Notes it.
    pub PUT = "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    /// It is over.
    pub DELETE = "delete from setting where name = $1";
}
