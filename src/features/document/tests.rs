//! The register of documents: numbers without gaps, texts that stay, and what they are made from.

use ::store::{Sql, Value, params};

use super::actions::{Wanted, issue_document};
use super::make;
use super::model::{Kind, Paper};
use crate::auth::Role;
use crate::consequences::plan_text::{PlanItem, PlanMeasure, PlanText};
use crate::id::Id;
use crate::testing::{Login, World, on_both_engines};

const CAMPAIGN: Sql = Sql::new(
    "test",
    "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
     values ($1, $2, '深入群众促和谐', 2008, '机关党委', '改进机关作风', 'active', '2008-01-01', '2008-12-31')",
);
const PLAN: Sql = Sql::new(
    "test",
    "insert into plan_version (id, campaign_id, no, state, title, preface, general, safeguards, three_parts, created_by, created_on,
     final_text, final_hash, version) values ($1, $2, 1, 'final', '整改方案', '', '', '', 0, $3, '2008-07-01', $4, 'h', 1)",
);

fn plan() -> PlanText {
    let item = PlanItem {
        id: Id::random(),
        no: "ZG-2008-001".into(),
        part: "rectify".into(),
        problem: "食堂排队时间长".into(),
        kind: "time_limited".into(),
        requirement: "夜班能吃到热饭".into(),
        due_on: Some("2008-07-31".into()),
        review_months: None,
        lead_cadre: "赵永年".into(),
        lead_unit: "总务部".into(),
        owner: "陈立".into(),
        measures: vec![PlanMeasure { text: "延长窗口".into(), criterion: "连续两周有登记".into() }],
    };
    PlanText {
        no: 1,
        title: "整改方案".into(),
        preface: "根据征求到的意见制定。".into(),
        general: "改一件成一件。".into(),
        safeguards: "责任到人。".into(),
        three_parts: false,
        items: vec![item],
    }
}

struct Cast {
    campaign: Id,
    plan: Id,
    office: Login,
    secretary: Login,
    staff: Login,
}

async fn run(world: &World, sql: Sql, values: impl Into<Vec<Value>>) {
    let values = values.into();
    world.app.db.write(move |tx| tx.run(&sql, &values).map(drop)).await.map_err(|e: ::store::StoreError| e).unwrap();
}

async fn cast(world: &World) -> Cast {
    let (campaign, id) = (Id::random(), Id::random());
    run(world, CAMPAIGN, params![&campaign, "双促"]).await;
    let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
    run(world, PLAN, params![&id, &campaign, &office.person, plan().to_text()]).await;
    let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
    let staff = world.person("李强", &[]).await;
    Cast { campaign, plan: id, office, secretary, staff }
}

fn wanted(cast: &Cast, kind: Kind, organ: &str) -> Wanted {
    Wanted {
        campaign: cast.campaign.clone(),
        kind,
        organ: organ.into(),
        source: (kind == Kind::Rectification).then(|| cast.plan.clone()),
        title: "关于抓好整改的通知".into(),
        byline: String::new(),
        addressee: String::new(),
        body: "各部室：\n一、总体要求\n改一件成一件。".into(),
        copies: String::new(),
    }
}

async fn register(world: &World, reader: &Login) -> String {
    world.get(Some(reader), "/documents").await.body
}

/// G16, R97: serials without a gap whatever is refused between them, no leading zero, and a void one keeps its place.
#[test]
fn numbers_have_no_gap_and_a_void_one_stays() {
    on_both_engines(|world| async move {
        let cast = cast(&world).await;
        let office = world.actor(&cast.office).await;
        let first = issue_document(&world.app, &office, &wanted(&cast, Kind::Notice, "机党通")).await.unwrap();
        // Refused: another kind under the same code, a plan that is not there, no text, somebody who may not.
        assert!(issue_document(&world.app, &office, &wanted(&cast, Kind::Minutes, "机党通")).await.is_err());
        let lost = Wanted { source: Some(Id::random()), ..wanted(&cast, Kind::Rectification, "机党整") };
        assert!(issue_document(&world.app, &office, &lost).await.is_err());
        let empty = Wanted { body: " ".into(), ..wanted(&cast, Kind::Notice, "机党通") };
        assert!(issue_document(&world.app, &office, &empty).await.is_err());
        let staff = world.actor(&cast.staff).await;
        assert!(issue_document(&world.app, &staff, &wanted(&cast, Kind::Notice, "机党通")).await.is_err());
        let evaluation = wanted(&cast, Kind::Evaluation, "机党评");
        assert!(issue_document(&world.app, &office, &evaluation).await.is_err(), "none was published");
        for _ in 0..2 {
            issue_document(&world.app, &office, &wanted(&cast, Kind::Notice, "机党通")).await.unwrap();
        }
        issue_document(&world.app, &office, &wanted(&cast, Kind::Rectification, "机党整")).await.unwrap();
        let page = register(&world, &cast.office).await;
        for number in ["机党通〔2008〕1号", "机党通〔2008〕2号", "机党通〔2008〕3号", "机党整〔2008〕1号"]
        {
            assert_eq!(page.matches(number).count(), 1, "{number}");
        }
        assert!(!page.contains("4号") && !page.contains("机党评"));
        // Only the secretary makes one void, and says why; then it is void for good.
        let path = format!("/documents/{first}/void");
        assert_eq!(world.post(Some(&cast.office), &path, &[("reason", "写错了")]).await.status, 403);
        assert_eq!(world.post(Some(&cast.secretary), &path, &[("reason", "")]).await.status, 422);
        assert_eq!(world.post(Some(&cast.secretary), &path, &[("reason", "写错了")]).await.status, 303);
        assert_eq!(world.post(Some(&cast.secretary), &path, &[("reason", "又一次")]).await.status, 409);
        let page = register(&world, &cast.office).await;
        assert!(page.contains("机党通〔2008〕1号") && page.contains("已作废"));
        issue_document(&world.app, &office, &wanted(&cast, Kind::Notice, "机党通")).await.unwrap();
        assert!(register(&world, &cast.office).await.contains("机党通〔2008〕4号"), "its number is not given again");
    });
}

