//! What an address asks of the ledger: which rows, in which order, with which columns, gathered by what.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;

use ::store::{Query, Value, params};

use crate::auth::Actor;
use crate::features::rectification::model::{Bucket, Kind, State};
use crate::features::rectification::store::{self, By, CampaignChoice};
use crate::id::Id;
use crate::text::T;

/// The columns that the short ledger shows; the running number, the item's own and the problem always stand.
const SHORT: [&str; 6] = ["kind", "measures", "lead_dept", "owner", "due_on", "lamp"];

/// Columns that nobody can hide: without them a row is nothing.
const FIXED: [&str; 3] = ["seq", "item_no", "problem"];

/// What the address asks for. Anything unknown is left out, so that an old link still shows something.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    pub(super) campaign: String,
    pub(super) bucket: String,
    pub(super) state: String,
    pub(super) lamp: String,
    pub(super) unit: String,
    /// The lead department alone, a key or `none`; `unit` holds those that assist too.
    pub(super) dept: String,
    /// A line, or `none`.
    pub(super) line: String,
    pub(super) category: String,
    pub(super) owner: String,
    pub(super) lead: String,
    pub(super) kind: String,
    pub(super) merged: String,
    /// A set that a figure counts, up to the day `by`.
    pub(super) set: String,
    pub(super) by: String,
    pub(super) sort: String,
    /// `short` or nothing; [`Filters::show`] is told column by column.
    pub(super) columns: String,
    /// Columns that are shown; none named: all.
    pub(super) show: Vec<String>,
    pub(super) group: String,
    pub(super) after: String,
    /// The running number of the first row.
    pub(super) n: String,
}

