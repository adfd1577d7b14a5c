//! The ledger as a file, out and in again (I14).

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::audit::Act;
use crate::features::rectification::sheet::{Asked, LedgerReport, import_ledger, ledger_file};
use crate::tables::write::{Cell, Head, Kind as File, Writer};
use crate::tables::{self, Table};
use crate::testing::on_both_engines;
use crate::text::{Lang, T};

const TEXTS: Sql = Sql::new(
    "test",
    "update rectification_item set problem = $2, category = $3, cause = $4, requirement = $5, note = $6 where id = $1",
);
const ROWS: Sql = Sql::new(
    "test",
    "select id, problem, category, cause, requirement, note, kind, source, lead_cadre_id, lead_unit_id, owner_id, due_on, version
     from rectification_item order by id",
);

const NASTY: [&str; 16] = [
    "=1+1",
    "+86 10",
    "-夜班没有热饭",
    "@食堂",
    "'=1+1",
    "'已有引号",
    "''",
    "两行\n第二行",
    "逗号,分号;制表\t号",
    "他说\"慢\"",
    "👨‍👩‍👧 表情",
    "𠮷野家𪚥",
    "  前后有空格  ",
    "＝全角",
    "_x000D_ 写成这样",
    "00123",
];

async fn set(world: &World, id: &Id, texts: [String; 5]) {
    let id = id.clone();
    let [a, b, c, d, e] = texts;
    let done = world.app.db.write(move |tx| tx.run(&TEXTS, &params![&id, &a, &b, &c, &d, &e]).map(drop));
    done.await.map_err(|e: ::store::StoreError| e).unwrap();
}

/// Every item as it stands in the database.
async fn standing(world: &World) -> Vec<Vec<String>> {
    let read = world.app.db.read(|tx| {
        tx.all(&ROWS, &params![], |row| {
            let mut cells: Vec<String> = (0..12)
                .map(|n| row.get::<Option<String>>(n).map(Option::unwrap_or_default))
                .collect::<Result<_, _>>()?;
            cells.push(row.get::<i64>(12)?.to_string());
            Ok(cells)
        })
    });
    read.await.map_err(|e: ::store::StoreError| e).unwrap()
}

async fn exported(world: &World, cast: &Cast, kind: File, lang: Lang) -> Vec<u8> {
    let asked = Asked::of_campaign(&cast.campaign, lang);
    ledger_file(&world.app, &asked, kind, world.app.clock.now().today()).await.unwrap().0
}

/// The file after somebody changed cells in his own program.
fn changed(bytes: &[u8], kind: File, change: impl Fn(&mut Vec<Vec<String>>)) -> Vec<u8> {
    let columns = T::LEDGER_COLUMNS;
    let table: Table = tables::read(bytes, &format!("a.{}", kind.code()), columns).unwrap();
    let mut rows: Vec<Vec<String>> =
        table.rows.iter().map(|r| (0..columns.len()).map(|n| r.text(n).to_owned()).collect()).collect();
    change(&mut rows);
    let heads = columns.iter().map(|c| Head { key: c.key, heading: c.names[0].to_owned(), width: 10.0 }).collect();
    let mut writer = Writer::new(kind, "x", heads).unwrap();
    for row in rows {
        writer.row(&row.into_iter().map(Cell::Text).collect::<Vec<_>>()).unwrap();
    }
    writer.finish().unwrap()
}

async fn import(world: &World, who: &Login, bytes: &[u8], kind: File, dry: bool) -> LedgerReport {
    let actor = world.actor(who).await;
    let act = Act::by(&actor, world.app.clock.now());
    import_ledger(&world.app, Some(&actor), act, None, bytes.to_vec(), &format!("a.{}", kind.code()), dry)
        .await
        .unwrap()
}

fn column(key: &str) -> usize {
    T::LEDGER_COLUMNS.iter().position(|c| c.key == key).unwrap()
}

