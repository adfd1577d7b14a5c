//! Departments propose, the office decides.

use super::super::actions::{
    Undone, Wish, accept_proposal, confirm, create_merged_item, decline_proposal, propose, undo, withdraw_proposal,
};
use super::super::model::{ProposalEvent, ProposalState, StepVerb, Why};
use super::*;
use crate::error::{Refusal, Rule};
use crate::testing::on_both_engines;

fn wish(summary: &str) -> Wish {
    Wish { summary: summary.into(), category: "后勤".into(), reason: "说的是同一件事".into(), into: None }
}

#[test]
fn every_state_and_event_of_a_proposal() {
    use ProposalEvent as E;
    use ProposalState as S;
    for state in S::ALL {
        for event in [E::Accept, E::Decline, E::Withdraw, E::Reopen] {
            let expected = match (state, event) {
                (S::Open, E::Accept) => Some(S::Accepted),
                (S::Open, E::Decline) => Some(S::Declined),
                (S::Open, E::Withdraw) => Some(S::Withdrawn),
                (S::Accepted, E::Reopen) => Some(S::Open),
                _ => None,
            };
            assert_eq!(state.next(event), expected, "{state:?} {event:?}");
        }
        assert_eq!(S::parse(state.code()), Some(state));
    }
}

#[test]
fn a_clerk_of_the_line_proposes_and_the_office_decides() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (office, app) = (g.clerk().await, g.world.app.clone());
        let line = g.world.person("联络员", &[(Role::Dl, "line", g.line.as_str())]).await;
        let clerk = g.world.actor(&line).await;
        let (a, b) = (g.point("食堂排队久").await, g.point("食堂排队太久").await);
        let both = [a.clone(), b.clone()];
        let id = propose(&app, &clerk, &both, &wish("排队久")).await.unwrap();
        assert_eq!(g.text_of(LINKED, &a).await, None, "a proposal merges nothing");

        // By the pages: his own, the office's with a notice, and nobody else's.
        let list = format!("/merging/proposals?campaign={}", g.campaign);
        let one = format!("/merging/proposals/{id}");
        for login in [&line, &g.clerk] {
            assert!(g.world.get(Some(login), &list).await.body.contains("排队久"));
            let page = g.world.get(Some(login), &one).await;
            assert_eq!(page.status, 200, "{}", page.body);
            assert!(
                page.body.contains("<mark>食堂排队</mark>") && page.body.contains("说的是同一件事"),
                "{}",
                page.body
            );
            assert_eq!(page.body.contains("/accept\""), login.person == g.clerk.person, "{}", page.body);
        }
        let suggested = g.world.get(Some(&g.clerk), &format!("/rounds/{}/suggested", g.round)).await;
        assert!(suggested.body.contains("部室提出了 1 份归并建议"), "{}", suggested.body);
        let elsewhere = g.world.person("elsewhere", &[(Role::Dl, "line", "00000000000000000000000000000009")]).await;
        assert!(!g.world.get(Some(&elsewhere), &list).await.body.contains("排队久"));
        assert_eq!(g.world.get(Some(&elsewhere), &one).await.status, 404);
        let staff = g.world.person("staff", &[]).await;
        assert_eq!(g.world.get(Some(&staff), &list).await.status, 403);
        assert_eq!(g.world.get(None, &list).await.status, 303);

        // Refused: who is no department, whose department it is not, who is not of the office.
        let by_staff = propose(&app, &g.world.actor(&staff).await, &both, &wish("x")).await;
        assert!(matches!(by_staff, Err(Error::NotFound | Error::Refused(_))), "{by_staff:?}");
        let by_other = propose(&app, &g.world.actor(&elsewhere).await, &both, &wish("x")).await;
        assert!(matches!(by_other, Err(Error::NotFound)), "{by_other:?}");
        let by_office = propose(&app, &office, &both, &wish("x")).await;
        assert!(matches!(by_office, Err(Error::NotFound | Error::Refused(Refusal::Role))), "{by_office:?}");
        let own = accept_proposal(&app, &clerk, &id, &wish("排队久")).await;
        assert!(matches!(own, Err(Error::NotFound | Error::Refused(_))), "nobody decides his own: {own:?}");
        assert!(decline_proposal(&app, &clerk, &id, "no").await.is_err());
        assert!(matches!(withdraw_proposal(&app, &office, &id).await, Err(Error::NotFound)));
        assert_eq!(refused(propose(&app, &clerk, &[], &wish("x")).await), Rule::PickPoints);
        let without = Wish { reason: " ".into(), ..wish("x") };
        assert!(matches!(propose(&app, &clerk, &both, &without).await, Err(Error::Invalid(_))));

        // The office follows it in its own words; undone, the proposal waits again.
        let item = accept_proposal(&app, &office, &id, &wish("食堂排队久")).await.unwrap();
        assert_eq!((g.item(&item).await.points, g.item(&item).await.summary.as_str()), (2, "食堂排队久"));
        assert_eq!(refused(accept_proposal(&app, &office, &id, &wish("x")).await), Rule::ProposalDecided);
        assert_eq!(refused(withdraw_proposal(&app, &clerk, &id).await), Rule::ProposalDecided);
        assert_eq!(refused(propose(&app, &clerk, &both, &wish("x")).await), Rule::ProposalSorted);
        assert_eq!(undo(&app, &office, &g.campaign).await.unwrap(), Undone::Step(StepVerb::Create));
        assert!(g.world.get(Some(&line), &one).await.body.contains("等办公室决定"));
        let declined = g.world.post(Some(&g.clerk), &format!("{one}/decline"), &[("answer", " ")]).await;
        assert_eq!(declined.status, 422);
        let declined = g.world.post(Some(&g.clerk), &format!("{one}/decline"), &[("answer", "地点不同")]).await;
        assert_eq!(declined.status, 303, "{}", declined.body);
        let page = g.world.get(Some(&line), &one).await;
        assert!(page.body.contains("地点不同") && page.body.contains("没有采用"), "{}", page.body);
    });
}

