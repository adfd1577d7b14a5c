//! Every role at every door: each route that changes something is posted to by each role, in scope and out of it.
//! Who lacks the right is refused and nothing is written; who has it is not turned away for his role.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use store::{Sql, params};

use crate::auth::matrix::Scope;
use crate::auth::{Object, Role, Verb};
use crate::error::Rule;
use crate::id::Id;
use crate::testing::{Login, World, on_both_engines};

/// Who may go through a door.
enum Door {
    /// Anybody, with a secret or a code or as himself: no right of the matrix decides.
    Open,
    /// Whoever has one of these rights; the action checks them on the object.
    Right(&'static [Verb]),
}
use Door::{Open, Right};

/// Every route that takes a POST, and the rights that open it.
#[rustfmt::skip]
const DOORS: &[(&str, Door)] = &[
    // Accounts: by token, password, secret link or one's own session.
    ("/setup", Open), ("/login", Open), ("/logout", Open), ("/invite/{secret}", Open),
    ("/account/tokens", Open), ("/account/tokens/{id}/revoke", Open),
    ("/account/password", Open), ("/account/sessions", Open), ("/account/notices", Open),
    ("/people/{id}/invite", Right(&[Verb::AccountManage, Verb::RoleGrant])),
    ("/people/{id}/roles", Right(&[Verb::AccountManage, Verb::RoleGrant])),
    ("/people/{id}/roles/{grant}/end", Right(&[Verb::AccountManage, Verb::RoleGrant])),
    ("/audit/verify", Right(&[Verb::AuditVerify])),
    // Organisation
    ("/people/new", Right(&[Verb::PeopleEdit])),
    ("/people/import", Right(&[Verb::PeopleImport])),
    ("/people/import/{id}", Right(&[Verb::PeopleImport])),
    ("/structure/{part}/import", Right(&[Verb::PeopleEdit, Verb::LineCreate])),
    ("/structure/{part}/import/{id}", Right(&[Verb::PeopleEdit, Verb::LineCreate])),
    ("/campaigns/{id}/tasks/import", Right(&[Verb::CampaignEdit])),
    ("/campaigns/{id}/tasks/import/{upload}", Right(&[Verb::CampaignEdit])),
    ("/people/{id}/edit", Right(&[Verb::PeopleEdit])),
    ("/people/{id}/posts", Right(&[Verb::PeopleEdit])),
    ("/people/{id}/posts/remove", Right(&[Verb::PeopleEdit])),
    ("/people/{id}/leave", Right(&[Verb::PeopleEdit])),
    ("/people/{id}/return", Right(&[Verb::PeopleEdit])),
    ("/units/new", Right(&[Verb::PeopleEdit])),
    ("/units/{id}", Right(&[Verb::PeopleEdit])),
    ("/party/new", Right(&[Verb::PeopleEdit])),
    ("/party/{id}", Right(&[Verb::PeopleEdit])),
    ("/lines/new", Right(&[Verb::LineCreate])),
    ("/lines/{id}", Right(&[Verb::LineCreate, Verb::PeopleEdit])),
    ("/lines/{id}/positions", Right(&[Verb::LineCreate, Verb::PeopleEdit])),
    ("/lines/{id}/positions/remove", Right(&[Verb::LineCreate, Verb::PeopleEdit])),
    // Campaign
    ("/campaigns/new", Right(&[Verb::CampaignCreate, Verb::CampaignApprove])),
    ("/campaigns/{id}/edit", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/campaigns/{id}/event", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/campaigns/{id}/statements", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/campaigns/{id}/mobilisations", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/campaigns/{id}/group", Right(&[Verb::GroupEdit, Verb::CampaignApprove, Verb::RoleGrant])),
    ("/campaigns/{id}/group/remove", Right(&[Verb::GroupEdit, Verb::CampaignApprove, Verb::RoleGrant])),
    ("/campaigns/{id}/phases/new", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/campaigns/{id}/tasks/new", Right(&[Verb::TaskEdit])),
    ("/phases/{id}", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/phases/{id}/event", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/phases/{id}/remove", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/phases/{id}/activities", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/activities/{id}/event", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/activities/{id}/remove", Right(&[Verb::CampaignEdit, Verb::CampaignApprove])),
    ("/tasks/{id}/event", Right(&[Verb::TaskEdit])),
    ("/tasks/{id}/people", Right(&[Verb::TaskEdit])),
    ("/tasks/{id}/people/remove", Right(&[Verb::TaskEdit])),
    // Opinion
    ("/rounds/new", Right(&[Verb::RoundCreate])),
    ("/rounds/{id}/edit", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/open", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/extend", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/close", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/finish", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/feed-back", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/archive", Right(&[Verb::RoundEdit])),
    ("/rounds/{id}/register", Right(&[Verb::OpinionRegister])),
    ("/rounds/{id}/import", Right(&[Verb::OpinionRegister])),
    ("/points/{id}/split", Right(&[Verb::OpinionSort, Verb::OpinionRegister])),
    ("/points/{id}/{verb}", Right(&[Verb::OpinionSort, Verb::OpinionDecide, Verb::OpinionRead, Verb::ObjectionDecide])),
    ("/my/opinions/{id}/withdraw", Open),
    ("/my/opinions/{id}/rate", Open), ("/my/opinions/{id}/object", Open),
    ("/receipt/rate", Open), ("/receipt/object", Open),
    ("/r/{code}", Open), ("/r/{code}/named", Open), ("/receipt", Open), ("/receipt/withdraw", Open),
    // Merging
    ("/merging/create", Right(&[Verb::MergeEdit])),
    ("/merging/merge", Right(&[Verb::MergeEdit])),
    ("/merging/undo", Right(&[Verb::MergeEdit])),
    ("/merged/{id}/explain", Right(&[Verb::MergeApprove])),
    ("/merged/{id}/edit", Right(&[Verb::MergeEdit])),
    ("/merged/{id}/confirm", Right(&[Verb::MergeApprove])),
    ("/merged/{id}/unmerge", Right(&[Verb::MergeEdit])),
    ("/merged/{id}/absorb", Right(&[Verb::MergeEdit])),
    ("/merged/{id}/move", Right(&[Verb::MergeEdit])),
    ("/merging/proposals", Right(&[Verb::MergePropose])),
    ("/merging/proposals/{id}/withdraw", Right(&[Verb::MergePropose])),
    ("/merging/proposals/{id}/accept", Right(&[Verb::MergeEdit])),
    ("/merging/proposals/{id}/decline", Right(&[Verb::MergeEdit])),
    ("/merged/{id}/split", Right(&[Verb::MergeEdit])),
    ("/rounds/{id}/suggested", Right(&[Verb::MergeEdit])),
    ("/suggested/{id}/accept", Right(&[Verb::MergeEdit])),
    ("/suggested/{id}/note/{kind}", Right(&[Verb::MergeEdit])),
    ("/merging/decisions/{id}/withdraw", Right(&[Verb::MergeEdit])),
    // Official documents
    ("/documents", Right(&[Verb::DocumentIssue])), ("/documents/{id}/void", Right(&[Verb::DocumentVoid])),
    // Views of the ledger: one's own
    ("/items/views", Open), ("/items/views/{id}/remove", Open),
    // Evaluation
    ("/evaluations/new", Right(&[Verb::EvaluationEdit])),
    ("/evaluations/{id}/collect", Right(&[Verb::Vote])),
    ("/evaluations/{id}/act/{verb}", Right(&[Verb::EvaluationEdit, Verb::EvaluationApprove, Verb::EvaluationClose, Verb::EvaluationCount])),
    ("/evaluations/{id}/key", Right(&[Verb::EvaluationCount])),
    ("/evaluations/{id}/paper", Right(&[Verb::EvaluationCount, Verb::EvaluationEdit])),
    ("/evaluations/{id}/codes", Right(&[Verb::EvaluationCount, Verb::EvaluationEdit])),
    ("/evaluations/{id}/reissue", Right(&[Verb::EvaluationCount, Verb::EvaluationEdit])),
    ("/evaluations/{id}/sheet", Right(&[Verb::EvaluationCount])),
    ("/evaluations/{id}/count", Right(&[Verb::EvaluationCount])),
    ("/vote/", Open), ("/vote/{code}", Open),
    // Rectification
    ("/items/new", Right(&[Verb::ItemCreate])),
    ("/items/import", Right(&[Verb::ItemEdit])),
    ("/items/import/{id}", Right(&[Verb::ItemEdit])),
    ("/items/{id}/edit", Right(&[Verb::ItemEdit])),
    ("/items/{id}/measures", Right(&[Verb::ItemEdit])),
    ("/items/{id}/measures/{measure}", Right(&[Verb::ItemEdit])),
    ("/items/{id}/measures/{measure}/remove", Right(&[Verb::ItemEdit])),
    ("/items/{id}/measures/{measure}/done", Right(&[Verb::ItemProgress])),
    ("/items/{id}/approve", Right(&[Verb::ItemApprove])),
    ("/items/{id}/start", Right(&[Verb::ItemProgress])),
    ("/items/{id}/progress", Right(&[Verb::ItemProgress])),
    ("/items/{id}/evidence", Right(&[Verb::ItemProgress])),
    ("/items/{id}/link", Right(&[Verb::ItemProgress])),
    ("/items/{id}/extension", Right(&[Verb::ItemExtend])),
    ("/items/{id}/extension/{extension}", Right(&[Verb::ItemExtendDecide])),
    ("/items/{id}/suspend", Right(&[Verb::ItemApprove])),
    ("/items/{id}/resume", Right(&[Verb::ItemApprove])),
    ("/items/{id}/supersede", Right(&[Verb::ItemApprove])),
    ("/items/{id}/look-back", Right(&[Verb::ItemReopen, Verb::ItemReopenDecide])),
    ("/items/{id}/cycle", Right(&[Verb::ItemReviewLead])),
    ("/items/{id}/close", Right(&[Verb::ItemApplyClose])),
    ("/items/{id}/review", Right(&[Verb::ItemReviewDept, Verb::ItemReviewLead, Verb::ItemCloseFinal])),
    // What a campaign leaves behind; who answers for a mechanism records its reviews.
    ("/shortcomings", Right(&[Verb::ShortcomingEdit])),
    ("/shortcomings/{id}/{verb}", Right(&[Verb::ShortcomingEdit, Verb::ShortcomingWaive])),
    ("/mechanisms", Right(&[Verb::MechanismEdit])),
    ("/mechanisms/{id}/edit", Right(&[Verb::MechanismEdit])),
    ("/mechanisms/{id}/{verb}", Right(&[Verb::MechanismEdit])),
    ("/summaries", Right(&[Verb::SummaryEdit])),
    ("/summaries/{id}/edit", Right(&[Verb::SummaryEdit])),
    ("/summaries/{id}/{verb}", Right(&[Verb::SummaryEdit, Verb::SummaryFreeze, Verb::PublicationCreate])),
    // Plan and supervision
    ("/plans", Right(&[Verb::PlanEdit])),
    ("/plans/{id}/edit", Right(&[Verb::PlanEdit])),
    ("/plans/{id}/{verb}", Right(&[Verb::PlanEdit, Verb::PlanApprove])),
    ("/supervision/new", Right(&[Verb::SlipIssue])),
    ("/supervision/{id}/{verb}", Right(&[Verb::SlipIssue, Verb::SlipAnswer])),
    // Publication
    ("/publications/new", Right(&[Verb::PublicationCreate])),
    ("/publications/{id}/save", Right(&[Verb::PublicationEdit, Verb::PublicationCreate])),
    ("/publications/{id}/approve", Right(&[Verb::PublicationApprove])),
    ("/publications/{id}/rework", Right(&[Verb::PublicationEdit, Verb::PublicationApprove, Verb::PublicationCreate])),
    ("/publications/{id}/open", Right(&[Verb::PublicationEdit, Verb::PublicationCreate])),
    ("/publications/{id}/close", Right(&[Verb::PublicationEdit, Verb::PublicationCreate])),
    ("/publications/{id}/dispose", Right(&[Verb::PublicationEdit, Verb::PublicationCreate])),
    ("/publications/{id}/archive", Right(&[Verb::PublicationEdit, Verb::PublicationCreate])),
    // The audience speaks; the office answers.
    ("/publications/{id}/comment", Right(&[Verb::CommentCreate])),
    ("/c/{code}", Open),
    ("/publications/{id}/comments/{comment}", Right(&[Verb::PublicationEdit, Verb::PublicationCreate])),
    ("/publications/{id}/revoke", Right(&[Verb::PublicationApprove])),
];

/// The routes of a source file that take a POST: the path, and whether its methods hold `post(`.
fn posted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split(".route(").skip(1) {
        let Some(path) = part.trim_start().strip_prefix('"').and_then(|p| p.split('"').next()) else { continue };
        let rest = part.split(".route(").next().unwrap();
        // The methods may stand in a variable of the lines before.
        let rest = rest.split_once(',').map_or("", |(_, methods)| methods);
        let end = rest.find("\n        .").unwrap_or(rest.len());
        let methods = &rest[..end];
        let name: String = methods.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let named = text.split(&format!("let {name} =")).nth(1).and_then(|t| t.split(';').next()).unwrap_or("");
        if methods.contains("post(") || named.contains("post(") {
            found.push(path.to_owned());
        }
    }
    found
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn every_route_that_changes_something_stands_in_the_table() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features"), &mut files);
    let there: BTreeSet<String> = files.iter().flat_map(|f| posted(&fs::read_to_string(f).unwrap())).collect();
    let listed: BTreeSet<String> = DOORS.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert!(there.len() > 80, "the reader of routes reads: {}", there.len());
    let lacking: Vec<_> = there.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(lacking.is_empty() && gone.is_empty(), "not in the table: {lacking:?}; not in the product: {gone:?}");
}

const UNIT: Sql =
    Sql::new("test", "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $1, $1, null)");
const BRANCH: Sql =
    Sql::new("test", "insert into party_org (id, kind, name, name_key, parent_id) values ($1, 'branch', $1, $1, null)");
const CAMPAIGN: Sql = Sql::new(
    "test",
    "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
     values ($1, $1, 'x', 2008, 'x', 'x', 'active', '2008-01-01', '2008-12-31')",
);
const MERGED: Sql = Sql::new(
    "test",
    "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
     values ($1, $2, 1, 'x', 'x', 0, 'confirmed', 0, 1)",
);
const ITEM: Sql = Sql::new(
    "test",
    "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category, cause, kind,
     requirement, lead_unit_id, state, attempt, note, version)
     values ($1, $2, 'ZG-2008-001', 1, $3, 'opinion', 'x', 'x', '', 'time_limited', 'x', $4, 'drafted', 0, '', 1)",
);
const COUNT: Sql = Sql::new("test", "select count(*) from audit_line");

/// What stands behind the doors.
struct Place {
    campaign: Id,
    merged: Id,
    item: Id,
    unit: Id,
    branch: Id,
    person: Id,
}

impl Place {
    async fn new(world: &World) -> Place {
        let ids: Vec<Id> = (0..5).map(|_| Id::random()).collect();
        let [campaign, merged, item, unit, branch] = ids.clone().try_into().unwrap();
        let written = world.app.db.write(move |tx| {
            tx.run(&UNIT, &params![&ids[3]])?;
            tx.run(&BRANCH, &params![&ids[4]])?;
            tx.run(&CAMPAIGN, &params![&ids[0]])?;
            tx.run(&MERGED, &params![&ids[1], &ids[0]])?;
            tx.run(&ITEM, &params![&ids[2], &ids[0], &ids[1], &ids[3]]).map(drop)
        });
        written.await.map_err(|e: store::StoreError| e).unwrap();
        let person = world.person("somebody", &[]).await.person;
        Place { campaign, merged, item, unit, branch, person }
    }

