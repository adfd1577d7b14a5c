//! What stands in the file, without any program that lays it out.
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{Cursor, Read};

use gongwen::numeral::{Level, document_number};
use gongwen::{Annex, Block, Column, Document, Head, Imprint, Problem, Seal, Signature, Table};
use jiff::civil::date;
use proptest::prelude::*;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The texts of all paragraphs, in order.
fn texts(bytes: &[u8]) -> Vec<String> {
    let xml = part(bytes, "word/document.xml");
    xml.split("<w:p ")
        .skip(1)
        .map(|p| {
            p.split("<w:t")
                .skip(1)
                .filter_map(|t| t.split_once('>').and_then(|(_, rest)| rest.split_once("</w:t>")).map(|(t, _)| t))
                .collect::<String>()
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&")
        })
        .collect()
}

fn notice() -> Document {
    Document {
        head: Head::Red {
            organ: "某某公司机关委员会".into(), number: document_number("机党", 2008, 3), signer: None
        },
        title: vec!["关于公布主题活动整改方案的通知".into()],
        addressee: Some("机关各支部、各部室".into()),
        body: vec![
            Block::Text("现将整改方案公布如下。".into()),
            Block::Heading(Level::One, "总体要求".into()),
            Block::Heading(Level::Two, "目标".into()),
            Block::Heading(Level::Two, "原则".into()),
            Block::Heading(Level::One, "整改内容".into()),
            Block::Heading(Level::Two, "培训".into()),
            Block::Heading(Level::Three, "计划".into()),
            Block::Heading(Level::Four, "时限".into()),
        ],
        attachments: vec!["整改台账".into()],
        signature: Some(Signature {
            organ: "某某公司机关委员会".into(), day: date(2008, 7, 8), seal: Seal::Unsealed
        }),
        note: Some("联系人：某某".into()),
        imprint: Some(Imprint {
            copies: vec!["公司党委".into(), "工会".into()],
            office: "机关委员会办公室".into(),
            day: date(2008, 7, 8),
        }),
        annexes: vec![Annex {
            title: "整改台账".into(),
            body: vec![Block::Table(Table {
                columns: vec![Column::short("序号", 1), Column::text("存在问题", 6)],
                rows: vec![vec!["1".into(), "培训计划公布晚".into()]],
            })],
        }],
        ..Document::default()
    }
}

#[test]
fn headings_are_counted_and_everything_is_there_in_order() {
    let texts = texts(&notice().to_docx().unwrap());
    let wanted = [
        "某某公司机关委员会文件",
        "机党〔2008〕3号",
        "关于公布主题活动整改方案的通知",
        "机关各支部、各部室：",
        "现将整改方案公布如下。",
        "一、总体要求",
        "（一）目标",
        "（二）原则",
        "二、整改内容",
        "（一）培训",
        "1.计划",
        "（1）时限",
        "附件：整改台账",
        "某某公司机关委员会",
        "2008年7月8日",
        "（联系人：某某）",
        "附件",
        "整改台账",
        "序号",
        "存在问题",
        "1",
        "培训计划公布晚",
        "抄送：公司党委，工会。",
        "机关委员会办公室",
        "2008年7月8日印发",
    ];
    let found: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let first = notice().to_docx().unwrap();
    // Another one in between: nothing is carried over from document to document.
    Document { title: vec!["别的".into()], ..Document::default() }.to_docx().unwrap();
    let elsewhere = std::thread::spawn(|| notice().to_docx().unwrap()).join().unwrap();
    assert_eq!(first, notice().to_docx().unwrap());
    assert_eq!(first, elsewhere);
}

#[test]
fn g10_page_margins_grid_and_feet() {
    let bytes = notice().to_docx().unwrap();
    let xml = part(&bytes, "word/document.xml");
    for wanted in [
        r#"w:w="11906" w:h="16838""#,
        r#"w:top="2098""#,
        r#"w:left="1588""#,
        r#"w:right="1474""#,
        r#"w:bottom="1984""#,
        r#"w:type="lines" w:linePitch="578""#,
        r#"w:eastAsia="仿宋_GB2312""#,
        r#"w:eastAsia="方正小标宋简体""#,
        r#"w:eastAsia="黑体""#,
        r#"w:eastAsia="楷体_GB2312""#,
    ] {
        assert!(xml.contains(wanted), "{wanted} is not in {xml}");
    }
    assert!(part(&bytes, "word/settings.xml").contains("evenAndOddHeaders"), "odd and even feet differ");
    assert!(part(&bytes, "word/footer1.xml").contains("PAGE"));
}

#[test]
fn a_document_without_title_is_refused() {
    assert_eq!(Document::default().to_docx(), Err(Problem::NoTitle));
}

#[test]
fn g17_nested_quotes_survive() {
    let talk = "深入开展“双促”活动提高总务管理水平”《“双促”活动》专题栏目 <tag> & '单' \"双\"";
    let document =
        Document { title: vec!["交流发言".into()], body: vec![Block::Text(talk.into())], ..Document::default() };
    assert!(texts(&document.to_docx().unwrap()).contains(&talk.to_owned()));
}

proptest! {
    /// Whatever somebody typed, the file stays one that can be read.
    #[test]
    fn any_text_gives_well_formed_xml(text in any::<String>(), cell in any::<String>()) {
        let document = Document {
            title: vec![format!("题{text}")],
            body: vec![
                Block::Text(text.clone()),
                Block::Table(Table { columns: vec![Column::text(&cell, 1)], rows: vec![vec![cell.clone()]] }),
            ],
            ..Document::default()
        };
        let xml = part(&document.to_docx().unwrap(), "word/document.xml");
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
        prop_assert!(xml.chars().all(allowed));
    }
}
