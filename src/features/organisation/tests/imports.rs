use rust_xlsxwriter::Workbook;

use super::{admin, branch, unit};
use crate::audit::Act;
use crate::auth::Role;
use crate::error::{Error, Rule};
use crate::features::organisation::import::{self, ImportReport};
use crate::testing::{Login, World, on_both_engines};

async fn run(world: &World, text: &str, dry: bool) -> Result<ImportReport, Error> {
    let act = Act::console(world.app.clock.now());
    import::people(&world.app, act, text.as_bytes().to_vec(), "people.csv", dry).await
}

async fn count(world: &World, sql: store::Sql) -> i64 {
    let counted = world.app.db.read(move |tx| tx.one(&sql, &[], |row| row.get(0))).await;
    counted.unwrap().unwrap()
}

store::statements! {
    PEOPLE = "select count(*) from person";
    STAGED = "select count(*) from person_import";
    LEADING = "select count(*) from person_post where is_leading = 1";
    LINES = "select count(*) from audit_line where data like '%people.import%'";
}

async fn ground(world: &World) -> (Login, crate::id::Id) {
    let admin = admin(world).await;
    let affairs = unit(world, &admin, "Affairs").await;
    unit(world, &admin, "Finance").await;
    branch(world, &admin, "First branch", &[&affairs]).await;
    (admin, affairs)
}

fn bad(report: &ImportReport) -> Vec<(u32, &str, Rule)> {
    report.report.bad.iter().map(|b| (b.row, b.column.as_str(), b.rule)).collect()
}

#[test]
fn every_bad_row_is_named_and_nothing_is_written_unless_all_are_well() {
    on_both_engines(|world| async move {
        ground(&world).await;
        let before = count(&world, PEOPLE).await;
        let text = "name,unit,staff no,branch,category,party,post,leading\n\
            Good,Affairs,1,First branch,cadre,member,Head,yes\n\
            ,Affairs,,,,,,\n\
            NoUnit,,,,,,,\n\
            WrongUnit,Afairs,,,,,,\n\
            WrongBranch,Affairs,,No such,,,,\n\
            Twice,Affairs,1,,,,,\n\
            Odd,Finance,,,planet,comet,,maybe\n\
            NoPost,Finance,,,,,,yes\n\
            Same,Finance,,,,,,\n\
            Same,Finance,,,,,,\n\
            =1+1,Finance,,,,,,\n";
        let outcome = run(&world, text, false).await.unwrap();
        let expected = [
            (3, "name", Rule::Missing),
            (4, "unit", Rule::Missing),
            (5, "unit", Rule::UnknownUnit),
            (6, "branch", Rule::UnknownBranch),
            (7, "staff no", Rule::StaffNoTwice),
            (8, "category", Rule::UnknownChoice),
            (8, "party", Rule::UnknownChoice),
            (8, "leading", Rule::YesOrNo),
            (9, "post", Rule::PostMissing),
            (11, "name", Rule::PersonTwice),
        ];
        assert_eq!(bad(&outcome), expected);
        assert_eq!(outcome.report.bad[2].value, "Afairs ≈ Affairs");
        assert_eq!(outcome.report.bad_rows(), 8);
        assert!(!outcome.written);
        assert_eq!(count(&world, PEOPLE).await, before);
        assert_eq!(count(&world, STAGED).await, 0);
    });
}