impl<S: Sync> FromRequestParts<S> for Filters {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Filters, Self::Rejection> {
        Ok(Filters::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Filters {
    /// From the part of an address behind the question mark; a key may come more than once for the columns only.
    pub(super) fn parse(query: &str) -> Filters {
        serde_html_form::from_str(query).unwrap_or_default()
    }

    pub(super) fn query(&self, actor: &Actor, today: Date) -> Query {
        let mut query = Query::new().allowed(store::readable(actor));
        let day = today.to_string();
        let mut narrow = |key: &'static str, values: Vec<Value>| query = query.clone().filter(key, values);
        for (key, without, text) in [
            ("campaign", "", &self.campaign),
            ("unit", "", &self.unit),
            ("dept", "no_dept", &self.dept),
            ("line", "no_line", &self.line),
            ("lead", "", &self.lead),
            ("merged", "", &self.merged),
        ] {
            match Id::parse(text) {
                Some(id) => narrow(key, params![id].to_vec()),
                None if text == "none" && !without.is_empty() => narrow(without, Vec::new()),
                None => {}
            }
        }
        if !self.category.is_empty() {
            narrow("category", params![&self.category].to_vec());
        }
        match (Id::parse(&self.owner), self.owner.trim()) {
            (Some(id), _) => narrow("owner", params![id].to_vec()),
            (None, "") => {}
            (None, name) => narrow("owner_name", params![name].to_vec()),
        }
        if let Some(bucket) = Bucket::parse(&self.bucket) {
            narrow(bucket.code(), Vec::new());
        }
        if let Some(state) = State::parse(&self.state) {
            narrow("state", params![state.code()].to_vec());
        }
        if let Some(kind) = Kind::parse(&self.kind) {
            narrow("kind", params![kind.code()].to_vec());
        }
        let by: Option<Date> = self.by.parse().ok();
        match (self.set.as_str(), by) {
            ("counted", _) => narrow("counted", Vec::new()),
            ("with_cause", _) => narrow("with_cause", Vec::new()),
            ("approved", Some(by)) => narrow("approved_by", params![by.to_string()].to_vec()),
            ("due", Some(by)) => narrow("due_by", params![by.to_string()].to_vec()),
            ("done", Some(by)) => narrow("done_by", params![by.to_string()].to_vec()),
            ("on_time", Some(by)) => narrow("on_time_by", params![by.to_string()].to_vec()),
            _ => {}
        }
        match self.lamp.as_str() {
            "red" => narrow("red", params![&day, &day].to_vec()),
            "yellow" => narrow("yellow", params![&day, &day, &day].to_vec()),
            "green" => narrow("green", params![&day, &day].to_vec()),
            "grey" => narrow("grey", params![&day].to_vec()),
            "blue" => narrow("blue", Vec::new()),
            "none" => narrow("no_lamp", Vec::new()),
            _ => {}
        }
        query.order(match self.sort.as_str() {
            "due" => "due",
            "done" => "done",
            _ => "no",
        })
    }

    /// By what the rows are gathered, if by anything.
    pub(super) fn by(&self) -> Option<By> {
        By::parse(&self.group)
    }

    pub(super) fn is_lamp(&self, tone: &str) -> bool {
        self.lamp == tone
    }

    pub(super) fn is_short(&self) -> bool {
        self.columns == "short" && self.show.is_empty()
    }

    /// Whether a column is shown.
    pub(super) fn has(&self, column: &str) -> bool {
        FIXED.contains(&column)
            || if self.show.is_empty() {
                !self.is_short() || SHORT.contains(&column)
            } else {
                self.show.iter().any(|shown| shown == column)
            }
    }

    /// The columns that somebody may hide: their key and what they are called.
    pub(super) fn columns(&self, t: &T) -> Vec<(&'static str, String)> {
        let all = T::LEDGER_COLUMNS.iter().filter(|c| c.key != "export_mark" && !FIXED.contains(&c.key));
        all.map(|column| (column.key, t.heading(column))).collect()
    }

    /// The address with one thing changed, for the template.
    pub(super) fn with(&self, name: &str, value: &str) -> String {
        self.href(&[(name, value)])
    }

    /// The address of the ledger as it is asked for, from its first page.
    pub(super) fn here(&self) -> String {
        self.href(&[])
    }

    /// The address of the same rows as a file.
    pub(super) fn file(&self, kind: &str) -> String {
        self.href(&[("file", kind)]).replacen("/items?", "/items/export?", 1)
    }

    /// The address of one of the three lists of the same rows.
    pub(super) fn list_page(&self, list: &str) -> String {
        self.href(&[]).replacen("/items?", &format!("/lists/{list}?"), 1)
    }

    /// The address of one of the three lists as a file.
    pub(super) fn list(&self, list: &str, kind: &str) -> String {
        self.file(kind).replacen("/items/export", &format!("/lists/{list}"), 1)
    }

    /// What a saved view keeps: everything but the place on its pages.
    pub(super) fn asked(&self) -> String {
        self.href(&[]).trim_start_matches("/items?").to_owned()
    }

    /// The address of the ledger with one thing changed and the page begun anew.
    pub(super) fn href(&self, change: &[(&str, &str)]) -> String {
        let all = [
            ("campaign", &self.campaign),
            ("bucket", &self.bucket),
            ("state", &self.state),
            ("lamp", &self.lamp),
            ("unit", &self.unit),
            ("dept", &self.dept),
            ("line", &self.line),
            ("category", &self.category),
            ("owner", &self.owner),
            ("lead", &self.lead),
            ("kind", &self.kind),
            ("merged", &self.merged),
            ("set", &self.set),
            ("by", &self.by),
            ("sort", &self.sort),
            ("columns", &self.columns),
            ("group", &self.group),
        ];
        let changed = |name: &str| change.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        let mut pairs: Vec<(&str, &str)> =
            all.iter().map(|(name, value)| (*name, changed(name).unwrap_or(value.as_str()))).collect();
        pairs.extend(change.iter().filter(|(n, _)| matches!(*n, "after" | "n" | "file")));
        // The choice between short and whole takes the columns chosen one by one back.
        if changed("columns").is_none() {
            pairs.extend(self.show.iter().map(|column| ("show", column.as_str())));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        format!("/items?{}", serde_html_form::to_string(&pairs).unwrap_or_default())
    }

    /// The campaign that is meant where none was named: the one that runs now, else the newest; a problem's or an owner's
    /// items are asked for across campaigns.
    pub(super) fn in_campaign(mut self, campaigns: &[CampaignChoice]) -> Filters {
        let across = [&self.merged, &self.owner, &self.lead].iter().any(|text| !text.is_empty());
        if self.campaign.is_empty() && !across {
            let first = campaigns.iter().find(|c| c.active).or(campaigns.first());
            self.campaign = first.map(|c| c.id.to_string()).unwrap_or_default();
        }
        self
    }
}
