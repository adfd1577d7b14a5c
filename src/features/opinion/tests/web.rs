//! The pages, through the real router.

use super::*;
use crate::letterbox::{Due, open_box};
use crate::testing::{Answer, on_both_engines};

fn said(stage: &Stage, text: &str) -> Vec<(&'static str, String)> {
    let choice = stage.choice(text);
    vec![
        ("line", choice.line),
        ("population", choice.population),
        ("subject", choice.subject),
        ("kind", choice.kind),
        ("text", choice.text),
    ]
}

async fn post(world: &World, login: Option<&Login>, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    world.post(login, path, &fields).await
}

#[test]
fn a_phone_speaks_anonymously_and_the_receipt_tells_what_became_of_it() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let path = format!("/r/{}", stage.code);
        // A cookie on this route reads nothing: the page knows nobody.
        let page = world.get(Some(&stage.office), &path).await;
        assert_eq!(page.status, 200);
        assert!(
            !page.body.contains("王芳") && !page.body.contains("htmx"),
            "no session, no htmx on the anonymous form"
        );
        assert!(page.body.contains("aria-disabled"), "confidential is greyed out");
        let text = "夜班吃不上热饭<b>&\u{202e}𠮷";
        let receipt = post(&world, None, &path, &said(&stage, text)).await;
        assert_eq!(receipt.status, 200);
        assert!(receipt.location().is_empty(), "no address shows the code again");
        let code: String =
            receipt.between("id=\"code\">", "</p>").replace("<span>", "").replace("</span>", "").replace(' ', "");
        assert_eq!(code.len(), 16, "{code}");
        let look = |code: String| {
            let world = &world;
            async move { post(world, None, "/receipt", &[("code", code)]).await }
        };
        let waiting = look(code.to_lowercase()).await;
        assert!(waiting.status == 200 && waiting.body.contains("在投递箱中") && !waiting.body.contains("夜班"));
        world.set_clock(date(2008, 7, 8), 19);
        open_box(&world.app, Due::ByHour).await.unwrap();
        let fate = look(code.clone()).await;
        assert!(
            fate.body.contains("已收到") && fate.body.contains("夜班吃不上热饭&#60;b&#62;&#38;\u{202e}𠮷"),
            "{}",
            fate.body
        );
        assert_eq!(stage.points(&world).await[0].text, text, "stored as it was sent");
        let unknown = look("0000-0000-0000-0000".into()).await;
        assert!(unknown.status == 404 && unknown.body.contains("没有这个回执码"));
        assert_eq!(look("x".into()).await.status, 404);
        let wish = post(&world, None, "/receipt/withdraw", &[("code", code.clone())]).await;
        assert!(wish.status == 200 && wish.body.contains("撤回已放进投递箱"));
        world.set_clock(date(2008, 7, 9), 19);
        open_box(&world.app, Due::ByHour).await.unwrap();
        assert!(look(code).await.body.contains("已撤回"));
    });
}

#[test]
fn wrong_input_comes_back_with_the_text_kept() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let path = format!("/r/{}", stage.code);
        let wrong = |name: &'static str, value: String| {
            let mut fields = said(&stage, "一句好话");
            fields.retain(|(k, _)| *k != name);
            fields.push((name, value));
            fields
        };
        let cases = [
            ("text", "字".repeat(2001)),
            ("text", "  \n ".into()),
            ("text", "有\0空".into()),
            ("line", Id::random().to_string()),
            ("population", "everybody".into()),
            ("kind", String::new()),
        ];
        for (name, value) in cases {
            for (login, path) in [(None, path.clone()), (Some(&stage.office), format!("{path}/named"))] {
                let answer = post(&world, login, &path, &wrong(name, value.clone())).await;
                assert_eq!(answer.status, 422, "{name}");
                assert!(answer.body.contains("notice-error") && answer.body.contains(&format!("href=\"#{name}\"")));
                if name != "text" {
                    assert!(answer.body.contains("一句好话"), "the text is kept");
                }
            }
        }
        assert!(stage.points(&world).await.is_empty());
        assert_eq!(open_box(&world.app, Due::Parent(format!("round:{}", stage.round))).await.unwrap(), 0);
        let huge = post(&world, None, &path, &said(&stage, &"字".repeat(400_000))).await;
        assert_eq!(huge.status, 413);
        // Two thousand characters are well; one of the rare ones that take four bytes counts as two, as in a browser.
        for (text, status) in [("字".repeat(2000), 200), ("𠮷".repeat(1000), 200), ("𠮷".repeat(1001), 422)] {
            assert_eq!(post(&world, None, &path, &said(&stage, &text)).await.status, status);
        }
    });
}