#[test]
fn an_import_writes_once_updates_by_number_and_leaves_one_audit_line() {
    on_both_engines(|world| async move {
        ground(&world).await;
        let before = count(&world, PEOPLE).await;
        let first = "name,unit,staff no,post,leading,party\nA,Affairs,1,Head,yes,full\nB,Affairs,2,,,\nC,Finance,,,,\n";
        let looked = run(&world, first, true).await.unwrap();
        assert_eq!((looked.new, looked.changed, looked.same, looked.written), (3, 0, 0, false));
        assert_eq!(count(&world, PEOPLE).await, before, "a dry run writes nothing");
        assert!(run(&world, first, false).await.unwrap().written);
        assert_eq!(count(&world, PEOPLE).await, before + 3);
        assert_eq!((count(&world, LEADING).await, count(&world, LINES).await), (1, 1));
        assert_eq!(count(&world, STAGED).await, 0);
        for dry in [true, false] {
            let again = run(&world, first, dry).await;
            assert!(matches!(again, Err(Error::Rule(Rule::DuplicateImport, _))));
        }
        // A moved by number and kept what the file does not say; B stays; C gets a number; D is new; A's namesake is refused.
        let second = "name,unit,staff no\nA,Finance,1\nB,Affairs,2\nC,Finance,3\nD,Affairs,\n";
        let outcome = run(&world, second, false).await.unwrap();
        assert_eq!((outcome.new, outcome.changed, outcome.same, outcome.written), (1, 2, 1, true));
        assert_eq!(count(&world, PEOPLE).await, before + 4);
        assert_eq!(count(&world, LEADING).await, 1);
        let other = run(&world, "name,unit,staff no\nX,Affairs,1\n", false).await.unwrap();
        assert_eq!(bad(&other), [(2, "staff no", Rule::StaffNoOtherName)]);
        let nothing = run(&world, "name,unit\nD,Affairs\n", false).await.unwrap();
        assert_eq!((nothing.same, nothing.written), (1, false));
    });
}

#[test]
fn nobody_imports_his_own_rights() {
    on_both_engines(|world| async move {
        let (admin, affairs) = ground(&world).await;
        let act = || Act { who: crate::audit::Who::Person(admin.person.clone()), now: world.app.clock.now() };
        let people = |text: &str| import::people(&world.app, act(), text.as_bytes().to_vec(), "a.csv", false);
        let edit = [("name", "Admin"), ("unit", affairs.as_str()), ("category", "staff"), ("party", "none")];
        assert_eq!(world.post(Some(&admin), &format!("/people/{}/edit", admin.person), &edit).await.status, 303);
        let outcome = people("name,unit,party\nAdmin,Affairs,member\n").await.unwrap();
        assert_eq!(bad(&outcome), [(2, "name", Rule::OwnRecord)]);
        let outcome = people("name,unit,post,leading\nAdmin,Affairs,Head,yes\n").await.unwrap();
        assert_eq!(bad(&outcome), [(2, "name", Rule::OwnRecord)]);
        assert!(!world.actor(&admin).await.has(Role::Lc));
    });
}

#[test]
fn the_page_reads_shows_and_writes_only_what_was_read() {
    on_both_engines(|world| async move {
        let (admin, _) = ground(&world).await;
        let before = count(&world, PEOPLE).await;
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in
            [["\u{59d3}\u{540d}", "\u{90e8}\u{95e8}"], ["\u{738b}\u{82b3}", "Affairs"]].iter().enumerate()
        {
            for (column, text) in cells.iter().enumerate() {
                sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *text).unwrap();
            }
        }
        let bytes = book.save_to_buffer().unwrap();
        let file = ("file", "people.xlsx", bytes.as_slice());
        let uploaded = world.upload(&admin, "/people/import", &[], file).await;
        assert_eq!(uploaded.status, 303, "{}", uploaded.body);
        let result = uploaded.location().to_owned();
        let page = world.get(Some(&admin), &result).await;
        assert!(page.status == 200 && page.body.contains("people.xlsx"));
        assert_eq!(count(&world, PEOPLE).await, before);
        let other = world.person("Other", &[(Role::Sys, "tenant", "")]).await;
        assert_eq!(world.get(Some(&other), &result).await.status, 404, "a file is seen by whoever sent it");
        assert_eq!(world.post(Some(&other), &result, &[]).await.status, 404);
        let written = world.post(Some(&admin), &result, &[]).await;
        assert_eq!(written.location(), "/people?written=1");
        assert_eq!(count(&world, PEOPLE).await, before + 2);
        assert_eq!(world.post(Some(&admin), &result, &[]).await.status, 404, "once");
        let again = world.upload(&admin, "/people/import", &[], file).await;
        assert!(again.status == 422 && again.body.contains(Rule::DuplicateImport.zh()));
        let secretary = world.person("Secretary", &[(Role::Sec, "tenant", "")]).await;
        assert_eq!(world.upload(&secretary, "/people/import", &[], file).await.status, 403);
    });
}

