//! A walk along every link: each kind of page once.

use std::collections::{BTreeSet, VecDeque};

use anyhow::Result;
use serde_json::Value;

use crate::Browser;

/// A page that was visited.
#[derive(Clone, Debug)]
pub struct Visited {
    /// Where it is.
    pub path: String,
    /// What kind of page it is: its path with keys and codes taken out.
    pub kind: String,
    /// The status it came with.
    pub status: u64,
    /// Whether it scrolls sideways.
    pub too_wide: bool,
    /// From which page a link led here.
    pub from: String,
}

/// No role of a small demonstration needs more; a walk that finds more has gone astray.
const MOST: usize = 200;

impl Browser {
    /// Follows every link from these pages, one page of each kind.
    pub async fn crawl(&self, start: &[&str]) -> Result<Vec<Visited>> {
        let mut waiting: VecDeque<(String, String)> =
            start.iter().map(|path| ((*path).to_owned(), "the start".to_owned())).collect();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut visited = Vec::new();
        while let Some((path, from)) = waiting.pop_front() {
            let kind = kind_of(&path);
            if !seen.insert(kind.clone()) || visited.len() >= MOST {
                continue;
            }
            self.go(&path).await?;
            let status = self.run("return performance.getEntriesByType('navigation')[0].responseStatus;").await?;
            let links = self
                .run("return [...document.querySelectorAll('a[href]:not([download])')].map(a => a.getAttribute('href'));")
                .await?;
            for link in links.as_array().into_iter().flatten().filter_map(Value::as_str).filter(|l| is_page(l)) {
                let link = link.split('#').next().unwrap_or(link);
                // A link may name only a query of its own page.
                let full = if link.starts_with('?') {
                    format!("{}{link}", path.split('?').next().unwrap_or(&path))
                } else {
                    link.to_owned()
                };
                waiting.push_back((full, path.clone()));
            }
            let too_wide = self.is_too_wide().await?;
            visited.push(Visited { path, kind, status: status.as_u64().unwrap_or(0), too_wide, from });
        }
        Ok(visited)
    }
}

/// Links that lead to pages of ours: no files, no other site, no switch of language.
fn is_page(link: &str) -> bool {
    let path = link.split(['?', '#']).next().unwrap_or(link);
    (link.starts_with('/') || link.starts_with('?'))
        && !link.starts_with("//")
        && !link.contains("lang=")
        && !["/assets/", "/evidence/", "/blobs/"].iter().any(|start| path.starts_with(start))
        && ![".json", ".csv", ".xlsx", ".svg", ".png"].iter().any(|end| path.ends_with(end))
}

/// `/items/0198…` and `/items/0199…` are one kind, `?bucket=done` and `?bucket=next` too.
fn kind_of(link: &str) -> String {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| {
            let is_key = part.len() >= 16 && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            let is_code = part.len() == 8 && part.chars().any(|c| c.is_ascii_digit());
            if is_key || is_code { "*" } else { part }
        })
        .collect();
    let mut names: Vec<&str> =
        query.split('&').filter_map(|pair| pair.split('=').next()).filter(|n| !n.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    format!("{}?{}", parts.join("/"), names.join("&")).trim_end_matches('?').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_do_not_make_a_kind() {
        assert_eq!(kind_of("/items/01980a0c-7b1e-7c3e-9e55-0a1b2c3d4e5f?bucket=done"), "/items/*?bucket");
        assert_eq!(kind_of("/r/a1b2c3d4/named"), "/r/*/named");
        assert_eq!(kind_of("/opinions?line=1&state=x&line=2"), "/opinions?line&state");
    }

    #[test]
    fn files_and_other_sites_are_left_alone() {
        assert!(is_page("/items?bucket=done"));
        assert!(!is_page("https://example.org/"));
        assert!(!is_page("/evidence/1"));
        assert!(!is_page("/figures.json"));
    }
}