#[test]
fn a_closed_round_says_so_and_gives_the_text_back() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let path = format!("/r/{}", stage.code);
        assert_eq!(world.get(None, "/r/zzzzzzzz").await.status, 404);
        let closed = world.post(Some(&stage.office), &format!("/rounds/{}/close", stage.round), &[]).await;
        assert_eq!(closed.status, 303);
        assert_eq!(world.get(None, &path).await.status, 410);
        let answer = post(&world, None, &path, &said(&stage, "写了很久的话")).await;
        assert_eq!(answer.status, 410);
        assert!(answer.body.contains("写了很久的话"));
        let named = post(&world, Some(&stage.office), &format!("{path}/named"), &said(&stage, "署名的话")).await;
        assert!(named.status == 410 && named.body.contains("署名的话"));
    });
}

#[test]
fn the_office_opens_a_round_registers_a_sheet_and_sorts_it() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let office = Some(&stage.office);
        assert_eq!(world.get(office, "/rounds/new").await.status, 200);
        let fields = |closes: &str, go: &str| {
            vec![
                ("campaign", stage.campaign.to_string()),
                ("name", "第三轮".to_owned()),
                ("opens_on", "2008-07-08".to_owned()),
                ("closes_on", closes.to_owned()),
                ("lines", stage.lines[0].to_string()),
                ("populations", "agency".to_owned()),
                ("subjects", "department".to_owned()),
                ("kinds", "criticism".to_owned()),
                ("modes", "anonymous".to_owned()),
                ("go", go.to_owned()),
            ]
        };
        let early = post(&world, office, "/rounds/new", &fields("2008-06-18", "open")).await;
        assert_eq!(early.status, 422);
        assert!(early.body.contains("href=\"#closes_on\"") && early.body.contains("第三轮"));
        let made = post(&world, office, "/rounds/new", &fields("2008-07-20", "open")).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let desk = world.get(office, made.location()).await;
        assert!(desk.status == 200 && desk.body.contains("第三轮"));
        let poster = world.get(office, &format!("{}/poster", made.location())).await;
        assert!(poster.body.contains("class=\"qr\"") && poster.body.contains("/r/"));
        let list = world.get(office, &format!("/rounds?campaign={}", stage.campaign)).await;
        assert!(list.body.contains("第三轮") && list.body.contains("第二轮"));

        let register = format!("/rounds/{}/register", stage.round);
        assert_eq!(world.get(office, &register).await.status, 200);
        let sheet = |day: &str, signer: &str, go: &str| {
            vec![
                ("day", day.to_owned()),
                ("channel", "sheet".to_owned()),
                ("sign", if signer.is_empty() { "unsigned" } else { "named" }.to_owned()),
                ("signer", signer.to_owned()),
                ("line", stage.lines[0].to_string()),
                ("population", "agency".to_owned()),
                ("subject", "department".to_owned()),
                ("kind", "criticism".to_owned()),
                ("text", "1、培训停了三年。2、夜班车晚了十分钟。".to_owned()),
                ("go", go.to_owned()),
            ]
        };
        let unknown = post(&world, office, &register, &sheet("2008-07-08", "查无此人", "one")).await;
        assert!(
            unknown.status == 422 && unknown.body.contains("名册里没有这个人") && unknown.body.contains("培训停了三年")
        );
        assert_eq!(post(&world, office, &register, &sheet("2008-07-09", "", "one")).await.status, 422);
        let split = post(&world, office, &register, &sheet("2008-07-08", "", "split")).await;
        assert_eq!(split.status, 303);
        let form = world.get(office, split.location()).await;
        assert!(form.body.contains(">\n培训停了三年。</textarea>"), "{}", form.body);
        let pieces = [
            ("text", "培训停了三年。".to_owned()),
            ("kind", "criticism".to_owned()),
            ("category", "加强员工业务培训".to_owned()),
            ("text", "夜班车晚了十分钟。".to_owned()),
            ("kind", "criticism".to_owned()),
            ("category", String::new()),
            ("go", "save".to_owned()),
        ];
        let saved = post(&world, office, split.location(), &pieces).await;
        assert_eq!(saved.status, 303);
        let points = stage.points(&world).await;
        assert_eq!(points.len(), 3);
        let open = points.iter().find(|p| p.text.starts_with("夜班")).unwrap();
        let done = points.iter().find(|p| p.text == "培训停了三年。").unwrap();
        assert_eq!(open.state.code(), "submitted");
        assert_eq!(done.state.code(), "registered");
        let path = format!("/points/{}", open.id);
        assert_eq!(world.get(office, &path).await.status, 200);
        let accept = |category: &str| {
            vec![
                ("line", stage.lines[0].to_string()),
                ("population", "agency".to_owned()),
                ("subject", "department".to_owned()),
                ("kind", "criticism".to_owned()),
                ("category", category.to_owned()),
                ("back", "//elsewhere.example".to_owned()),
            ]
        };
        assert_eq!(post(&world, office, &format!("{path}/accept"), &accept("")).await.status, 422);
        let accepted = post(&world, office, &format!("{path}/accept"), &accept("班车")).await;
        assert_eq!((accepted.status.as_u16(), accepted.location()), (303, path.as_str()));
        let declined =
            post(&world, office, &format!("/points/{}/decline", done.id), &[("reason", "不归机关管".into())]).await;
        assert_eq!(declined.status, 303);
        assert!(world.get(Some(&stage.second), &format!("/points/{}", done.id)).await.body.contains("/confirm"));
        assert!(!world.get(office, &format!("/points/{}", done.id)).await.body.contains("/confirm"));
        let alone = post(&world, office, &format!("/points/{}/confirm", done.id), &[]).await;
        assert_eq!(alone.status, 422);
        let agreed = post(&world, Some(&stage.second), &format!("/points/{}/confirm", done.id), &[]).await;
        assert_eq!(agreed.status, 303);
        let unsure = post(&world, office, &format!("{path}/route"), &[("reason", "x".into())]).await;
        assert_eq!(unsure.status, 422, "what cannot be undone wants a word more");
        let routed =
            post(&world, office, &format!("{path}/route"), &[("reason", "x".into()), ("sure", "yes".into())]).await;
        assert_eq!(routed.status, 303);
        assert_eq!(world.get(office, &path).await.status, 404);
        let auditor = world.person("审计", &[(Role::Aud, "tenant", "")]).await;
        assert_eq!(world.get(Some(&auditor), &path).await.status, 200);
    });
}

