//! The frame of every page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;

use crate::app::App;
use crate::auth::session::Visit;
use crate::auth::{Actor, Role, Verb};
use crate::error::Error;
use crate::text::{Lang, T};

/// What `base.html` needs.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The texts.
    pub t: T,
    /// Who is logged in.
    pub actor: Option<Actor>,
    /// The token that forms carry in a hidden field `csrf`; empty for visitors.
    pub csrf: String,
    /// The path of this page, for the navigation and the language switch.
    pub path: String,
    /// Today, for dates without a year.
    pub today: Date,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// One entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Whether the page belongs to it.
    pub current: bool,
}

impl Shell {
    /// The frame for a visit.
    pub fn new(app: &App, visit: &Visit, path: &str) -> Shell {
        let session = visit.session.as_ref();
        Shell {
            t: T(visit.lang),
            actor: session.map(|s| s.actor.clone()),
            csrf: session.map(|s| s.csrf.clone()).unwrap_or_default(),
            path: path.to_owned(),
            today: app.clock.now().today(),
            demo: app.config.demo,
        }
    }

    /// The entries everybody has, and at most a few more for what the role owns (INTERFACE, page map).
    pub fn nav(&self) -> Vec<NavItem> {
        let t = self.t;
        let mut all = vec![("/", t.nav_campaign()), ("/problems", t.nav_problems())];
        if let Some(actor) = &self.actor {
            all.push(("/todo", t.nav_todo()));
            if actor.has(Role::Sys) {
                all.push(("/people", t.nav_people()));
            } else if !actor.reach(Verb::OpinionSort).is_nothing() {
                all.push(("/rounds", t.nav_rounds()));
            } else if actor.has(Role::Aud) {
                all.push(("/audit", t.nav_audit()));
            } else {
                all.push(("/my/opinions", t.nav_mine()));
            }
            // The secretary assigns the roles and has no other way there.
            if actor.has(Role::Sec) && !actor.has(Role::Sys) {
                all.push(("/people", t.nav_people()));
            }
        }
        all.into_iter().map(|(href, label)| NavItem { href, label, current: self.is_under(href) }).collect()
    }

    /// Whether this page belongs to the entry: each entry has a family of pages, by the first part of their path.
    fn is_under(&self, href: &str) -> bool {
        let first = self.path.split('/').nth(1).unwrap_or_default();
        match href {
            "/" => {
                let family = ["", "campaigns", "phases", "tasks", "publications", "report-back", "evaluations"];
                family.contains(&first)
            }
            "/problems" => ["problems", "items", "plans", "merged", "trace", "figures"].contains(&first),
            "/rounds" => ["rounds", "opinions", "points"].contains(&first),
            "/people" => ["people", "units", "party", "lines"].contains(&first),
            "/my/opinions" => ["my", "points"].contains(&first),
            other => other.trim_start_matches('/') == first,
        }
    }

    /// Whether the reader sees the opinions of a whole campaign, and so may follow links to them.
    pub fn reads_opinions(&self) -> bool {
        self.reaches(Verb::OpinionRead)
    }

    /// Whether the reader sees the list of persons.
    pub fn reads_people(&self) -> bool {
        self.actor.as_ref().is_some_and(|a| !a.reach(Verb::PeopleRead).is_nothing())
    }

    /// Whether the reader's roles hold for whole campaigns.
    pub fn reaches(&self, verb: Verb) -> bool {
        self.actor.as_ref().is_some_and(|a| {
            let reach = a.reach(verb);
            reach.tenant || !reach.campaigns.is_empty()
        })
    }

    /// A day as a person says it, relative to today.
    pub fn day(&self, day: &Date) -> String {
        self.t.day(day, &self.today)
    }

    /// The same for an optional day; a dash for none.
    pub fn day_or_dash(&self, day: &Option<Date>) -> String {
        day.as_ref().map_or_else(|| "—".to_owned(), |d| self.day(d))
    }

    /// Where the language switch leads.
    pub fn other_language_href(&self) -> String {
        let other = if self.t.0 == Lang::Zh { "en" } else { "zh" };
        format!("{}?lang={other}", self.path)
    }

    /// The person's name in the header.
    pub fn person_name(&self) -> &str {
        self.actor.as_ref().map_or("", |a| a.person.name.as_str())
    }
}

impl FromRequestParts<App> for Shell {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let visit = parts.extensions.get::<Visit>().cloned().unwrap_or_default();
        Ok(Shell::new(app, &visit, parts.uri.path()))
    }
}
