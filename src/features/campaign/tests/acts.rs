//! The actions on both engines, with every guard on the way.

use jiff::civil::date;
use store::params;

use crate::app::App;
use crate::auth::{Actor, Role};
use crate::error::{Error, Rule};
use crate::features::campaign::actions::{
    self, MobilisationFacts, NewCampaign, NewTask, Start, add_activity, add_phase, add_task, change_activity,
    change_campaign, change_phase, change_task, create_campaign, put_member, put_task_person, record_mobilisation,
    remove_task_person, state_to_gate,
};
use crate::features::campaign::model::*;
use crate::features::campaign::{store as rows, template};
use crate::id::Id;
use crate::testing::{Login, World, on_both_engines};
use crate::text::Lang;

fn is_rule<X: std::fmt::Debug>(result: Result<X, Error>, rule: Rule) {
    match result {
        Err(Error::Rule(found, _)) => assert_eq!(found, rule),
        Err(Error::Invalid(fields)) => assert!(fields.iter().any(|f| f.rule == rule), "{fields:?} without {rule:?}"),
        other => panic!("{other:?} instead of {rule:?}"),
    }
}

fn is_refused<X: std::fmt::Debug>(result: Result<X, Error>) {
    assert!(matches!(result, Err(Error::Refused(_))), "{result:?}");
}

struct Ground {
    world: World,
    secretary: Actor,
    office: Actor,
    login: Login,
    worker: Login,
    campaign: Id,
}

impl Ground {
    fn app(&self) -> &App {
        &self.world.app
    }

    async fn on(world: World, template: Option<&str>) -> Ground {
        let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
        let login = world.person("王芳", &[]).await;
        let worker = world.person("周敏", &[]).await;
        let actor = world.actor(&secretary).await;
        let facts = actions::CampaignFacts {
            short_name: "双促".into(),
            slogan: "深入群众促和谐，凝心聚力促发展".into(),
            year: 2008,
            host: "机关党委".into(),
            content: String::new(),
            starts_on: date(2008, 1, 1),
            ends_on: date(2008, 12, 31),
        };
        let start = template.map_or(Start::Blank, |code| Start::Ready(template::find(code).unwrap(), Lang::Zh));
        let campaign = create_campaign(&world.app, &actor, NewCampaign { facts, start }).await.unwrap();
        let secretary = world.actor(&secretary).await;
        put_member(&world.app, &secretary, &campaign, &login.person, Duty::Office, "征求意见").await.unwrap();
        let office = world.actor(&login).await;
        Ground { world, secretary, office, login, worker, campaign }
    }

    async fn event(&self, actor: &Actor, event: CampaignEvent) -> Result<(), Error> {
        change_campaign(self.app(), actor, &self.campaign, event, "").await
    }

    async fn phases(&self) -> Vec<Phase> {
        let id = self.campaign.clone();
        self.app().db.read(move |tx| rows::phases(tx, &id)).await.unwrap()
    }

    async fn activate(&self) {
        let leader = self.world.person("组长", &[]).await;
        put_member(self.app(), &self.office, &self.campaign, &leader.person, Duty::Leader, "").await.unwrap();
        self.event(&self.office, CampaignEvent::SubmitPlan).await.unwrap();
        self.event(&self.secretary, CampaignEvent::Approve).await.unwrap();
        let held = MobilisationFacts {
            held_on: date(2008, 3, 1),
            occasion: "机关三届三次党代会".into(),
            place: "礼堂".into(),
            people: 120,
        };
        record_mobilisation(self.app(), &self.office, &self.campaign, held).await.unwrap();
        self.event(&self.office, CampaignEvent::Mobilise).await.unwrap();
    }
}

