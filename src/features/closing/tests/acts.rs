//! The actions on both engines, each with a refused case.

use jiff::civil::date;
use serde_json::Value as Json;

use crate::auth::{Actor, Role};
use crate::error::{Error, Refusal, Rule};
use crate::features::closing::actions::*;
use crate::features::closing::model::{Blocks, SummaryText};
use crate::features::closing::store as rows;
use crate::features::statistics::figures_json;
use crate::features::statistics::tests::ground::{Ground, paper};
use crate::id::Id;
use crate::testing::{Login, on_both_engines};

store::statements! {
    pub PHASE = "insert into phase (id, campaign_id, ordinal, name, from_month, to_month, state) values ($1, $2, 1, $3, 4, 6, 'active')";
    pub UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $2, $2, null)";
    pub STATE = "update campaign set state = $2 where id = $1";
    pub TASK = "select t.title, t.state, tp.person_id from task t join task_person tp on tp.task_id = t.id where t.id = $1";
}

struct Stand {
    g: Ground,
    secretary: Actor,
    office: Actor,
    staff: Actor,
    staff_login: Login,
    phase: Id,
    unit: Id,
}

impl Stand {
    async fn on(world: crate::testing::World) -> Stand {
        let g = Ground::on(world).await;
        let secretary = g.world.person("周远", &[(Role::Sec, "tenant", "")]).await;
        let office = g.world.person("林岚", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let staff_login = g.world.person("江舟", &[]).await;
        let (phase, unit, campaign) = (Id::random(), Id::random(), g.campaign.clone());
        let (a, b) = (phase.clone(), unit.clone());
        let written = g.world.app.db.write(move |tx| {
            tx.run(&PHASE, &store::params![&a, &campaign, "查找问题"])?;
            tx.run(&UNIT, &store::params![&b, "机关党委办公室"])?;
            Ok::<_, Error>(())
        });
        written.await.unwrap();
        Stand {
            secretary: g.world.actor(&secretary).await,
            office: g.world.actor(&office).await,
            staff: g.world.actor(&staff_login).await,
            staff_login,
            phase,
            unit,
            g,
        }
    }

    fn app(&self) -> &crate::app::App {
        &self.g.world.app
    }

    async fn close(&self) {
        let id = self.g.campaign.clone();
        self.app().db.write(move |tx| tx.run(&STATE, &store::params![&id, "closed"])).await.unwrap();
    }
}

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

#[test]
fn r63_r64_a_shortcoming_is_carried_on_as_a_task_or_waived_by_the_secretary() {
    on_both_engines(|world| async move {
        let s = Stand::on(world).await;
        let (app, campaign) = (s.app(), &s.g.campaign);
        let facts =
            ShortcomingFacts { phase: s.phase.to_string(), text: "深度不够".into(), owner: "林岚".into() };
        is_refused(add_shortcoming(app, &s.staff, campaign, &facts).await);
        let nobody = ShortcomingFacts { owner: "没有这个人".into(), ..facts.clone() };
        is_rule(add_shortcoming(app, &s.office, campaign, &nobody).await, Rule::UnknownChoice);
        let elsewhere = ShortcomingFacts { phase: Id::random().to_string(), ..facts.clone() };
        is_rule(add_shortcoming(app, &s.office, campaign, &elsewhere).await, Rule::UnknownChoice);
        let id = add_shortcoming(app, &s.office, campaign, &facts).await.unwrap();
        let carry = CarryFacts {
            title: "到班组去".into(),
            deliverable: "记录".into(),
            due_on: date(2008, 9, 30),
            accountable: "林岚".into(),
        };
        is_refused(carry_shortcoming(app, &s.staff, &id, &carry).await);
        let late = CarryFacts { due_on: date(2020, 1, 1), ..carry.clone() };
        is_rule(carry_shortcoming(app, &s.office, &id, &late).await, Rule::OutsideCampaign);
        let task = carry_shortcoming(app, &s.office, &id, &carry).await.unwrap();
        let found = app.db.read(move |tx| {
            tx.one(&TASK, &store::params![&task], |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<Id>(2)?))
            })
        });
        assert_eq!(found.await.unwrap(), Some(("到班组去".into(), "active".into(), s.office.person.id.clone())));
        is_rule(carry_shortcoming(app, &s.office, &id, &carry).await, Rule::WrongState);
        // A waiver is the secretary's and needs its reason; taken up again, it waits anew.
        let second = add_shortcoming(app, &s.office, campaign, &facts).await.unwrap();
        is_refused(waive_shortcoming(app, &s.office, &second, "不办").await);
        is_rule(waive_shortcoming(app, &s.secretary, &second, " ").await, Rule::ReasonNeeded);
        waive_shortcoming(app, &s.secretary, &second, "已并入第一条").await.unwrap();
        is_rule(waive_shortcoming(app, &s.secretary, &second, "再来").await, Rule::WrongState);
        reopen_shortcoming(app, &s.office, &second, "还要单独办").await.unwrap();
        s.close().await;
        is_rule(carry_shortcoming(app, &s.office, &second, &carry).await, Rule::WrongState);
    });
}

