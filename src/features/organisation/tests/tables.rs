//! Units, Party organisations and lines out and in again (I14).

use store::params;

use super::{admin, branch, structure, unit};
use crate::audit::Act;
use crate::error::{Error, Rule};
use crate::features::organisation::actions;
use crate::features::organisation::import::{self, Part, StructureReport, export_structure};
use crate::features::organisation::model::{UnitFacts, UnitKind};
use crate::tables::write::Kind;
use crate::testing::{World, on_both_engines};
use crate::text::Lang;

store::statements! {
    NODES = "select id || kind || name || name_key || coalesce(parent_id, '-') from unit
        union all select id || kind || name || name_key || coalesce(parent_id, '-') from party_org
        union all select branch_id || unit_id || '' || '' || '-' from branch_unit
        union all select id || name || name_key || lead_unit_id || '-' from line
        union all select line_id || unit_id || post || '' || '-' from line_position order by 1";
    LINES = "select count(*) from audit_line where data like '%structure.import%'";
}

async fn standing(world: &World) -> Vec<String> {
    let read = world.app.db.read(|tx| tx.all(&NODES, &params![], |row| row.get::<String>(0))).await;
    read.map_err(|e: store::StoreError| e).unwrap()
}

async fn exported(world: &World, part: Part, kind: Kind, lang: Lang) -> Vec<u8> {
    let act = Act::console(world.app.clock.now());
    export_structure(&world.app, act, part, lang, kind).await.unwrap()
}

async fn run(world: &World, part: Part, bytes: Vec<u8>, name: &str, dry: bool) -> Result<StructureReport, Error> {
    import::structure(&world.app, Act::console(world.app.clock.now()), part, bytes, name, dry).await
}

async fn typed(world: &World, part: Part, text: &str, dry: bool) -> StructureReport {
    run(world, part, text.as_bytes().to_vec(), "a.csv", dry).await.unwrap()
}

fn bad(report: &StructureReport) -> Vec<(u32, &str, Rule)> {
    report.report.bad.iter().map(|b| (b.row, b.column.as_str(), b.rule)).collect()
}

/// A structure with names that spreadsheets would eat.
async fn ground(world: &World) {
    let admin = admin(world).await;
    let (general, line, _) = structure(world, &admin).await;
    for name in ["=1+1", "+86", "'quoted", "2008-07-31", "00123"] {
        let facts = UnitFacts { kind: UnitKind::Grassroots, name: name.into(), parent: Some(general.clone()) };
        let id = actions::add_unit(&world.app, &world.actor(&admin).await, facts).await.unwrap();
        actions::add_position(&world.app, &world.actor(&admin).await, &line, id.clone(), "=cook".into()).await.unwrap();
        branch(world, &admin, &format!("{name} branch"), &[&general, &id]).await;
    }
}

#[test]
fn i14_what_was_taken_away_and_comes_back_changes_nothing() {
    on_both_engines(|world| async move {
        ground(&world).await;
        let before = standing(&world).await;
        for part in Part::ALL {
            for kind in Kind::ALL {
                for lang in [Lang::Zh, Lang::En] {
                    let bytes = exported(&world, part, kind, lang).await;
                    let name = format!("a.{}", kind.code());
                    let report = run(&world, part, bytes, &name, false).await.unwrap();
                    let said = format!("{part:?} {kind:?} {lang:?} {:?} {:?}", report.report.bad, report.changes);
                    assert!(report.report.is_well() && report.changes.is_empty() && !report.written, "{said}");
                    assert!(report.same > 0 && report.new + report.changed == 0, "{said}");
                }
            }
        }
        assert_eq!(standing(&world).await, before);
    });
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    on_both_engines(|world| async move {
        ground(&world).await;
        let text = String::from_utf8(exported(&world, Part::Units, Kind::Csv, Lang::En).await).unwrap();
        assert!(text.contains("\r\n'=1+1,") && text.contains("\r\n''quoted,"), "{text}");
        let jsonl = String::from_utf8(exported(&world, Part::Lines, Kind::Jsonl, Lang::En).await).unwrap();
        assert!(jsonl.contains("=1+1: =cook"), "{jsonl}");
        // And a new one comes in as it was typed.
        let report = typed(&world, Part::Units, "name,kind\n=2+2,Department\n", false).await;
        assert!(report.written && report.new == 1);
        assert!(standing(&world).await.iter().any(|row| row.contains("=2+2")));
    });
}

#[test]
fn every_bad_cell_is_named_and_nothing_is_written_unless_all_are_well() {
    on_both_engines(|world| async move {
        ground(&world).await;
        let before = standing(&world).await;
        let text = "name,kind,parent\n\
            New,department,General afairs\n\
            ,department,\n\
            Odd,planet,\n\
            Twice,department,\n\
            Twice,department,\n\
            General affairs,department,=1+1\n\
            Kindless,,\n";
        let report = typed(&world, Part::Units, text, false).await;
        let expected = [
            (2, "parent", Rule::UnknownUnit),
            (3, "name", Rule::Missing),
            (4, "kind", Rule::UnknownChoice),
            (6, "name", Rule::RowTwice),
            (7, "parent", Rule::OwnParent),
            (8, "kind", Rule::Missing),
        ];
        assert_eq!(bad(&report), expected);
        assert!(report.report.bad[0].value.contains('≈'), "the nearest name is told");
        assert!(!report.written);
        let text = "name,parent,units\nNew branch,No such,General affairs、Nowhere\n";
        let expected =
            [(2, "名称", Rule::Missing), (2, "parent", Rule::UnknownBranch), (2, "units", Rule::UnknownUnit)];
        let report = typed(&world, Part::Branches, text, false).await;
        assert_eq!(bad(&report)[1..], expected[1..]);
        assert_eq!(report.report.bad[0].rule, Rule::Missing, "a new one needs its kind");
        let text = "name,lead,positions\nNew line,,cook\n";
        let report = typed(&world, Part::Lines, text, false).await;
        assert_eq!(bad(&report), [(2, "lead", Rule::Missing), (2, "positions", Rule::PositionShape)]);
        assert_eq!(standing(&world).await, before);
        // Headings that are missing, and a file that is none.
        assert!(matches!(
            run(&world, Part::Units, b"a,b\n1,2\n".to_vec(), "a.csv", true).await,
            Err(Error::Rule(Rule::ColumnsMissing, _))
        ));
    });
}

