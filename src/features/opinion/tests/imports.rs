//! Files of opinions.

use super::super::import::opinions;
use super::super::model::*;
use super::*;
use crate::error::Rule;
use crate::testing::on_both_engines;

#[test]
fn a_file_is_imported_whole_or_not_at_all() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let (office, _) = stage.actors(&world).await;
        world.person("陈立", &[]).await;
        world.person("同名", &[]).await;
        world.person("同名", &[]).await;
        let app = &world.app;
        let bad = "内容,条线,人群,类型,署名\n好的一条,,机关,建议,\n,,,,陈立\n有条线,没有的条线,,,\n人,,外星人,,\n谁,,,,查无此人\n谁,,,,同名\n";
        let report = opinions(app, Some(&office), &stage.code, bad.into(), "a.csv", false).await.unwrap();
        let found: Vec<(u32, Rule)> = report.bad.iter().map(|b| (b.row, b.rule)).collect();
        let expected = [
            (3, Rule::Missing),
            (4, Rule::UnknownChoice),
            (5, Rule::UnknownChoice),
            (6, Rule::PersonUnknown),
            (7, Rule::PersonAmbiguous),
        ];
        assert_eq!(found, expected);
        assert!(stage.points(&world).await.is_empty(), "nothing is written");

        let name = stage.points(&world).await.len();
        assert_eq!(name, 0);
        let good = "{\"text\":\"=1+1 一条\"}\n{\"text\":\"二条\",\"population\":\"grassroots\",\"category\":\"培训\",\"sign\":\"陈立\"}\n";
        let dry = opinions(app, Some(&office), &stage.code, good.into(), "a.jsonl", true).await.unwrap();
        assert!(dry.is_well() && dry.rows == 2 && stage.points(&world).await.is_empty());
        opinions(app, Some(&office), &stage.code, good.into(), "a.jsonl", false).await.unwrap();
        let points = stage.points(&world).await;
        let second = points.iter().find(|p| p.text == "二条").unwrap();
        assert_eq!((second.sign, second.state), (Sign::Named, PointState::Registered));
        assert_eq!(second.fields.population, Some(Population::Grassroots));
        let first = points.iter().find(|p| p.text == "=1+1 一条").unwrap();
        assert_eq!((first.sign, first.state), (Sign::Unsigned, PointState::Submitted));
        assert!(first.fields.line.is_some(), "the round's defaults fill the rest");
        let twice = opinions(app, Some(&office), &stage.code, good.into(), "b.jsonl", false).await;
        assert!(matches!(twice, Err(Error::Rule(Rule::DuplicateImport, _))));
        let found = app.db.read(|tx| tx.text_find(super::super::TEXT_INDEX, &merge::query_tokens("二条"), 9)).await;
        assert_eq!(found.unwrap(), vec![second.search_key]);
        assert_eq!(super::small::verify(&world).await.findings, vec![]);
    });
}

#[test]
fn three_thousand_rows_and_an_import_that_was_cut_off() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let app = &world.app;
        // Half of an import that stopped: nobody sees it, and the next one clears it away.
        let (round, id) = (stage.round.clone(), Id::random());
        let cut = move |tx: &mut store::Tx<'_>| {
            let key = 7_i64;
            let none = None::<String>;
            let row = params![
                &id,
                "gone",
                &round,
                "unsigned",
                &none,
                &none,
                &none,
                &none,
                &none,
                &none,
                "残留的一半",
                "h",
                "submitted",
                key
            ];
            tx.run(&super::super::store::STAGE_POINT, &row)?;
            tx.text_put(super::super::TEXT_INDEX, key, &merge::tokens("残留的一半"))
        };
        app.db.write(cut).await.unwrap();
        let mut file = String::from("text\n");
        for i in 0..3_000 {
            file.push_str(&format!("第 {i} 条：食堂排队时间长\n"));
        }
        let report = opinions(app, None, &stage.code, file.into(), "big.csv", false).await.unwrap();
        assert_eq!(report.rows, 3_000);
        let round = stage.round.clone();
        let count = app.db.read(move |tx| tx.one(&COUNT_POINTS, &params![&round], |row| row.get::<i64>(0))).await;
        assert_eq!(count.unwrap(), Some(3_000));
        let left = app.db.read(|tx| tx.text_find(super::super::TEXT_INDEX, &merge::query_tokens("残留"), 9)).await;
        assert!(left.unwrap().is_empty());
        assert_eq!(super::small::verify(&world).await.findings, vec![]);
    });
}

#[test]
fn the_import_page_reports_every_bad_row() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let path = format!("/rounds/{}/import", stage.round);
        assert_eq!(world.get(Some(&stage.office), &path).await.status, 200);
        let send = |go: &'static str, bytes: &'static [u8]| {
            let (world, office, path) = (&world, &stage.office, path.clone());
            async move { world.upload(office, &path, &[("go", go)], ("file", "a.csv", bytes)).await }
        };
        let bad = send("import", "text,kind\n一条,胡说\n".as_bytes()).await;
        assert!(bad.status == 422 && bad.body.contains("没有这个选项") && bad.body.contains("胡说"));
        let broken = send("import", b"PK\x03\x04 not a workbook").await;
        assert_eq!(broken.status, 422);
        let tried = send("try", "text\n一条\n".as_bytes()).await;
        assert!(tried.status == 200 && tried.body.contains("还没有写入"));
        let done = send("import", "text\n一条\n".as_bytes()).await;
        assert_eq!(done.status, 303);
        assert_eq!(send("import", "text\n一条\n".as_bytes()).await.status, 422, "the same file twice");
        assert_eq!(stage.points(&world).await.len(), 1);
        let staff = world.person("员工", &[]).await;
        let refused = world.upload(&staff, &path, &[("go", "import")], ("file", "b.csv", b"text\nx\n")).await;
        assert_eq!(refused.status, 404);
    });
}