    /// The address of a route over these objects; keys of nothing stand for whatever else it names.
    fn address(&self, route: &str) -> String {
        let nothing = Id::random();
        let id = match route.split('/').nth(1).unwrap_or("") {
            "campaigns" => &self.campaign,
            "merged" => &self.merged,
            "items" if !route.contains("import") => &self.item,
            "units" => &self.unit,
            "party" => &self.branch,
            "people" => &self.person,
            _ => &nothing,
        };
        let mut path = route.replace("{id}", id.as_str());
        for name in ["{grant}", "{measure}", "{extension}"] {
            path = path.replace(name, Id::random().as_str());
        }
        path.replace("{verb}", "x").replace("{part}", "units").replace("{upload}", Id::random().as_str())
    }

    /// What the permission table knows of the object of a route, where this place has one.
    fn object(&self, route: &str) -> Option<Object> {
        let campaign = Some(self.campaign.clone());
        match route.split('/').nth(1)? {
            "campaigns" if route.contains("{id}") => Some(Object { campaign, ..Object::default() }),
            "merged" => Some(Object { campaign, ..Object::default() }),
            "items" if route.contains("{id}") && !route.contains("import") => {
                Some(Object { campaign, units: vec![self.unit.clone()], ..Object::default() })
            }
            _ => None,
        }
    }
}

/// Enough of every form that most of them can be read, and the check of the right is reached.
fn fields(place: &Place) -> Vec<(&'static str, &str)> {
    let (campaign, item, merged, unit, person) = (
        place.campaign.as_str(),
        place.item.as_str(),
        place.merged.as_str(),
        place.unit.as_str(),
        place.person.as_str(),
    );
    let mut all = vec![("campaign", campaign), ("item", item), ("merged", merged), ("unit", unit), ("person", person)];
    for name in [
        "name",
        "title",
        "text",
        "reason",
        "summary",
        "category",
        "problem",
        "requirement",
        "measure",
        "criterion",
        "opinion",
    ] {
        all.push((name, "x"));
    }
    all.extend([("version", "1"), ("day", "2008-07-08"), ("due_on", "2008-08-01"), ("new_due_on", "2008-08-01")]);
    all.extend([
        ("decision", "agree"),
        ("step", "dept"),
        ("event", "x"),
        ("role", "WG"),
        ("kind", "department"),
        ("year", "2008"),
    ]);
    all
}

async fn told(world: &World) -> i64 {
    let read = world.app.db.read(|tx| tx.one(&COUNT, &params![], |row| row.get::<i64>(0)));
    read.await.map_err(|e: store::StoreError| e).unwrap().unwrap()
}

/// One person for every role, in the place's scope and in another.
async fn everyone(world: &World, place: &Place) -> Vec<(Role, &'static str, Login)> {
    let mut all = Vec::new();
    for role in Role::ALL {
        for (at, within) in [("in scope", true), ("out of scope", false)] {
            let other = Id::random();
            let id = |own: &Id| if within { own.clone() } else { other.clone() };
            let (kind, key) = match role.scope() {
                Scope::Campaign => ("campaign", id(&place.campaign)),
                Scope::Unit => ("unit", id(&place.unit)),
                Scope::Branch => ("branch", id(&place.branch)),
                Scope::Tenant if within => ("tenant", Id::random()),
                Scope::Tenant => continue,
            };
            let key = if kind == "tenant" { String::new() } else { key.to_string() };
            let granted = [(role, kind, key.as_str())];
            let grants: &[(Role, &str, &str)] = if role.is_derived() { &[] } else { &granted };
            let branch = (role == Role::Pm).then_some(&place.branch);
            let login = world.person_in("x", Some(&place.unit), branch, role == Role::Lc, grants).await;
            all.push((role, at, login));
        }
    }
    all
}

#[test]
fn no_role_passes_a_door_that_is_not_its_own() {
    on_both_engines(|world| async move {
        let place = Place::new(&world).await;
        let mut holes = Vec::new();
        for (role, at, login) in everyone(&world, &place).await {
            let actor = world.actor(&login).await;
            for (route, door) in DOORS {
                let Right(verbs) = door else { continue };
                let somewhere = verbs.iter().any(|verb| !actor.reach(*verb).is_nothing());
                let object = place.object(route);
                let here = match &object {
                    Some(object) => verbs.iter().any(|verb| actor.permit(*verb, object).is_ok()),
                    None => somewhere,
                };
                if somewhere && here {
                    continue;
                }
                let before = told(&world).await;
                let answer = world.post(Some(&login), &place.address(route), &fields(&place)).await;
                // A form that cannot be read is refused before anybody looks at the right: nothing is told by that.
                let nothing = [Rule::UnreadableForm, Rule::NothingToUndo].map(Rule::zh);
                // Where an item stands is no secret to whoever may read it.
                let reads = object.as_ref().is_some_and(|object| actor.permit(Verb::ItemRead, object).is_ok());
                let refused = match answer.status.as_u16() {
                    409 if reads && answer.body.contains(Rule::WrongState.zh()) => true,
                    409 => nothing.iter().any(|text| answer.body.contains(text)),
                    status => matches!(status, 400 | 403 | 404 | 415 | 422),
                };
                if !refused || told(&world).await != before {
                    holes.push(format!("{role:?} {at}: POST {route} answers {} {}", answer.status, answer.location()));
                }
            }
        }
        assert!(holes.is_empty(), "\n{}", holes.join("\n"));
    });
}

#[test]
fn nobody_is_turned_away_for_his_role_where_the_table_lets_him_in() {
    on_both_engines(|world| async move {
        let place = Place::new(&world).await;
        let mut shut = Vec::new();
        for (role, at, login) in everyone(&world, &place).await {
            let actor = world.actor(&login).await;
            for (route, door) in DOORS {
                let (Right(verbs), Some(object)) = (door, place.object(route)) else { continue };
                // A door of several rights asks for one of them by what the form says.
                let [verb] = verbs else { continue };
                if actor.permit(*verb, &object).is_err() {
                    continue;
                }
                let answer = world.post(Some(&login), &place.address(route), &fields(&place)).await;
                let status = answer.status.as_u16();
                if status == 403 || status >= 500 {
                    shut.push(format!("{role:?} {at}: POST {route} answers {status}"));
                }
            }
        }
        assert!(shut.is_empty(), "\n{}", shut.join("\n"));
    });
}
