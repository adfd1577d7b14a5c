//! I2 and I3 over random walks of all verbs.

use std::collections::HashMap;

use super::super::actions::{absorb, confirm, create_merged_item, merge_points, split_item, undo, unmerge_point};
use super::super::model::Why;
use super::*;
use crate::testing::on_both_engines;

/// A small generator with a fixed seed, so that a failure comes back.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

type Picture = (Vec<(String, Option<String>)>, Vec<(String, i64, String, String)>);

/// Every field of every point and item, and where each point is.
async fn picture(g: &Ground, points: &[Id], items: &[Id]) -> Picture {
    let mut all = Vec::new();
    for id in points {
        all.push((g.text_of(EVERYTHING, id).await.unwrap(), g.text_of(LINKED, id).await));
    }
    let mut held = Vec::new();
    for id in items {
        let item = g.item(id).await;
        held.push((item.state.code().to_owned(), item.points, item.summary, format!("{:?}", item.confirmed_by)));
    }
    (all, held)
}

#[test]
fn i3_every_step_undone_restores_every_field_and_i2_holds_on_the_way() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let mut dice = Dice(20080708);
        let mut points = Vec::new();
        for n in 0..8 {
            points.push(g.point(&format!("point {n}")).await);
        }
        let mut items: Vec<Id> = Vec::new();
        let mut done = HashMap::<&str, usize>::new();
        for _ in 0..70 {
            let before = picture(&g, &points, &items).await;
            let point = points[dice.below(points.len())].clone();
            let item = (!items.is_empty()).then(|| items[dice.below(items.len())].clone());
            let other = (!items.is_empty()).then(|| items[dice.below(items.len())].clone());
            let verb = dice.below(6);
            let outcome = match (verb, item, other) {
                (0, ..) => create_merged_item(&app, &clerk, &[point], "s", "c", &Why::default()).await.map(|id| {
                    items.push(id);
                    "create"
                }),
                (1, Some(item), _) => {
                    merge_points(&app, &clerk, &item, &[point], &Why::default()).await.map(|()| "merge")
                }
                (2, ..) => unmerge_point(&app, &clerk, &point, None, "r").await.map(|()| "unmerge"),
                (3, Some(item), _) => confirm(&app, &secretary, &item, None).await.map(|()| "confirm"),
                (4, Some(item), Some(other)) => absorb(&app, &clerk, &item, &other, None, "r").await.map(|()| "absorb"),
                (5, Some(item), _) => {
                    split_item(&app, &clerk, &item, None, &[point], "half", "c", "r").await.map(|id| {
                        items.push(id);
                        "split"
                    })
                }
                _ => continue,
            };
            let known = before.1.len();
            match outcome {
                Ok(verb) => {
                    *done.entry(verb).or_default() += 1;
                    // Half of the steps are taken back at once, and must leave no trace but in the ledger.
                    if dice.below(2) == 0 {
                        let who = if verb == "confirm" { &secretary } else { &clerk };
                        undo(&app, who, &g.campaign).await.unwrap();
                        assert_eq!(picture(&g, &points, &items[..known]).await, before, "{verb} undone");
                    }
                }
                Err(Error::Rule(..) | Error::Stale) => {
                    assert_eq!(picture(&g, &points, &items).await, before, "a refused step changes nothing");
                }
                Err(error) => panic!("{error:?}"),
            }
            // I2: the items' sizes add up to the linked points, none counted twice.
            let now = picture(&g, &points, &items).await;
            let linked = now.0.iter().filter(|(_, link)| link.is_some()).count();
            assert_eq!(now.1.iter().map(|i| i.1).sum::<i64>(), i64::try_from(linked).unwrap());
        }
        for verb in ["create", "merge", "unmerge", "confirm", "absorb", "split"] {
            assert!(done.contains_key(verb), "the walk never came by {verb}: {done:?}");
        }
    });
}
