//! Tests of the plan and of the comments on it, on both engines.

mod api;

use ::store::params;
use jiff::civil::date;

use super::model::{PlanEvent as E, PlanState as S, difference, guard_content, guard_submit};
use crate::auth::Role;
use crate::consequences::plan_text::{PlanItem, PlanMeasure, PlanText};
use crate::error::{Error, Rule};
use crate::features::publication;
use crate::features::rectification::actions as rectification;
use crate::features::rectification::model::{Kind, Source};
use crate::features::rectification::store::Draft;
use crate::id::Id;
use crate::testing::{Answer, Login, World, on_both_engines};

::store::statements! {
    CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, '双促', 's', 2008, '机关党委', 'c', 'active', '2008-01-01', '2008-12-31')";
    UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', '总务部', 'z', null)";
    BRANCH = "insert into party_org (id, kind, name, name_key, parent_id) values ($1, 'branch', 'b', 'b', null)";
    ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, owner_unit_id, state, opens_on, closes_on, populations,
        subjects, kinds, allow_named, allow_anonymous, promise)
        values ($1, $2, 1, 'first round', $1, null, 'closed', '2008-06-01', '2008-06-30', '[]', '[]', '[]', 1, 1, '')";
    TAMPER = "update plan_version set final_text = 'x' where id = $1";
    COUNT = "select count(*) from publication_comment where publication_id = $1";
    ROWS = "select c.id, c.sign, c.received_on, coalesce(a.person_id, ''),
        case when c.release_id is null then 0 else 1 end from publication_comment c
        left join comment_author a on a.comment_id = c.id where c.publication_id = $1 order by c.sign";
    ITEM = "select state || '/' || requirement from rectification_item where id = $1";
    STATE = "select state from plan_version where id = $1";
    LINES = "select data from audit_line order by id";
}

/// Every pair, so that a new state or event is decided here too.
#[test]
fn every_state_and_event_is_decided() {
    let events =
        [E::Save, E::Submit, E::Approve, E::Return, E::Publish, E::CloseComments, E::Finalise, E::Amend, E::Withdraw];
    let table = [
        (S::Draft, E::Save, S::Draft),
        (S::Draft, E::Submit, S::Review),
        (S::Review, E::Approve, S::Approved),
        (S::Review, E::Return, S::Draft),
        (S::Approved, E::Publish, S::Published),
        (S::Published, E::CloseComments, S::CommentsClosed),
        (S::Published, E::Withdraw, S::Approved),
        (S::CommentsClosed, E::Save, S::CommentsClosed),
        (S::CommentsClosed, E::Finalise, S::Final),
        (S::CommentsClosed, E::Withdraw, S::Approved),
        (S::Final, E::Amend, S::Draft),
    ];
    let mut allowed = 0;
    for state in S::ALL {
        assert_eq!(S::parse(state.code()), Some(state));
        for event in events {
            let expected = table.iter().find(|(s, e, _)| (*s, *e) == (state, event)).map(|(.., to)| *to);
            assert_eq!(state.next(event), expected, "{state:?} {event:?}");
            allowed += usize::from(expected.is_some());
        }
    }
    assert_eq!(allowed, table.len());
}

fn item(no: &str, requirement: &str) -> PlanItem {
    PlanItem {
        id: Id::parse("0123456789abcdef0123456789abcdef").unwrap_or_else(Id::random),
        no: no.into(),
        part: "rectify".into(),
        problem: "食堂排队时间长".into(),
        kind: "time_limited".into(),
        requirement: requirement.into(),
        due_on: Some("2008-08-29".into()),
        review_months: None,
        lead_cadre: "赵永年".into(),
        lead_unit: "总务部".into(),
        owner: "陈立".into(),
        measures: vec![PlanMeasure { text: "m".into(), criterion: "c".into() }],
    }
}

fn text(items: Vec<PlanItem>) -> PlanText {
    PlanText {
        no: 1,
        title: "t".into(),
        preface: "p".into(),
        general: "g".into(),
        safeguards: "s".into(),
        three_parts: false,
        items,
    }
}

