use jiff::civil::date;

use crate::auth::Role;
use crate::error::Rule;
use crate::testing::{Login, START, World, on_both_engines};
use crate::text::{Lang, T};

const ZH: T = T(Lang::Zh);
const PASSWORD: &str = "a long enough one";
const TENANT: &str = "tenant";

struct Office {
    admin: Login,
    secretary: Login,
    auditor: Login,
    office: Login,
    staff: Login,
}

async fn office(world: &World) -> Office {
    Office {
        admin: world.person("Admin", &[(Role::Sys, TENANT, "")]).await,
        secretary: world.person("Secretary", &[(Role::Sec, TENANT, "")]).await,
        auditor: world.person("Auditor", &[(Role::Aud, TENANT, "")]).await,
        office: world.person("Office", &[(Role::Wg, "campaign", crate::id::Id::random().as_str())]).await,
        staff: world.person("Staff", &[]).await,
    }
}

async fn grant(world: &World, by: &Login, to: &Login, role: Role, scope: &str) -> (u16, String) {
    let form = [("role", role.code()), ("scope", scope), ("from_on", "2008-07-08")];
    let answer = world.post(Some(by), &format!("/people/{}/roles", to.person), &form).await;
    (answer.status.as_u16(), answer.body)
}

#[test]
fn the_secretary_grants_business_roles_and_the_administrator_administrators_only() {
    on_both_engines(|world| async move {
        let all = office(&world).await;
        for role in [Role::Sec, Role::Cm, Role::Pd, Role::Tu, Role::Fn, Role::Tl, Role::Sup, Role::Aud] {
            let to = world.person("To", &[]).await;
            assert_eq!(grant(&world, &all.admin, &to, role, "").await.0, 403, "{role:?}");
            assert_eq!(grant(&world, &all.secretary, &to, role, "").await.0, 303, "{role:?}");
            assert!(world.actor(&to).await.has(role));
            assert_eq!(grant(&world, &all.secretary, &to, role, "").await.0, 422, "held already");
        }
        let to = world.person("To", &[]).await;
        assert_eq!(grant(&world, &all.secretary, &to, Role::Sys, "").await.0, 403);
        for by in [&all.auditor, &all.office, &all.staff] {
            assert_eq!(grant(&world, by, &to, Role::Cm, "").await.0, 403);
            assert_eq!(grant(&world, by, &to, Role::Sys, "").await.0, 403);
        }
        assert_eq!(grant(&world, &all.admin, &to, Role::Sys, "").await.0, 303);
        for role in [Role::Sec, Role::Tl, Role::Aud] {
            let (status, body) = grant(&world, &all.secretary, &to, role, "").await;
            assert!(status == 422 && body.contains(Rule::RolesExclude.zh()), "{role:?}");
        }
        assert_eq!(grant(&world, &all.admin, &all.secretary, Role::Sys, "").await.0, 422);
        assert_eq!(grant(&world, &all.secretary, &to, Role::St, "").await.0, 422, "derived, never granted");
        let mut nobody = to.clone();
        nobody.person = crate::id::Id::random();
        for (by, role) in [(&all.secretary, Role::Cm), (&all.admin, Role::Sys)] {
            assert_eq!(grant(&world, by, by, role, "").await.0, 403, "nobody grants himself");
        }
        assert_eq!(grant(&world, &all.secretary, &nobody, Role::Cm, "").await.0, 404);
    });
}

