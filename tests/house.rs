//! The rules of the house that a compiler cannot hold (ARCHITECTURE.md, Rules that a test holds). They read the source.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

const SLICES: [&str; 16] = [
    "closing",
    "document",
    "plan",
    "evaluation",
    "account",
    "auditing",
    "organisation",
    "campaign",
    "opinion",
    "merging",
    "rectification",
    "publication",
    "statistics",
    "supervision",
    "trace",
    "search",
];

/// Slices that only read and gather from all the others.
const GATHERING: [&str; 3] = ["statistics", "trace", "search"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder whose name ends so, with its path from the root.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "target" | "node_modules" | ".git") {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                let text = fs::read_to_string(&path).unwrap_or_default();
                found.push((shown(&path), text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing below {folder} ends in {ending}");
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// Files that hold tests only.
fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/") || path == "src/testing.rs"
}

/// The code of a Rust file without comments and without its tests at the end. Text literals stay.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    let mut in_text = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' if in_text => {
                out.push(c);
                out.extend(rest.next());
                continue;
            }
            // A character literal that is a quotation mark opens no text.
            '\'' if !in_text && rest.peek() == Some(&'"') => {
                rest.next();
                continue;
            }
            '"' => in_text = !in_text,
            '/' if !in_text && rest.peek() == Some(&'/') => {
                while rest.peek().is_some_and(|c| *c != '\n') {
                    rest.next();
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Characters, not punctuation: whoever reads Chinese input knows its commas.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn nothing(findings: Vec<String>) {
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn no_slice_names_another_slice() {
    let mut findings = Vec::new();
    for (path, text) in files("src/features", ".rs") {
        let Some(own) = path.split('/').nth(2) else { continue };
        // `mod.rs` of the folder itself lists the slices for the router and the statement test.
        if own == "mod.rs" || GATHERING.contains(&own) || is_test(&path) {
            continue;
        }
        let code = code(&text);
        for other in SLICES.iter().filter(|s| **s != own) {
            if ["features::", "super::super::"].iter().any(|from| code.contains(&format!("{from}{other}"))) {
                findings.push(format!("{path} names the slice {other}"));
            }
        }
        if code.contains("features::{") {
            findings.push(format!("{path} uses several slices at once"));
        }
    }
    nothing(findings);
}

#[test]
fn inside_a_slice_nothing_calls_back_up() {
    // What each room may not name.
    let refused: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("model", ["store::", "actions::", "pages::", "axum::", "crate::app"].as_slice()),
        ("store", ["actions::", "pages::", "axum::"].as_slice()),
        ("actions", ["pages::", "axum::", "askama::"].as_slice()),
    ]);
    let mut findings = Vec::new();
    for (path, text) in files("src/features", ".rs") {
        let Some(room) = path.split('/').nth(3) else { continue };
        let Some(refused) = refused.get(room.trim_end_matches(".rs")) else { continue };
        if is_test(&path) {
            continue;
        }
        // The storage crate is not the slice's `store`.
        let code = code(&text).replace("::store::", "::door::");
        for name in refused.iter() {
            let named = code
                .match_indices(name)
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if named {
                findings.push(format!("{path} names {name}"));
            }
        }
    }
    nothing(findings);
}

/// Words after which a table stands in a statement.
fn tables_named(code: &str) -> BTreeSet<String> {
    let clean = code.replace(['(', ')', ',', '"', '\n'], " ");
    let words: Vec<&str> = clean.split_whitespace().collect();
    let mut named = BTreeSet::new();
    for pair in words.windows(2) {
        if matches!(pair[0], "from" | "join" | "into" | "update") {
            named.insert(pair[1].trim_end_matches(';').to_owned());
        }
    }
    named
}

#[test]
fn a_slice_reads_others_through_views_and_changes_only_its_own_tables() {
    let mut owner: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in files("migrations", ".sql") {
        let slice = path.trim_end_matches(".sql").rsplit('_').next().unwrap().to_owned();
        let clean = text.replace('(', " ");
        let words: Vec<&str> = clean.split_whitespace().collect();
        for three in words.windows(3) {
            if three[0] == "create" && matches!(three[1], "table" | "view") {
                owner.insert(three[2].to_owned(), slice.clone());
            }
        }
    }
    // Rooms of the house that several slices use: what was imported, numbers that are never given twice, settings.
    let shared = ["import_job", "campaign_number", "setting"];
    let mut findings = Vec::new();
    for (path, text) in files("src/features", ".rs") {
        let (Some(own), Some(_)) = (path.split('/').nth(2), path.split('/').nth(3)) else { continue };
        if is_test(&path) {
            continue;
        }
        for table in tables_named(&code(&text)) {
            let Some(of) = owner.get(&table) else { continue };
            // The tables of the house: accounts and sessions, the trail that auditors read, and whether the box is empty.
            let house = of == "system"
                && (own == "account"
                    || (own == "auditing" && table.starts_with("audit_"))
                    || (matches!(own, "opinion" | "publication")
                        && matches!(table.as_str(), "box_drop" | "box_aside")));
            // A view is what a slice shows of itself.
            let mine = of == own || house || table.starts_with("v_");
            if !mine && of != "views" && !shared.contains(&table.as_str()) {
                findings.push(format!("{path}: {table} belongs to {of}"));
            }
        }
    }
    nothing(findings);
}

#[test]
fn chinese_stands_in_the_text_tables_only() {
    let mut findings = Vec::new();
    for (path, text) in files("src", ".rs") {
        if is_test(&path) || path.starts_with("src/text/") || path == "src/error/rule.rs" {
            continue;
        }
        for line in code(&text).lines().filter(|line| line.contains(is_chinese)) {
            findings.push(format!("{path}: {}", line.trim()));
        }
    }
    for (path, text) in files("src", ".html") {
        for line in text.lines().filter(|line| line.contains(is_chinese)) {
            // A comment of a template is not sent.
            if !(line.trim_start().starts_with("{#") && line.trim_end().ends_with("#}")) {
                findings.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    nothing(findings);
}

#[test]
fn templates_hold_nothing_that_the_content_policy_refuses() {
    let mut findings = Vec::new();
    for (path, text) in files("src", ".html") {
        for line in text.lines() {
            let lower = line.to_lowercase();
            let inline = lower.contains(" style=\"") || lower.contains("javascript:") || lower.contains("<style");
            let script = lower.contains("<script") && !lower.contains("src=");
            let handler =
                [" onclick=", " onload=", " onsubmit=", " onchange=", " onerror="].iter().any(|h| lower.contains(h));
            let elsewhere = lower.contains("src=\"http") || lower.contains("url(http");
            if inline || script || handler || elsewhere {
                findings.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    nothing(findings);
}

#[test]
fn nothing_names_a_place_of_somebodys_machine() {
    let marks = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/home", "/"].concat()];
    let mut findings = Vec::new();
    for folder in ["src", "crates", "tests", "migrations", "assets", "xtask", "docs"] {
        for (path, text) in files(folder, "") {
            findings.extend(
                text.lines()
                    .filter(|line| marks.iter().any(|mark| line.contains(mark.as_str())))
                    .map(|line| format!("{path}: {line}")),
            );
        }
    }
    nothing(findings);
}

#[test]
fn vendored_files_are_what_their_list_says() {
    let list = fs::read_to_string(root().join("assets/vendor/LICENSES.md")).unwrap();
    let mut listed = BTreeSet::new();
    for row in list.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let quoted: Vec<&str> = row.split('`').collect();
        let (file, hash) = (quoted[1], quoted[3]);
        let content = fs::read(root().join("assets/vendor").join(file)).unwrap();
        let own: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(own, hash, "{file}");
        listed.insert(format!("assets/vendor/{file}"));
    }
    let there: BTreeSet<String> =
        files("assets/vendor", "").into_iter().map(|(path, _)| path).filter(|p| !p.ends_with(".md")).collect();
    assert_eq!(there, listed, "every vendored file is listed with its licence and hash");
}
