use jiff::civil::date;

use crate::audit::Act;
use crate::auth::Role;
use crate::error::{Error, Refusal, Rule};
use crate::features::account::actions::{self, Added, NewUser};
use crate::testing::{Login, World, on_both_engines};
use crate::text::{Lang, T};

const PASSWORD: &str = "a long enough one";

async fn set_up(world: &World) -> (Login, Login) {
    let token = actions::ensure_token(&world.app).await.unwrap().unwrap();
    let form = [
        ("token", token.as_str()),
        ("name", "Admin"),
        ("login", "Admin"),
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("secretary", "Secretary"),
    ];
    let done = world.post(None, "/setup", &form).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let invitation = done.between("/invite/", "<").to_owned();
    let admin = world.post(None, "/login", &[("login", " ADMIN "), ("password", PASSWORD)]).await;
    assert_eq!((admin.status.as_u16(), admin.location()), (303, "/"));
    let path = format!("/invite/{invitation}");
    assert!(world.get(None, &path).await.body.contains("Secretary"));
    let accepted = [("login", "sec"), ("password", PASSWORD), ("again", PASSWORD)];
    let secretary = world.post(None, &path, &accepted).await;
    assert_eq!(secretary.location(), "/account");
    let again = world.post(None, &path, &accepted).await;
    assert_eq!(again.status, 409, "an invitation is used once");
    (Login::of(&admin), Login::of(&secretary))
}

#[test]
fn set_up_makes_the_administrator_invites_the_secretary_and_never_opens_again() {
    on_both_engines(|world| async move {
        let stale = actions::ensure_token(&world.app).await.unwrap().unwrap();
        let form = |token: &str| {
            let mut form = vec![("name", "A"), ("login", "x"), ("password", "short"), ("again", ""), ("secretary", "")];
            form.push(("token", token.to_owned().leak()));
            form
        };
        assert_eq!(world.get(None, "/setup").await.status, 200);
        let token = actions::ensure_token(&world.app).await.unwrap().unwrap();
        let wrong = world.post(None, "/setup", &form(&stale)).await;
        assert_eq!(wrong.status, 422, "the token of an earlier start no longer holds");
        assert!(wrong.body.contains(Rule::SetupToken.zh()));
        let wrong = world.post(None, "/setup", &form(&token)).await;
        assert_eq!(wrong.status, 422);
        for rule in [Rule::LoginForm, Rule::PasswordShort, Rule::Missing] {
            assert!(wrong.body.contains(rule.zh()), "{rule:?}");
        }
        assert!(!wrong.body.contains("value=\"short\""), "a password is never sent back");

        let (admin, secretary) = set_up(&world).await;
        assert_eq!(actions::ensure_token(&world.app).await.unwrap(), None);
        assert_eq!(world.get(None, "/setup").await.status, 409);
        assert_eq!(world.post(None, "/setup", &form(&token)).await.status, 409);
        assert!(world.get(Some(&admin), "/account").await.body.contains(T(Lang::Zh).role(Role::Sys)));
        assert!(world.get(Some(&secretary), "/account").await.body.contains(T(Lang::Zh).role(Role::Sec)));
    });
}

#[test]
fn a_wrong_login_says_the_same_whatever_is_wrong_and_next_leads_nowhere_else() {
    on_both_engines(|world| async move {
        let (admin, _) = set_up(&world).await;
        for (login, password) in [("admin", "wrong password"), ("nobody", PASSWORD), ("", ""), ("a\0b", PASSWORD)] {
            let answer = world.post(None, "/login", &[("login", login), ("password", password)]).await;
            assert_eq!(answer.status, 422, "{login:?}");
            assert!(answer.body.contains(Rule::WrongLogin.zh()) && !answer.headers.contains_key("set-cookie"));
        }
        let go = |next: &'static str| {
            let world = &world;
            async move {
                let form = [("login", "admin"), ("password", PASSWORD), ("next", next)];
                world.post(None, "/login", &form).await.location().to_owned()
            }
        };
        assert_eq!(go("/people?unit=x").await, "/people?unit=x");
        for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nx: y"] {
            assert_eq!(go(evil).await, "/", "{evil}");
        }
        assert_eq!(world.get(Some(&admin), "/login?next=/account").await.location(), "/account");
        assert_eq!(world.get(None, "/account").await.location(), "/login?next=/account");
    });
}