#[test]
fn the_ledger_has_the_21_columns_in_their_order() {
    let keys: Vec<&str> = T::LEDGER_COLUMNS.iter().map(|c| c.key).collect();
    let spec = "seq item_no source problem category cause kind requirement measures lead_cadre lead_dept owner due_on progress \
                state evidence lamp done_on closure feedback note export_mark";
    assert_eq!(keys.join(" "), spec);
}

/// import(export(x)) = x, whatever stands in the cells.
#[test]
fn an_exported_ledger_imported_again_changes_nothing() {
    let mut runner = TestRunner::deterministic();
    let any = "\\PC{0,40}|[ =+@'\"\n,;\\-]{1,12}[\\u{4e00}-\\u{9fff}\\u{20000}-\\u{2a6df}]{0,9}";
    let mut random = move || any.new_tree(&mut runner).unwrap().current();
    let texts: Vec<String> = NASTY.iter().map(|t| (*t).to_owned()).chain((0..34).map(|_| random())).collect();
    on_both_engines(|world| {
        let texts = texts.clone();
        async move {
            let cast = Cast::new(&world).await;
            let office = world.actor(&cast.office).await;
            for (n, text) in texts.iter().enumerate() {
                let kind = if n % 5 == 0 { Kind::LongTerm } else { Kind::TimeLimited };
                let draft = cast.draft(kind, (n % 3 > 0 && kind != Kind::LongTerm).then_some(DUE));
                let id = actions::create_item(&world.app, &office, &cast.campaign, None, &draft).await.unwrap();
                let other = texts[(n + 7) % texts.len()].clone();
                let long = format!("{text}{}", "很长的原因。".repeat(if n == 3 { 9_000 } else { 1 }));
                set(&world, &id, [text.clone(), other.clone(), long, other, text.clone()]).await;
            }
            cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
            let (before, lines) = (standing(&world).await, audited(&world).await.len());
            for kind in File::ALL {
                for lang in [Lang::Zh, Lang::En] {
                    let bytes = exported(&world, &cast, kind, lang).await;
                    let done = import(&world, &cast.office, &bytes, kind, false).await;
                    assert_eq!(done.report.bad, [], "{kind:?} {lang:?}");
                    assert_eq!(done.report.rows, 51);
                    assert!(done.changes.is_empty() && !done.written, "{kind:?}: {:?}", done.changes);
                }
            }
            assert_eq!(standing(&world).await, before);
            assert_eq!(audited(&world).await.len(), lines, "nothing happened, nothing is told");
        }
    });
}

#[test]
fn one_changed_cell_changes_exactly_that_field_and_is_told() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        for kind in File::ALL {
            let id = cast.drafted(&world, &cast.draft(Kind::TimeLimited, Some(DUE))).await;
            set(&world, &id, [" 留着空格 ".into(), "生活".into(), "=原因".into(), "要求".into(), "-备注".into()]).await;
            for (key, value, at, stored) in [
                ("requirement", "=1+1", 4, "=1+1"),
                ("note", "两行\n第二行", 5, "两行\n第二行"),
                ("category", "'引号", 2, "'引号"),
                ("kind", "立行立改", 6, "immediate"),
                ("source", "自查", 7, "self_check"),
                ("owner", "周敏", 10, cast.other_owner.person.as_str()),
                ("due_on", "2008/7/21", 11, "2008-07-21"),
            ] {
                let bytes = exported(&world, &cast, kind, Lang::Zh).await;
                let no = item(&world, &id).await.no;
                let file = changed(&bytes, kind, |rows| {
                    let row = rows.iter_mut().find(|r| r[1] == no).unwrap();
                    row[column(key)] = value.to_owned();
                });
                let (before, lines) = (standing(&world).await, audited(&world).await.len());
                let looked = import(&world, &cast.office, &file, kind, true).await;
                assert_eq!(
                    (looked.report.bad.len(), looked.changes.len(), looked.written),
                    (0, 1, false),
                    "{looked:?}"
                );
                assert_eq!(standing(&world).await, before, "a dry run writes nothing");
                let done = import(&world, &cast.office, &file, kind, false).await;
                assert!(done.written);
                let after = standing(&world).await;
                let cells = |all: &[Vec<String>]| all.iter().flatten().cloned().collect::<Vec<_>>();
                let differ: Vec<usize> =
                    (0..cells(&before).len()).filter(|n| cells(&before)[*n] != cells(&after)[*n]).collect();
                assert_eq!(
                    differ.iter().map(|n| n % 13).collect::<Vec<_>>(),
                    [at, 12],
                    "{key}: the field and the version"
                );
                assert_eq!(cells(&after)[differ[0]], stored);
                let told = audited(&world).await;
                assert_eq!(told.len(), lines + 1);
                assert!(told.iter().any(|line| line["verb"] == "item.edit" && line["fields"] == key), "{key}");
                // The same file once more is stale: the item has moved on.
                let again = import(&world, &cast.office, &file, kind, false).await;
                assert_eq!(again.report.bad[0].rule.code(), "ledger_row_stale");
                assert!(!again.written);
            }
        }
    });
}

