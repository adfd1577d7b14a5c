//! Writing an item and having it approved.

use ::store::Tx;
use jiff::civil::Date;

use super::{LONG, SHORT, after, needed, on_item, told, turning};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Object, Verb};
use crate::consequences::{Fact, apply};
use crate::error::{Error, FieldError, Result, Rule};
use crate::features::rectification::model::{Event, Kind, Plan, Span, Turns, guard_approval, next_review, turns};
use crate::features::rectification::store::{self, Draft, Item};
use crate::id::Id;
use crate::view::fields::Fields;

/// A measure as it is written.
#[derive(Clone, Debug, Default)]
pub struct MeasureDraft {
    /// What will be done.
    pub text: String,
    /// How one sees that it is done.
    pub criterion: String,
    /// By when.
    pub node_on: Option<Date>,
}

/// A new draft in a campaign, from a merged item or from another source.
pub async fn create_item(
    app: &App,
    actor: &Actor,
    campaign: &Id,
    merged_item: Option<&Id>,
    draft: &Draft,
) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (app2, actor, campaign) = (app.clone(), actor.clone(), campaign.clone());
    let (merged_item, draft, id) = (merged_item.cloned(), draft.clone(), Id::ordered(act.now));
    app.db
        .write(move |tx| {
            let (year, span) = store::campaign(tx, &campaign)?.ok_or(Error::NotFound)?;
            actor.permit(Verb::ItemCreate, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
            if let Some(merged) = &merged_item {
                let merged = store::merged(tx, merged)?.filter(|m| m.campaign == campaign).ok_or(Error::NotFound)?;
                if !matches!(merged.state.as_str(), "confirmed" | "planned") {
                    return Err(Error::rule(Rule::MergedNotConfirmed));
                }
            }
            let (draft, turns) = checked(tx, &app2, &draft, &span)?;
            let number = store::next_number(tx, year)?;
            store::insert(tx, &id, &campaign, &number, &merged_item, &draft, turns)?;
            let entry = Entry::new("item.create", "item", &id).with("no", number.1.clone());
            record(tx, &act, entry.with("merged_item", merged_item.as_ref().map(Id::to_string)))?;
            Ok(id.clone())
        })
        .await
}

/// Changes a draft. `seen` is the version that the editor had before him; another one in the meantime is stale.
pub async fn edit_item(app: &App, actor: &Actor, id: &Id, seen: i64, draft: &Draft) -> Result<()> {
    let (app2, draft) = (app.clone(), draft.clone());
    on_item(app, actor, id, Verb::ItemEdit, move |tx, act, _, item| {
        if !item.standing().allows(Event::Approve) {
            return Err(Error::rule(Rule::WrongState));
        }
        let (draft, turns) = checked(tx, &app2, &draft, &item.span)?;
        store::update(tx, &item.id, seen, &draft, turns)?;
        Ok(record(tx, act, Entry::new("item.edit", "item", &item.id))?)
    })
    .await
}

/// What is wrong with a draft, all of it at once; and the days on which its lamp turns.
pub fn checked(tx: &mut Tx<'_>, app: &App, draft: &Draft, span: &Span) -> Result<(Draft, Option<Turns>)> {
    let mut fields = Fields::default();
    let mut draft = draft.clone();
    draft.problem = fields.text("problem", &draft.problem, 500);
    draft.category = fields.text("category", &draft.category, 50);
    draft.cause = fields.optional("cause", &draft.cause, LONG).unwrap_or_default();
    draft.requirement = fields.optional("requirement", &draft.requirement, LONG).unwrap_or_default();
    draft.note = fields.optional("note", &draft.note, LONG).unwrap_or_default();
    if let Some(lead) = &draft.lead_cadre {
        if !store::is_leader(tx, lead)? {
            fields.wrong("lead_cadre", Rule::LeadNotCadre);
        } else if draft.owner.as_ref() == Some(lead) {
            fields.wrong("lead_cadre", Rule::LeadIsOwner);
        }
    }
    if draft.kind == Kind::LongTerm {
        draft.due_on = None;
        if draft.review_months.is_some_and(|m| !(1..=36).contains(&m)) {
            fields.wrong("review_months", Rule::ReviewPeriodMissing);
        }
    } else {
        draft.review_months = None;
        if draft.due_on.is_some_and(|due| !span.holds(due)) {
            fields.wrong("due_on", Rule::OutsideCampaign);
        }
    }
    if draft.start_on.zip(draft.due_on).is_some_and(|(start, due)| start > due) {
        fields.wrong("start_on", Rule::StartAfterDue);
    }
    fields.finish()?;
    let turns = draft.due_on.and_then(|due| turns(&app.calendar, due));
    Ok((draft, turns))
}

/// A measure behind the others, while the item is a draft.
pub async fn add_measure(app: &App, actor: &Actor, item: &Id, measure: &MeasureDraft) -> Result<Id> {
    let (measure, id) = (measure.clone(), Id::random());
    on_item(app, actor, item, Verb::ItemEdit, move |tx, act, _, item| {
        after(&item, Event::Approve)?;
        let (text, criterion) = measure_texts(&measure)?;
        store::insert_measure(tx, &item.id, &id, &text, &criterion, measure.node_on)?;
        record(tx, act, Entry::new("item.measure_add", "item", &item.id).with("measure", id.as_str()))?;
        Ok(id.clone())
    })
    .await
}