#[test]
fn from_draft_to_active_with_every_guard_on_the_way() {
    on_both_engines(|world| async move {
        let g = Ground::on(world, None).await;
        let submit = || g.event(&g.office, CampaignEvent::SubmitPlan);
        is_rule(submit().await, Rule::CampaignIncomplete);
        let phase = add_phase(g.app(), &g.office, &g.campaign, "学习动员", 1, 3).await.unwrap();
        is_rule(submit().await, Rule::CampaignIncomplete);
        let leader = g.world.person("组长", &[]).await;
        put_member(g.app(), &g.office, &g.campaign, &leader.person, Duty::Leader, "").await.unwrap();
        submit().await.unwrap();
        is_rule(submit().await, Rule::WrongState);
        is_refused(g.event(&g.office, CampaignEvent::Approve).await);
        is_rule(g.event(&g.secretary, CampaignEvent::Approve).await, Rule::PhaseWithoutActivities);
        is_rule(g.event(&g.secretary, CampaignEvent::Return).await, Rule::ReasonNeeded);
        add_activity(g.app(), &g.office, &phase, "动员", true).await.unwrap();
        let task = NewTask {
            title: "起草计划".into(),
            deliverable: "计划".into(),
            due_on: date(2008, 8, 1),
            activity: None,
            accountable: None,
        };
        let task = add_task(g.app(), &g.office, &g.campaign, task).await.unwrap();
        is_rule(g.event(&g.secretary, CampaignEvent::Approve).await, Rule::OneAccountable);
        put_task_person(g.app(), &g.office, &task, &g.worker.person, Part::Accountable).await.unwrap();
        g.event(&g.secretary, CampaignEvent::Approve).await.unwrap();
        is_rule(g.event(&g.office, CampaignEvent::Mobilise).await, Rule::NoMobilisation);
        let mut held = MobilisationFacts {
            held_on: date(2008, 7, 9),
            occasion: "党支部工作会议".into(),
            place: "会议室".into(),
            people: 30,
        };
        is_rule(record_mobilisation(g.app(), &g.office, &g.campaign, held.clone()).await, Rule::NotYetHeld);
        held.held_on = date(2008, 7, 8);
        record_mobilisation(g.app(), &g.office, &g.campaign, held).await.unwrap();
        g.event(&g.office, CampaignEvent::Mobilise).await.unwrap();
        // The phases are not completed: the gate is shut, and says what is missing.
        is_refused(g.event(&g.office, CampaignEvent::EnterClosing).await);
        let shut = g.event(&g.secretary, CampaignEvent::EnterClosing).await;
        assert!(matches!(&shut, Err(Error::Rule(Rule::GateShut, missing)) if missing == "phases"), "{shut:?}");
        is_rule(g.event(&g.secretary, CampaignEvent::Suspend).await, Rule::ReasonNeeded);
        change_campaign(g.app(), &g.secretary, &g.campaign, CampaignEvent::Suspend, "地震抢险").await.unwrap();
        is_rule(add_phase(g.app(), &g.office, &g.campaign, "x", 1, 2).await, Rule::WrongState);
        g.event(&g.secretary, CampaignEvent::Resume).await.unwrap();
        let (id, app) = (g.campaign.clone(), g.app());
        let found = app.db.read(move |tx| rows::find(tx, &id)).await.unwrap().unwrap();
        assert_eq!(found.state, CampaignState::Active);
    });
}