#[test]
fn what_may_not_be_changed_is_refused_by_name_and_nothing_is_written() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let draft = cast.drafted(&world, &cast.draft(Kind::TimeLimited, Some(DUE))).await;
        let approved = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let (draft, approved) = (item(&world, &draft).await, item(&world, &approved).await);
        let bytes = exported(&world, &cast, File::Csv, Lang::Zh).await;
        let before = standing(&world).await;
        let cases: [(&str, &str, &str, &str); 10] = [
            (&approved.no, "requirement", "另一个要求", "ledger_item_fixed"),
            (&draft.no, "state", "已完成", "ledger_cell_fixed"),
            (&draft.no, "lamp", "红", "ledger_cell_fixed"),
            (&draft.no, "measures", "别的措施", "ledger_cell_fixed"),
            (&draft.no, "owner", "查无此人", "person_unknown"),
            (&draft.no, "lead_dept", "没有的部", "unit_unknown_here"),
            (&draft.no, "due_on", "下个月", "not_a_date"),
            (&draft.no, "due_on", "2009-12-31", "outside_campaign"),
            (&draft.no, "problem", "", "missing"),
            (&draft.no, "kind", "长期坚持", "ledger_cell_drags"),
        ];
        for (no, key, value, rule) in cases {
            let file = changed(&bytes, File::Csv, |rows| {
                for row in rows.iter_mut() {
                    if row[1] == no {
                        row[column(key)] = value.to_owned();
                    } else if row[1] == draft.no {
                        row[column("note")] = "一处好的改动".to_owned();
                    }
                }
            });
            for dry in [true, false] {
                let done = import(&world, &cast.office, &file, File::Csv, dry).await;
                let bad = &done.report.bad;
                assert_eq!((bad.len(), bad[0].rule.code(), done.written), (1, rule, false), "{key}: {bad:?}");
                let heading = T(Lang::Zh).heading(&T::LEDGER_COLUMNS[column(key)]);
                let row = if no == draft.no { 2 } else { 3 };
                assert_eq!((bad[0].column.as_str(), bad[0].row), (heading.as_str(), row), "{key}");
            }
        }
        let done =
            import(&world, &cast.office, &changed(&bytes, File::Csv, |r| r[0][21] = "x".into()), File::Csv, false)
                .await;
        assert_eq!(done.report.bad[0].rule.code(), "ledger_row_unknown");
        let twice = changed(&bytes, File::Csv, |r| r.push(r[0].clone()));
        assert_eq!(
            import(&world, &cast.office, &twice, File::Csv, false).await.report.bad[0].rule.code(),
            "ledger_row_twice"
        );
        // A row that is left out is left alone.
        let short =
            import(&world, &cast.office, &changed(&bytes, File::Csv, |r| drop(r.pop())), File::Csv, false).await;
        assert!(short.report.is_well() && short.changes.is_empty());
        assert_eq!(standing(&world).await, before);
    });
}

