use super::super::actions::{advance, close_when_due, revoke, rework};
use super::super::model::{PubEvent, PubState};
use super::super::store;
use super::*;
use crate::error::Refusal;
use crate::testing::on_both_engines;

async fn state(g: &Ground, id: &Id) -> PubState {
    let id = id.clone();
    g.world.app.db.read(move |tx| store::find(tx, &id)).await.unwrap().state
}

#[test]
fn from_draft_to_archive() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (office, secretary, app) = (g.office().await, g.secretary().await, g.world.app.clone());
        let id = g.saved(vec![Scope::Everyone]).await;
        assert_eq!(refused(open_publication(&app, &office, &id).await), Rule::WrongState);
        assert!(matches!(approve(&app, &office, &id, false).await, Err(Error::Refused(Refusal::Role))));
        approve(&app, &secretary, &id, false).await.unwrap();
        // Approved means as it stood: whoever changes it has it approved anew.
        let again = save_draft(&app, &office, &id, None, &g.draft(vec![Scope::Members])).await;
        assert_eq!(refused(again), Rule::WrongState);
        rework(&app, &office, &id).await.unwrap();
        let mut draft = g.draft(vec![Scope::Everyone]);
        draft.closes_on = Some(jiff::civil::date(2008, 7, 20));
        save_draft(&app, &office, &id, None, &draft).await.unwrap();
        approve(&app, &secretary, &id, false).await.unwrap();
        assert!(matches!(open_publication(&app, &secretary, &id).await, Err(Error::Refused(Refusal::Role))));
        open_publication(&app, &office, &id).await.unwrap();
        assert_eq!(g.number(JOBS, &id).await, 1);

        close_when_due(&app, &id).await.unwrap();
        assert_eq!(state(&g, &id).await, PubState::Open, "its last day has not passed");
        g.world.set_clock(jiff::civil::date(2008, 7, 21), 0);
        close_when_due(&app, &id).await.unwrap();
        close_when_due(&app, &id).await.unwrap();
        assert_eq!(state(&g, &id).await, PubState::Closed);
        for (event, to) in [(PubEvent::Dispose, PubState::Disposed), (PubEvent::Archive, PubState::Archived)] {
            assert!(matches!(advance(&app, &secretary, &id, event).await, Err(Error::Refused(Refusal::Role))));
            advance(&app, &office, &id, event).await.unwrap();
            assert_eq!(state(&g, &id).await, to);
        }
        assert_eq!(refused(advance(&app, &office, &id, PubEvent::Close).await), Rule::WrongState);
    });
}

#[test]
fn whoever_spoke_is_not_given_away() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (office, secretary, app) = (g.office().await, g.secretary().await, g.world.app.clone());
        g.anonymous("三班的老张总把热餐车停在门口不开饭").await;
        let id = g.saved(vec![Scope::Everyone]).await;
        let mut draft = g.draft(vec![Scope::Everyone]);
        // In a line of the report-back, set with other marks.
        draft.lines[0].asked = "有人说：老张总把热餐车，停在门口不开饭。".into();
        save_draft(&app, &office, &id, None, &draft).await.unwrap();
        let told = approve(&app, &secretary, &id, true).await;
        let Err(Error::Rule(Rule::IdentityInText, places)) = &told else { panic!("{told:?}") };
        assert_eq!(places, "老张总把热餐车停在门口不开饭");

        // A name is a person's to judge; who answers for an item is named by his office.
        draft.lines[0].asked = "王芳说要有热饭".into();
        save_draft(&app, &office, &id, None, &draft).await.unwrap();
        let told = approve(&app, &secretary, &id, false).await;
        assert!(matches!(&told, Err(Error::Rule(Rule::NamesUnchecked, names)) if names == "王芳"), "{told:?}");
        approve(&app, &secretary, &id, true).await.unwrap();
    });
}

