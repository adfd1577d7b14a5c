use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

const COLUMNS: &[Column] = &[
    Column { key: "name", names: &["\u{59d3}\u{540d}", "name"], required: true },
    Column { key: "unit", names: &["\u{90e8}\u{95e8}", "unit"], required: true },
    Column { key: "no", names: &["staff no"], required: false },
];

fn rule(result: Result<Table>) -> Rule {
    match result {
        Err(Error::Rule(rule, _)) => rule,
        other => panic!("expected a rule, got {other:?}"),
    }
}

fn cells(table: &Table) -> Vec<(u32, Vec<&str>)> {
    table.rows.iter().map(|r| (r.number, (0..3).map(|n| r.text(n)).collect())).collect()
}

fn book(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn a_csv_of_utf8_with_mark_gbk_and_utf16_is_the_same_table() {
    let text = "\u{59d3}\u{540d},\u{90e8}\u{95e8},staff no\n\u{738b}\u{82b3},\u{603b}\u{52a1}\u{90e8},007\n";
    let expected = read(text.as_bytes(), "a.csv", COLUMNS).unwrap();
    assert_eq!(cells(&expected), [(2, vec!["\u{738b}\u{82b3}", "\u{603b}\u{52a1}\u{90e8}", "007"])]);
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    assert_eq!(read(&marked, "a.csv", COLUMNS).unwrap(), expected);
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    assert_ne!(gbk, text.as_bytes());
    assert_eq!(read(&gbk, "a.csv", COLUMNS).unwrap(), expected);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&wide, "a.csv", COLUMNS).unwrap(), expected);
}

#[test]
fn row_numbers_are_those_of_the_senders_program() {
    let text = "A title\r\n\r\nname,unit\r\n\r\n\"two\nlines\",u\r\n,\r\nlast,u\r\n";
    let table = read(text.as_bytes(), "a.csv", COLUMNS).unwrap();
    assert_eq!(cells(&table), [(5, vec!["two\nlines", "u", ""]), (7, vec!["last", "u", ""])]);
    let sheet = book(|s| {
        s.write(0, 0, "A title").unwrap();
        s.write(2, 0, "name").unwrap().write(2, 1, "unit").unwrap();
        s.write(4, 0, "x").unwrap().write(4, 1, "u").unwrap();
    });
    assert_eq!(cells(&read(&sheet, "a.xlsx", COLUMNS).unwrap()), [(5, vec!["x", "u", ""])]);
}

#[test]
fn formulas_merged_cells_dates_and_numbers_become_plain_text() {
    let sheet = book(|s| {
        for (n, heading) in ["unit", "name", "Staff  No"].into_iter().enumerate() {
            s.write(0, u16::try_from(n).unwrap(), heading).unwrap();
        }
        s.merge_range(1, 0, 3, 0, "one unit", &Format::new()).unwrap();
        s.write(1, 1, "=1+1").unwrap().write(1, 2, 20031).unwrap();
        let date = ExcelDateTime::from_ymd(2008, 7, 31).unwrap();
        s.write(2, 1, "b").unwrap();
        s.write_with_format(2, 2, &date, &Format::new().set_num_format("yyyy/m/d")).unwrap();
        s.write_formula(3, 1, Formula::new("1+1").set_result("two")).unwrap().write(3, 2, 1.5).unwrap();
    });
    let table = read(&sheet, "a.xlsx", COLUMNS).unwrap();
    let expected = [
        (2, vec!["=1+1", "one unit", "20031"]),
        (3, vec!["b", "one unit", "2008-07-31"]),
        (4, vec!["two", "one unit", "1.5"]),
    ];
    assert_eq!(cells(&table), expected);
}

#[test]
fn a_sheet_with_cells_in_opposite_corners_is_no_grid() {
    let sheet = book(|s| {
        s.write(0, 0, "name").unwrap().write(0, 1, "unit").unwrap();
        s.write(1, 0, "x").unwrap().write(1, 1, "u").unwrap();
        s.write(1_048_575, 16_383, "far").unwrap();
    });
    assert_eq!(read(&sheet, "a.xlsx", COLUMNS).unwrap().rows.len(), 1);
}

