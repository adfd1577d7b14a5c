use jiff::civil::date;

use super::*;
use crate::id::Id;

fn actor(grants: Vec<Grant>) -> Actor {
    let person = Person {
        id: Id::random(),
        name: "x".into(),
        unit: None,
        branch: None,
        party: PartyStatus::None,
        leading: false,
        owns_items: false,
    };
    Actor { account: Id::random(), person, grants, today: date(2008, 7, 8) }
}

fn grant(role: Role, kind: &str, id: &str) -> Grant {
    Grant { role, scope_kind: kind.into(), scope_id: id.into() }
}

#[test]
fn the_matrix_has_every_row_once_and_only_known_letters() {
    for (i, (row, cells)) in matrix::MATRIX.iter().enumerate() {
        assert!(!matrix::MATRIX[i + 1..].iter().any(|(other, _)| other == row), "{row:?} twice");
        for cell in cells {
            assert!(cell.chars().all(|c| "odbplCRUAFXPKVMTOGSY ".contains(c)), "{row:?}: {cell}");
        }
    }
}

#[test]
fn a_right_in_one_campaign_is_none_in_another() {
    let (here, there) = (Id::random(), Id::random());
    let office = actor(vec![grant(Role::Wg, "campaign", here.as_str())]);
    let in_campaign = |id: &Id| Object { campaign: Some(id.clone()), ..Object::default() };
    assert!(office.permit(Verb::CampaignEdit, &in_campaign(&here)).is_ok());
    assert!(office.permit(Verb::CampaignEdit, &in_campaign(&there)).is_err());
}

#[test]
fn whoever_an_opinion_is_about_is_refused_whatever_the_role() {
    let secretary = actor(vec![grant(Role::Sec, "tenant", "")]);
    let object = Object { about: vec![secretary.person.id.clone()], ..Object::default() };
    assert!(matches!(
        secretary.permit(Verb::OpinionRead, &object),
        Err(crate::error::Error::Refused(crate::error::Refusal::Conflict))
    ));
}

#[test]
fn the_administrator_reaches_no_business_content() {
    let admin = actor(vec![grant(Role::Sys, "tenant", "")]);
    for verb in
        [Verb::CampaignRead, Verb::MergeRead, Verb::OpinionSort, Verb::RoundEdit, Verb::AuditRead, Verb::RoleGrant]
    {
        let reach = admin.reach(verb);
        assert!(!reach.tenant && reach.campaigns.is_empty(), "{verb:?}");
    }
    assert!(admin.reach(Verb::AccountManage).tenant);
}

/// Whoever is logged in is told that something is wrong, not that he should log in: the form he sends may be a long one.
#[test]
fn a_session_that_cannot_be_looked_up_is_no_reason_to_log_in() {
    crate::testing::on_both_engines(|world| async move {
        let g = crate::features::statistics::tests::ground::Ground::on(world).await;
        assert_eq!(g.world.get(Some(&g.office), "/todo").await.status, 200);
        assert_eq!(g.world.get(None, "/todo").await.status, 303);
        g.world.app.db.clone().close();
        let answer = g.world.get(Some(&g.office), "/todo").await;
        assert_eq!(answer.status, 500, "{}", answer.body);
        let main = answer.body.split("<main").nth(1).unwrap();
        assert!(!main.contains("/login"), "{main}");
    });
}