#[test]
fn a_role_needs_the_scope_that_fits_it_and_a_term_that_runs_forward() {
    on_both_engines(|world| async move {
        let all = office(&world).await;
        let (unit, line, branch) = super::super::super::organisation::tests::structure(&world, &all.admin).await;
        let cases = [
            (Role::Dh, "", false),
            (Role::Dh, "unit", true),
            (Role::Dh, "line", false),
            (Role::Dl, "unit", true),
            (Role::Dl, "line", true),
            (Role::Dl, "branch", false),
            (Role::Bs, "branch", true),
            (Role::Bs, "unit", false),
            (Role::Wg, "unit", false),
            (Role::Wg, "campaign", false),
            (Role::Cm, "unit", false),
            (Role::Cm, "", true),
        ];
        for (role, kind, well) in cases {
            let to = world.person("To", &[]).await;
            let id = match kind {
                "unit" => unit.to_string(),
                "line" => line.to_string(),
                "branch" => branch.to_string(),
                _ => crate::id::Id::random().to_string(),
            };
            let scope = if kind.is_empty() { String::new() } else { format!("{kind}:{id}") };
            let (status, body) = grant(&world, &all.secretary, &to, role, &scope).await;
            assert_eq!(status, if well { 303 } else { 422 }, "{role:?} in {kind:?}: {body}");
        }
        let path = format!("/people/{}/roles", all.staff.person);
        let form = |from: &'static str, to: &'static str| [("role", "CM"), ("from_on", from), ("to_on", to)];
        let backwards = world.post(Some(&all.secretary), &path, &form("2008-08-01", "2008-07-31")).await;
        assert!(backwards.status == 422 && backwards.body.contains(Rule::TermBackwards.zh()));
        assert!(backwards.body.contains("value=\"2008-08-01\""), "what was typed stays");
        let no_date = world.post(Some(&all.secretary), &path, &form("1 August", "")).await;
        assert!(no_date.status == 422 && no_date.body.contains(Rule::NotADate.zh()));
        assert_eq!(world.post(Some(&all.secretary), &path, &form("2008-08-01", "2008-08-31")).await.status, 303);
        assert!(!world.actor(&all.staff).await.has(Role::Cm), "not yet");
        world.set_clock(date(2008, 8, 31), 9);
        assert!(world.actor(&all.staff).await.has(Role::Cm));
        world.set_clock(date(2008, 9, 1), 9);
        assert!(!world.actor(&all.staff).await.has(Role::Cm), "no longer");
    });
}

#[test]
fn a_role_ends_at_once_and_the_last_administrator_stays() {
    on_both_engines(|world| async move {
        let all = office(&world).await;
        let end = |by: &Login, of: &Login| {
            let (world, by, of) = (&world, by.clone(), of.clone());
            async move {
                let page = world.get(Some(&all_reader(world).await), &format!("/people/{}/roles", of.person)).await;
                let today = world.app.clock.now().today();
                let person = of.person.clone();
                let held = world.app.db.read(move |tx| super::super::store::terms(tx, &person, today)).await.unwrap();
                assert!(page.status == 200 && !held.is_empty());
                let path = format!("/people/{}/roles/{}/end", of.person, held[0].id);
                world.post(Some(&by), &path, &[]).await.status.as_u16()
            }
        };
        assert_eq!(end(&all.admin, &all.admin).await, 409, "the last one");
        assert_eq!(end(&all.admin, &all.auditor).await, 403);
        assert_eq!(end(&all.auditor, &all.office).await, 403);
        assert_eq!(end(&all.secretary, &all.secretary).await, 403, "a secretary is relieved by another");
        assert_eq!(end(&all.secretary, &all.admin).await, 403);
        assert_eq!(end(&all.secretary, &all.auditor).await, 303);
        assert!(!world.actor(&all.auditor).await.has(Role::Aud), "today already");
        grant(&world, &all.admin, &all.staff, Role::Sys, "").await;
        assert_eq!(end(&all.staff, &all.staff).await, 303, "granted and ended on one day");
        assert!(!world.actor(&all.staff).await.has(Role::Sys));
        grant(&world, &all.admin, &all.staff, Role::Sys, "").await;
        assert_eq!(end(&all.staff, &all.admin).await, 303);
    });
}

async fn all_reader(world: &World) -> Login {
    world.person("Reader", &[(Role::Aud, TENANT, "")]).await
}

async fn invite(world: &World, by: &Login, of: &Login) -> crate::testing::Answer {
    world.post(Some(by), &format!("/people/{}/invite", of.person), &[]).await
}