#[test]
fn what_is_refused() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (office, secretary, app) = (g.office().await, g.secretary().await, g.world.app.clone());
        let id = g.saved(Vec::new()).await;
        assert_eq!(refused(approve(&app, &secretary, &id, false).await), Rule::ScopeEmpty);
        let mut draft = g.draft(vec![Scope::Unit(Id::random())]);
        assert!(matches!(save_draft(&app, &office, &id, None, &draft).await, Err(Error::Invalid(_))));
        draft = g.draft(vec![Scope::Everyone]);
        draft.lines[0].remains = " ".into();
        save_draft(&app, &office, &id, None, &draft).await.unwrap();
        assert_eq!(refused(approve(&app, &secretary, &id, false).await), Rule::AnswerMissing);
        draft.lines[0].merged_item = Id::random();
        assert_eq!(refused(save_draft(&app, &office, &id, None, &draft).await), Rule::OtherCampaign);
        draft = g.draft(vec![Scope::Everyone]);
        assert!(matches!(save_draft(&app, &office, &id, Some(1), &draft).await, Err(Error::Stale)));

        // Another campaign's office, staff, and who wrote it (even as secretary).
        let other = g.world.person("other", &[(Role::Wg, "campaign", Id::random().as_str())]).await;
        let other = g.world.actor(&other).await;
        assert!(matches!(save_draft(&app, &other, &id, None, &draft).await, Err(Error::Refused(Refusal::Role))));
        let made = create_publication(&app, &other, &g.campaign, Kind::Plan, "t").await;
        assert!(matches!(made, Err(Error::Refused(Refusal::Role))));
        let staff = g.world.person("staff", &[]).await;
        let staff = g.world.actor(&staff).await;
        assert!(matches!(approve(&app, &staff, &id, true).await, Err(Error::Refused(Refusal::Role))));
        let both = [(Role::Wg, "campaign", g.campaign.as_str()), (Role::Sec, "tenant", "")];
        let both = g.world.person("both", &both).await;
        let both = g.world.actor(&both).await;
        let own = create_publication(&app, &both, &g.campaign, Kind::Plan, "t").await.unwrap();
        assert!(matches!(approve(&app, &both, &own, true).await, Err(Error::Refused(Refusal::Conflict))));
    });
}

#[test]
fn a_departments_own_is_approved_by_its_head_but_not_by_who_wrote_it() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let app = g.world.app.clone();
        let heads = [(Role::Dh, "unit", g.unit.as_str())];
        let (one, two) = (g.world.person("one", &heads).await, g.world.person("two", &heads).await);
        let far = g.world.person("far", &[(Role::Dh, "unit", g.below.as_str())]).await;
        let [one, two, far] = [g.world.actor(&one).await, g.world.actor(&two).await, g.world.actor(&far).await];
        let id = create_publication(&app, &one, &g.campaign, Kind::Notice, "t").await.unwrap();
        save_draft(&app, &one, &id, None, &g.draft(vec![Scope::Unit(g.unit.clone())])).await.unwrap();
        assert!(matches!(approve(&app, &one, &id, true).await, Err(Error::Refused(Refusal::Conflict))));
        assert!(matches!(approve(&app, &far, &id, true).await, Err(Error::Refused(Refusal::Role))));
        approve(&app, &two, &id, true).await.unwrap();
        open_publication(&app, &one, &id).await.unwrap();
        // A unit stands for the units below it.
        let inside = g.world.person_in("inside", Some(&g.below), None, false, &[]).await;
        assert_eq!(g.world.get(Some(&inside), &format!("/publications/{id}")).await.status, 200);
    });
}

#[test]
fn i10_a_frozen_text_never_changes_and_the_trail_vouches_for_it() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (office, secretary, app) = (g.office().await, g.secretary().await, g.world.app.clone());
        let id = g.out(vec![Scope::Everyone]).await;
        let frozen = g.text_of(FROZEN, &id).await;
        let page = g.world.get(Some(&g.office), &format!("/publications/{id}")).await.body;
        // Whatever changes later: the problem's words, the draft, the state, the one that takes it back.
        let item = g.item.clone();
        app.db.write(move |tx| tx.run(&RENAME, &params![&item])).await.map_err(|e: ::store::StoreError| e).unwrap();
        save_draft(&app, &office, &id, None, &g.draft(vec![Scope::Public])).await.unwrap_err();
        open_publication(&app, &office, &id).await.unwrap_err();
        assert_eq!(g.world.get(Some(&g.office), &format!("/publications/{id}")).await.body, page);
        advance(&app, &office, &id, PubEvent::Close).await.unwrap();
        assert!(matches!(revoke(&app, &office, &id, "r").await, Err(Error::Refused(Refusal::Role))));
        revoke(&app, &secretary, &id, "数字有误，另发新版").await.unwrap();
        assert_eq!(g.text_of(FROZEN, &id).await, frozen);

        let verify = async || {
            crate::audit::seal(&app.db, &app.config.anchor(), app.clock.now()).await.unwrap();
            crate::audit::verify(&app.db, &app.blobs, &app.config.anchor(), app.clock.now()).await.unwrap().findings
        };
        assert_eq!(verify().await, []);
        let key = id.clone();
        app.db.write(move |tx| tx.run(&TAMPER, &params![&key])).await.map_err(|e: ::store::StoreError| e).unwrap();
        assert_eq!(verify().await, [crate::audit::Finding::Content(format!("publication:{id}"))]);
    });
}