#[test]
fn broken_and_foreign_files_are_said_to_be_unreadable() {
    let whole = book(|s| {
        s.write(0, 0, "name").unwrap();
    });
    for bytes in [&whole[..whole.len() / 2], b"PK\x03\x04nothing".as_slice(), b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1"]
    {
        assert_eq!(rule(read(bytes, "a.xlsx", COLUMNS)), Rule::UnreadableFile);
    }
    assert_eq!(rule(read(b"\x89PNG\r\n\xff\xfe\xff", "a.csv", COLUMNS)), Rule::UnreadableFile);
    assert_eq!(rule(read(&whole, "a.csv", COLUMNS)), Rule::ColumnsMissing, "the content tells the kind");
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused_before_it_is_read() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for n in 0..4 {
        zip.start_file(format!("xl/{n}.xml"), options).unwrap();
        for _ in 0..100 {
            zip.write_all(&vec![b' '; 1024 * 1024]).unwrap();
        }
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 * 1024 * 1024);
    assert!(matches!(read(&bytes, "a.xlsx", COLUMNS), Err(Error::TooLarge)));
    assert!(matches!(read(&vec![b'a'; MAX_BYTES + 1], "a.csv", COLUMNS), Err(Error::TooLarge)));
}

#[test]
fn headings_are_forgiving_and_what_is_not_read_is_said() {
    let table = read(b"Unit (full),  NAME *,remark\nu,n,r\n", "a.csv", COLUMNS).unwrap();
    assert_eq!(cells(&table), [(2, vec!["n", "u", ""])]);
    assert_eq!(table.ignored, ["remark"]);
    assert_eq!(table.heading(COLUMNS, 0), "NAME *");
    let refused = read(b"name,remark\nn,r\n", "a.csv", COLUMNS);
    assert!(matches!(refused, Err(Error::Rule(Rule::ColumnsMissing, place)) if place == "\u{90e8}\u{95e8}"));
    assert_eq!(rule(read(b"name,unit,name\n", "a.csv", COLUMNS)), Rule::ColumnTwice);
    assert_eq!(rule(read(b"name,unit\n,\n", "a.csv", COLUMNS)), Rule::NoRows);
    assert_eq!(rule(read(b"", "a.csv", COLUMNS)), Rule::ColumnsMissing);
    assert_eq!(read(b"name;unit\nn,m;u\n", "a.csv", COLUMNS).unwrap().rows[0].text(0), "n,m");
}

#[test]
fn a_text_with_a_loose_comma_is_reported_and_not_cut() {
    let table = read(b"name,unit\nn,u,more\nm,u\n", "a.csv", COLUMNS).unwrap();
    assert_eq!(table.bad, [BadRow::new(2, "", Rule::TooManyCells, "more")]);
    assert_eq!(table.rows.len(), 1);
}

#[test]
fn json_lines_keep_texts_as_they_are_and_report_what_is_none() {
    let text = "{\"name\":\" \u{20bb7} \",\"unit\":\"u\",\"no\":7,\"x\":1}\n\n[1]\n{\"name\":{},\"unit\":\"u\"}\n{\"unit\":null}\n";
    let table = read(text.as_bytes(), "a.jsonl", COLUMNS).unwrap();
    assert_eq!(cells(&table)[0], (1, vec![" \u{20bb7} ", "u", "7"]));
    assert_eq!(table.ignored, ["x"]);
    let bad: Vec<_> = table.bad.iter().map(|b| (b.row, b.rule)).collect();
    assert_eq!(bad, [(3, Rule::NotAnObject), (4, Rule::NotAText)]);
    assert_eq!(rule(read(b"{\"unit\":\"u\"}", "a.jsonl", COLUMNS)), Rule::ColumnsMissing);
}

proptest! {
    /// Whatever is written into cells comes back as it was, in every kind of file.
    #[test]
    fn cells_come_back_as_they_were(texts in prop::collection::vec("[^\\x00-\\x1f\\x7f\\u{85}\\u{feff}]*[a-z\u{4e00}-\u{9fff}\u{20000}-\u{2a6df}]", 1..20)) {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["name", "unit"]).unwrap();
        let mut lines = String::new();
        for text in &texts {
            csv.write_record([text, "u"]).unwrap();
            lines.push_str(&serde_json::json!({"name": text, "unit": "u"}).to_string());
            lines.push('\n');
        }
        let csv = csv.into_inner().unwrap();
        for (bytes, name) in [(csv.as_slice(), "a.csv"), (lines.as_bytes(), "a.jsonl")] {
            let table = read(bytes, name, COLUMNS).unwrap();
            let back: Vec<&str> = table.rows.iter().map(|r| r.text(0)).collect();
            prop_assert_eq!(back, texts.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    /// No bytes make it panic.
    #[test]
    fn rubbish_is_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..2000), zip in any::<bool>()) {
        let bytes = if zip { [b"PK\x03\x04".as_slice(), &bytes].concat() } else { bytes };
        drop(read(&bytes, "a.csv", COLUMNS));
        drop(read(&bytes, "a.jsonl", COLUMNS));
    }
}