#[test]
fn r68_r82_what_a_plan_needs() {
    let full = text(vec![item("1", "r")]);
    assert_eq!(guard_submit(&full, 1), Ok(()));
    assert_eq!(guard_submit(&full, 0), Err(Rule::PlanNeedsRound));
    assert_eq!(guard_submit(&text(Vec::new()), 1), Err(Rule::PlanTexts));
    for blank in ["preface", "general", "safeguards"] {
        let mut gap = full.clone();
        match blank {
            "preface" => gap.preface = " ".into(),
            "general" => gap.general = String::new(),
            _ => gap.safeguards = "\n".into(),
        }
        assert_eq!(guard_submit(&gap, 1), Err(Rule::PlanTexts), "{blank}");
    }
    assert_eq!(guard_content("p", "r"), Ok(()));
    assert_eq!(guard_content("p", " "), Err(Rule::PlanItemEmpty));
    assert_eq!(guard_content("", "r"), Err(Rule::PlanItemEmpty));
}

#[test]
fn the_difference_names_what_was_added_taken_out_and_changed() {
    let (one, mut two) = (item("1", "r"), item("2", "r"));
    two.id = Id::random();
    let before = text(vec![one.clone()]);
    assert!(difference(&before, &before).is_empty());
    let mut after = text(vec![two.clone()]);
    after.general = "other".into();
    let found = difference(&before, &after);
    assert_eq!((found.added, found.removed), (vec![two], vec![one.clone()]));
    assert_eq!(found.texts.iter().map(|c| c.field).collect::<Vec<_>>(), ["general"]);
    let mut changed = one;
    changed.requirement = "new".into();
    changed.due_on = None;
    changed.measures.clear();
    let found = difference(&before, &text(vec![changed]));
    let fields: Vec<_> = found.changed[0].changes.iter().map(|c| c.field).collect();
    assert_eq!(fields, ["requirement", "due_on", "measures"]);
    assert_eq!((found.changed[0].changes[0].before.as_str(), found.changed[0].changes[0].after.as_str()), ("r", "new"));
}

struct Cast {
    campaign: Id,
    secretary: Login,
    both: Login,
    office: Login,
    staff: Login,
    member: Login,
    branch: Id,
    item: Id,
}

