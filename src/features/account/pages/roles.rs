//! Account and roles of a person: seen by those who read the register, changed by administrator and secretary.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;

use super::super::model::{Standing, Term, parse_scope, verb_for};
use super::super::store::{self, Held, Holder};
use super::{RoleLine, invitation_link, role_line};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Role, may};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::{self, FormErrors, NoFields, PostForm, Shell};

#[derive(Template)]
#[template(path = "account/pages/roles.html")]
struct RolesPage {
    shell: Shell,
    holder: Holder,
    roles: Vec<RoleLine>,
    may_invite: bool,
    only_sys: bool,
    choices: Vec<(String, &'static str)>,
    scopes: Vec<ScopeGroup>,
    input: GrantForm,
    errors: FormErrors,
}

/// The scopes of one kind.
struct ScopeGroup {
    label: &'static str,
    options: Vec<(String, String)>,
}

/// What is typed to grant a role.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct GrantForm {
    role: String,
    scope: String,
    from_on: String,
    to_on: String,
}

/// Four queries, one more for whoever may grant.
pub async fn show(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let input = GrantForm { from_on: shell.today.to_string(), ..GrantForm::default() };
    view::page(&build(&app, &actor, shell, &id, input, FormErrors::default()).await?)
}

async fn build(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &str,
    input: GrantForm,
    errors: FormErrors,
) -> Result<RolesPage> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let (person, today) = (id.clone(), shell.today);
    let grantable: Vec<Role> =
        Role::ALL.into_iter().filter(|r| may_decide(actor, *r) && id != actor.person.id).collect();
    let wants_scopes = grantable.iter().any(|r| *r != Role::Sys);
    let read = app.db.read(move |tx| {
        let holder = store::holder(tx, &person)?.ok_or(Error::NotFound)?;
        let held = store::terms(tx, &person, today)?;
        let standing = store::standing(tx, &person, today)?;
        let row = |row: &::store::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let scopes = if wants_scopes { tx.all(&store::SCOPES, &[], row)? } else { Vec::new() };
        Ok::<_, Error>((holder, held, standing, scopes))
    });
    let (holder, held, standing, scopes) = read.await?;
    let t = shell.t;
    let ends = |h: &Held| may_decide(actor, h.term.role) && (h.term.role == Role::Sys || id != actor.person.id);
    let choices = if holder.left { Vec::new() } else { grantable };
    Ok(RolesPage {
        roles: held.iter().map(|h| role_line(&shell, h, ends(h))).collect(),
        may_invite: !holder.left && id != actor.person.id && may_invite(actor, &standing),
        only_sys: choices == [Role::Sys],
        choices: choices.into_iter().map(|r| (r.code().to_owned(), t.role(r))).collect(),
        scopes: groups(t, scopes),
        holder,
        input,
        errors,
        shell,
    })
}

fn may_decide(actor: &Actor, role: Role) -> bool {
    !role.is_derived() && actor.reach(verb_for(role)).tenant
}

fn may_invite(actor: &Actor, standing: &Standing) -> bool {
    standing.may_be_invited_by(&actor.roles().map(|(role, _)| role).collect::<Vec<_>>())
}

fn groups(t: T, scopes: Vec<(String, String, String)>) -> Vec<ScopeGroup> {
    let kinds = [
        ("campaign", t.roles_scope_campaign()),
        ("unit", t.roles_scope_unit()),
        ("line", t.roles_scope_line()),
        ("branch", t.roles_scope_branch()),
    ];
    let of = |kind: &str| -> Vec<(String, String)> {
        let mine = scopes.iter().filter(|(k, ..)| k == kind);
        mine.map(|(kind, id, name)| (format!("{kind}:{id}"), name.clone())).collect()
    };
    let groups = kinds.into_iter().map(|(kind, label)| ScopeGroup { label, options: of(kind) });
    groups.filter(|g| !g.options.is_empty()).collect()
}

fn read_form(form: &GrantForm) -> Result<Term> {
    let mut fields = Fields::default();
    let role = fields.choice("role", &form.role, Role::parse);
    let scope = role.and_then(|role| match parse_scope(role, &form.scope) {
        Ok(scope) => Some(scope),
        Err(rule) => {
            fields.wrong("scope", rule);
            None
        }
    });
    let from = fields.date("from_on", &form.from_on);
    let to: Option<Date> = fields.optional_date("to_on", &form.to_on);
    fields.finish()?;
    let (Some(role), Some((scope_kind, scope_id))) = (role, scope) else {
        return Err(Error::field("role", Rule::Missing));
    };
    Ok(Term { role, scope_kind, scope_id, from, to })
}

/// Grants a role.
pub async fn grant(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<GrantForm>,
) -> Result<Response> {
    let person = Id::parse(&id).ok_or(Error::NotFound)?;
    let granted = match read_form(&form) {
        Ok(term) => super::super::actions::grant_role(&app, &session.actor, &person, term).await,
        Err(error) => Err(error),
    };
    match granted {
        Ok(()) => Ok(view::see(format!("/people/{person}/roles"))),
        // Whoever may not even read the register gets the refusal, not the form.
        Err(error @ Error::Invalid(_)) if !session.actor.reach(crate::auth::Verb::PeopleRead).is_nothing() => {
            let errors = FormErrors::from_error(error)?;
            view::again(&build(&app, &session.actor, shell, &id, form, errors).await?)
        }
        Err(Error::Invalid(_)) => Err(Error::Refused(crate::error::Refusal::Role)),
        Err(error) => Err(error),
    }
}

/// Ends a role.
pub async fn end(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    Path((id, grant)): Path<(String, String)>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let (person, grant) = (Id::parse(&id).ok_or(Error::NotFound)?, Id::parse(&grant).ok_or(Error::NotFound)?);
    super::super::actions::end_role(&app, &session.actor, &person, &grant).await?;
    Ok(view::see(format!("/people/{person}/roles")))
}

#[derive(Template)]
#[template(path = "account/pages/invited.html")]
struct InvitedPage {
    shell: Shell,
    person: String,
    name: String,
    link: String,
    expires: Date,
}

/// Hands out a link. The answer is the page itself: the link is shown once and kept nowhere.
pub async fn invite(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    headers: HeaderMap,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let person = Id::parse(&id).ok_or(Error::NotFound)?;
    let (secret, expires, name) = super::super::actions::invite(&app, &session.actor, &person).await?;
    let link = invitation_link(&app, &headers, &secret);
    view::page(&InvitedPage { shell, person: id, name, link, expires })
}
