//! What waits for me, computed from the records: nothing is stored, nothing has to be ticked off.

use ::store::{List, Page, Query, Row, StoreError, Tx, params};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::App;
use crate::auth::{Actor, Columns, LoggedIn, Reach, Verb};
use crate::error::{Error, Result};
use crate::features::campaign;
use crate::features::campaign::model::{CampaignState, proposal};
use crate::features::statistics::lamp::{Lamp, of_open};
use crate::features::statistics::store::{day, todo as lists};
use crate::id::Id;
use crate::text::T;
use crate::view::{Shell, page as render};

/// At most so many of a kind: the most urgent come first, the rest when these are done.
const MOST: u32 = 50;

#[derive(Template)]
#[template(path = "statistics/pages/todo.html")]
struct Page_ {
    shell: Shell,
    mine: Vec<Task>,
    others: Vec<Task>,
    more: bool,
}

/// One thing to do, and where.
#[derive(Clone, Debug)]
struct Task {
    href: String,
    title: String,
    note: String,
    due: Option<Date>,
    lamp: Option<Lamp>,
}

/// What is gathered.
struct Gather<'a> {
    actor: &'a Actor,
    t: T,
    today: Date,
    calendar: workday::Calendar,
    shell: &'a Shell,
    mine: Vec<Task>,
    others: Vec<Task>,
    more: bool,
}

/// `GET /todo`: at most 24 queries, whatever waits.
pub async fn page(State(app): State<App>, shell: Shell, LoggedIn(session): LoggedIn) -> Result<Response> {
    let (for_unit, calendar) = (shell.clone(), app.calendar.clone());
    let (mine, others, more) = app
        .db
        .read(move |tx| {
            let mut gather = Gather {
                actor: &session.actor,
                t: for_unit.t,
                today: for_unit.today,
                calendar: calendar.clone(),
                shell: &for_unit,
                mine: Vec::new(),
                others: Vec::new(),
                more: false,
            };
            gather.own_items(tx)?;
            gather.reviews(tx)?;
            gather.decisions(tx)?;
            gather.rounds(tx)?;
            gather.plans(tx)?;
            gather.campaigns(tx)?;
            gather.tasks(tx)?;
            gather.slips(tx)?;
            gather.mechanisms(tx)?;
            // What is due comes first, by its day; then what waits without a day, in the order of the steps above.
            gather.mine.sort_by_key(|task| (task.due.is_none(), task.due));
            Ok::<_, Error>((gather.mine, gather.others, gather.more))
        })
        .await?;
    render(&Page_ { shell, mine, others, more })
}

