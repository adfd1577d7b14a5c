//! The page of results.

use askama::Template;
use axum::Router;
use axum::extract::{Query as Asked, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::store::{self, HITS, Hit};
use crate::app::App;
use crate::error::{Error, Result};
use crate::text::T;
use crate::view::{Shell, page as render};

/// Longer than any name or problem people look for.
const LONGEST: usize = 100;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new().route("/search", get(page))
}

/// What is looked for.
#[derive(Deserialize)]
struct Asking {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search/pages/search.html")]
struct Page {
    shell: Shell,
    title: String,
    q: String,
    problem: Option<&'static str>,
    groups: Vec<Group>,
    more: bool,
    hits: usize,
}

struct Group {
    name: &'static str,
    rows: Vec<Found>,
    more: bool,
}

struct Found {
    href: String,
    parts: Vec<(String, bool)>,
    note: String,
}

type Hits = (Vec<Hit>, bool);

/// `GET /search?q=…`: ten queries and two looks into the indexes; up to 98 more for a reader of few among very many.
async fn page(State(app): State<App>, shell: Shell, Asked(asking): Asked<Asking>) -> Result<Response> {
    let t = shell.t;
    // NUL cannot stand in any text, so it cannot be found either; the databases refuse it as a parameter.
    let q = asking.q.replace('\0', "").trim().to_owned();
    if q.is_empty() {
        let title = t.search_title().to_owned();
        return render(&Page { shell, title, q, problem: None, groups: Vec::new(), more: false, hits: HITS });
    }
    if q.chars().count() > LONGEST {
        let (title, problem) = (t.search_title().to_owned(), Some(t.search_too_long()));
        let empty = Page { shell, title, q: String::new(), problem, groups: Vec::new(), more: false, hits: HITS };
        return render(&empty);
    }
    let (actor, wanted) = (shell.actor.clone(), q.clone());
    let (found, kept): ([Hits; 5], [Hits; 5]) = app
        .db
        .read_afar(move |tx| {
            let actor = actor.as_ref();
            let tokens = merge::query_tokens(&wanted);
            let words: Vec<&str> = wanted.split_whitespace().take(store::WORDS).collect();
            let kept = store::kept(tx, actor, &words)?;
            let found = [
                store::problems(tx, actor, &words)?,
                store::points(tx, actor, &tokens)?,
                store::items(tx, actor, &words)?,
                store::publications(tx, actor, &tokens)?,
                store::people(tx, actor, &words)?,
            ];
            Ok::<_, Error>((found, kept))
        })
        .await?;
    let more = found.iter().chain(&kept).any(|(_, more)| *more);
    render(&Page {
        title: t.search_title_for(&q),
        groups: groups(t, &q, found, kept),
        problem: None,
        more,
        hits: HITS,
        q,
        shell,
    })
}

fn groups(t: T, q: &str, found: [Hits; 5], kept: [Hits; 5]) -> Vec<Group> {
    let [problems, points, items, publications, people] = found;
    let [plans, slips, summaries, mechanisms, documents] = kept;
    let words: Vec<String> = q.split_whitespace().take(store::WORDS).map(str::to_ascii_lowercase).collect();
    let group = |name: &'static str, hits: Hits, row: &dyn Fn(&Hit) -> (String, String)| Group {
        name,
        rows: hits
            .0
            .iter()
            .map(|hit| {
                let (href, note) = row(hit);
                Found { href, parts: marked(&hit.text, &words), note }
            })
            .collect(),
        more: hits.1,
    };
    let beside = |hit: &Hit, kind: &str| {
        let mut note = vec![kind.to_owned()];
        note.extend(hit.beside.clone());
        note.join(" · ")
    };
    let mut all = vec![
        group(t.search_problems(), problems, &|h| {
            (
                format!("/trace/merged/{}", h.id),
                format!("{} · {}", beside(h, t.search_kind_problem()), t.search_merged_from(h.n)),
            )
        }),
        group(t.search_points(), points, &|h| {
            (format!("/points/{}", h.id), format!("{} · {}", beside(h, t.search_kind_point()), fate(t, &h.state)))
        }),
        group(t.search_items(), items, &|h| {
            (format!("/items/{}", h.id), format!("{} · {}", beside(h, t.search_kind_item()), h.state))
        }),
        group(t.search_publications(), publications, &|h| {
            (format!("/publications/{}", h.id), t.search_kind_publication().to_owned())
        }),
        group(t.plan_title(), plans, &|h| (format!("/plans/{}", h.id), t.plan_title().to_owned())),
        group(t.slips_title(), slips, &|h| (format!("/supervision/{}", h.id), beside(h, t.slips_title()))),
        group(t.summary_title(), summaries, &|h| (format!("/summaries/{}", h.id), t.summary_title().to_owned())),
        group(t.mechanisms_title(), mechanisms, &|h| {
            (format!("/mechanisms/{}", h.id), t.mechanisms_title().to_owned())
        }),
        group(t.papers_title(), documents, &|h| (format!("/documents/{}", h.id), beside(h, t.papers_title()))),
        group(t.search_people(), people, &|h| (format!("/people/{}", h.id), beside(h, t.search_kind_person()))),
    ];
    all.retain(|g| !g.rows.is_empty());
    all
}

fn fate(t: T, state: &str) -> &'static str {
    match state {
        "merged" => t.figures_fate_merged(),
        "submitted" | "registered" => t.figures_fate_waiting(),
        "referred" => t.figures_fate_referred(),
        "not_adopted" => t.figures_fate_declined(),
        "routed" => t.figures_fate_routed(),
        "withdrawn" => t.figures_fate_withdrawn(),
        _ => t.figures_fate_answered(),
    }
}

/// The text in pieces, those marked that were looked for. Put together they are the text again.
fn marked(text: &str, words: &[String]) -> Vec<(String, bool)> {
    // ASCII case folding keeps every byte in its place.
    let folded = text.to_ascii_lowercase();
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = folded.get(at..).unwrap_or_default();
        let next = words
            .iter()
            .filter(|w| !w.is_empty())
            .filter_map(|w| rest.find(w.as_str()).map(|found| (found, std::cmp::Reverse(w.len()))))
            .min();
        let Some((found, std::cmp::Reverse(length))) = next else { break };
        let (from, to) = (at + found, at + found + length);
        if found > 0 {
            parts.push((text.get(at..from).unwrap_or_default().to_owned(), false));
        }
        parts.push((text.get(from..to).unwrap_or_default().to_owned(), true));
        at = to;
    }
    if at < text.len() {
        parts.push((text.get(at..).unwrap_or_default().to_owned(), false));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn marks_lose_nothing() {
        let words = vec!["食堂".to_owned(), "wifi".to_owned()];
        for text in ["食堂的WiFi，食堂", "", "没有", "食堂", "WIFI𬱖食堂堂"] {
            let parts = marked(text, &words);
            assert_eq!(parts.iter().map(|(p, _)| p.as_str()).collect::<String>(), text);
        }
        assert_eq!(marked("去食堂", &words), [("去".to_owned(), false), ("食堂".to_owned(), true)]);
    }
}