#[test]
fn my_opinions_are_the_named_ones_and_nobody_elses() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let staff = world.person("陈立", &[]).await;
        let other = world.person("周敏", &[]).await;
        let form = format!("/r/{}/named", stage.code);
        assert_eq!(world.get(None, &form).await.status, 303, "to the login and back");
        assert!(world.get(Some(&staff), &form).await.body.contains("陈立"));
        let sent = post(&world, Some(&staff), &form, &said(&stage, "饮水机滤芯该换了")).await;
        assert_eq!(sent.status, 303);
        assert!(world.get(Some(&staff), sent.location()).await.body.contains("饮水机滤芯该换了"));
        assert!(world.get(Some(&staff), "/my/opinions").await.body.contains("饮水机滤芯该换了"));
        assert!(!world.get(Some(&other), "/my/opinions").await.body.contains("饮水机"));
        assert_eq!(world.get(Some(&other), sent.location()).await.status, 404);
        let id = sent.location().rsplit('/').next().unwrap().to_owned();
        assert_eq!(world.get(Some(&other), &format!("/points/{id}")).await.status, 404);
        assert_eq!(world.post(Some(&other), &format!("/my/opinions/{id}/withdraw"), &[]).await.status, 404);
        let desk = world.get(Some(&stage.office), &format!("/points/{id}")).await;
        assert!(desk.body.contains("陈立"), "the office sees the name");
        let head = world.person("部长", &[(Role::Dh, "unit", stage.units[0].as_str())]).await;
        let seen = world.get(Some(&head), &format!("/points/{id}")).await;
        assert!(seen.status == 200 && !seen.body.contains("陈立"), "the party concerned reads the words, not the name");
        assert_eq!(world.post(Some(&staff), &format!("/my/opinions/{id}/withdraw"), &[]).await.status, 303);
        assert!(world.get(Some(&staff), sent.location()).await.body.contains("已撤回"));
    });
}

