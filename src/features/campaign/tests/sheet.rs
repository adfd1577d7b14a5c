//! Tasks as a table: out, and new ones in (I14).

use ::store::params;
use jiff::civil::date;

use super::super::actions;
use super::super::sheet::{export_tasks, import_tasks};
use crate::audit::Act;
use crate::auth::Role;
use crate::error::{Error, Rule};
use crate::id::Id;
use crate::tables::write::Kind;
use crate::testing::{Login, World, on_both_engines};
use crate::text::Lang;

::store::statements! {
    CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, 's', 2008, 'h', 'c', 'draft', '2008-01-01', '2008-12-31')";
    ACTIVATE = "update campaign set state = 'active' where id = $1";
    TASKS = "select t.id || t.title || t.deliverable || t.due_on || t.state || coalesce(t.activity_id, '-') ||
        coalesce((select min(p.person_id) from task_person p where p.task_id = t.id), '-') from task t order by 1";
}

async fn standing(world: &World) -> Vec<String> {
    let read = world.app.db.read(|tx| tx.all(&TASKS, &params![], |row| row.get::<String>(0))).await;
    read.map_err(|e: ::store::StoreError| e).unwrap()
}

async fn ground(world: &World) -> (Id, Login) {
    let id = Id::random();
    let at = id.clone();
    let written = world.app.db.write(move |tx| tx.run(&CAMPAIGN, &params![&at, "双促"]).map(drop)).await;
    written.map_err(|e: ::store::StoreError| e).unwrap();
    let office = world.person("王芳", &[(Role::Wg, "campaign", id.as_str())]).await;
    let actor = world.actor(&office).await;
    let app = &world.app;
    actions::add_phase(app, &actor, &id, "第一阶段", 7, 9).await.unwrap();
    let phase = world.app.db.read({
        let id = id.clone();
        move |tx| super::super::store::phases(tx, &id)
    });
    let phase = phase.await.unwrap()[0].id.clone();
    actions::add_activity(app, &actor, &phase, "征求意见", true).await.unwrap();
    for (title, accountable) in [("=SUM(1)", Some(office.person.clone())), ("普通任务", None)] {
        let new = actions::NewTask {
            title: title.into(),
            deliverable: "'一份表".into(),
            due_on: date(2008, 8, 1),
            activity: None,
            accountable,
        };
        actions::add_task(app, &actor, &id, new).await.unwrap();
    }
    let at = id.clone();
    let written = world.app.db.write(move |tx| tx.run(&ACTIVATE, &params![&at]).map(drop)).await;
    written.map_err(|e: ::store::StoreError| e).unwrap();
    (id, office)
}

#[test]
fn i14_tasks_that_come_back_change_nothing_and_new_rows_become_drafts() {
    on_both_engines(|world| async move {
        let (id, office) = ground(&world).await;
        let (before, actor) = (standing(&world).await, world.actor(&office).await);
        let act = || Act::console(world.app.clock.now());
        for kind in Kind::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let bytes = export_tasks(&world.app, Some(&actor), act(), &id, lang, kind).await.unwrap();
                let name = format!("a.{}", kind.code());
                let done = import_tasks(&world.app, Some(&actor), act(), &id, (bytes, &name), false).await.unwrap();
                assert!(done.report.is_well(), "{kind:?} {lang:?} {:?}", done.report.bad);
                assert_eq!((done.new, done.same, done.written), (0, 2, false));
            }
        }
        assert_eq!(standing(&world).await, before);

        let text = "任务,预期成果,时限,活动,责任人\n=1+1,一份清单,2008-08-15,征求意见,王芳\n再一个,报告,2008-09-01,,\n";
        let file = || (text.as_bytes().to_vec(), "a.csv");
        let looked = import_tasks(&world.app, Some(&actor), act(), &id, file(), true).await.unwrap();
        assert_eq!((looked.new, looked.written), (2, false));
        assert_eq!(standing(&world).await, before);
        let done = import_tasks(&world.app, Some(&actor), act(), &id, file(), false).await.unwrap();
        assert!(done.written);
        let now = standing(&world).await;
        let formula = now.iter().find(|row| row.contains("=1+1")).unwrap();
        assert!(formula.contains("draft") && formula.ends_with(office.person.as_str()), "{formula}");
        let again = import_tasks(&world.app, Some(&actor), act(), &id, file(), false).await.unwrap();
        assert_eq!((again.new, again.same, again.written), (0, 2, false), "the same file twice");
        assert_eq!(standing(&world).await, now);
    });
}

#[test]
fn bad_rows_are_named_and_strangers_refused() {
    on_both_engines(|world| async move {
        let (id, office) = ground(&world).await;
        let (before, actor) = (standing(&world).await, world.actor(&office).await);
        let act = || Act::console(world.app.clock.now());
        let text = "任务,预期成果,时限,活动,责任人,状态\n\
            ,清单,2008-08-01,,,\n\
            甲,,2008-08-01,,,\n\
            乙,清单,明天,,,\n\
            丙,清单,2009-01-01,没有的,没有的人,\n\
            丁,清单,2008-08-01,,,已完成\n\
            戊,清单,2008-08-01,,,\n\
            戊,清单,2008-08-01,,,\n";
        let file = (text.as_bytes().to_vec(), "a.csv");
        let done = import_tasks(&world.app, Some(&actor), act(), &id, file, false).await.unwrap();
        let bad: Vec<(u32, &str, Rule)> = done.report.bad.iter().map(|b| (b.row, b.column.as_str(), b.rule)).collect();
        let expected = [
            (2, "任务", Rule::Missing),
            (3, "预期成果", Rule::Missing),
            (4, "时限", Rule::NotADate),
            (5, "时限", Rule::OutsideCampaign),
            (5, "活动", Rule::ActivityUnknown),
            (5, "责任人", Rule::PersonUnknown),
            (6, "状态", Rule::TaskRowFixed),
            (8, "任务", Rule::RowTwice),
        ];
        assert_eq!(bad, expected);
        // A row with its mark is a task that is there.
        let bytes = export_tasks(&world.app, Some(&actor), act(), &id, Lang::Zh, Kind::Csv).await.unwrap();
        let changed = String::from_utf8(bytes).unwrap().replace("普通任务", "别的任务");
        let done = import_tasks(&world.app, Some(&actor), act(), &id, (changed.into_bytes(), "a.csv"), false).await;
        assert_eq!(done.unwrap().report.bad[0].rule, Rule::TaskRowFixed);
        assert_eq!(standing(&world).await, before);

        let stranger = world.actor(&world.person("外人", &[]).await).await;
        let file = ("任务,预期成果,时限\n甲,乙,2008-08-01\n".as_bytes().to_vec(), "a.csv");
        let refused = import_tasks(&world.app, Some(&stranger), act(), &id, file, false).await;
        assert!(matches!(refused, Err(Error::Refused(_) | Error::NotFound)), "{refused:?}");
        let at = format!("/campaigns/{id}/tasks/import");
        assert_eq!(world.get(Some(&world.person("别人", &[]).await), &at).await.status, 403);
        let sent = world
            .upload(&office, &at, &[], ("file", "a.csv", "任务,预期成果,时限\n甲,乙,2008-08-01\n".as_bytes()))
            .await;
        let shown = world.get(Some(&office), sent.location()).await;
        assert!(shown.body.contains("新增 1 个任务"), "{}", shown.body);
        assert_eq!(world.post(Some(&office), sent.location(), &[]).await.location(), format!("/campaigns/{id}/tasks"));
        assert_eq!(standing(&world).await.len(), 3);
    });
}