#[test]
fn only_who_may_edit_imports_and_only_what_one_sees_is_exported() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.drafted(&world, &cast.draft(Kind::TimeLimited, Some(DUE))).await;
        let no = item(&world, &id).await.no;
        let path = format!("/items/export?campaign={}&file=csv", cast.campaign);
        let mine = world.get(Some(&cast.office), &path).await;
        assert_eq!(mine.status, 200);
        assert!(mine.body.contains(&no) && mine.bytes.starts_with(b"\xef\xbb\xbf"));
        let name = mine.headers.get("content-disposition").unwrap().to_str().unwrap();
        assert!(name.starts_with("attachment; filename*=UTF-8''") && name.ends_with(".csv"), "{name}");
        let others = world.get(Some(&cast.other_office), &path).await;
        assert!(others.status == 200 && !others.body.contains(&no), "the rows of the page, not more");
        assert_eq!(world.get(None, &path).await.status, 303);
        assert_eq!(world.get(Some(&cast.office), "/items/export?file=exe").await.status, 404);
        assert!(audited(&world).await.iter().any(|l| l["verb"] == "ledger.export" && l["rows"] == 1));

        let bytes = exported(&world, &cast, File::Xlsx, Lang::Zh).await;
        let file = changed(&bytes, File::Xlsx, |rows| rows[0][column("note")] = "改了".into());
        let up = |who: Login| {
            let (world, file) = (&world, file.clone());
            async move { world.upload(&who, "/items/import", &[], ("file", "台账.xlsx", &file)).await }
        };
        for refused in [&cast.staff, &cast.auditor, &cast.secretary] {
            assert_eq!(up(refused.clone()).await.status, 403);
            assert_eq!(world.get(Some(refused), "/items/import").await.status, 403);
        }
        // Another office may import, but this item is not its own: it does not exist for it.
        let other = up(cast.other_office.clone()).await;
        let shown = world.get(Some(&cast.other_office), other.location()).await;
        assert!(shown.status == 422 && !shown.body.contains("改了"), "{}", shown.body);
        let taken = up(cast.office.clone()).await;
        assert_eq!(taken.status, 303, "{}", taken.body);
        let page = taken.location().to_owned();
        let shown = world.get(Some(&cast.office), &page).await;
        assert!(shown.status == 200 && shown.body.contains("改了") && shown.body.contains(&no));
        assert_eq!(item(&world, &id).await.note, "", "looking writes nothing");
        assert_eq!(world.get(Some(&cast.head), &page).await.status, 404, "who sent it, and nobody else");
        assert_eq!(world.post(Some(&cast.head), &page, &[]).await.status, 404);
        assert_eq!(world.post(Some(&cast.office), &page, &[]).await.location(), "/items");
        assert_eq!(item(&world, &id).await.note, "改了");
        assert_eq!(world.post(Some(&cast.office), &page, &[]).await.status, 404, "once");
    });
}

