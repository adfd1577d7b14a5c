//! The demonstration's campaign is brought to its end by the product's own actions, put away, and followed by the next.

use jiff::civil::date;
use store::params;

use crate::auth::{Actor, store as accounts};
use crate::demo;
use crate::error::{Error, Rule};
use crate::features::campaign::actions::{
    CampaignFacts, NewCampaign, Start, change_campaign, change_task, create_campaign, state_to_gate,
};
use crate::features::campaign::model::{CampaignEvent, Check, TaskEvent};
use crate::features::campaign::store as campaigns;
use crate::features::closing::actions::{SummaryDraft, begin_summary, freeze_summary, save_summary};
use crate::features::closing::model::Blocks;
use crate::features::opinion::actions as opinion;
use crate::features::publication::actions as publication;
use crate::features::publication::model::PubEvent;
use crate::id::Id;
use crate::testing::{World, on_both_engines};

store::statements! {
    pub ACCOUNT = "select a.id from account a where a.login = $1";
    pub ROUNDS = "select id, state from collection_round order by ordinal";
    pub PUBLICATIONS = "select id from publication where state = 'open' order by id";
    pub TASKS = "select id from task where campaign_id = $1 and state in ('draft', 'active') order by id";
    pub LEFT = "select s.text, f.ordinal, s.state from shortcoming s join phase f on f.id = s.phase_id where s.campaign_id = $1 order by s.text";
    pub DRAFTS = "select count(*) from task where campaign_id = $1 and state = 'draft' and due_on >= '2009-01-01'";
}

struct Stand {
    world: World,
    campaign: Id,
    office: Actor,
    secretary: Actor,
}

impl Stand {
    async fn event(&self, actor: &Actor, event: CampaignEvent) -> Result<(), Error> {
        change_campaign(&self.world.app, actor, &self.campaign, event, "").await
    }

    /// What keeps a gate shut, by code.
    async fn shut(&self, event: CampaignEvent) -> Vec<String> {
        let actor = if event == CampaignEvent::Archive { &self.office } else { &self.secretary };
        match self.event(actor, event).await {
            Err(Error::Rule(Rule::GateShut, missing)) => missing.split(", ").map(str::to_owned).collect(),
            other => panic!("{other:?}"),
        }
    }

    async fn ids(&self, sql: &store::Sql) -> Vec<Id> {
        let sql = sql.clone();
        self.world.app.db.read(move |tx| tx.all(&sql, &params![], |row| row.get(0))).await.unwrap()
    }
}

async fn actor(world: &World, login: &'static str) -> Actor {
    let today = world.app.clock.now().today();
    let found = world.app.db.read(move |tx| {
        let account: Option<Id> = tx.one(&ACCOUNT, &params![login], |row| row.get(0))?;
        accounts::actor_of_account(tx, &account.unwrap(), today)
    });
    found.await.unwrap().unwrap()
}