#[test]
fn the_administrator_comes_by_no_business_right_through_a_password() {
    on_both_engines(|world| async move {
        let all = office(&world).await;
        let plain = world.person("Plain", &[]).await;
        let unit = super::super::super::organisation::tests::structure(&world, &all.admin).await.0;
        let leading = world.person_in("Cadre", Some(&unit), None, true, &[]).await;
        let head = world.person("Head", &[(Role::Dh, "unit", unit.as_str())]).await;
        let second_admin = world.person("Second", &[(Role::Sys, TENANT, "")]).await;
        // (by, of, status): 200 the link, 403 not this role's to do, 409 the rule of the second person.
        let cases = [
            (&all.admin, &plain, 200),
            (&all.secretary, &plain, 200),
            (&all.auditor, &plain, 403),
            (&all.office, &plain, 403),
            (&all.staff, &plain, 403),
            (&all.admin, &head, 409),
            (&all.admin, &leading, 409),
            (&all.admin, &all.office, 409),
            (&all.admin, &all.auditor, 409),
            (&all.admin, &all.secretary, 409),
            (&all.secretary, &head, 200),
            (&all.secretary, &leading, 200),
            (&all.secretary, &all.office, 200),
            (&all.secretary, &all.auditor, 200),
            (&all.secretary, &all.secretary, 403),
            (&all.auditor, &all.secretary, 200),
            (&all.auditor, &head, 409),
            (&all.admin, &second_admin, 200),
            (&all.secretary, &second_admin, 403),
            (&all.admin, &all.admin, 403),
        ];
        for (n, (by, of, status)) in cases.into_iter().enumerate() {
            assert_eq!(invite(&world, by, of).await.status.as_u16(), status, "case {n}");
        }
        // A link that the administrator got in time is worth nothing once the person holds a business role.
        let early = invite(&world, &all.admin, &plain).await;
        let link = format!("/invite/{}", early.between("/invite/", "<"));
        assert_eq!(world.get(None, &link).await.status, 200);
        assert_eq!(grant(&world, &all.secretary, &plain, Role::Cm, "").await.0, 303);
        assert_eq!(world.get(None, &link).await.status, 409);
    });
}

#[test]
fn the_owner_of_an_account_learns_of_a_reset_and_old_sessions_end() {
    on_both_engines(|world| async move {
        let all = office(&world).await;
        let answer = invite(&world, &all.secretary, &all.office).await;
        let page = world.get(Some(&all.office), "/account").await;
        assert!(page.body.contains("Secretary") && page.body.contains(ZH.notice_title()));
        let link = format!("/invite/{}", answer.between("/invite/", "<"));
        let form = [("password", PASSWORD), ("again", PASSWORD), ("login", "taken-over")];
        let accepted = world.post(None, &link, &form).await;
        assert_eq!(accepted.status, 303);
        assert_eq!(world.get(Some(&all.office), "/account").await.status, 303, "the old session is over");
        let login = format!("login-{}", all.office.account);
        assert_eq!(world.post(None, "/login", &[("login", "taken-over"), ("password", PASSWORD)]).await.status, 422);
        let entered = world.post(None, "/login", &[("login", &login), ("password", PASSWORD), ("next", "/todo")]).await;
        assert_eq!(entered.location(), "/account", "the notice comes first");
        let me = Login::of(&entered);
        assert!(world.get(Some(&me), "/account").await.body.contains(&ZH.notice_used(ZH.day(&START, &START))));
        assert_eq!(world.post(Some(&me), "/account/notices", &[]).await.status, 303);
        assert!(!world.get(Some(&me), "/account").await.body.contains(ZH.notice_title()));
    });
}

#[test]
fn the_permission_page_marks_ones_own_roles_and_the_help_is_open_to_all() {
    on_both_engines(|world| async move {
        let all = office(&world).await;
        assert_eq!(world.get(None, "/help/permissions").await.status, 303);
        let page = world.get(Some(&all.auditor), "/help/permissions").await;
        assert!(page.body.contains(&format!("<th scope=\"col\" class=\"is-me\">{}</th>", ZH.role_short(Role::Aud))));
        assert!(page.body.contains(&format!("<th scope=\"col\">{}</th>", ZH.role_short(Role::Sys))));
        let english = world.get(Some(&all.auditor), "/help/permissions?lang=en").await;
        assert!(english.body.contains("<th scope=\"col\" class=\"is-me\">Auditor</th>"));
        let help = world.get(None, "/help/protection").await;
        assert!(help.status == 200 && help.body.contains(ZH.protection_confidential_text()));
        let roles = |by: &Login| {
            let (world, by, path) = (&world, by.clone(), format!("/people/{}/roles", all.staff.person));
            async move { world.get(Some(&by), &path).await }
        };
        assert_eq!(roles(&all.staff).await.status, 403);
        let seen = roles(&all.office).await;
        assert!(
            seen.status == 200 && !seen.body.contains("<form method=\"post\" action=\"/people"),
            "reads, changes nothing"
        );
        assert!(roles(&all.admin).await.body.contains(ZH.roles_only_sec()));
    });
}
