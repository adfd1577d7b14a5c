//! Lists: filters, orders and keyset pages, composed from constants only.

use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::scan::{Kind, pieces};
use crate::sql::Sql;
use crate::value::Value;

/// A way to sort a list. The column must be indexed together with the id and never null: the comparison with a null is
/// neither true nor false, and such rows would be missing from every page but the first.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// How the caller names it.
    pub key: &'static str,
    /// The column or expression, as it can stand in `order by`.
    pub column: &'static str,
    /// From high to low; the id runs the same way.
    pub descending: bool,
}

/// A list that can be filtered, sorted and paged. Everything in it is a constant of the program; what a caller sends only
/// chooses among them, or is bound as a parameter.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// Its name, for logs and test failures.
    pub name: &'static str,
    /// `select … from …`, with or without `where`; no `order by`, `limit` or `group by` (put those into a view).
    pub select: &'static str,
    /// Key and condition, with a `?` for each value.
    pub filters: &'static [(&'static str, &'static str)],
    /// The orders; the first is the default.
    pub orders: &'static [Order],
    /// The column that tells rows apart, never null.
    pub id: &'static str,
}

/// A way to gather the rows of a [`List`] and count them.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// How the caller names it.
    pub key: &'static str,
    /// Two expressions, never null: the group's key and what it is called; a `?` for each value.
    pub of: &'static str,
    /// Tables joined behind the list's own; empty for none.
    pub join: &'static str,
    /// Aggregates behind the count of rows, each after a comma, with a `?` for each value; empty for none.
    pub counts: &'static str,
}

/// More groups than this are not told apart by looking at them.
const GROUPS: u32 = 500;

/// Which rows somebody may see at all: the SQL side of the permission table.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Predicate {
    /// Every row.
    #[default]
    All,
    /// No row.
    None,
    /// Rows for which at least one of these conditions holds; `?` for each value.
    Any(Vec<(&'static str, Vec<Value>)>),
}

/// What a caller wants to see of a [`List`].
#[derive(Clone, PartialEq, Debug)]
pub struct Query {
    pub(crate) filters: Vec<(String, Vec<Value>)>,
    pub(crate) order: Option<String>,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: u32,
    pub(crate) allowed: Vec<Predicate>,
}

impl Default for Query {
    fn default() -> Self {
        Self::new()
    }
}

impl Query {
    /// Everything, in the list's default order, 50 rows a page.
    #[must_use]
    pub fn new() -> Self {
        Self { filters: Vec::new(), order: None, after: None, limit: 50, allowed: Vec::new() }
    }

    /// The same rows, whatever page of them and in whatever order: two that are equal have equally many.
    #[must_use]
    pub fn of_all_pages(&self) -> Self {
        Self { filters: self.filters.clone(), allowed: self.allowed.clone(), ..Self::new() }
    }

    /// Only rows that fit. Several filters must all fit.
    #[must_use]
    pub fn filter(mut self, key: impl Into<String>, values: impl Into<Vec<Value>>) -> Self {
        self.filters.push((key.into(), values.into()));
        self
    }

    /// Sorted this way.
    #[must_use]
    pub fn order(mut self, key: impl Into<String>) -> Self {
        self.order = Some(key.into());
        self
    }

    /// From the end of another page on; `None` is the beginning.
    #[must_use]
    pub fn after(mut self, cursor: impl Into<Option<Cursor>>) -> Self {
        self.after = cursor.into();
        self
    }

    /// At most this many rows, between 1 and 1,000.
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = rows.clamp(1, 1_000);
        self
    }

    /// Only rows that may be seen. Several predicates must all hold.
    #[must_use]
    pub fn allowed(mut self, predicate: Predicate) -> Self {
        self.allowed.push(predicate);
        self
    }
}

