use ::store::params;

use super::super::actions::{
    Edit, Undone, absorb, confirm, create_merged_item, edit_item, explain, merge_points, split_item, undo,
    unmerge_point,
};
use super::super::model::{MergedState, StepVerb, Why};
use super::*;
use crate::auth::Role;
use crate::consequences::Fact;
use crate::error::{Refusal, Rule};
use crate::testing::on_both_engines;

fn why() -> Why {
    Why::said("the same canteen")
}

#[test]
fn a_point_goes_in_and_comes_out_and_the_last_one_of_a_draft_dissolves_it() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let (a, b) = (g.point("canteen queue").await, g.point("canteen is full").await);
        let item =
            create_merged_item(&app, &clerk, std::slice::from_ref(&a), "Canteen", "service", &why()).await.unwrap();
        merge_points(&app, &clerk, &item, std::slice::from_ref(&b), &why()).await.unwrap();
        assert_eq!(g.item(&item).await.points, 2);
        assert_eq!(g.item(&item).await.no, 1);

        unmerge_point(&app, &clerk, &b, None, "another canteen").await.unwrap();
        assert_eq!(g.item(&item).await.points, 1);
        assert_eq!(g.text_of(LINKED, &b).await, None);
        unmerge_point(&app, &clerk, &a, None, "nothing left").await.unwrap();
        assert_eq!(g.item(&item).await.state, MergedState::Dissolved);
        let second = create_merged_item(&app, &clerk, &[a], "Canteen", "service", &why()).await.unwrap();
        assert_eq!(g.item(&second).await.no, 2, "a number is never given twice");
    });
}

#[test]
fn what_is_refused() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let a = g.point("a").await;
        let item = create_merged_item(&app, &clerk, std::slice::from_ref(&a), "A", "c", &why()).await.unwrap();

        // I2: in one item only, and the message says where it is.
        let again = merge_points(&app, &clerk, &item, std::slice::from_ref(&a), &why()).await;
        assert!(matches!(&again, Err(Error::Rule(Rule::AlreadyMerged, place)) if place == "A"), "{again:?}");
        let other = create_merged_item(&app, &clerk, std::slice::from_ref(&a), "B", "c", &why()).await;
        assert_eq!(refused(other), Rule::AlreadyMerged);

        // Another campaign's point, even for somebody who works in both.
        let (there, round) = campaign(&g.world).await;
        let roles = [(Role::Wg, "campaign", g.campaign.as_str()), (Role::Wg, "campaign", there.as_str())];
        let both = g.world.person("both", &roles).await;
        let both = g.world.actor(&both).await;
        let elsewhere = Ground {
            campaign: there,
            round,
            line: g.line.clone(),
            world: g.world,
            clerk: g.clerk,
            secretary: g.secretary,
        };
        let far = elsewhere.point("far").await;
        assert_eq!(
            refused(merge_points(&app, &both, &item, std::slice::from_ref(&far), &why()).await),
            Rule::OtherCampaign
        );
        assert!(matches!(
            create_merged_item(&app, &clerk, &[far], "F", "c", &why()).await,
            Err(Error::Refused(Refusal::Role))
        ));
        let g = elsewhere;

        // Nobody, staff, the secretary (who approves and does not merge), the administrator.
        for (role, kind) in [(None, ""), (Some(Role::Sec), "tenant"), (Some(Role::Sys), "tenant")] {
            let roles: Vec<_> = role.into_iter().map(|r| (r, kind, "")).collect();
            let who = g.world.person("who", &roles).await;
            let who = g.world.actor(&who).await;
            let tried = merge_points(&app, &who, &item, std::slice::from_ref(&a), &why()).await;
            assert!(matches!(tried, Err(Error::Refused(Refusal::Role))), "{role:?} {tried:?}");
        }
        let empty = create_merged_item(&app, &clerk, &[a], " ", "", &why()).await;
        assert!(matches!(empty, Err(Error::Invalid(fields)) if fields.len() == 2));
    });
}