#[test]
fn sessions_end_and_a_password_changes_with_the_old_one_only() {
    on_both_engines(|world| async move {
        let (admin, _) = set_up(&world).await;
        let enter = |password: &'static str| {
            let world = &world;
            async move { world.post(None, "/login", &[("login", "admin"), ("password", password)]).await }
        };
        let other = Login::of(&enter(PASSWORD).await);
        let wrong = [("old", "not the old one"), ("password", "another long one"), ("again", "another long one")];
        let answer = world.post(Some(&admin), "/account/password", &wrong).await;
        assert!(answer.status == 422 && answer.body.contains(Rule::OldPassword.zh()));
        let differ = [("old", PASSWORD), ("password", "another long one"), ("again", "another short one")];
        assert!(world.post(Some(&admin), "/account/password", &differ).await.body.contains(Rule::PasswordsDiffer.zh()));
        let right = [("old", PASSWORD), ("password", "another long one"), ("again", "another long one")];
        assert_eq!(world.post(Some(&admin), "/account/password", &right).await.status, 303);
        assert_eq!(world.get(Some(&other), "/account").await.status, 303, "other sessions are over");
        assert_eq!(world.get(Some(&admin), "/account").await.status, 200);
        assert_eq!(enter(PASSWORD).await.status, 422);
        let third = Login::of(&enter("another long one").await);
        assert_eq!(world.post(Some(&admin), "/account/sessions", &[]).await.status, 303);
        assert_eq!(world.get(Some(&third), "/account").await.status, 303);
        assert_eq!(world.post(Some(&admin), "/logout", &[]).await.location(), "/login");
        assert_eq!(world.get(Some(&admin), "/account").await.status, 303);
        // A session is over after its days even if nobody ends it.
        let late = Login::of(&enter("another long one").await);
        world.set_clock(date(2008, 7, 23), 9);
        assert_eq!(world.get(Some(&late), "/account").await.status, 303);
    });
}

store::statements! {
    AUDIT_LINES = "select count(*) from audit_line";
}

#[test]
fn set_up_is_recorded_and_coming_and_going_is_not() {
    on_both_engines(|world| async move {
        let lines = || async {
            let counted = world.app.db.read(|tx| tx.one(&AUDIT_LINES, &[], |row| row.get::<i64>(0))).await;
            counted.unwrap().unwrap()
        };
        assert_eq!(lines().await, 0);
        set_up(&world).await;
        let after = lines().await;
        assert!(after >= 6, "persons, account, roles, invitation, set-up, the secretary's account: {after}");
        let form = [("login", "admin"), ("password", PASSWORD)];
        let me = Login::of(&world.post(None, "/login", &form).await);
        world.post(None, "/login", &[("login", "admin"), ("password", "something else")]).await;
        world.post(Some(&me), "/logout", &[]).await;
        assert_eq!(lines().await, after, "a line would tell who was there when");
    });
}

#[test]
fn an_invitation_ends_after_its_days() {
    on_both_engines(|world| async move {
        let (admin, _) = set_up(&world).await;
        let somebody = world.person("Somebody", &[]).await;
        let path = format!("/people/{}/invite", somebody.person);
        let first = world.post(Some(&admin), &path, &[]).await;
        let second = world.post(Some(&admin), &path, &[]).await;
        let link = |answer: &crate::testing::Answer| format!("/invite/{}", answer.between("/invite/", "<"));
        assert_eq!(world.get(None, &link(&first)).await.status, 409, "a new link ends the old one");
        assert_eq!(world.get(None, &link(&second)).await.status, 200);
        world.set_clock(date(2008, 7, 22), 9);
        assert_eq!(world.get(None, &link(&second)).await.status, 200);
        world.set_clock(date(2008, 7, 23), 9);
        let over = world.get(None, &link(&second)).await;
        assert!(over.status == 409 && over.body.contains(Rule::InvitationExpired.zh()));
        assert_eq!(world.get(None, "/invite/nothing").await.status, 409);
    });
}

#[test]
fn the_console_follows_the_same_rule() {
    on_both_engines(|world| async move {
        let act = || Act::console(world.app.clock.now());
        let user = |login: &str, roles: &[Role]| NewUser {
            name: format!("Name of {login}"),
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            roles: roles.to_vec(),
        };
        let add = |user: NewUser| actions::add_user(&world.app, act(), user);
        assert!(matches!(add(user("adm", &[Role::Sys])).await, Ok(Added::Account(_))));
        assert!(matches!(add(user("adm2", &[Role::Sys])).await, Err(Error::Refused(Refusal::Role))));
        let Ok(Added::Invited(secret)) = add(user("", &[Role::Sec])).await else { panic!("an invitation") };
        assert_eq!(world.get(None, &format!("/invite/{secret}")).await.status, 200);
        for roles in [&[Role::Sec][..], &[Role::Wg], &[Role::Aud], &[Role::Sys, Role::Sec], &[Role::St]] {
            assert!(matches!(add(user("more", roles)).await, Err(Error::Refused(Refusal::Role))), "{roles:?}");
        }
        assert!(matches!(add(user("plain", &[])).await, Ok(Added::Account(_))));
        assert!(matches!(add(user("plain", &[])).await, Err(Error::Invalid(f)) if f[0].rule == Rule::AlreadyUsed));
        let mut short = user("pl", &[]);
        short.password.truncate(3);
        assert!(matches!(add(short).await, Err(Error::Invalid(f)) if f.len() == 2));
        assert_eq!(actions::ensure_token(&world.app).await.unwrap(), None);
    });
}
