//! Writes a sample document to look at: `cargo run -p gongwen --example sample -- FILE.docx`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use gongwen::numeral::{Level, document_number};
use gongwen::{Annex, Block, Column, Document, Head, Imprint, Seal, Signature, Table};
use jiff::civil::date;

fn main() {
    let file = std::env::args().nth(1).unwrap_or_else(|| "sample.docx".to_owned());
    let text = |text: &str| Block::Text(text.to_owned());
    let columns = vec![
        Column::short("序号", 2),
        Column::text("存在问题", 8),
        Column::text("整改要求", 8),
        Column::short("时限", 4),
        Column::short("责任人", 3),
    ];
    let row = |n: &str, a: &str, b: &str, c: &str, d: &str| [n, a, b, c, d].map(str::to_owned).to_vec();
    let table = Table {
        columns,
        rows: vec![
            row("1", "业务培训计划公布晚，倒班人员难以参加", "按季提前公布，分两批安排", "2008年6月27日", "甲"),
            row("2", "日常物资领用审批环节多", "一张单、一次审批", "2008年6月30日", "乙"),
        ],
    };
    let document = Document {
        head: Head::Red {
            organ: "某某公司机关委员会".into(), number: document_number("机党", 2008, 12), signer: None
        },
        title: vec!["关于公布“双促”主题活动整改方案并征求意见的通知".into()],
        addressee: Some("机关各支部、各部室".into()),
        body: vec![
            text(
                "根据实施意见的安排，现将整改方案公布如下，请组织本支部、本部室人员阅读，并于2008年7月25日前提出意见。",
            ),
            Block::Heading(Level::One, "总体要求".into()),
            text("逐条明确整改要求、时限和责任人，做到件件有着落、事事有回音。"),
            Block::Heading(Level::One, "整改内容及措施".into()),
            Block::Heading(Level::Two, "业务培训".into()),
            text("按季度提前公布培训计划，倒班人员分两批安排。"),
            Block::Heading(Level::Three, "计划表".into()),
            Block::Heading(Level::Four, "公布时间".into()),
            text("每季度末月20日前公布。"),
        ],
        attachments: vec!["整改台账".into(), "意见反馈方式".into()],
        signature: Some(Signature {
            organ: "某某公司机关委员会".into(), day: date(2008, 7, 8), seal: Seal::Unsealed
        }),
        note: Some("联系人：某某".into()),
        imprint: Some(Imprint {
            copies: vec!["公司党委".into(), "公司工会".into()],
            office: "机关委员会办公室".into(),
            day: date(2008, 7, 8),
        }),
        annexes: vec![
            Annex { title: "整改台账".into(), body: vec![Block::Table(table)] },
            Annex {
                title: "意见反馈方式".into(), body: vec![text("凭回执码或者在“我的意见”中反馈。")]
            },
        ],
        ..Document::default()
    };
    std::fs::write(&file, document.to_docx().unwrap()).unwrap();
    println!("{file}");
}