#[test]
fn whoever_a_point_is_about_or_by_does_not_merge_it() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let about = g.point_about("about the clerk", Some(&clerk.person.id), None).await;
        let own = g.point_about("by the clerk", None, Some(&clerk.person.id)).await;
        for point in [about, own] {
            let tried = create_merged_item(&app, &clerk, &[point], "x", "c", &why()).await;
            assert!(matches!(tried, Err(Error::Refused(Refusal::Conflict))), "{tried:?}");
        }
        // Nor does the secretary confirm what is about himself.
        let secretary = g.secretary().await;
        let about = g.point_about("about the secretary", Some(&secretary.person.id), None).await;
        let item = create_merged_item(&app, &clerk, &[about], "x", "c", &why()).await.unwrap();
        let tried = confirm(&app, &secretary, &item, None).await;
        assert!(matches!(tried, Err(Error::Refused(Refusal::Conflict))), "{tried:?}");
    });
}

#[test]
fn confirmed_then_planned_then_resolved_and_back() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let (a, b, c) = (g.point("a").await, g.point("b").await, g.point("c").await);
        let item = create_merged_item(&app, &clerk, &[a.clone(), b.clone()], "A", "c", &why()).await.unwrap();
        assert_eq!(refused(g.fact(Fact::ItemApproved(item.clone())).await), Rule::NotConfirmed);
        assert!(matches!(confirm(&app, &clerk, &item, None).await, Err(Error::Refused(Refusal::Role))));
        confirm(&app, &secretary, &item, None).await.unwrap();
        assert_eq!(refused(confirm(&app, &secretary, &item, None).await), Rule::WrongState);
        // A late point joins a confirmed problem; new words make it a draft again.
        merge_points(&app, &clerk, &item, std::slice::from_ref(&c), &why()).await.unwrap();
        assert_eq!(g.item(&item).await.state, MergedState::Confirmed);
        let edit = Edit { summary: "A, better".into(), category: "c".into(), is_key: true };
        edit_item(&app, &clerk, &item, None, &edit).await.unwrap();
        let now = g.item(&item).await;
        assert_eq!((now.state, now.is_key, now.confirmed_by), (MergedState::Draft, true, None));
        confirm(&app, &secretary, &item, None).await.unwrap();

        g.fact(Fact::ItemApproved(item.clone())).await.unwrap();
        assert_eq!(g.item(&item).await.state, MergedState::Planned);
        // From now on only the secretary takes a point out, and the last one stays.
        assert_eq!(refused(unmerge_point(&app, &clerk, &c, None, "r").await), Rule::PlanApproved);
        unmerge_point(&app, &secretary, &c, None, "r").await.unwrap();
        unmerge_point(&app, &secretary, &b, None, "r").await.unwrap();
        assert_eq!(refused(unmerge_point(&app, &secretary, &a, None, "r").await), Rule::LastPoint);
        assert_eq!(refused(merge_points(&app, &clerk, &item, &[c], &why()).await), Rule::WrongState);

        g.fact(Fact::LastItemClosed(item.clone())).await.unwrap();
        assert_eq!(g.item(&item).await.state, MergedState::Resolved);
        g.fact(Fact::ItemReopened(item.clone())).await.unwrap();
        g.fact(Fact::ItemReopened(item.clone())).await.unwrap();
        assert_eq!(g.item(&item).await.state, MergedState::Planned);
    });
}

#[test]
fn explained_once_and_not_while_an_item_hangs_on_it() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let a = g.point("a").await;
        let item = create_merged_item(&app, &clerk, std::slice::from_ref(&a), "A", "c", &why()).await.unwrap();
        assert_eq!(refused(explain(&app, &secretary, &item, None, "no money").await), Rule::WrongState);
        confirm(&app, &secretary, &item, None).await.unwrap();
        let row = params![Id::random(), &g.campaign, &item];
        let written = app.db.write(move |tx| tx.run(&RECTIFY, &row));
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        assert_eq!(refused(explain(&app, &secretary, &item, None, "no money").await), Rule::ItemsDepend);

        let b = g.point("b").await;
        let second = create_merged_item(&app, &clerk, &[b], "B", "c", &why()).await.unwrap();
        confirm(&app, &secretary, &second, None).await.unwrap();
        assert!(matches!(explain(&app, &secretary, &second, None, " ").await, Err(Error::Invalid(_))));
        assert!(matches!(explain(&app, &clerk, &second, None, "x").await, Err(Error::Refused(Refusal::Role))));
        explain(&app, &secretary, &second, None, "no money this year").await.unwrap();
        let now = g.item(&second).await;
        assert_eq!((now.state, now.explanation.as_deref()), (MergedState::Explained, Some("no money this year")));
        assert_eq!(refused(undo(&app, &secretary, &g.campaign).await), Rule::NotUndoable);
    });
}