/// R97: what was laid down gives the same bytes, whatever changes behind it.
#[test]
fn a_document_stays_as_it_was_laid_down() {
    on_both_engines(|world| async move {
        let cast = cast(&world).await;
        let office = world.actor(&cast.office).await;
        let id = issue_document(&world.app, &office, &wanted(&cast, Kind::Rectification, "机党整")).await.unwrap();
        let file = format!("/documents/{id}/file");
        let before = world.get(Some(&cast.office), &file).await;
        assert_eq!(before.status, 200);
        let other = PlanText { items: Vec::new(), ..plan() };
        run(
            &world,
            Sql::new("test", "update plan_version set final_text = $2 where id = $1"),
            params![&cast.plan, other.to_text()],
        )
        .await;
        run(&world, Sql::new("test", "update campaign set host = '别的机关' where id = $1"), params![&cast.campaign])
            .await;
        let after = world.get(Some(&cast.office), &file).await;
        assert_eq!(before.body, after.body);
        let text = world.get(Some(&cast.office), &format!("/documents/{id}/text")).await.body;
        let shown = world.get(Some(&cast.office), &format!("/documents/{id}")).await.body;
        assert!(
            shown.contains(&crate::audit::content_hash(text.as_bytes())),
            "the hash is of the text that is handed out"
        );
        let paper = Paper::parse(&text).unwrap();
        assert_eq!((paper.host.as_str(), paper.annexes.len()), ("机关党委", 1));
        // Who is not of the campaign's people finds nothing.
        for path in [file, format!("/documents/{id}"), format!("/documents/{id}/text"), "/documents".to_owned()] {
            assert_eq!(world.get(Some(&cast.staff), &path).await.status, 404, "{path}");
        }
    });
}

#[test]
fn the_form_shows_a_draft_and_keeps_what_was_written() {
    on_both_engines(|world| async move {
        let cast = cast(&world).await;
        let form = world.get(Some(&cast.office), "/documents/new?kind=rectification").await;
        assert!(form.body.contains("机党整") && form.body.contains(cast.plan.as_str()));
        let mut fields = vec![
            ("campaign", cast.campaign.as_str()),
            ("kind", "notice"),
            ("organ", "机党通"),
            ("title", "关于抓好整改的通知"),
            ("body", "各部室：\n请抓好落实。"),
            ("act", "preview"),
        ];
        let draft = world.post(Some(&cast.office), "/documents", &fields).await;
        assert_eq!(draft.status, 200);
        assert!(draft.headers["content-disposition"].to_str().unwrap().contains(".docx"));
        assert!(register(&world, &cast.office).await.contains("还没有公文"), "a draft takes no number");
        fields[2].1 = "机党1";
        fields[5].1 = "issue";
        let wrong = world.post(Some(&cast.office), "/documents", &fields).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("请抓好落实"));
        fields[2].1 = "机党通";
        assert_eq!(world.post(Some(&cast.office), "/documents", &fields).await.status, 303);
        assert_eq!(world.post(Some(&cast.staff), "/documents", &fields).await.status, 403);
    });
}

/// Every kind is laid out, and what was laid down elsewhere is told with its own figures.
#[test]
fn each_kind_can_be_laid_out() {
    let (body, annexes) = make::rectification(&plan());
    let told = serde_json::json!({
        "body": ["全体职工：", "现将情况通报如下。"],
        "lines": [{"merged_item": Id::random(), "summary": "食堂", "points": 7, "bucket": "done", "asked": "热饭", "done": "延长窗口",
                   "proven": "登记", "remains": "无"}],
    });
    let (greets, report) = make::report_back(&told.to_string()).unwrap();
    assert_eq!(greets.as_deref(), Some("全体职工"));
    assert!(format!("{report:?}").contains("1个问题，来自7条意见，其中已整改完成1个"));
    let withheld = serde_json::json!({"evaluation": {"name": "年终测评", "withheld": true, "items": []}});
    assert!(!format!("{:?}", make::evaluation(&withheld).unwrap()).contains("Table"), "no result of so few ballots");
    assert_eq!(make::evaluation(&serde_json::json!({"evaluation": null})), None);
    for kind in Kind::ALL {
        let paper = Paper {
            kind: kind.code().into(),
            number: "机党整〔2008〕3号".into(),
            host: "机关党委".into(),
            title: "关于抓好整改的通知".into(),
            body: if kind == Kind::ReportBack { report.clone() } else { body.clone() },
            annexes: annexes.clone(),
            day: "2008-07-08".into(),
            ..Paper::default()
        };
        assert_eq!(Paper::parse(&paper.to_text()), Some(paper.clone()));
        let bytes = paper.document(Some("0123456789abcdef")).unwrap().to_docx().unwrap();
        assert_eq!(bytes, paper.document(Some("0123456789abcdef")).unwrap().to_docx().unwrap(), "{kind:?}");
        assert_eq!(Kind::parse(kind.code()), Some(kind));
    }
}