impl Gather<'_> {
    fn list<X>(
        &mut self,
        tx: &mut Tx<'_>,
        list: &List,
        query: Query,
        read: impl FnMut(&Row<'_>) -> Result<X, StoreError>,
    ) -> Result<Vec<X>> {
        let Page { rows, next } = tx.page(list, &query.limit(MOST), read)?;
        self.more |= next.is_some();
        Ok(rows)
    }

    /// The rows that a verb reaches, or no query at all when it reaches nothing.
    fn reach(&self, verb: Verb) -> Option<Reach> {
        let reach = self.actor.reach(verb);
        (reach.tenant || !reach.campaigns.is_empty() || !reach.units.is_empty() || reach.lead).then_some(reach)
    }

    fn me(&self) -> Id {
        self.actor.person.id.clone()
    }

    fn within(&self, reach: &Reach, columns: &Columns) -> Query {
        Query::new().allowed(reach.predicate(&self.actor.person.id, columns))
    }

    fn put(&mut self, href: String, title: String, note: String, due: Option<Date>, begun: bool) {
        let lamp = due.and_then(|due| of_open(&self.calendar, begun, None, Some(due), self.today, self.t));
        self.mine.push(Task { href, title, note, due, lamp });
    }

    fn own_items(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        if !self.actor.person.owns_items {
            return Ok(());
        }
        let query = Query::new().filter("owner", params![self.me()]);
        let rows = self.list(tx, &lists::OWN, query, |row| {
            let measures: (i64, i64) = (row.get(5)?, row.get(6)?);
            Ok((row.get::<Id>(0)?, row.get::<String>(2)?, row.get::<String>(3)?, day(row, 4)?, measures))
        })?;
        let t = self.t;
        for (id, problem, state, due, (all, done)) in rows {
            let (href, note) = (format!("/items/{id}"), t.todo_measures(done, all));
            let with = match state.as_str() {
                "close_dept_review" => t.todo_with_dept(),
                "close_lead_review" | "in_review_cycle" => t.todo_with_lead(),
                "close_notice" => t.todo_with_notice(),
                "close_final" => t.todo_with_final(),
                "not_started" => {
                    self.put(href, t.todo_start(problem), note, due, false);
                    continue;
                }
                _ => {
                    self.put(href, t.todo_progress(problem), note, due, true);
                    continue;
                }
            };
            self.others.push(Task { href, title: problem, note: with.to_owned(), due: None, lamp: None });
        }
        Ok(())
    }

    fn reviews(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        let steps: [(Verb, &str, fn(&T, String) -> String); 4] = [
            (Verb::ItemReviewDept, "close_dept_review", |t, what| t.todo_review_dept(what)),
            (Verb::ItemReviewLead, "close_lead_review", |t, what| t.todo_review_lead(what)),
            (Verb::ItemReviewLead, "in_review_cycle", |t, what| t.todo_cycle(what)),
            (Verb::ItemCloseFinal, "close_final", |t, what| t.todo_final(what)),
        ];
        for (verb, state, title) in steps {
            let Some(reach) = self.reach(verb) else { continue };
            let query = self.within(&reach, &lists::REVIEW_REACH).filter("state", params![state]);
            let query = query.filter("not_owner", params![self.me()]);
            let rows = self.list(tx, &lists::REVIEWS, query, |row| {
                let (owner, evidence): (Option<String>, i64) = (row.get(5)?, row.get(6)?);
                Ok((row.get::<Id>(0)?, row.get::<String>(2)?, day(row, 4)?, owner.unwrap_or_default(), evidence))
            })?;
            for (id, problem, due, owner, evidence) in rows {
                self.put(format!("/items/{id}"), title(&t, problem), t.todo_evidence(owner, evidence), due, true);
            }
        }
        Ok(())
    }

    fn decisions(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        if let Some(reach) = self.reach(Verb::ItemExtendDecide) {
            let query = self.within(&reach, &lists::REVIEW_REACH).filter("not_own", params![self.me()]);
            let rows = self.list(tx, &lists::EXTENSIONS, query, |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(2)?, day(row, 3)?, day(row, 4)?))
            })?;
            for (id, problem, due, wanted) in rows {
                let note = t.todo_new_due(self.shell.day_or_dash(&wanted));
                self.put(format!("/items/{id}"), t.todo_extend(problem), note, due, true);
            }
        }
        if let Some(reach) = self.reach(Verb::ItemApprove) {
            let query = self.within(&reach, &lists::REVIEW_REACH);
            let rows = self.list(tx, &lists::APPROVALS, query, |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
            })?;
            for (id, no, problem) in rows {
                self.put(format!("/items/{id}"), t.todo_approve(problem), no, None, false);
            }
        }
        if let Some(reach) = self.reach(Verb::ObjectionDecide) {
            let mut query = self.within(&reach, &lists::CAMPAIGN_REACH);
            for filter in ["not_own", "not_about", "not_answerer"] {
                query = query.filter(filter, params![self.me()]);
            }
            for point in self.list(tx, &lists::OBJECTIONS, query, |row| row.get::<Id>(1))? {
                let (title, note) = (t.todo_objection().to_owned(), t.objection_pending().to_owned());
                self.put(format!("/points/{point}"), title, note, None, false);
            }
        }
        if let Some(reach) = self.reach(Verb::OpinionSort).filter(|r| r.tenant || !r.campaigns.is_empty()) {
            let query = self.within(&reach, &lists::CAMPAIGN_REACH).filter("not_own", params![self.me()]);
            let query = query.filter("not_about", params![self.me()]);
            let rows = self.list(tx, &lists::READERS, query, |row| Ok((row.get::<Id>(1)?, row.get::<String>(2)?)))?;
            for (point, verb) in rows {
                let title = match verb.as_str() {
                    "decline" => t.todo_read_decline(),
                    "answer" => t.todo_read_answer(),
                    _ => t.todo_read_other(),
                };
                let note = t.todo_second_reader().to_owned();
                self.put(format!("/points/{point}"), title.to_owned(), note, None, false);
            }
        }
        Ok(())
    }

    fn rounds(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        if let Some(reach) = self.reach(Verb::MergeApprove) {
            let query = self.within(&reach, &lists::CAMPAIGN_REACH);
            let rows = self.list(tx, &lists::MERGED, query, |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
            })?;
            for (id, summary, points) in rows {
                self.put(format!("/merged/{id}"), t.todo_confirm(summary), t.todo_points(points), None, false);
            }
        }
        if let Some(reach) = self.reach(Verb::MergeEdit) {
            let query = self.within(&reach, &lists::CAMPAIGN_REACH);
            let rows = self.list(tx, &lists::ROUNDS, query, |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<i64>(4)?))
            })?;
            for (id, name, waiting) in rows.into_iter().filter(|(_, _, waiting)| *waiting > 0) {
                self.put(format!("/rounds/{id}/sort"), t.todo_sort(name), t.todo_waiting(waiting), None, false);
            }
        }
        Ok(())
    }

    fn plans(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        let read = |row: &Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
        if let Some(reach) = self.reach(Verb::PlanApprove) {
            let all = self.within(&reach, &lists::CAMPAIGN_REACH);
            let review = all.clone().filter("state", params!["review"]).filter("not_own", params![self.me()]);
            for (id, title) in self.list(tx, &lists::PLANS, review, read)? {
                self.put(format!("/plans/{id}"), t.todo_plan_review(title), String::new(), None, false);
            }
            let settled = all.filter("state", params!["comments_closed"]).filter("settled", Vec::new());
            for (id, title) in self.list(tx, &lists::PLANS, settled, read)? {
                self.put(format!("/plans/{id}"), t.todo_plan_finalise(title), String::new(), None, false);
            }
        }
        if let Some(reach) = self.reach(Verb::PlanEdit) {
            let query = self.within(&reach, &lists::CAMPAIGN_REACH).filter("state", params!["approved"]);
            for (id, title) in self.list(tx, &lists::PLANS, query.filter("not_out", Vec::new()), read)? {
                self.put(format!("/plans/{id}"), t.todo_plan_publish(title), String::new(), None, false);
            }
        }
        if let Some(reach) = self.reach(Verb::PublicationEdit) {
            let query = self.within(&reach, &lists::CAMPAIGN_REACH);
            let rows = self.list(tx, &lists::COMMENTS, query, |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
            })?;
            for (id, title, waiting) in rows {
                let note = match waiting {
                    0 => t.todo_comments_settle().to_owned(),
                    _ => t.todo_comments_note(waiting),
                };
                self.put(format!("/publications/{id}/comments"), t.todo_comments(title), note, None, false);
            }
        }
        Ok(())
    }

    fn campaigns(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        if let Some(reach) = self.reach(Verb::CampaignApprove) {
            let query = self.within(&reach, &lists::CAMPAIGN_ITSELF);
            let rows = self.list(tx, &lists::CAMPAIGNS, query, |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?)))?;
            for (id, name) in rows {
                let note = t.todo_plan_asked().to_owned();
                self.put(format!("/campaigns/{id}/admin"), t.todo_plan(name), note, None, false);
            }
            let query = self.within(&reach, &lists::CAMPAIGN_REACH).filter("state", params!["gate_check"]);
            let rows = self.list(tx, &lists::PHASES, query, |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?)))?;
            for (id, name) in rows {
                let note = t.todo_phase_asked().to_owned();
                self.put(format!("/phases/{id}"), t.todo_gate(name), note, None, false);
            }
        }
        // The month of a phase has come: one look at the active campaign is enough, and for its office only.
        if let Some(reach) = self.reach(Verb::CampaignEdit) {
            let active = campaign::active(tx)?.filter(|c| c.state == CampaignState::Active);
            if let Some(found) = active.filter(|c| reach.campaigns.contains(&c.id)) {
                let phases = campaign::store::phases(tx, &found.id)?;
                if let Some(phase) = proposal(&phases, found.year, self.today) {
                    let (name, note) = (phase.name.clone(), t.todo_month_come().to_owned());
                    self.put(format!("/phases/{}", phase.id), t.todo_phase_start(name), note, None, false);
                }
            }
        }
        Ok(())
    }

    fn slips(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        let read = |row: &Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?, day(row, 2)?));
        let rows = self.list(tx, &lists::SLIPS, Query::new().filter("person", params![self.me()]), read)?;
        for (id, matter, by) in rows {
            let note = t.todo_slip_reply(self.shell.day_or_dash(&by));
            self.put(format!("/supervision/{id}"), t.todo_slip(matter), note, by, true);
        }
        if let Some(reach) = self.reach(Verb::SlipIssue) {
            let query = self.within(&reach, &lists::CAMPAIGN_REACH).filter("not_own", params![self.me()]);
            for (id, matter, _) in self.list(tx, &lists::SLIP_ANSWERS, query, read)? {
                let title = t.todo_slip_judge(matter);
                self.put(format!("/supervision/{id}"), title, String::new(), None, false);
            }
        }
        Ok(())
    }

    /// A fortnight before it is due there is still time to do it.
    fn mechanisms(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let until = self.today.saturating_add(14.days()).to_string();
        let query = Query::new().filter("owner", params![self.me()]).filter("until", params![until]);
        let read = |row: &Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?, day(row, 2)?));
        for (id, title, due) in self.list(tx, &lists::MECHANISMS, query, read)? {
            let note = due.map(|d| self.t.front_problem_due(self.shell.day(&d))).unwrap_or_default();
            self.put(format!("/mechanisms/{id}"), self.t.todo_mechanism(title), note, due, true);
        }
        Ok(())
    }

    fn tasks(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let t = self.t;
        let query = Query::new().filter("person", params![self.me()]);
        let rows =
            self.list(tx, &lists::TASKS, query, |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?, day(row, 2)?)))?;
        for (id, title, due) in rows {
            let note = due.map(|d| t.front_problem_due(self.shell.day(&d))).unwrap_or_default();
            self.put(format!("/tasks/{id}"), t.todo_task(title), note, due, true);
        }
        Ok(())
    }
}
