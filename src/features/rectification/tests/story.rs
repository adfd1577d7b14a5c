//! The whole way of an item over the web: from a merged item through an extension and a return to closed by three
//! reviewers, none of them the owner.

use super::*;
use crate::testing::{Answer, on_both_engines};

async fn made(world: &World, cast: &Cast) -> String {
    let page = world.get(Some(&cast.office), &format!("/items/new?merged={}", cast.merged)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("食堂排队时间长，夜班吃不上热饭"), "the problem is filled in");
    let made = world
        .post(
            Some(&cast.office),
            "/items/new",
            &[
                ("merged", cast.merged.as_str()),
                ("campaign", cast.campaign.as_str()),
                ("source", "opinion"),
                ("problem", "食堂排队时间长，夜班吃不上热饭"),
                ("category", "生活"),
                ("kind", "time_limited"),
                ("requirement", "夜班职工下班前后能吃到热饭"),
                ("owner", "陈立（总务部）"),
                ("lead_cadre", "赵永年"),
                ("lead_unit", cast.unit.as_str()),
                ("assist", cast.other_unit.as_str()),
                ("due_on", "2008-07-18"),
            ],
        )
        .await;
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().to_owned()
}

async fn ok(answer: Answer) {
    assert_eq!(answer.status, 303, "{}", answer.body);
}

#[test]
fn an_item_is_made_extended_returned_and_closed_by_different_people() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let path = made(&world, &cast).await;
        let id = Id::parse(path.strip_prefix("/items/").unwrap()).unwrap();
        assert_eq!(item(&world, &id).await.no, "ZG-2008-001");
        let at = |rest: &str| format!("{path}{rest}");

        // Without a measure that can be checked, the secretary is told and nothing happens.
        let page = world.get(Some(&cast.secretary), &path).await;
        assert!(page.body.contains("disabled") && page.body.contains("缺一不可"));
        let refused = world.post(Some(&cast.secretary), &at("/approve"), &[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("缺一不可"));
        let measure = [("measure", "夜班窗口延到次日 1 点"), ("criterion", "连续两周有售卖登记"), ("node_on", "")];
        ok(world.post(Some(&cast.office), &at("/measures"), &measure).await).await;
        ok(world.post(Some(&cast.secretary), &at("/approve"), &[]).await).await;
        ok(world.post(Some(&cast.owner), &at("/start"), &[]).await).await;

        // Work.
        let progress = [("progress", "第一晚售出 64 份"), ("percent", "40")];
        ok(world.post(Some(&cast.owner), &at("/progress"), &progress).await).await;
        ok(world.post(Some(&cast.clerk), &at("/progress"), &[("progress", "登记表已汇总")]).await).await;
        let page = world.get(Some(&cast.owner), &path).await;
        assert!(page.body.contains("还有 1 项措施没有完成") && page.body.contains("还缺佐证材料"));
        let done = at(&format!("/measures/{}/done", measures(&world, &id).await[0]));
        ok(world.post(Some(&cast.owner), &done, &[("result", "共 21 晚"), ("done_on", "2008-07-08")]).await).await;
        let file = ("file", "登记表.pdf", b"%PDF-1.4 one".as_slice());
        ok(world.upload(&cast.owner, &at("/evidence"), &[], file).await).await;

        // One extension, asked for by the owner, granted by the lead cadre.
        let ask = [("new_due_on", "2008-08-01"), ("extension_reason", "热餐车 7 月底才到货")];
        ok(world.post(Some(&cast.owner), &at("/extension"), &ask).await).await;
        let page = world.get(Some(&cast.lead), &path).await;
        assert!(page.body.contains("陈立申请延期到 8月1日"));
        let grant = format!("/extension/{}", page.between(&format!("{path}/extension/"), "\""));
        ok(world.post(Some(&cast.lead), &at(&grant), &[("decision", "grant")]).await).await;
        let dates = item(&world, &id).await.dates;
        assert_eq!((dates.due, dates.original_due), (Some(date(2008, 8, 1)), Some(DUE)));

        // Applied for, returned with a reason, applied for again.
        apply(&world, &cast, &path).await;
        let sign = |step: &'static str, decision: &'static str, words: &'static str| {
            [("step", step), ("decision", decision), ("opinion", words)]
        };
        let silent = world.post(Some(&cast.head), &at("/review"), &sign("dept", "return", " ")).await;
        assert_eq!(silent.status, 422);
        assert!(silent.body.contains("请写明理由"));
        ok(world.post(Some(&cast.head), &at("/review"), &sign("dept", "return", "缺排队测时的记录")).await).await;
        let page = world.get(Some(&cast.owner), &path).await;
        assert!(page.body.contains("缺排队测时的记录") && page.body.contains("刘建国"));
        world.set_clock(date(2008, 7, 21), 9);
        apply(&world, &cast, &path).await;
        let page = world.get(Some(&cast.head), &at("/review")).await;
        assert!(page.body.contains("平均 58 份") && page.body.contains("登记表.pdf"));
        ok(world.post(Some(&cast.head), &at("/review"), &sign("dept", "agree", "")).await).await;
        ok(world.post(Some(&cast.lead), &at("/review"), &sign("lead", "agree", "属实")).await).await;
        ok(world.post(Some(&cast.secretary), &at("/review"), &sign("final", "agree", "同意销号")).await).await;
        assert_eq!(state(&world, &id).await, State::Closed);

        // Closed after the original deadline: the stamp, and late all the same.
        let page = world.get(Some(&cast.staff), &path).await;
        assert_eq!(page.status, 404, "not published");
        let page = world.get(Some(&cast.head), &path).await;
        assert!(page.body.contains("已销号") && page.body.contains("逾期完成"));
        let lines = audited(&world).await;
        let verbs: Vec<&str> = lines.iter().filter_map(|l| l["verb"].as_str()).collect();
        for verb in [
            "item.create",
            "item.measure_add",
            "item.approve",
            "item.start",
            "item.progress",
            "item.measure_done",
            "item.evidence",
            "item.extend",
            "item.extend_grant",
            "item.apply_close",
            "item.review_dept",
            "item.review_lead",
            "item.close_final",
        ] {
            assert!(verbs.contains(&verb), "{verb} is not in the trail: {verbs:?}");
        }
        let back = lines.iter().find(|l| l["verb"] == "item.review_dept" && l["to"] == "in_progress").unwrap();
        assert_eq!(
            (back["from"].as_str(), back["reason"].as_str()),
            (Some("close_dept_review"), Some("缺排队测时的记录"))
        );
    });
}