#[test]
fn strangers_find_nothing_on_the_desk() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let elsewhere = Id::random().to_string();
        let stranger = world.person("外人", &[(Role::Wg, "campaign", &elsewhere)]).await;
        let staff = world.person("员工", &[]).await;
        let office = world.actor(&stage.office).await;
        let id = super::super::actions::submit_named(&world.app, &office, &stage.code, &stage.choice("一句")).await;
        let id = id.unwrap();
        let round = stage.round.to_string();
        for path in [format!("/points/{id}"), format!("/points/{id}/split")] {
            assert_eq!(world.get(Some(&staff), &path).await.status, 404, "{path}");
            assert_eq!(world.get(Some(&stranger), &path).await.status, 404, "{path}");
            assert_eq!(world.get(None, &path).await.status, 303, "{path}");
        }
        for page in ["register", "import", "edit"] {
            let answer = world.get(Some(&staff), &format!("/rounds/{round}/{page}")).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{page}: {}", answer.status);
        }
        for verb in ["open", "close", "finish", "archive"] {
            let answer = world.post(Some(&stranger), &format!("/rounds/{round}/{verb}"), &[]).await;
            assert_eq!(answer.status, 403, "{verb}");
        }
        for verb in ["decline", "refer", "accept", "answer", "route"] {
            let answer = world.post(Some(&stranger), &format!("/points/{id}/{verb}"), &[("reason", "x")]).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{verb}: {}", answer.status);
        }
        assert_eq!(world.post(Some(&stage.office), &format!("/points/{id}/no-such"), &[]).await.status, 404);
        // An open round is published to all staff; its numbers are not.
        let open = world.get(Some(&staff), &format!("/rounds/{round}")).await;
        assert!(open.status == 200 && !open.body.contains("/opinions?round="));
        world.post(Some(&stage.office), &format!("/rounds/{round}/close"), &[]).await;
        assert_eq!(world.get(Some(&staff), &format!("/rounds/{round}")).await.status, 404);
    });
}

store::statements! {
    pub INSERT_PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, opens_on, closes_on, frozen_body,
        frozen_hash, notice, created_by, created_on, approved_by, version, search_key)
        values ($1, $2, 'report_back', '通报', '', $3, '2008-07-08', null, 'x', 'x', null, 'x', '2008-07-08', null, 0, $4)";
    pub INSERT_REPORT = "insert into report_back_line (publication_id, merged_item_id, ordinal, asked, done, proven, remains)
        values ($1, $2, 1, '问的是', '做了热饭窗口', '照片', '无')";
}