#[test]
fn new_ones_come_in_any_order_and_a_mark_renames() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let old = unit(&world, &admin, "Old name").await;
        let text =
            format!("名称,性质,上级单位,导出标记\n下级,基层单位,上级,\n上级,部室,New name,\nNew name,部室,,{old}\n");
        let looked = typed(&world, Part::Units, &text, true).await;
        assert_eq!((looked.new, looked.changed, looked.same, looked.written), (2, 1, 0, false));
        let renamed = looked.changes.iter().find(|c| c.before == "Old name").unwrap();
        assert_eq!((renamed.row, renamed.after.as_str()), (4, "New name"));
        assert!(!standing(&world).await.iter().any(|row| row.contains("上级")), "only looked at");
        let report = typed(&world, Part::Units, &text, false).await;
        assert!(report.written, "{:?}", report.report.bad);
        let now = standing(&world).await;
        assert!(now.iter().any(|row| row.starts_with(old.as_str()) && row.contains("New name")));
        let again = typed(&world, Part::Units, &text, false).await;
        assert_eq!((again.same, again.written), (3, false), "once is enough");
        // A column that is not there says nothing; an empty cell says that there is none.
        let report = typed(&world, Part::Units, "名称,性质\n下级,基层单位\n", false).await;
        assert_eq!(report.same, 1);
        let report = typed(&world, Part::Units, "名称,上级单位\n下级,\n", false).await;
        assert_eq!((report.changed, report.written), (1, true));
        // Two that would stand above each other.
        let ring = typed(&world, Part::Units, "名称,上级单位\n下级,上级\n上级,下级\n", false).await;
        assert!(ring.report.bad.iter().all(|b| b.rule == Rule::OwnParent) && ring.report.bad_rows() == 2);
        let line = "条线,牵头部门,岗位\n后勤,上级,\"下级：厨师\n上级：主管\"\n";
        assert!(typed(&world, Part::Lines, line, false).await.written);
        let fewer = typed(&world, Part::Lines, "条线,岗位\n后勤,上级：主管\n", false).await;
        assert!(fewer.written && fewer.changes[0].before.contains("厨师"), "{:?}", fewer.changes);
        let lines = world.app.db.read(|tx| tx.one(&LINES, &params![], |row| row.get::<i64>(0))).await;
        assert_eq!(lines.map_err(|e: store::StoreError| e).unwrap(), Some(4));
    });
}

#[test]
fn the_pages_check_show_and_write_for_those_who_may() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        structure(&world, &admin).await;
        let staff = world.person("Staff", &[]).await;
        assert_eq!(world.get(Some(&staff), "/structure/units/export?file=csv").await.status, 403);
        assert_eq!(world.get(Some(&staff), "/structure/units/import").await.status, 403);
        assert_eq!(world.get(Some(&admin), "/structure/planets/import").await.status, 404);
        let file = world.get(Some(&admin), "/structure/units/export?file=jsonl&lang=en").await;
        assert_eq!(file.status, 200);
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let at = "/structure/units/import";
        let none = world.upload(&admin, at, &[], ("other", "a.csv", b"x")).await;
        assert_eq!(none.status, 422);
        let csv = "name,kind\nNew unit,department\n";
        assert_eq!(world.upload(&staff, at, &[], ("file", "a.csv", csv.as_bytes())).await.status, 403);
        let sent = world.upload(&admin, at, &[], ("file", "a.csv", csv.as_bytes())).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let shown = world.get(Some(&admin), sent.location()).await;
        assert!(shown.status == 200 && shown.body.contains("New unit"), "{}", shown.body);
        let other = world.person("Second", &[(crate::auth::Role::Sys, "tenant", "")]).await;
        assert_eq!(world.get(Some(&other), sent.location()).await.status, 404, "whoever sent it");
        let wrong = sent.location().replace("/units/", "/branches/");
        assert_eq!(world.get(Some(&admin), &wrong).await.status, 404, "and for what it was sent");
        let written = world.post(Some(&admin), sent.location(), &[]).await;
        assert_eq!(written.location(), "/units", "{}", written.body);
        assert_eq!(world.post(Some(&admin), sent.location(), &[]).await.status, 404, "once");
        assert!(world.get(Some(&admin), "/units").await.body.contains("New unit"));
        let bad = world.upload(&admin, at, &[], ("file", "a.csv", b"name,kind\nX,planet\n")).await;
        let bad = world.get(Some(&admin), bad.location()).await;
        assert!(bad.status == 422 && bad.body.contains("planet"), "{}", bad.body);
    });
}
