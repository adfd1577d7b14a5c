//! The points of the demonstration, which people put into six items: what the method makes of them, and what it leaves to
//! people (README.md, Limits).

use merge::{Constraints, Level, Opinion, Settings, merge};
use std::collections::BTreeSet;

#[test]
fn the_points_of_the_demonstration() {
    let content = include_str!("../../../src/demo/content.json");
    let content: serde_json::Value = serde_json::from_str(content).unwrap();
    let points: Vec<(String, String, u64)> = content["points"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(at, p)| (at.to_string(), p["text"].as_str().unwrap().to_owned(), p["item"].as_u64().unwrap()))
        .collect();
    let opinions: Vec<Opinion> = points.iter().map(|(id, text, _)| Opinion { id, text }).collect();
    let item = |id: &str| points.iter().find(|p| p.0 == id).unwrap().2;
    for (level, joined) in [(Level::Fine, FINE), (Level::Broad, BROAD)] {
        let merged = merge(&opinions, &Constraints::default(), &Settings { level, ..Settings::default() });
        let mut found: Vec<Vec<usize>> = Vec::new();
        for group in merged.groups.iter().filter(|g| g.members.len() > 1) {
            let items: BTreeSet<u64> = group.members.iter().map(|m| item(&m.id)).collect();
            assert_eq!(items.len(), 1, "{level:?} puts points of two items together");
            let mut ids: Vec<usize> = group.members.iter().map(|m| m.id.parse().unwrap()).collect();
            ids.sort_unstable();
            found.push(ids);
        }
        found.sort();
        assert_eq!(found, joined, "{level:?}");
    }
}

const FINE: &[&[usize]] = &[];
const BROAD: &[&[usize]] = &[];
