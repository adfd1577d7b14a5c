//! G10, measured: an office program lays the file out, and the page is read back from its PDF. Skipped where there is no such
//! program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::process::Command;

use gongwen::numeral::Level;
use gongwen::{Block, Document, Head};

/// A word of the PDF: left, top, right, bottom in points, and its text.
struct Word {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

struct Page {
    width: f64,
    height: f64,
    words: Vec<Word>,
}

fn attribute(line: &str, name: &str) -> f64 {
    let found = line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    found.parse().unwrap()
}

/// The pages of a document as an office program prints them; `None` where there is none.
fn printed(document: &Document) -> Option<Vec<Page>> {
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !has("soffice") || Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("skipped: no office program here");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.docx");
    std::fs::write(&file, document.to_docx().unwrap()).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let read =
        Command::new("pdftotext").arg("-bbox").arg(folder.path().join("document.pdf")).arg("-").output().unwrap();
    let html = String::from_utf8(read.stdout).unwrap();
    let mut pages: Vec<Page> = Vec::new();
    for line in html.lines() {
        if line.contains("<page ") {
            pages.push(Page { width: attribute(line, "width"), height: attribute(line, "height"), words: Vec::new() });
        } else if line.contains("<word ") {
            let text = line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
            let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(|name| attribute(line, name));
            pages.last_mut().unwrap().words.push(Word { left, top, right, bottom, text });
        }
    }
    Some(pages)
}

const MM: f64 = 72.0 / 25.4;

/// The text's lines of a page, without its foot: top, left, right, text.
fn lines(page: &Page) -> Vec<(f64, f64, f64, String)> {
    let mut lines: Vec<(f64, f64, f64, String)> = Vec::new();
    for word in page.words.iter().filter(|word| word.bottom < (297.0 - 30.0) * MM) {
        match lines.iter_mut().find(|line| (line.0 - word.top).abs() < 6.0) {
            Some(line) => {
                line.1 = line.1.min(word.left);
                line.2 = line.2.max(word.right);
                line.3.push_str(&word.text);
            }
            None => lines.push((word.top, word.left, word.right, word.text.clone())),
        }
    }
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    lines
}

#[test]
fn g10_a_page_has_22_lines_of_28_characters() {
    let long = "群众反映的问题要一件一件地办好办实并把结果告诉大家".repeat(60);
    let document = Document { title: vec!["版心".into()], body: vec![Block::Flush(long)], ..Document::default() };
    let Some(pages) = printed(&document) else { return };
    assert!(pages.len() >= 3, "{} pages", pages.len());
    // The second page is text alone.
    let page = &pages[1];
    assert!((page.width - 210.0 * MM).abs() < 1.0 && (page.height - 297.0 * MM).abs() < 1.0);
    let lines = lines(page);
    assert_eq!(lines.len(), 22, "lines of a page");
    for (_, left, right, text) in &lines {
        let characters = text.chars().count();
        assert!((27..=29).contains(&characters), "{characters} characters in a line");
        assert!((left - 28.0 * MM).abs() < MM, "left edge at {} mm", left / MM);
        assert!((right - (210.0 - 26.0) * MM).abs() < 2.0 * MM, "right edge at {} mm", right / MM);
    }
    let pitch = (lines[21].0 - lines[0].0) / 21.0;
    assert!((pitch - 28.99).abs() < 0.2, "line pitch {pitch} pt");
    // Letters stand in the middle of their line of the grid, so the first one's top is a little below the margin.
    let first = lines[0].0 / MM;
    assert!((first - 37.0).abs() < 3.0, "first line at {first} mm");
}

#[test]
fn page_numbers_stand_at_the_outer_edges() {
    let long = "办好一件事，就把这件事的结果告诉提意见的人。".repeat(70);
    let document = Document { title: vec!["页码".into()], body: vec![Block::Text(long)], ..Document::default() };
    let Some(pages) = printed(&document) else { return };
    let foot = |page: &Page| {
        let words: Vec<&Word> = page.words.iter().filter(|word| word.top > (297.0 - 33.0) * MM).collect();
        let left = words.iter().map(|w| w.left).fold(f64::MAX, f64::min);
        let right = words.iter().map(|w| w.right).fold(0.0, f64::max);
        let top = words.iter().map(|w| w.top).fold(f64::MAX, f64::min);
        (words.iter().map(|w| w.text.as_str()).collect::<String>(), left, right, top)
    };
    let (odd, even) = (foot(&pages[0]), foot(&pages[1]));
    assert_eq!((odd.0.as_str(), even.0.as_str()), ("—1—", "—2—"));
    assert!(odd.2 > 170.0 * MM && odd.1 > 105.0 * MM, "odd pages: right");
    assert!(even.1 < 40.0 * MM && even.2 < 105.0 * MM, "even pages: left");
    let below = odd.3 / MM - (297.0 - 35.0);
    assert!((below - 7.0).abs() < 2.5, "{below} mm below the type area");
}

#[test]
fn a_red_head_leaves_room_for_text_on_its_page() {
    let document = Document {
        head: Head::Red {
            organ: "某某公司机关委员会".into(), number: "机党〔2008〕3号".into(), signer: None
        },
        title: vec!["关于开展主题活动情况的通报".into()],
        addressee: Some("各支部".into()),
        body: vec![Block::Heading(Level::One, "总体情况".into()), Block::Text("征求意见已经结束。".into())],
        ..Document::default()
    };
    let Some(pages) = printed(&document) else { return };
    assert_eq!(pages.len(), 1);
    let lines = lines(&pages[0]);
    let mark = &lines[0];
    assert!(mark.3.ends_with("文件"), "{}", mark.3);
    let below = mark.0 / MM - 37.0;
    assert!((below - 35.0).abs() < 4.0, "the mark stands {below} mm below the type area's top");
    assert!(lines.iter().any(|line| line.3.contains("征求意见已经结束。")));
}