#[test]
fn two_into_one_one_into_two_and_back_by_undo() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let (a, b, c) = (g.point("a").await, g.point("b").await, g.point("c").await);
        let one = create_merged_item(&app, &clerk, &[a.clone(), b.clone()], "One", "c", &why()).await.unwrap();
        let two = create_merged_item(&app, &clerk, std::slice::from_ref(&c), "Two", "c", &why()).await.unwrap();
        confirm(&app, &secretary, &one, None).await.unwrap();

        assert_eq!(refused(absorb(&app, &clerk, &one, &one, None, "r").await), Rule::SameItem);
        absorb(&app, &clerk, &one, &two, None, "the same").await.unwrap();
        assert_eq!(g.text_of(LINKED, &c).await.unwrap(), one.to_string());
        assert_eq!(g.item(&two).await.state, MergedState::Absorbed);
        assert_eq!(g.item(&one).await.state, MergedState::Draft, "to be confirmed again");
        assert_eq!(undo(&app, &clerk, &g.campaign).await.unwrap(), Undone::Step(StepVerb::Absorb));
        assert_eq!(g.text_of(LINKED, &c).await.unwrap(), two.to_string());
        let back = (g.item(&one).await, g.item(&two).await);
        assert_eq!((back.0.state, back.1.state), (MergedState::Confirmed, MergedState::Draft));
        assert_eq!(back.0.confirmed_by, Some(secretary.person.id.clone()));

        let all = [a.clone(), b.clone()];
        let both = split_item(&app, &clerk, &one, None, &all, "Half", "c", "r").await;
        assert_eq!(refused(both), Rule::SplitBothSides);
        assert!(matches!(split_item(&app, &clerk, &one, None, &[c], "Half", "c", "r").await, Err(Error::Stale)));
        let half = split_item(&app, &clerk, &one, None, std::slice::from_ref(&b), "Half", "c", "another matter")
            .await
            .unwrap();
        assert_eq!((g.item(&one).await.points, g.item(&half).await.points), (1, 1));
        undo(&app, &clerk, &g.campaign).await.unwrap();
        assert_eq!((g.item(&one).await.points, g.item(&half).await.state), (2, MergedState::Dissolved));
        assert_eq!(g.item(&one).await.state, MergedState::Confirmed);
    });
}

#[test]
fn two_clerks_at_once_and_undo_only_where_nothing_happened_since() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let second = g.world.person("second", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let second = g.world.actor(&second).await;
        assert_eq!(refused(undo(&app, &clerk, &g.campaign).await), Rule::NothingToUndo);
        let (a, b) = (g.point("a").await, g.point("b").await);
        let item = create_merged_item(&app, &clerk, std::slice::from_ref(&a), "A", "c", &why()).await.unwrap();
        let seen = g.item(&item).await.version;
        merge_points(&app, &second, &item, std::slice::from_ref(&b), &why()).await.unwrap();
        // What the first one looked at is no longer so.
        let edit = Edit { summary: "mine".into(), category: "c".into(), is_key: false };
        assert!(matches!(edit_item(&app, &clerk, &item, Some(seen), &edit).await, Err(Error::Stale)));
        assert!(matches!(unmerge_point(&app, &clerk, &a, Some(seen), "r").await, Err(Error::Stale)));
        assert!(matches!(undo(&app, &clerk, &g.campaign).await, Err(Error::Stale)));
        // The second undoes his own; then the first one's is the last again.
        assert_eq!(undo(&app, &second, &g.campaign).await.unwrap(), Undone::Step(StepVerb::Merge));
        assert_eq!(undo(&app, &clerk, &g.campaign).await.unwrap(), Undone::Step(StepVerb::Create));
        assert_eq!(g.item(&item).await.state, MergedState::Dissolved);
        assert_eq!((g.text_of(LINKED, &a).await, g.text_of(LINKED, &b).await), (None, None));
        // A stranger to the campaign undoes nothing.
        let stranger = g.world.person("stranger", &[]).await;
        let stranger = g.world.actor(&stranger).await;
        assert!(matches!(undo(&app, &stranger, &g.campaign).await, Err(Error::Refused(Refusal::Role))));
    });
}