#[test]
fn files_that_are_none_get_a_page_that_says_so() {
    on_both_engines(|world| async move {
        let (admin, _) = ground(&world).await;
        let cases: [(&str, &[u8], Rule); 5] = [
            ("a.xlsx", b"PK\x03\x04broken", Rule::UnreadableFile),
            ("a.csv", b"first,second\n1,2\n", Rule::ColumnsMissing),
            ("a.csv", b"name,unit,name\n1,2,3\n", Rule::ColumnTwice),
            ("a.csv", b"name,unit\n", Rule::NoRows),
            ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Rule::UnreadableFile),
        ];
        for (name, bytes, rule) in cases {
            let answer = world.upload(&admin, "/people/import", &[], ("file", name, bytes)).await;
            assert!(answer.status == 422 && answer.body.contains(rule.zh()), "{name} {rule:?}: {}", answer.body);
        }
        let none = world.upload(&admin, "/people/import", &[], ("other", "", b"")).await;
        assert_eq!(none.status, 422);
        let text = "name,unit\na\u{0}b,Affairs\n\"two\nlines\",Affairs\n".to_owned() + &"x".repeat(61) + ",Affairs\n";
        let odd = world.upload(&admin, "/people/import", &[], ("file", "a.csv", text.as_bytes())).await;
        let page = world.get(Some(&admin), odd.location()).await;
        assert_eq!(page.status, 422);
        for rule in [Rule::NulCharacter, Rule::ControlCharacter, Rule::TooLong] {
            assert!(page.body.contains(rule.zh()), "{rule:?}");
        }
        let gbk =
            encoding_rs::GB18030.encode("\u{59d3}\u{540d},\u{90e8}\u{95e8}\n\u{738b}\u{82b3},Affairs\n").0.into_owned();
        let read = world.upload(&admin, "/people/import", &[], ("file", "a.csv", &gbk)).await;
        assert_eq!(world.get(Some(&admin), read.location()).await.status, 200);
        let large = vec![b'a'; crate::tables::MAX_BYTES + 200_000];
        assert_eq!(world.upload(&admin, "/people/import", &[], ("file", "a.csv", &large)).await.status, 413);
        let blank = world.get(Some(&admin), "/people/import/blank").await;
        assert!(blank.bytes.starts_with(b"\xef\xbb\xbf") && blank.body.contains(','));
    });
}

#[test]
fn a_large_table_is_applied_in_one_step() {
    on_both_engines(|world| async move {
        ground(&world).await;
        let before = count(&world, PEOPLE).await;
        let mut text = "name,unit,staff no,post\n".to_owned();
        for n in 0..3_000 {
            text.push_str(&format!("Person {n},Affairs,{n},Worker\n"));
        }
        assert!(run(&world, &text, false).await.unwrap().written);
        assert_eq!(count(&world, PEOPLE).await, before + 3_000);
        assert_eq!(count(&world, STAGED).await, 0);
    });
}

/// What was taken away can be brought back: everybody stays as he is.
#[test]
fn exported_people_imported_again_change_nothing() {
    on_both_engines(|world| async move {
        let (admin, _) = ground(&world).await;
        let text = "name,unit,staff no,branch,category,party\nGood,Affairs,1,First branch,cadre,member\n-Minus,Finance,007,,,\n";
        assert!(run(&world, text, false).await.unwrap().written);
        for kind in ["xlsx", "csv", "jsonl"] {
            let file = world.get(Some(&admin), &format!("/people/export?file={kind}")).await;
            assert_eq!(file.status, 200);
            let act = Act::console(world.app.clock.now());
            let done = import::people(&world.app, act, file.bytes, &format!("a.{kind}"), true).await.unwrap();
            let others: Vec<_> = done.report.bad.iter().filter(|b| b.rule != Rule::Missing).collect();
            assert!(others.is_empty(), "{kind}: {others:?}");
            assert_eq!((done.new, done.changed, done.same), (0, 0, 2), "{kind}");
        }
        let staff = world.person("x", &[]).await;
        assert_eq!(world.get(Some(&staff), "/people/export?file=csv").await.status, 403);
    });
}