#[test]
fn a_proposal_names_only_what_one_may_see() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (office, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let line = g.world.person("联络员", &[(Role::Dl, "line", g.line.as_str())]).await;
        let (clerk, me) = (g.world.actor(&line).await, line.person.clone());
        let (a, b) = (g.point("窗口少").await, g.point("窗口不够").await);
        let about = g.point_about("说的是联络员", Some(&me), None).await;
        let own = g.point_about("联络员自己写的", None, Some(&me)).await;
        let form = g.world.get(Some(&line), &format!("/merging/proposals/new?campaign={}", g.campaign)).await;
        assert_eq!(form.status, 200, "{}", form.body);
        assert!(
            form.body.contains("窗口少")
                && !form.body.contains("联络员自己写的")
                && !form.body.contains("说的是联络员")
        );
        for hidden in [about, own] {
            let made = propose(&app, &clerk, &[a.clone(), hidden], &wish("x")).await;
            assert!(matches!(made, Err(Error::NotFound | Error::Refused(_))), "{made:?}");
        }
        // Only a problem of this campaign that he may see and that takes points in.
        let item =
            create_merged_item(&app, &office, std::slice::from_ref(&a), "窗口", "c", &Why::default()).await.unwrap();
        let into = Wish { into: Some(item.clone()), ..wish("") };
        let nowhere = Wish { into: Some(Id::random()), ..wish("") };
        assert!(matches!(propose(&app, &clerk, std::slice::from_ref(&b), &nowhere).await, Err(Error::Invalid(_))));
        confirm(&app, &secretary, &item, None).await.unwrap();
        let id = propose(&app, &clerk, std::slice::from_ref(&b), &into).await.unwrap();
        // Who a point is about does not decide the proposal, nor learn of it.
        let second = g.world.person("second", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let whole = g.point_about("说的是经办人", Some(&second.person), None).await;
        let other = propose(&app, &clerk, &[whole], &wish("经办人")).await.unwrap();
        let list = format!("/merging/proposals?campaign={}", g.campaign);
        let page = g.world.get(Some(&second), &list).await;
        assert!(page.body.contains("归到“窗口”") && !page.body.contains("经办人"), "{}", page.body);
        assert_eq!(g.world.get(Some(&second), &format!("/merging/proposals/{other}")).await.status, 404);
        let decided = accept_proposal(&app, &g.world.actor(&second).await, &other, &wish("x")).await;
        assert!(matches!(decided, Err(Error::NotFound)), "{decided:?}");
        accept_proposal(&app, &office, &id, &into).await.unwrap();
        assert_eq!(g.text_of(LINKED, &b).await, Some(item.to_string()));
        let third = g.point("又一条").await;
        let back = propose(&app, &clerk, &[third], &wish("又一件")).await.unwrap();
        assert_eq!(g.world.post(Some(&line), &format!("/merging/proposals/{back}/withdraw"), &[]).await.status, 303);
        assert!(g.world.get(Some(&line), &list).await.body.contains("已收回"));
    });
}