#[test]
fn phases_in_their_order_with_their_activities() {
    on_both_engines(|world| async move {
        let g = Ground::on(world, Some("four_phases")).await;
        let first = g.phases().await.remove(0);
        let change = |id: Id, event, why: &'static str| {
            let (app, office) = (g.app().clone(), g.office.clone());
            async move { change_phase(&app, &office, &id, event, why).await }
        };
        is_rule(change(first.id.clone(), PhaseEvent::Start, "").await, Rule::CampaignNotActive);
        g.activate().await;
        let phases = g.phases().await;
        is_rule(change(phases[1].id.clone(), PhaseEvent::Start, "").await, Rule::PhaseBefore);
        change(phases[0].id.clone(), PhaseEvent::Start, "").await.unwrap();
        is_rule(change(phases[0].id.clone(), PhaseEvent::RequestCompletion, "").await, Rule::ActivitiesOpen);
        let id = g.campaign.clone();
        let activities = g.app().db.read(move |tx| rows::activities(tx, &id)).await.unwrap();
        let mine: Vec<_> = activities.into_iter().filter(|a| a.phase == phases[0].id).collect();
        assert_eq!(mine.len(), 4);
        for activity in &mine[..3] {
            change_activity(g.app(), &g.office, &activity.id, ActivityEvent::Finish, "").await.unwrap();
        }
        is_rule(change_activity(g.app(), &g.office, &mine[3].id, ActivityEvent::Waive, " ").await, Rule::ReasonNeeded);
        change_activity(g.app(), &g.office, &mine[3].id, ActivityEvent::Waive, "栏目由上级设立").await.unwrap();
        change(phases[0].id.clone(), PhaseEvent::RequestCompletion, "").await.unwrap();
        is_refused(change(phases[0].id.clone(), PhaseEvent::Pass, "").await);
        change_phase(g.app(), &g.secretary, &phases[0].id, PhaseEvent::Pass, "").await.unwrap();
        assert_eq!(g.phases().await[0].completed_on, Some(date(2008, 7, 8)));
        // Out of turn: the office may not, the secretary may, with a reason that stays.
        is_refused(change(phases[2].id.clone(), PhaseEvent::Start, "时间紧").await);
        change_phase(g.app(), &g.secretary, &phases[2].id, PhaseEvent::Start, "时间紧").await.unwrap();
        assert_eq!(g.phases().await[2].override_reason.as_deref(), Some("时间紧"));
        // The month of the last phase has not come.
        is_rule(change(phases[3].id.clone(), PhaseEvent::Start, "").await, Rule::PhaseBefore);
        change_phase(g.app(), &g.secretary, &phases[0].id, PhaseEvent::Reopen, "漏了一项").await.unwrap();
        assert_eq!(g.phases().await[0].completed_on, None);
    });
}

#[test]
fn r27_r81_a_gate_keeps_its_written_result_and_the_records_decide_where_they_can() {
    on_both_engines(|world| async move {
        let g = Ground::on(world, Some("two_phases")).await;
        g.activate().await;
        let state = |actor: &Actor, check, text: &'static str| {
            let (app, actor, campaign) = (g.app().clone(), actor.clone(), g.campaign.clone());
            async move { state_to_gate(&app, &actor, &campaign, None, check, text).await }
        };
        // What the records decide is nobody's to state; what nobody asks for neither; a waiver is the secretary's.
        is_rule(state(&g.secretary, Check::Summary, "写好了").await, Rule::RecordsDecide);
        is_rule(state(&g.office, Check::Meetings, "开过了").await, Rule::NotAsked);
        is_refused(state(&g.office, Check::Phases, "来不及").await);
        is_rule(state(&g.secretary, Check::Phases, "  ").await, Rule::Missing);
        let worker = g.world.actor(&g.worker).await;
        is_refused(state(&worker, Check::ItemsDone, "x").await);
        state(&g.secretary, Check::Phases, "上级统一安排提前结束。").await.unwrap();
        g.event(&g.secretary, CampaignEvent::EnterClosing).await.unwrap();
        let shut = g.event(&g.secretary, CampaignEvent::Close).await;
        let Err(Error::Rule(Rule::GateShut, missing)) = shut else { panic!("{shut:?}") };
        assert_eq!(missing, "report_back, evaluation, summary, mechanisms");
        let id = g.campaign.clone();
        let kept = g.app().db.read(move |tx| rows::gate::reports(tx, &id)).await.unwrap();
        assert_eq!(kept.len(), 1, "a refusal leaves nothing behind");
        assert_eq!(
            (kept[0].event.as_str(), kept[0].passed, kept[0].person.as_str()),
            ("enter_closing", true, "孙志远")
        );
        let line = &kept[0].text.findings[0];
        assert_eq!((line.known(), line.lacks), (Some(Check::Phases), 2));
        assert_eq!(line.statement.as_ref().map(|s| s.text.as_str()), Some("上级统一安排提前结束。"));
        assert_eq!(kept[0].hash.len(), 64);
    });
}