/// Changes a measure, while the item is a draft.
pub async fn edit_measure(app: &App, actor: &Actor, item: &Id, id: &Id, measure: &MeasureDraft) -> Result<()> {
    let (measure, id) = (measure.clone(), id.clone());
    on_item(app, actor, item, Verb::ItemEdit, move |tx, act, _, item| {
        after(&item, Event::Approve)?;
        let (text, criterion) = measure_texts(&measure)?;
        store::update_measure(tx, &item.id, &id, &text, &criterion, measure.node_on)?;
        Ok(record(tx, act, Entry::new("item.measure_edit", "item", &item.id).with("measure", id.as_str()))?)
    })
    .await
}

/// Takes a measure away, while the item is a draft.
pub async fn delete_measure(app: &App, actor: &Actor, item: &Id, id: &Id) -> Result<()> {
    let id = id.clone();
    on_item(app, actor, item, Verb::ItemEdit, move |tx, act, _, item| {
        after(&item, Event::Approve)?;
        store::delete_measure(tx, &item.id, &id)?;
        Ok(record(tx, act, Entry::new("item.measure_remove", "item", &item.id).with("measure", id.as_str()))?)
    })
    .await
}

fn measure_texts(measure: &MeasureDraft) -> Result<(String, String)> {
    let mut fields = Fields::default();
    let text = fields.text("measure", &measure.text, 500);
    let criterion = fields.text("criterion", &measure.criterion, 500);
    fields.finish()?;
    Ok((text, criterion))
}

/// What an approval looks at.
pub fn plan(item: &Item) -> Plan<'_> {
    Plan {
        kind: item.kind,
        requirement: &item.requirement,
        due_on: item.dates.due,
        review_months: item.review_months,
        owner: item.owner.as_ref(),
        lead_cadre: item.lead_cadre.as_ref(),
        lead_unit: item.lead_unit.as_ref(),
        // Every measure has a criterion, or none counts.
        measures: if item.measures_with_criterion == item.measures { item.measures } else { 0 },
    }
}

/// The secretary approves: from now on the deadline counts (R69).
pub async fn approve_item(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let app2 = app.clone();
    on_item(app, actor, id, Verb::ItemApprove, move |tx, act, _, item| {
        let to = after(&item, Event::Approve)?;
        let today = act.now.today();
        let place = |rule| Error::Rule(rule, item.no.clone());
        guard_approval(&plan(&item), &item.span, today).map_err(place)?;
        if item.merged_item.is_some() && !matches!(item.merged_state.as_str(), "confirmed" | "planned") {
            return Err(place(Rule::MergedNotConfirmed));
        }
        let due = match (item.kind, item.review_months) {
            (Kind::LongTerm, Some(months)) => next_review(today, months),
            _ => item.dates.due,
        };
        let due = due.ok_or_else(|| place(Rule::ThreeFields))?;
        store::set_approved(tx, &item.id, today, due, turning(&app2, "due_on", due)?)?;
        store::set_state(tx, &item.id, item.state, to)?;
        record(tx, act, told("item.approve", &item, to).with("due_on", due.to_string()))?;
        match &item.merged_item {
            Some(merged) => apply(tx, act, &Fact::ItemApproved(merged.clone())),
            None => Ok(()),
        }
    })
    .await
}

/// The person that a form names as `name` or `name (unit)`, in either width of brackets. Several of one name must be told apart by the unit.
pub async fn find_person(app: &App, actor: &Actor, field: &'static str, text: &str) -> Result<Option<Id>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    if actor.reach(Verb::ItemEdit).is_nothing() && actor.reach(Verb::ItemCreate).is_nothing() {
        return Err(Error::Refused(crate::error::Refusal::Role));
    }
    let text = needed(field, text, SHORT)?;
    let found = app.db.read(move |tx| named_person(tx, &text)).await?;
    found.map_err(|rule| Error::Invalid(vec![FieldError { field, rule }]))
}

/// The same in a unit of work; a text that is empty names nobody.
pub fn named_person(tx: &mut Tx<'_>, text: &str) -> Result<std::result::Result<Option<Id>, Rule>> {
    let plain = |text: &str| text.trim().replace('\u{ff08}', "(").replace('\u{ff09}', ")");
    let text = plain(text);
    if text.is_empty() {
        return Ok(Ok(None));
    }
    let (name, unit) = match text.split_once('(') {
        Some((name, unit)) => (name.trim().to_owned(), Some(unit.trim_end_matches(')').trim().to_owned())),
        None => (text, None),
    };
    let fits = |own: &Option<String>| unit.as_ref().is_none_or(|unit| own.as_deref().map(plain).as_ref() == Some(unit));
    let found = store::persons_named(tx, &name)?;
    let mut fitting = found.into_iter().filter(|(_, _, own)| fits(own));
    Ok(match (fitting.next(), fitting.next()) {
        (Some((id, ..)), None) => Ok(Some(id)),
        (None, _) => Err(Rule::PersonUnknown),
        (Some(_), Some(_)) => Err(Rule::PersonSeveral),
    })
}