async fn apply(world: &World, cast: &Cast, path: &str) {
    let page = world.get(Some(&cast.owner), &format!("{path}/close")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("刘建国") && page.body.contains("赵永年"), "who reads it next");
    let result = format!("result-{}", page.between("name=\"result-", "\""));
    let proof = page.between("name=\"proof\" value=\"", "\"").to_owned();
    let fields = [(result.as_str(), "每晚登记，平均 58 份"), ("proof", proof.as_str()), ("left", "")];
    ok(world.post(Some(&cast.owner), &format!("{path}/close"), &fields).await).await;
}

#[test]
fn wrong_input_comes_back_with_what_was_written() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let wrong = [
            ("merged", cast.merged.as_str()),
            ("campaign", cast.campaign.as_str()),
            ("source", "opinion"),
            ("problem", "一个问题"),
            ("category", "生活"),
            ("kind", "time_limited"),
            ("owner", "没有这个人"),
            ("lead_cadre", "马丽"),
            ("due_on", "7月18日"),
            ("requirement", "留下来的<b>文字</b>"),
        ];
        let answer = world.post(Some(&cast.office), "/items/new", &wrong).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("名册里没有这个人") && answer.body.contains("2008-07-31 这样的日期"));
        assert!(answer.body.contains("留下来的&#60;b&#62;"), "input is kept and escaped");
        let mut wrong = wrong;
        wrong[6] = ("owner", "陈立");
        wrong[8] = ("due_on", "2009-01-05");
        let answer = world.post(Some(&cast.office), "/items/new", &wrong).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("牵头领导须担任领导职务") && answer.body.contains("时限超出了活动期限"));

        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let path = format!("/items/{id}/progress");
        let answer = world.post(Some(&cast.owner), &path, &[("progress", "写了一半"), ("percent", "140")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("0 到 100") && answer.body.contains("写了一半"));
        let long = "长".repeat(2001);
        let answer = world.post(Some(&cast.owner), &path, &[("progress", &long)]).await;
        assert!(answer.status == 422 && answer.body.contains("太长了"));
        let answer = world.post(Some(&cast.owner), &path, &[("progress", "𠀀😀\u{202e}right-to-left")]).await;
        assert_eq!(answer.status, 303, "rare characters are no mistake");
        let answer = world.post(Some(&cast.owner), &path, &[("progress", "a\0b")]).await;
        assert!(answer.status == 422 && answer.body.contains("NUL"));
        assert_eq!(world.get(Some(&cast.owner), "/items/not-a-key").await.status, 404);
        // An application that says nothing of a measure comes back with what was said.
        cast.finished(&world, &id).await;
        let answer = world.post(Some(&cast.owner), &format!("/items/{id}/close"), &[("left", "窗口还没装灯")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("写明结果") && answer.body.contains("窗口还没装灯"));
    });
}

#[test]
fn a_draft_changed_by_somebody_else_is_not_overwritten() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let draft = cast.draft(Kind::TimeLimited, Some(DUE));
        let id = cast.drafted(&world, &draft).await;
        let form = world.get(Some(&cast.clerk), &format!("/items/{id}/edit")).await;
        assert!(form.body.contains("陈立（总务部）") && form.body.contains("2008-07-18"));
        let office = world.actor(&cast.office).await;
        actions::edit_item(&world.app, &office, &id, 1, &draft).await.unwrap();
        let stale = actions::edit_item(&world.app, &office, &id, 1, &draft).await.unwrap_err();
        assert!(matches!(stale, Error::Stale));
        actions::edit_item(&world.app, &office, &id, 2, &Draft { problem: "改过".into(), ..draft }).await.unwrap();
        assert_eq!(item(&world, &id).await.problem, "改过");
    });
}

#[test]
fn pages_speak_english_too() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let page = world.get(Some(&cast.owner), &format!("/items/{id}?lang=en")).await;
        assert!(
            page.body.contains("8 working days left") && page.body.contains("Requirement and duty"),
            "{}",
            page.body
        );
        let page = world.get(Some(&cast.secretary), &format!("/items?campaign={}&lang=en", cast.campaign)).await;
        assert!(page.body.contains("Rectification ledger") && page.body.contains("Close-out"));
    });
}