#[test]
fn the_demonstration_ends_is_put_away_and_followed() {
    on_both_engines(|world| async move {
        world.app.clock.set(demo::first_moment());
        demo::fill(&world.app).await.unwrap();
        let (office, secretary) = (actor(&world, "bangongshi").await, actor(&world, "shuji").await);
        let campaign = world.app.db.read(campaigns::active).await.unwrap().unwrap().id;
        let s = Stand { world, campaign, office, secretary };
        let app = &s.world.app;
        assert_eq!(s.shut(CampaignEvent::EnterClosing).await, ["phases"]);
        let waiver = "上级要求提前总结。";
        state_to_gate(app, &s.secretary, &s.campaign, None, Check::Phases, waiver).await.unwrap();
        s.event(&s.secretary, CampaignEvent::EnterClosing).await.unwrap();
        let missing = s.shut(CampaignEvent::Close).await;
        let expected = ["rounds_sorted", "items_done", "summary", "tasks_ended"];
        assert_eq!(missing, expected, "what the demonstration has not done");

        for round in s.ids(&ROUNDS).await.into_iter().skip(1) {
            opinion::close_round(app, &s.office, &round).await.unwrap();
            opinion::finish_sorting(app, &s.office, &round).await.unwrap();
        }
        let promise = "由原责任人继续办理，办公室按季检查。";
        state_to_gate(app, &s.office, &s.campaign, None, Check::ItemsDone, promise).await.unwrap();
        let summary = begin_summary(app, &s.office, &s.campaign, "总结").await.unwrap();
        let blocks = Blocks {
            achievements: "{总的一句话}".into(),
            experience: "一".into(),
            problems: "二".into(),
            shortcomings: "三".into(),
        };
        save_summary(app, &s.office, &summary, 1, &SummaryDraft { title: "总结".into(), blocks }).await.unwrap();
        freeze_summary(app, &s.secretary, &summary, 2).await.unwrap();
        let of = s.campaign.clone();
        let tasks = app.db.read(move |tx| tx.all(&TASKS, &params![&of], |row| row.get::<Id>(0))).await.unwrap();
        for task in tasks {
            change_task(app, &s.office, &task, TaskEvent::Cancel, "转到下一个活动").await.unwrap();
        }
        s.event(&s.secretary, CampaignEvent::Close).await.unwrap();
        // It is opened once more, with a reason.
        assert!(change_campaign(app, &s.secretary, &s.campaign, CampaignEvent::Reopen, "").await.is_err());
        change_campaign(app, &s.secretary, &s.campaign, CampaignEvent::Reopen, "漏了一项").await.unwrap();
        s.event(&s.secretary, CampaignEvent::Close).await.unwrap();

        // The archive asks for its own, and a closed campaign can still settle it.
        assert_eq!(s.shut(CampaignEvent::Archive).await, ["rounds_fed_back", "publications_ended"]);
        for round in s.ids(&ROUNDS).await {
            // The first one was fed back in July already, or is now.
            opinion::feed_back(app, &s.office, &round, "原话和汇总已送各部室").await.ok();
        }
        for id in s.ids(&PUBLICATIONS).await {
            publication::advance(app, &s.office, &id, PubEvent::Close).await.unwrap();
            publication::advance(app, &s.office, &id, PubEvent::Dispose).await.unwrap();
        }
        s.event(&s.office, CampaignEvent::Archive).await.unwrap();
        let of = s.campaign.clone();
        let kept = app.db.read(move |tx| campaigns::gate::reports(tx, &of)).await.unwrap();
        let events: Vec<&str> = kept.iter().map(|r| r.event.as_str()).collect();
        assert_eq!(events, ["archive", "close", "close", "enter_closing", "pass", "pass"]);
        let boxed: Vec<&str> = kept[0].text.record_box.iter().map(|b| b.kind.as_str()).collect();
        assert_eq!((boxed.first(), boxed.last()), (Some(&"plan"), Some(&"summary")), "{boxed:?}");
        assert!(boxed.contains(&"publication") && boxed.contains(&"evaluation"));
        next_year(&s).await;
    });
}

/// The next one has the phases, the group and the tasks of this one, and the shortcomings that it left over.
async fn next_year(s: &Stand) {
    let app = &s.world.app;
    let facts = CampaignFacts {
        short_name: "双促2009".into(),
        slogan: "深入群众促和谐，凝心聚力促发展".into(),
        year: 2009,
        host: "机关党委".into(),
        content: String::new(),
        starts_on: date(2009, 1, 1),
        ends_on: date(2009, 12, 31),
    };
    let start = Start::Follows { campaign: s.campaign.clone(), people: true };
    let next = create_campaign(app, &s.secretary, NewCampaign { facts, start }).await.unwrap();
    let of = next.clone();
    let (phases, left, drafts, group) = app
        .db
        .read(move |tx| {
            let left = tx.all(&LEFT, &params![&of], |row| {
                Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?))
            })?;
            let drafts = campaigns::count(tx, &DRAFTS, &params![&of])?;
            Ok::<_, Error>((campaigns::phases(tx, &of)?, left, drafts, campaigns::group(tx, &of)?))
        })
        .await
        .unwrap();
    assert_eq!(phases.iter().map(|p| p.activities).collect::<Vec<_>>(), [4, 4, 4, 4]);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.iter().all(|(_, phase, state)| *phase == 1 && state == "open"));
    assert_eq!(drafts, 2, "the two tasks that were done, a year later");
    assert!(group.len() > 4);
}