#[test]
fn the_receipt_shows_the_problem_and_what_was_reported_back_about_it() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let mut codes = Vec::new();
        for i in 0..5 {
            let said = stage.choice(&format!("热饭 {i}"));
            let receipt = super::super::actions::drop_anonymous(&world.app, &stage.code, &said).await.unwrap();
            codes.push(receipt.grouped());
        }
        open_box(&world.app, Due::Parent(format!("round:{}", stage.round))).await.unwrap();
        let (item, draft, open) = (Id::random(), Id::random(), Id::random());
        let points: Vec<Id> = stage.points(&world).await.into_iter().map(|p| p.id).collect();
        let office = world.actor(&stage.office).await;
        let act = crate::audit::Act::by(&office, world.app.clock.now());
        let (campaign, into, of) = (stage.campaign.clone(), item.clone(), points.clone());
        let merged = world.app.db.write(move |tx| {
            tx.run(&super::lists::INSERT_ITEM, &params![&into, &campaign, crate::random::key()])?;
            for id in &of {
                tx.run(&super::lists::LINK, &params![id, &into])?;
            }
            // A draft of a report is nobody's news yet.
            tx.run(&INSERT_PUBLICATION, &params![&draft, &campaign, "draft", crate::random::key()])?;
            tx.run(&INSERT_REPORT, &params![&draft, &into])?;
            crate::consequences::apply(tx, &act, &crate::consequences::Fact::PointsMerged(of.clone()))
        });
        merged.await.unwrap();
        let fate = post(&world, None, "/receipt", &[("code", codes[0].clone())]).await;
        assert!(fate.body.contains("已归入一个问题") && !fate.body.contains("做了热饭窗口"));
        assert!(!fate.body.contains("action=\"/receipt/withdraw\""), "merged: it cannot be taken back any more");
        let (campaign, into) = (stage.campaign.clone(), item.clone());
        let published = world.app.db.write(move |tx| {
            tx.run(&INSERT_PUBLICATION, &params![&open, &campaign, "open", crate::random::key()])?;
            tx.run(&INSERT_REPORT, &params![&open, &into])
        });
        published.await.unwrap();
        for code in codes {
            let fate = post(&world, None, "/receipt", &[("code", code)]).await;
            assert!(fate.body.contains("做了热饭窗口"));
        }
        let late = post(&world, None, "/receipt/withdraw", &[("code", "0000000000000000".into())]).await;
        assert_eq!(late.status, 404);
    });
}

#[test]
fn without_scripts_what_gives_one_away_is_said_before_it_is_sent() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let path = format!("/r/{}", stage.code);
        let form = world.get(None, &path).await;
        assert!(form.body.contains("data-known-from=") && form.body.contains("data-seen=\"yes\""), "{}", form.body);
        let known = world.get(None, &format!("{path}/known")).await;
        assert_eq!((known.status.as_u16(), known.body.as_str()), (200, "[]"), "nothing has been published");
        assert!(known.headers["cache-control"].to_str().unwrap().contains("max-age"));
        assert_eq!(world.get(None, "/r/zzzz9999/known").await.status, 404);

        // The page comes back with the text kept, the warning said, and nothing in the box.
        let mut fields = said(&stage, "我叫王小二，打 13900000000 找我");
        let page = post(&world, None, &path, &fields).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("还没有寄出") && page.body.contains("我叫王小二"), "{}", page.body);
        assert!(page.body.contains("data-pii-kind=\"phone\">") && page.body.contains("data-pii-kind=\"mail\" hidden>"));
        assert!(page.body.contains("name=\"reviewed\" value=\"yes\""));
        world.set_clock(date(2008, 7, 8), 19);
        assert_eq!(open_box(&world.app, Due::ByHour).await.unwrap(), 0, "nothing was dropped");
        fields.push(("reviewed", "yes".to_owned()));
        let sent = post(&world, None, &path, &fields).await;
        assert!(sent.body.contains("id=\"code\""), "seen, it is sent as it is: {}", sent.body);
    });
}
