use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::auth::Role;
use crate::error::Rule;
use crate::features::account::model::{Standing, Term, local_path, parse_login, parse_scope, scope_kinds, verb_for};

fn term(role: Role, from: Date, to: Option<Date>) -> Term {
    Term { role, scope_kind: "tenant".into(), scope_id: String::new(), from, to }
}

fn day() -> impl Strategy<Value = Date> {
    (0i64..400).prop_map(|n| date(2008, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap())
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(Role::ALL.to_vec())
}

proptest! {
    /// Whatever is granted in whatever order: on no day does anybody hold two roles that exclude each other, nor one twice.
    #[test]
    fn no_day_has_roles_that_exclude_each_other(
        wanted in prop::collection::vec((role(), day(), prop::option::of(day())), 1..12)
    ) {
        let mut held: Vec<Term> = Vec::new();
        for (role, from, to) in wanted {
            let term = term(role, from, to);
            if term.guard(&held).is_ok() {
                held.push(term);
            }
        }
        for (n, one) in held.iter().enumerate() {
            prop_assert!(one.to.is_none_or(|to| to >= one.from));
            for other in &held[n + 1..] {
                let first = one.from.max(other.from);
                let together = [one, other].iter().all(|t| t.to.is_none_or(|to| to >= first));
                prop_assert!(!(together && (one.role.excludes(other.role) || one.role == other.role)));
            }
        }
    }

    /// Nobody but a secretary or an auditor hands out a link to an account with business rights, except for the very first
    /// secretary.
    #[test]
    fn links_to_business_accounts_come_from_business_people(
        roles in prop::collection::vec(role(), 0..4),
        leading in any::<bool>(),
        owns_items in any::<bool>(),
        by in prop::collection::vec(role(), 0..4),
    ) {
        let standing = Standing { roles, leading, owns_items, no_secretary_yet: false };
        let allowed = standing.may_be_invited_by(&by);
        if standing.is_business() && allowed {
            let second = if standing.roles.contains(&Role::Sec) { Role::Aud } else { Role::Sec };
            prop_assert!(by.contains(&second));
        }
        if !by.iter().any(|r| matches!(r, Role::Sys | Role::Sec | Role::Aud)) {
            prop_assert!(!allowed);
        }
    }

    #[test]
    fn a_path_after_login_stays_here(text in ".{0,40}") {
        if let Some(path) = local_path(&text) {
            prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
        }
    }
}

#[test]
fn a_login_is_lower_case_and_bounded() {
    assert_eq!(parse_login(" Wang.Fang-2 "), Ok("wang.fang-2".into()));
    for (text, rule) in
        [("", Rule::Missing), ("ab", Rule::LoginForm), ("a b c", Rule::LoginForm), ("é-é", Rule::LoginForm)]
    {
        assert_eq!(parse_login(text), Err(rule));
    }
    assert_eq!(parse_login(&"a".repeat(41)), Err(Rule::LoginForm));
}

#[test]
fn every_role_has_a_scope_and_only_the_administrator_is_granted_by_administrators() {
    for role in Role::ALL {
        assert!(!scope_kinds(role).is_empty());
        assert_eq!(verb_for(role) == crate::auth::Verb::AccountManage, role == Role::Sys);
        if scope_kinds(role) == ["tenant"] {
            assert_eq!(parse_scope(role, ""), Ok(("tenant".into(), String::new())));
        } else {
            assert_eq!(parse_scope(role, ""), Err(Rule::ScopeNeeded));
            assert_eq!(parse_scope(role, "unit:x"), Err(Rule::ScopeNeeded));
        }
    }
}