impl List {
    /// The statement of a page and its parameters. It selects the ordering column and the id behind the list's own columns,
    /// and one row more than the page has.
    ///
    /// # Errors
    /// [`StoreError::Query`] for a filter, order or cursor that this list does not have.
    pub fn page_sql(&self, query: &Query) -> Result<(Sql, Vec<Value>), StoreError> {
        let order = self.order_of(query)?;
        let mut text = self.with_keys(order)?;
        let mut params = Vec::new();
        let mut conditions = self.conditions(query, &mut params)?;
        if let Some(cursor) = &query.after {
            let sign = if order.descending { "<" } else { ">" };
            let condition = if order.column == self.id {
                params.push(cursor.id.clone());
                format!("{} {sign} ${}", self.id, params.len())
            } else {
                params.push(cursor.value.clone());
                params.push(cursor.id.clone());
                format!("({}, {}) {sign} (${}, ${})", order.column, self.id, params.len() - 1, params.len())
            };
            conditions.push(condition);
        }
        self.add_conditions(&mut text, &conditions);
        let way = if order.descending { " desc" } else { "" };
        text.push_str(" order by ");
        if order.column != self.id {
            text.push_str(&format!("{}{way}, ", order.column));
        }
        params.push(Value::from(query.limit.saturating_add(1)));
        text.push_str(&format!("{}{way} limit ${}", self.id, params.len()));
        Ok((Sql::composed(self.name, text), params))
    }

    /// The statement that counts the rows of all pages, with the same conditions: a printed number is exactly that many rows.
    ///
    /// # Errors
    /// [`StoreError::Query`] for a filter that this list does not have.
    pub fn count_sql(&self, query: &Query) -> Result<(Sql, Vec<Value>), StoreError> {
        let mut params = Vec::new();
        let conditions = self.conditions(query, &mut params)?;
        let mut text = format!("select count(*) from ({}", self.select);
        self.add_conditions(&mut text, &conditions);
        text.push_str(") as counted");
        Ok((Sql::composed(self.name, text), params))
    }

    /// The statement that counts the rows of a page's query group by group, with the same conditions: the numbers of groups that
    /// do not overlap add up to [`List::count_sql`].
    ///
    /// # Errors
    /// [`StoreError::Query`] for a filter that this list does not have, for the wrong number of values, and for a list with a
    /// condition of its own, behind which nothing can be joined.
    pub fn group_sql(&self, group: &Group, values: &[Value], query: &Query) -> Result<(Sql, Vec<Value>), StoreError> {
        let from = outer(self.select, "from").and_then(|at| self.select.get(at..));
        let from = from.filter(|_| outer(self.select, "where").is_none());
        let from = from.ok_or_else(|| StoreError::Query(format!("{} can not be gathered", self.name)))?;
        let mut params = Vec::new();
        let columns = numbered(&format!("{}, count(*){}", group.of, group.counts), values, &mut params)?;
        let conditions = self.conditions(query, &mut params)?;
        let mut text = format!("select {columns} {from} {}", group.join);
        if !conditions.is_empty() {
            text.push_str(&format!(" where ({})", conditions.join(") and (")));
        }
        text.push_str(&format!(" group by 1, 2 order by 2, 1 limit {GROUPS}"));
        Ok((Sql::composed(self.name, text), params))
    }

    /// The list's statements with every filter alone, with all of them, in every order, from the beginning and from a cursor,
    /// and counted: so that the test which prepares every constant covers what is composed from them.
    #[must_use]
    pub fn variants(&self) -> Vec<Sql> {
        self.variants_with(&[])
    }

    /// [`List::variants`], and once more with all of these fragments of the permission table.
    #[must_use]
    pub fn variants_with(&self, fragments: &[&'static str]) -> Vec<Sql> {
        let values = |fragment: &str| vec![Value::Int(0); placeholders(fragment)];
        let mut queries = vec![Query::new()];
        let mut full = Query::new();
        for (key, fragment) in self.filters {
            queries.push(Query::new().filter(*key, values(fragment)));
            full = full.filter(*key, values(fragment));
        }
        if !fragments.is_empty() {
            let any = fragments.iter().map(|fragment| (*fragment, values(fragment))).collect();
            full = full.allowed(Predicate::Any(any));
        }
        queries.push(full.clone());
        let none = full.allowed(Predicate::None);
        queries.push(none);
        let mut all = Vec::new();
        for query in &queries {
            all.extend(self.count_sql(query));
            for order in self.orders {
                let query = query.clone().order(order.key);
                let cursor = Cursor { order: order.key.to_owned(), value: Value::Int(0), id: Value::Int(0) };
                all.extend(self.page_sql(&query));
                all.extend(self.page_sql(&query.after(cursor)));
            }
        }
        all.into_iter().map(|(sql, _)| sql).collect()
    }

    pub(crate) fn order_of(&self, query: &Query) -> Result<&'static Order, StoreError> {
        let found = match &query.order {
            None => self.orders.first(),
            Some(key) => self.orders.iter().find(|order| order.key == key),
        };
        let order = found.ok_or_else(|| {
            StoreError::Query(format!("{} has no order {:?}", self.name, query.order.as_deref().unwrap_or_default()))
        })?;
        match &query.after {
            Some(cursor) if cursor.order != order.key => {
                Err(StoreError::Query("the page belongs to another order of the list".to_owned()))
            }
            _ => Ok(order),
        }
    }