#[test]
fn by_calls_the_ledger_is_taken_away_looked_at_and_brought_back() {
    use axum::http::Method;
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        cast.drafted(&world, &cast.draft(Kind::TimeLimited, Some(date(2008, 8, 29)))).await;
        let office = world.token(&cast.office, "write", &["rectification"], "2008-12-31").await;
        let stranger = world.person("外人", &[]).await;
        let stranger = world.token(&stranger, "write", &[], "2008-12-31").await;
        let send = |token: &str, query: &str, bytes: &[u8]| {
            let (world, bearer) = (&world, format!("Bearer {token}"));
            let (path, body) = (format!("/api/v1/ledger/import?{query}"), String::from_utf8(bytes.to_vec()).unwrap());
            async move { world.call(Method::POST, &path, &[("authorization", &bearer)], body).await }
        };
        let file = world.api(&office, Method::GET, "/ledger/export?file=jsonl", serde_json::Value::Null).await;
        assert_eq!(file.status, 200, "{}", file.body);
        assert!(file.headers["content-type"].to_str().unwrap().starts_with("application/jsonl"));
        let none = world.api(&stranger, Method::GET, "/ledger/export?file=csv", serde_json::Value::Null).await;
        assert_eq!(none.body.lines().count(), 1, "headings and nothing else");
        let unnamed = world.api(&office, Method::GET, "/ledger/export", serde_json::Value::Null).await;
        assert_eq!(unnamed.status, 422);

        let same = send(&office, "name=a.jsonl", &file.bytes).await.json();
        assert_eq!((&same["written"], &same["changes"]), (&false.into(), &serde_json::json!([])));
        let edited = changed(&file.bytes, File::Jsonl, |rows| rows[0][7] = "=1+1".to_owned());
        assert_eq!(send(&stranger, "name=a.jsonl", &edited).await.status, 403);
        let before = standing(&world).await;
        let looked = send(&office, "name=a.jsonl&dry_run=yes", &edited).await.json();
        assert_eq!((&looked["written"], &looked["changes"][0]["after"]), (&false.into(), &"=1+1".into()));
        assert_eq!(standing(&world).await, before);
        let bad = changed(&file.bytes, File::Jsonl, |rows| rows[0][12] = "soon".to_owned());
        let bad = send(&office, "name=a.jsonl", &bad).await.json();
        assert_eq!((&bad["written"], &bad["bad"][0]["code"]), (&false.into(), &"not_a_date".into()), "{bad}");
        let written = send(&office, "name=a.jsonl", &edited).await.json();
        assert_eq!(written["written"], true, "{written}");
        assert_ne!(standing(&world).await, before);
        assert_eq!(send(&office, "name=a.jsonl&dry_run=perhaps", &edited).await.status, 422);
    });
}

#[test]
fn the_three_lists_hold_the_rows_that_one_may_see() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.drafted(&world, &cast.draft(Kind::TimeLimited, Some(date(2008, 8, 29)))).await;
        set(&world, &id, ["=1+1", "生活", "原因", "+热饭", "备注"].map(str::to_owned)).await;
        let at = |list: &str, file: &str| format!("/lists/{list}?campaign={}&file={file}", cast.campaign);
        let problems = world.get(Some(&cast.office), &at("problems", "csv")).await;
        assert_eq!(problems.status, 200, "{}", problems.body);
        let rows: Vec<&str> = problems.body.lines().collect();
        assert!(rows[0].contains("序号,问题编号,问题表述,具体表现,类别,来源,原因分析,是否重点"), "{}", rows[0]);
        assert!(rows.len() == 2 && rows[1].contains(",'=1+1,"), "a text stays a text: {}", rows[1]);
        let measures = world.get(Some(&cast.office), &at("measures", "jsonl")).await;
        let line: serde_json::Value = serde_json::from_str(measures.body.lines().next().unwrap()).unwrap();
        assert_eq!((&line["requirement"], &line["due_on"]), (&"+热饭".into(), &"2008-08-29".into()));
        assert!(line["criterion"].is_string() && line["measure"].is_string(), "{line}");
        let duties = world.get(Some(&cast.office), &at("duties", "xlsx")).await;
        let table = tables::read(&duties.bytes, "a.xlsx", T::DUTY_COLUMNS).unwrap();
        assert!(table.rows[0].text(1).ends_with("+热饭") && !table.rows[0].text(5).is_empty());
        let stranger = world.person("外人", &[]).await;
        assert_eq!(world.get(Some(&stranger), &at("duties", "csv")).await.body.lines().count(), 1);
        assert_eq!(world.get(Some(&cast.office), &at("fourth", "csv")).await.status, 404);
        assert_eq!(world.get(Some(&cast.office), &at("duties", "pdf")).await.status, 404);
    });
}