#[test]
fn r80_a_duty_goes_on_after_the_campaign_has_ended() {
    on_both_engines(|world| async move {
        let s = Stand::on(world).await;
        let (app, campaign) = (s.app(), &s.g.campaign);
        let facts = MechanismFacts {
            kind: "review".into(),
            title: "每季度检查台账".into(),
            text: "逐项核对".into(),
            unit: s.unit.to_string(),
            owner: "江舟".into(),
            problem: String::new(),
            starts_on: date(2008, 4, 1),
            every_months: Some(3),
        };
        is_refused(add_mechanism(app, &s.staff, campaign, &facts).await);
        let never = MechanismFacts { every_months: None, ..facts.clone() };
        is_rule(add_mechanism(app, &s.office, campaign, &never).await, Rule::Missing);
        let elsewhere = MechanismFacts { problem: Id::random().to_string(), ..facts.clone() };
        is_rule(add_mechanism(app, &s.office, campaign, &elsewhere).await, Rule::UnknownChoice);
        let id = add_mechanism(app, &s.office, campaign, &facts).await.unwrap();
        let read = |id: Id| async move {
            let found = app.db.read(move |tx| tx.one(&rows::MECHANISM, &store::params![&id], rows::mechanism));
            found.await.unwrap().unwrap()
        };
        let seen = read(id.clone()).await;
        assert_eq!(seen.next_on, Some(date(2008, 7, 1)));
        is_refused(edit_mechanism(app, &s.staff, &id, seen.version, &facts).await);
        let renamed = MechanismFacts { title: "每季度核对台账".into(), ..facts.clone() };
        edit_mechanism(app, &s.office, &id, seen.version, &renamed).await.unwrap();
        let stale = edit_mechanism(app, &s.office, &id, seen.version, &facts).await;
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        s.close().await;
        is_rule(add_mechanism(app, &s.office, campaign, &facts).await, Rule::WrongState);
        let desk = s.g.world.get(Some(&s.staff_login), "/todo").await;
        assert!(desk.body.contains(&format!("/mechanisms/{id}")), "what is due stands on the owner's desk");
        // Who answers for it is a member of staff, and reviews it long after the end.
        is_rule(review_mechanism(app, &s.staff, &id, date(2009, 1, 1), "未到").await, Rule::NotYetHeld);
        review_mechanism(app, &s.staff, &id, date(2008, 7, 7), "两项逾期，已说明原因").await.unwrap();
        assert_eq!(read(id.clone()).await.next_on, Some(date(2008, 10, 1)), "from the day it was due, not held");
        let desk = s.g.world.get(Some(&s.staff_login), "/todo").await;
        assert!(!desk.body.contains(&format!("/mechanisms/{id}")), "and is gone until October");
        let other = s.g.world.person("别人", &[]).await;
        let other = s.g.world.actor(&other).await;
        is_refused(review_mechanism(app, &other, &id, date(2008, 7, 7), "x").await);
        is_refused(end_mechanism(app, &s.staff, &id, "不办了").await);
        end_mechanism(app, &s.office, &id, "并入制度").await.unwrap();
        is_rule(review_mechanism(app, &s.office, &id, date(2008, 7, 7), "x").await, Rule::WrongState);
    });
}