impl Cast {
    async fn on(world: &World) -> Cast {
        let [campaign, unit, branch] = [(); 3].map(|()| Id::random());
        let at = [campaign.clone(), unit.clone(), branch.clone()];
        let written = world.app.db.write(move |tx| {
            tx.run(&CAMPAIGN, &params![&at[0]])?;
            tx.run(&UNIT, &params![&at[1]])?;
            tx.run(&BRANCH, &params![&at[2]]).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
        let roles = [(Role::Wg, "campaign", campaign.as_str()), (Role::Sec, "tenant", "")];
        let both = world.person("钱某某", &roles).await;
        let owner = world.person_in("陈立", Some(&unit), None, false, &[]).await;
        let lead = world.person_in("赵永年", Some(&unit), None, true, &[]).await;
        let staff = world.person_in("马丽", Some(&unit), None, false, &[]).await;
        let member = world.person_in("周敏", None, Some(&branch), false, &[]).await;
        let draft = Draft {
            source: Source::SelfCheck,
            problem: "食堂排队时间长".into(),
            category: "生活".into(),
            cause: String::new(),
            kind: Kind::TimeLimited,
            requirement: "夜班能吃到热饭".into(),
            lead_cadre: Some(lead.person.clone()),
            lead_unit: Some(unit),
            assist: Vec::new(),
            owner: Some(owner.person.clone()),
            start_on: None,
            due_on: Some(date(2008, 8, 29)),
            review_months: None,
            note: String::new(),
        };
        let actor = world.actor(&office).await;
        let item = rectification::create_item(&world.app, &actor, &campaign, None, &draft).await.unwrap();
        Cast { campaign, secretary, both, office, staff, member, branch, item }
    }

    async fn measure(&self, world: &World) {
        let office = world.actor(&self.office).await;
        let measure = rectification::MeasureDraft {
            text: "夜班窗口延到次日 1 点".into(),
            criterion: "连续两周有售卖登记".into(),
            node_on: None,
        };
        rectification::add_measure(&world.app, &office, &self.item, &measure).await.unwrap();
    }
}

async fn text_of(world: &World, sql: ::store::Sql, id: &Id) -> String {
    let id = id.clone();
    let read = world.app.db.read(move |tx| tx.one(&sql, &params![&id], |row| row.get::<String>(0)));
    read.await.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
}

async fn count(world: &World, id: &Id) -> i64 {
    let id = id.clone();
    let read = world.app.db.read(move |tx| tx.one(&COUNT, &params![&id], |row| row.get::<i64>(0)));
    read.await.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
}

async fn ok(answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

fn id_in(path: &str, prefix: &str) -> Id {
    let rest = path.strip_prefix(prefix).unwrap();
    Id::parse(rest.split(['/', '?']).next().unwrap()).unwrap()
}

async fn findings(world: &World) -> Vec<crate::audit::Finding> {
    let app = &world.app;
    crate::audit::seal(&app.db, &app.config.anchor(), app.clock.now()).await.unwrap();
    crate::audit::verify(&app.db, &app.blobs, &app.config.anchor(), app.clock.now()).await.unwrap().findings
}

async fn edit(world: &World, cast: &Cast, plan: &Id, version: &str, requirement: &str) -> Answer {
    let fields = [
        ("version", version),
        ("title", "“双促”活动整改方案"),
        ("preface", "根据征求到的意见，制订本方案。"),
        ("general", "边查边改，件件有着落。"),
        ("safeguards", "工作小组每周督促一次。"),
        ("item", cast.item.as_str()),
        ("include", cast.item.as_str()),
        ("part", "rectify"),
        ("requirement", requirement),
        ("due_on", "2008-08-29"),
    ];
    world.post(Some(&cast.office), &format!("/plans/{plan}/edit"), &fields).await
}

async fn begun(world: &World, cast: &Cast) -> Id {
    let fields = [("campaign", cast.campaign.as_str()), ("title", "整改方案")];
    let path = ok(world.post(Some(&cast.office), "/plans", &fields).await).await;
    id_in(&path, "/plans/")
}

async fn with_round(world: &World, cast: &Cast) {
    let (campaign, round) = (cast.campaign.clone(), Id::random());
    let written = world.app.db.write(move |tx| tx.run(&ROUND, &params![&round, &campaign]).map(drop));
    written.await.map_err(|e: ::store::StoreError| e).unwrap();
}

/// Publishes an approved plan to an audience until 15 July; the publication's key.
async fn published(world: &World, cast: &Cast, plan: &Id, reach: &[(&str, &str)], comments: &str) -> Id {
    let path = ok(world.post(Some(&cast.office), &format!("/plans/{plan}/publish"), &[]).await).await;
    let publication = id_in(&path, "/publications/");
    let mut fields = vec![("version", "1"), ("title", "整改方案"), ("closes_on", "2008-07-15"), ("comments", comments)];
    fields.extend_from_slice(reach);
    ok(world.post(Some(&cast.office), &format!("{path}/save"), &fields).await).await;
    ok(world.post(Some(&cast.secretary), &format!("{path}/approve"), &[("names", "yes")]).await).await;
    ok(world.post(Some(&cast.office), &format!("{path}/open"), &[("sure", "yes")]).await).await;
    publication
}

async fn approved(world: &World, cast: &Cast) -> Id {
    cast.measure(world).await;
    with_round(world, cast).await;
    let plan = begun(world, cast).await;
    ok(edit(world, cast, &plan, "1", "夜班能吃到热饭").await).await;
    ok(world.post(Some(&cast.office), &format!("/plans/{plan}/submit"), &[]).await).await;
    ok(world.post(Some(&cast.secretary), &format!("/plans/{plan}/approve"), &[]).await).await;
    plan
}

#[test]
fn r69_r72_a_plan_is_approved_published_commented_on_laid_down_and_amended() {
    on_both_engines(|world| async move {
        let cast = Cast::on(&world).await;
        let plan = begun(&world, &cast).await;
        let at = |verb: &str| format!("/plans/{plan}/{verb}");
        let again = [("campaign", cast.campaign.as_str()), ("title", "又一份")];
        assert_eq!(world.post(Some(&cast.office), "/plans", &again).await.status, 409, "one plan a campaign");

        // R69, R82: what is missing is said, and nothing happens.
        let early = world.post(Some(&cast.office), &at("submit"), &[]).await;
        assert_eq!(early.status, 409);
        assert!(early.body.contains("前言、总体要求、保障措施都要写"));
        ok(edit(&world, &cast, &plan, "1", "夜班能吃到热饭").await).await;
        let stale = edit(&world, &cast, &plan, "1", "夜班能吃到热饭").await;
        assert_eq!(stale.status, 409, "somebody else saved in between");
        let early = world.post(Some(&cast.office), &at("submit"), &[]).await;
        assert!(early.body.contains("还没有一轮征求意见已经截止"), "{}", early.body);
        with_round(&world, &cast).await;
        let early = world.post(Some(&cast.office), &at("submit"), &[]).await;
        assert!(early.status == 409 && early.body.contains("缺一不可"), "no measure yet");
        cast.measure(&world).await;
        ok(world.post(Some(&cast.office), &at("submit"), &[]).await).await;

        // Who may what.
        assert_eq!(world.get(Some(&cast.staff), &format!("/plans/{plan}")).await.status, 404);
        assert_eq!(world.post(Some(&cast.staff), &at("approve"), &[]).await.status, 404);
        assert_eq!(world.post(Some(&cast.office), &at("approve"), &[]).await.status, 403);
        let silent = world.post(Some(&cast.secretary), &at("return"), &[("reason", " ")]).await;
        assert_eq!(silent.status, 422);
        ok(world.post(Some(&cast.secretary), &at("return"), &[("reason", "时限写具体")]).await).await;
        assert!(world.get(Some(&cast.office), &format!("/plans/{plan}")).await.body.contains("时限写具体"));
        ok(world.post(Some(&cast.both), &at("submit"), &[]).await).await;
        assert_eq!(world.post(Some(&cast.both), &at("approve"), &[]).await.status, 403, "not what he submitted");
        assert!(world.get(Some(&cast.secretary), "/todo").await.body.contains("审批整改方案"));
        ok(world.post(Some(&cast.secretary), &at("approve"), &[]).await).await;
        assert_eq!(text_of(&world, ITEM, &cast.item).await, "not_started/夜班能吃到热饭");
        assert_eq!(edit(&world, &cast, &plan, "1", "别的").await.status, 409, "approved is as it stood");
        assert_eq!(findings(&world).await, []);

        // Out, with the plan in the frozen text.
        let publication = published(&world, &cast, &plan, &[("reach", "everyone")], "both").await;
        assert_eq!(text_of(&world, STATE, &plan).await, "published");
        let path = format!("/publications/{publication}");
        let page = world.get(Some(&cast.staff), &path).await;
        assert!(page.body.contains("夜班窗口延到次日 1 点") && page.body.contains("连续两周有售卖登记"));
        assert!(world.get(Some(&cast.staff), &format!("/plans/{plan}")).await.status == 200, "it is published to her");
        let frozen = world.get(Some(&cast.staff), &format!("{path}/text")).await.body;
        assert!(frozen.contains("夜班能吃到热饭"));

        // Two comments, one of them into the box.
        let code = page.between("href=\"/c/", "\"").to_owned();
        assert_eq!(world.get(None, &format!("/c/{code}")).await.status, 200);
        let named = [("text", "窗口最好开到两点。")];
        ok(world.post(Some(&cast.staff), &format!("{path}/comment"), &named).await).await;
        let silent = world.post(None, &format!("/c/{code}"), &[("text", " ")]).await;
        assert_eq!(silent.status, 422);
        let lines = world.app.db.read(|tx| tx.all(&LINES, &params![], |row| row.get::<String>(0)));
        let lines: Result<Vec<String>, ::store::StoreError> = lines.await;
        let lines = lines.unwrap().len();
        let dropped = world.post(Some(&cast.member), &format!("/c/{code}"), &[("text", "责任人换成班组的人。")]).await;
        assert_eq!(dropped.status, 200, "{}", dropped.body);
        let receipt = dropped.between("id=\"code\">", "</p>").replace("<span>", "").replace("</span>", "");
        assert_eq!(count(&world, &publication).await, 1, "the other one lies in the box");
        let after = world.app.db.read(|tx| tx.all(&LINES, &params![], |row| row.get::<String>(0)));
        let after: Result<Vec<String>, ::store::StoreError> = after.await;
        assert_eq!(after.unwrap().len(), lines, "an anonymous act has no line");
        let code_form = [("code", receipt.as_str())];
        assert!(world.post(None, "/receipt", &code_form).await.body.contains("在投递箱中"));
        assert_eq!(world.post(Some(&cast.secretary), &at("finalise"), &[]).await.status, 409);

        // Its last day passes: the box is opened with it.
        world.set_clock(date(2008, 7, 16), 9);
        publication::close_when_due(&world.app, &publication).await.unwrap();
        assert_eq!(text_of(&world, STATE, &plan).await, "comments_closed");
        assert_eq!(world.post(None, &format!("/c/{code}"), &[("text", "迟了")]).await.status, 409);
        let key = publication.clone();
        let rows = world.app.db.read(move |tx| {
            tx.all(&ROWS, &params![&key], |row| {
                Ok((
                    row.get::<Id>(0)?,
                    row.get::<String>(1)?,
                    row.get::<String>(2)?,
                    row.get::<String>(3)?,
                    row.get::<i64>(4)?,
                ))
            })
        });
        let rows = rows.await.map_err(|e: ::store::StoreError| e).unwrap();
        let facts: Vec<_> = rows.iter().map(|r| (r.1.as_str(), r.2.as_str(), r.3.as_str(), r.4)).collect();
        let staff = cast.staff.person.to_string();
        let expected = [("anonymous", "2008-07-08", "", 1), ("named", "2008-07-08", staff.as_str(), 0)];
        assert_eq!(facts, expected, "no person and no time finer than the day of the box");

        // Each is answered; nothing is settled and nothing final before.
        let finalise = world.post(Some(&cast.secretary), &at("finalise"), &[]).await;
        assert!(finalise.status == 409 && finalise.body.contains("还没有全部处理"));
        assert_eq!(world.post(Some(&cast.office), &format!("{path}/dispose"), &[]).await.status, 409);
        assert_eq!(world.get(Some(&cast.staff), &format!("{path}/comments")).await.status, 404, "not told yet");
        let answer = |n: usize| format!("{path}/comments/{}", rows[n].0);
        let turned_down = [("disposition", "not_adopted"), ("answer", " ")];
        assert_eq!(world.post(Some(&cast.office), &answer(0), &turned_down).await.status, 422, "no reason given");
        let why = [("disposition", "not_adopted"), ("answer", "班组的人没有采购权限。")];
        ok(world.post(Some(&cast.office), &answer(0), &why).await).await;
        assert_eq!(world.post(Some(&cast.staff), &answer(1), &why).await.status, 403);
        ok(world.post(Some(&cast.office), &answer(1), &[("disposition", "adopted"), ("answer", "")]).await).await;
        let told = world.post(None, "/receipt", &code_form).await.body;
        assert!(told.contains("不采纳") && told.contains("班组的人没有采购权限。"), "{told}");
        assert!(world.get(Some(&cast.staff), "/my/comments").await.body.contains("采纳"));
        ok(world.post(Some(&cast.office), &format!("{path}/dispose"), &[]).await).await;
        let list = world.get(Some(&cast.member), &format!("{path}/comments")).await.body;
        assert!(list.contains("窗口最好开到两点。") && list.contains("责任人换成班组的人。"));
        assert!(!list.contains("马丽"), "no names");

        // Revised by what was said, and laid down.
        let form = world.get(Some(&cast.office), &at("edit")).await.body;
        let version = form.split("name=\"version\" value=\"").nth(1).and_then(|r| r.split('"').next()).unwrap();
        ok(edit(&world, &cast, &plan, version, "夜班到两点都能吃到热饭").await).await;
        assert_eq!(world.post(Some(&cast.office), &at("finalise"), &[]).await.status, 403);
        ok(world.post(Some(&cast.secretary), &at("finalise"), &[]).await).await;
        assert_eq!(text_of(&world, ITEM, &cast.item).await, "not_started/夜班到两点都能吃到热饭");
        assert_eq!(world.get(Some(&cast.staff), &format!("{path}/text")).await.body, frozen, "I10");
        assert_eq!(findings(&world).await, []);

        // Amended.
        assert_eq!(world.post(Some(&cast.office), &at("amend"), &[("reason", "r")]).await.status, 403);
        let next = ok(world.post(Some(&cast.secretary), &at("amend"), &[("reason", "新灶台到了")]).await).await;
        let second = id_in(&next, "/plans/");
        assert_eq!(
            world.post(Some(&cast.secretary), &at("amend"), &[("reason", "r")]).await.status,
            409,
            "one at a time"
        );
        ok(edit(&world, &cast, &second, "1", "全天都能吃到热饭").await).await;
        assert_eq!(
            text_of(&world, ITEM, &cast.item).await,
            "not_started/夜班到两点都能吃到热饭",
            "not before it is approved"
        );
        let shown = world.get(Some(&cast.secretary), &format!("/plans/{second}/diff")).await.body;
        assert!(shown.contains("夜班到两点都能吃到热饭") && shown.contains("全天都能吃到热饭"), "{shown}");
        ok(world.post(Some(&cast.office), &format!("/plans/{second}/submit"), &[]).await).await;
        ok(world.post(Some(&cast.secretary), &format!("/plans/{second}/approve"), &[]).await).await;
        assert_eq!(text_of(&world, ITEM, &cast.item).await, "not_started/全天都能吃到热饭");
        assert_eq!(text_of(&world, STATE, &plan).await, "final", "the old version stays");
        assert_eq!(findings(&world).await, []);
        let key = plan.clone();
        let tampered = world.app.db.write(move |tx| tx.run(&TAMPER, &params![&key]).map(drop));
        tampered.await.map_err(|e: ::store::StoreError| e).unwrap();
        assert_eq!(findings(&world).await, [crate::audit::Finding::Content(format!("plan:{plan}"))]);
    });
}

#[test]
fn i11_outside_the_audience_there_is_nothing_to_comment_on() {
    on_both_engines(|world| async move {
        let cast = Cast::on(&world).await;
        let plan = approved(&world, &cast).await;
        let reach = [("reach", "some"), ("branches", cast.branch.as_str())];
        let publication = published(&world, &cast, &plan, &reach, "named").await;
        let path = format!("/publications/{publication}/comment");
        let form = [("text", "意见")];
        for (who, expected) in [(Some(&cast.member), 303), (Some(&cast.staff), 404), (Some(&cast.office), 403)] {
            assert_eq!(world.post(who, &path, &form).await.status, expected);
        }
        let nowhere = format!("/publications/{}/comment", Id::random());
        assert_eq!(world.post(Some(&cast.staff), &nowhere, &form).await.status, 404);
        assert_eq!(world.get(Some(&cast.staff), &path).await.status, 404);
        assert_eq!(world.get(Some(&cast.staff), &format!("/publications/{publication}/comments")).await.status, 404);
        let page = world.get(Some(&cast.member), &format!("/publications/{publication}")).await.body;
        assert!(!page.contains("/c/"), "named ones only");
        assert_eq!(world.post(None, &format!("/c/{}", Id::random()), &form).await.status, 404);
        assert_eq!(count(&world, &publication).await, 1);
        let long = "字".repeat(2001);
        assert_eq!(world.post(Some(&cast.member), &path, &[("text", long.as_str())]).await.status, 422);

        // Taken back: the plan is approved again and can be published anew.
        let secretary = world.actor(&cast.secretary).await;
        publication::actions::revoke(&world.app, &secretary, &publication, "另发").await.unwrap();
        assert_eq!(text_of(&world, STATE, &plan).await, "approved");
        assert_eq!(world.post(Some(&cast.member), &path, &form).await.status, 409);
        let second = published(&world, &cast, &plan, &[("reach", "everyone")], "off").await;
        assert_ne!(second, publication);
        let closed = world.post(Some(&cast.member), &format!("/publications/{second}/comment"), &form).await;
        assert!(closed.status == 409 && closed.body.contains("没有开放意见"));
    });
}

#[test]
fn another_campaigns_office_writes_nothing() {
    on_both_engines(|world| async move {
        let cast = Cast::on(&world).await;
        let plan = approved(&world, &cast).await;
        let other = world.person("李别", &[(Role::Wg, "campaign", Id::random().as_str())]).await;
        let other = world.actor(&other).await;
        let app = &world.app;
        let made = super::actions::create_plan(app, &other, &cast.campaign, "t").await;
        assert!(matches!(made, Err(Error::Refused(_))), "{made:?}");
        let out = super::actions::prepare_publication(app, &other, &plan).await;
        assert!(matches!(out, Err(Error::NotFound | Error::Refused(_))), "{out:?}");
        let amended = super::actions::amend_plan(app, &other, &plan, "r").await;
        assert!(matches!(amended, Err(Error::NotFound | Error::Refused(_))), "{amended:?}");
    });
}
