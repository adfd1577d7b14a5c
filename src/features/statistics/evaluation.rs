//! The last published evaluation of a campaign, in figures.

use ::store::{StoreError, Tx, params};
use ballot::counts::{Counts, Turnout};
use ballot::rate::{self, Variant, Weights};
use serde_json::{Value as Json, json};

use super::store::{EVALUATION, EVALUATION_ITEMS};
use crate::id::Id;
use crate::text::{Lang, T};

/// What programs read: `null` while none is published. The first item (活动质量) is the headline. A result of fewer than k
/// ballots is withheld.
pub fn evaluation_json(tx: &mut Tx<'_>, campaign: &Id) -> Result<Json, StoreError> {
    let found = tx.one(&EVALUATION, &params![campaign], |row| {
        let n = |column| Ok::<u64, StoreError>(row.get::<Option<i64>>(column)?.unwrap_or(0).unsigned_abs());
        let weight = |column| Ok::<u32, StoreError>(u32::try_from(row.get::<i64>(column)?).unwrap_or(0));
        let turnout = Turnout { eligible: n(3)?, issued: n(4)?, returned: n(5)? };
        let weights = Weights { basically: weight(8)?, dissatisfied: weight(9)? };
        let words: [String; 4] =
            [row.get(1)?, row.get(2)?, row.get(7)?, row.get::<Option<String>>(11)?.unwrap_or_default()];
        Ok((row.get::<Id>(0)?, words, turnout, n(6)?, weights, n(10)?))
    })?;
    let Some((id, [name, state, variant, hash], turnout, threshold, weights, k)) = found else { return Ok(Json::Null) };
    let chosen = if variant == "valid" { Variant::Valid } else { Variant::Judging };
    let withheld = turnout.returned < k;
    let items: Vec<Json> = tx.all(&EVALUATION_ITEMS, &params![&id], |row| {
        let n = |column| Ok::<u64, StoreError>(row.get::<Option<i64>>(column)?.unwrap_or(0).unsigned_abs());
        let counts = Counts {
            satisfied: n(2)?,
            basically: n(3)?,
            dissatisfied: n(4)?,
            unaware: n(5)?,
            blank: n(6)?,
            invalid: n(7)?,
        };
        let (kind, title): (String, String) = (row.get(0)?, row.get(1)?);
        let title = T(Lang::Zh).evaluation_item(&kind, &title);
        Ok(item(&kind, &title, (!withheld).then_some(&counts), chosen, weights))
    })?;
    Ok(json!({
        "id": id,
        "name": name,
        "state": state,
        "eligible": turnout.eligible,
        "issued": turnout.issued,
        "returned": turnout.returned,
        "participation": rate::participation(&turnout).to_string(),
        "return_rate": rate::return_rate(&turnout).to_string(),
        "threshold": threshold,
        "variant": variant,
        "bulletin": hash,
        "withheld": withheld,
        "headline": items.first(),
        "items": items,
    }))
}

fn item(kind: &str, title: &str, counts: Option<&Counts>, chosen: Variant, weights: Weights) -> Json {
    let Some(c) = counts else { return json!({"kind": kind, "title": title}) };
    let rates = |variant| {
        json!({
            "satisfied": rate::satisfied(c, variant).to_string(),
            "satisfied_or_basically": rate::satisfied_or_basically(c, variant).to_string(),
        })
    };
    json!({
        "kind": kind,
        "title": title,
        "returned": c.returned(),
        "valid": c.valid(),
        "satisfied": c.satisfied,
        "basically": c.basically,
        "dissatisfied": c.dissatisfied,
        "unaware": c.unaware,
        "blank": c.blank,
        "invalid": c.invalid,
        "rate": rate::satisfied_or_basically(c, chosen).to_string(),
        "of_judging": rates(Variant::Judging),
        "of_valid": rates(Variant::Valid),
        "score": rate::score(c, weights).to_string(),
    })
}