#[test]
fn r75_the_numbers_of_a_summary_are_those_of_the_statistics_on_the_day_it_is_laid_down() {
    on_both_engines(|world| async move {
        let s = Stand::on(world).await;
        let (app, campaign) = (s.app(), &s.g.campaign);
        let problem = s.g.problem(1, "食堂排队", "planned", 3).await;
        s.g.item(1, Some(&problem), "closed", "2008-06-30", Some("2008-06-20")).await;
        s.g.point(&paper("submitted")).await;
        is_refused(begin_summary(app, &s.staff, campaign, "总结").await);
        let id = begin_summary(app, &s.office, campaign, "活动总结").await.unwrap();
        is_rule(begin_summary(app, &s.office, campaign, "再来一份").await, Rule::SummaryExists);
        let hidden = s.g.world.get(Some(&s.staff_login), &format!("/summaries/{id}")).await;
        assert_eq!(hidden.status, 404, "a draft is not the staff's");
        let mut draft = SummaryDraft {
            title: "活动总结".into(),
            blocks: Blocks {
                achievements: "征求到{意见条数}条，归并为{问题个数}个问题。".into(),
                experience: "领导带头。".into(),
                problems: "还有{正在整改}个在整改。".into(),
                shortcomings: String::new(),
            },
        };
        is_refused(save_summary(app, &s.staff, &id, 1, &draft).await.map_err(hide));
        let unknown = Blocks { problems: "{没有}".into(), ..draft.blocks.clone() };
        let wrong = SummaryDraft { blocks: unknown, ..draft.clone() };
        is_rule(save_summary(app, &s.office, &id, 1, &wrong).await, Rule::UnknownFigure);
        save_summary(app, &s.office, &id, 1, &draft).await.unwrap();
        assert!(matches!(save_summary(app, &s.office, &id, 1, &draft).await, Err(Error::Stale)));
        is_rule(freeze_summary(app, &s.secretary, &id, 2).await, Rule::Missing);
        draft.blocks.shortcomings = "深度不够。".into();
        save_summary(app, &s.office, &id, 2, &draft).await.unwrap();
        is_refused(freeze_summary(app, &s.office, &id, 3).await);
        // Whoever wrote the last word does not lay it down.
        save_summary_as_both(&s, &id, &draft).await;
        freeze_summary(app, &s.secretary, &id, 5).await.unwrap();
        is_rule(save_summary(app, &s.office, &id, 6, &draft).await, Rule::WrongState);
        let wanted = id.clone();
        let found = app.db.read(move |tx| tx.one(&rows::SUMMARY, &store::params![&wanted], rows::summary));
        let found = found.await.unwrap().unwrap();
        let (text, hash) = (found.frozen_text.unwrap(), found.frozen_hash.unwrap());
        assert_eq!(crate::audit::content_hash(text.as_bytes()), hash);
        let text = SummaryText::parse(&text).unwrap();
        let now: Json = figures_json(app, None).await.unwrap();
        assert_eq!(text.figures, now, "the statistics of that day");
        assert_eq!(text.blocks.achievements, "征求到4条，归并为1个问题。");
        // What happens later changes the statistics, not the summary.
        s.g.point(&paper("submitted")).await;
        let later = figures_json(app, None).await.unwrap();
        assert_ne!(later, now);
        let page = s.g.world.get(Some(&s.staff_login), &format!("/summaries/{id}")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("征求到4条") && page.body.contains(&hash));
        let file = s.g.world.get(Some(&s.staff_login), &format!("/summaries/{id}/document")).await;
        assert_eq!(file.status, 200);
        // Revised as a new version; the old one stays.
        is_refused(revise_summary(app, &s.office, &id, "补充").await);
        let next = revise_summary(app, &s.secretary, &id, "补充数字").await.unwrap();
        is_rule(revise_summary(app, &s.secretary, &id, "再补充").await, Rule::WrongState);
        let draft_page = s.g.world.get(Some(&s.staff_login), &format!("/summaries/{next}")).await;
        assert_eq!(draft_page.status, 404);
        // It becomes the draft of a publication.
        is_refused(publish_summary(app, &s.staff, &id).await);
        publish_summary(app, &s.office, &id).await.unwrap();
    });
}

/// A draft of others does not exist for those without a part in it; that is a refusal too.
fn hide(error: Error) -> Error {
    if matches!(error, Error::NotFound) { Error::Refused(Refusal::Role) } else { error }
}

async fn save_summary_as_both(s: &Stand, id: &Id, draft: &SummaryDraft) {
    let login =
        s.g.world.person("兼任", &[(Role::Sec, "tenant", ""), (Role::Wg, "campaign", s.g.campaign.as_str())]).await;
    let both = s.g.world.actor(&login).await;
    save_summary(s.app(), &both, id, 3, draft).await.unwrap();
    let own = freeze_summary(s.app(), &both, id, 4).await;
    assert!(matches!(own, Err(Error::Refused(Refusal::Conflict))), "{own:?}");
    save_summary(s.app(), &s.office, id, 4, draft).await.unwrap();
}

#[test]
fn the_tables_are_taken_by_those_who_may_see_the_rows() {
    on_both_engines(|world| async move {
        let s = Stand::on(world).await;
        let (app, campaign) = (s.app(), &s.g.campaign);
        let facts =
            ShortcomingFacts { phase: s.phase.to_string(), text: "=1+1 深度不够".into(), owner: "林岚".into() };
        add_shortcoming(app, &s.office, campaign, &facts).await.unwrap();
        let facts = MechanismFacts {
            kind: "rule".into(),
            title: "联系点制度".into(),
            text: "每月到联系点一次".into(),
            unit: s.unit.to_string(),
            owner: "林岚".into(),
            problem: String::new(),
            starts_on: date(2008, 7, 1),
            every_months: None,
        };
        add_mechanism(app, &s.office, campaign, &facts).await.unwrap();
        let office = s.g.world.person("又一个办公室", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let address = |which: &str| format!("/{which}/export?campaign={campaign}&file=csv");
        let own = s.g.world.get(Some(&office), &address("shortcomings")).await;
        assert_eq!(own.status, 200);
        assert!(own.body.contains("=1+1 深度不够") && own.body.contains("还没有着落"), "{}", own.body);
        assert_eq!(s.g.world.get(Some(&s.staff_login), &address("shortcomings")).await.status, 403);
        let all = s.g.world.get(Some(&s.staff_login), &address("mechanisms")).await;
        assert_eq!(all.status, 200);
        assert!(all.body.contains("联系点制度") && all.body.contains("制度完善"), "{}", all.body);
        assert_eq!(s.g.world.get(None, &address("mechanisms")).await.status, 303);
    });
}