#[test]
fn r38_a_task_runs_with_exactly_one_accountable_person() {
    on_both_engines(|world| async move {
        let g = Ground::on(world, Some("two_phases")).await;
        let new = |due| NewTask {
            title: "公布整改方案".into(),
            deliverable: "公布的方案".into(),
            due_on: due,
            activity: None,
            accountable: None,
        };
        is_rule(add_task(g.app(), &g.office, &g.campaign, new(date(2009, 1, 1))).await, Rule::OutsideCampaign);
        let task = add_task(g.app(), &g.office, &g.campaign, new(date(2008, 7, 10))).await.unwrap();
        let change = |event, note: &'static str| {
            let (app, office, task) = (g.app().clone(), g.office.clone(), task.clone());
            async move { change_task(&app, &office, &task, event, note).await }
        };
        is_rule(change(TaskEvent::Activate, "").await, Rule::OneAccountable);
        let (a, b) = (&g.worker.person, &g.login.person);
        put_task_person(g.app(), &g.office, &task, a, Part::Accountable).await.unwrap();
        put_task_person(g.app(), &g.office, &task, b, Part::Accountable).await.unwrap();
        is_rule(change(TaskEvent::Activate, "").await, Rule::OneAccountable);
        put_task_person(g.app(), &g.office, &task, b, Part::Assistant).await.unwrap();
        change(TaskEvent::Activate, "").await.unwrap();
        // It stays so while it runs, and nothing of a refused change is written.
        is_rule(remove_task_person(g.app(), &g.office, &task, a).await, Rule::OneAccountable);
        is_rule(put_task_person(g.app(), &g.office, &task, b, Part::Accountable).await, Rule::OneAccountable);
        let worker = g.world.actor(&g.worker).await;
        is_refused(change_task(g.app(), &worker, &task, TaskEvent::Cancel, "不做了").await.map_err(hidden));
        is_rule(change_task(g.app(), &worker, &task, TaskEvent::Finish, " ").await, Rule::Missing);
        change_task(g.app(), &worker, &task, TaskEvent::Finish, "已在内网公布").await.unwrap();
        is_rule(change(TaskEvent::Cancel, "x").await, Rule::WrongState);
    });
}

/// A draft campaign hides itself from those without a part in it; that is a refusal too.
fn hidden(error: Error) -> Error {
    if matches!(error, Error::NotFound) { Error::Refused(crate::error::Refusal::Role) } else { error }
}

#[test]
fn r26_the_office_of_one_campaign_does_nothing_in_another() {
    on_both_engines(|world| async move {
        let g = Ground::on(world, Some("two_phases")).await;
        let facts = actions::CampaignFacts {
            short_name: "另一个".into(),
            slogan: "另一个活动".into(),
            year: 2008,
            host: "机关党委".into(),
            content: String::new(),
            starts_on: date(2008, 1, 1),
            ends_on: date(2008, 12, 31),
        };
        let new = NewCampaign { facts, start: Start::Blank };
        // An office may create another campaign, and then sits in its office too; ordinary staff may not.
        let worker = g.world.actor(&g.worker).await;
        is_refused(create_campaign(g.app(), &worker, new.clone()).await);
        let other = g.world.person("另一个办公室", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let before = g.world.actor(&other).await;
        let second = create_campaign(g.app(), &before, new.clone()).await.unwrap();
        is_rule(create_campaign(g.app(), &before, new).await, Rule::AlreadyUsed);
        let phase = g.phases().await.remove(0);
        add_phase(g.app(), &g.world.actor(&other).await, &second, "第一", 7, 9).await.unwrap();
        let missing = add_phase(g.app(), &g.office, &second, "混进来", 1, 2).await;
        assert!(matches!(missing, Err(Error::NotFound)), "a draft of others does not exist: {missing:?}");
        // Once published it can be read, not changed.
        let id = second.clone();
        let publish = store::Sql::new("test", "update campaign set state = 'active' where id = $1");
        g.app().db.write(move |tx| tx.run(&publish, &params![&id])).await.unwrap();
        let held =
            MobilisationFacts { held_on: date(2008, 7, 1), occasion: "会".into(), place: "地".into(), people: 1 };
        is_refused(record_mobilisation(g.app(), &g.office, &second, held).await);
        is_refused(change_phase(g.app(), &worker, &phase.id, PhaseEvent::Start, "").await.map_err(hidden));
    });
}
