//! A statement with its name.

use std::borrow::Cow;
use std::fmt;

/// A named SQL statement. Made by [`statements!`](crate::statements) or composed by [`crate::List`] from constants
/// only; there is on purpose no public way to make one from a text that is put together at run time.
#[derive(Clone, PartialEq, Eq)]
pub struct Sql {
    name: &'static str,
    text: Cow<'static, str>,
}

impl Sql {
    /// A statement known when the program is compiled.
    #[must_use]
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text: Cow::Borrowed(text) }
    }

    pub(crate) fn composed(name: &'static str, text: String) -> Self {
        Self { name, text: Cow::Owned(text) }
    }

    /// Where the statement stands, for logs and test failures.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The SQL.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for Sql {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.text)
    }
}

/// Names the statements of a room, and collects them in `ALL` so that one test can prepare every statement on both
/// engines:
///
/// ```
/// store::statements! {
///     /// A new point.
///     pub INSERT_POINT = "insert into point (id, body) values ($1, $2)";
///     pub FIND_POINT = "select body from point where id = $1";
/// }
/// assert_eq!(ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $vis:vis $name:ident = $text:expr;)*) => {
        $(
            #[allow(missing_docs)]
            $(#[$doc])*
            $vis const $name: $crate::Sql =
                $crate::Sql::new(concat!(module_path!(), "::", stringify!($name)), $text);
        )*
        /// Every statement of this room, so that one test can prepare them all on both engines.
        #[allow(dead_code)]
        pub const ALL: &[&$crate::Sql] = &[$(&$name),*];
    };
}
