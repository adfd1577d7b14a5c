//! The operation of this slice for programs.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Hit};
use crate::api::{Api, Call, Listed};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Something found.
#[derive(Serialize, ToSchema)]
struct HitOut {
    /// `problem`, `point`, `item`, `publication` or `person`.
    kind: &'static str,
    id: Id,
    text: String,
}

async fn search(c: Call) -> Result<Listed<HitOut>> {
    let q = c.asked("q").unwrap_or("").trim().to_owned();
    if q.is_empty() || q.chars().count() > 100 || q.contains('\0') {
        return Err(Error::Rule(Rule::WrongParameter, "q".to_owned()));
    }
    let actor = c.actor.clone();
    let read = c.app.db.read_afar(move |tx| {
        let tokens = merge::query_tokens(&q);
        let words: Vec<&str> = q.split_whitespace().take(store::WORDS).collect();
        let me = Some(&actor);
        Ok::<_, Error>([
            ("problem", store::problems(tx, me, &words)?.0),
            ("point", store::points(tx, me, &tokens)?.0),
            ("item", store::items(tx, me, &words)?.0),
            ("publication", store::publications(tx, me, &tokens)?.0),
            ("person", store::people(tx, me, &words)?.0),
        ])
    });
    let out = |kind| move |hit: Hit| HitOut { kind, id: hit.id, text: hit.text };
    Ok(Listed::whole(read.await?.into_iter().flat_map(|(kind, hits)| hits.into_iter().map(out(kind))).collect()))
}

/// The operation.
pub fn api() -> Api {
    Api::new("search").get("/search", "search", "What one may see, at most 30 of a kind.", &["q"], search)
}