    fn conditions(&self, query: &Query, params: &mut Vec<Value>) -> Result<Vec<String>, StoreError> {
        let mut conditions = Vec::new();
        for (key, values) in &query.filters {
            let (_, fragment) = self
                .filters
                .iter()
                .find(|(known, _)| known == key)
                .ok_or_else(|| StoreError::Query(format!("{} has no filter {key:?}", self.name)))?;
            conditions.push(numbered(fragment, values, params)?);
        }
        for predicate in &query.allowed {
            match predicate {
                Predicate::All => {}
                Predicate::None => conditions.push("1 = 0".to_owned()),
                // An empty list of reasons to see a row is no reason.
                Predicate::Any(reasons) if reasons.is_empty() => conditions.push("1 = 0".to_owned()),
                Predicate::Any(reasons) => {
                    let reasons: Vec<String> = reasons
                        .iter()
                        .map(|(fragment, values)| numbered(fragment, values, params))
                        .collect::<Result<_, _>>()?;
                    conditions.push(reasons.join(" or "));
                }
            }
        }
        Ok(conditions)
    }

    fn add_conditions(&self, text: &mut String, conditions: &[String]) {
        if conditions.is_empty() {
            return;
        }
        let mut joint = match outer(self.select, "where") {
            // The list's own condition may hold an `or`.
            Some(at) => {
                let own = text.len() - self.select.len() + at + "where".len();
                text.insert_str(own, " (");
                text.push(')');
                " and ("
            }
            None => " where (",
        };
        for condition in conditions {
            text.push_str(joint);
            text.push_str(condition);
            text.push(')');
            joint = " and (";
        }
    }

    /// The select with the ordering column and the id as its last two columns.
    fn with_keys(&self, order: &Order) -> Result<String, StoreError> {
        let at = outer(self.select, "from")
            .ok_or_else(|| StoreError::Query(format!("{} selects from nothing", self.name)))?;
        let mut text = self.select.to_owned();
        text.insert_str(at, &format!(", {}, {} ", order.column, self.id));
        Ok(text)
    }
}

/// Where a keyword stands outside brackets, literals and comments. For `from` the first, for `where` the one after it.
fn outer(sql: &str, word: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_i32);
    for piece in pieces(sql) {
        match piece.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ if depth == 0 && piece.is_word(word) => return Some(at),
            _ => {}
        }
        at += piece.text.len();
    }
    None
}

fn placeholders(fragment: &str) -> usize {
    pieces(fragment).iter().filter(|piece| piece.kind == Kind::Sign && piece.text == "?").count()
}

/// The fragment with its `?` numbered after the parameters so far, to which it adds its own.
fn numbered(fragment: &str, values: &[Value], params: &mut Vec<Value>) -> Result<String, StoreError> {
    let mut values = values.iter();
    let mut text = String::with_capacity(fragment.len() + 8);
    let wrong = || StoreError::Query(format!("the wrong number of values for: {fragment}"));
    for piece in pieces(fragment) {
        if piece.kind == Kind::Sign && piece.text == "?" {
            params.push(values.next().cloned().ok_or_else(wrong)?);
            text.push_str(&format!("${}", params.len()));
        } else {
            text.push_str(piece.text);
        }
    }
    if values.next().is_some() { Err(wrong()) } else { Ok(text) }
}
