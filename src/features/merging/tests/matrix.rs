//! Small numbers: nobody computes a withheld cell from the cells and sums that are shown.

use std::collections::HashSet;

use super::super::model::matrix::{Count, K, Table};
use super::pages::spoken;
use super::*;
use crate::testing::on_both_engines;

::store::statements! {
    SIGNED = "update opinion_point set population = $2, kind = $3 where id = $1";
    RELEASE = "insert into box_release (id, parent, day, count, root) values ($1, $2, '2008-06-10', 1, 'r')";
    TO_BOX = "update opinion_point set sign = 'anonymous', channel = 'box', release_id = $2 where id = $1";
}

/// A small generator with a fixed seed, so that a failure comes back.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn anonymous(numbers: &[&[i64]]) -> Vec<Vec<Count>> {
    let count = |n: &i64| Count { points: *n, anonymous: *n, sealed: false };
    numbers.iter().map(|row| row.iter().map(count).collect()).collect()
}

/// Every table that a reader cannot tell from the true one, by trying all of them: no thought of the method goes in.
fn possible(table: &Table, truth: &[Vec<Count>], most: i64) -> Vec<Vec<i64>> {
    let (rows, columns) = (table.rows(), table.columns());
    let mut all: Vec<Vec<i64>> = vec![Vec::new()];
    for row in 0..rows {
        let mut lines: Vec<Vec<i64>> = vec![Vec::new()];
        for column in 0..columns {
            let choices: Vec<i64> = match table.shown(row, column) {
                Some(n) => vec![n],
                None => (0..=most).collect(),
            };
            let longer =
                |line: &Vec<i64>| choices.iter().map(|n| [line.as_slice(), &[*n]].concat()).collect::<Vec<_>>();
            lines = lines.iter().flat_map(longer).collect();
        }
        lines.retain(|line| table.shown(row, columns).is_none_or(|sum| line.iter().sum::<i64>() == sum));
        all = all.iter().flat_map(|before| lines.iter().map(|line| [before.as_slice(), line].concat())).collect();
        all.retain(|cells| {
            (0..columns).all(|c| {
                let sum: i64 = cells.iter().skip(c).step_by(columns).sum();
                table.shown(rows, c).is_none_or(|foot| if row + 1 == rows { sum == foot } else { sum <= foot })
            })
        });
    }
    let total: i64 = truth.iter().flatten().map(|c| c.points).sum();
    all.retain(|cells| table.shown(rows, columns).is_none_or(|_| cells.iter().sum::<i64>() == total));
    all
}

#[test]
fn no_withheld_cell_is_computed_from_the_sums() {
    let mut dice = Dice(2008);
    let (mut withheld, mut fully) = (0, 0);
    for _ in 0..60 {
        let (rows, columns) = (2 + dice.below(2), 2);
        let truth: Vec<Vec<Count>> = (0..rows)
            .map(|_| {
                let cell = |dice: &mut Dice| {
                    let points = [0_i64, 1, 2, 3, 6, 8][dice.below(6)];
                    let anonymous = if dice.below(3) == 0 { 0 } else { points };
                    Count { points, anonymous, sealed: false }
                };
                (0..columns).map(|_| cell(&mut dice)).collect()
            })
            .collect();
        let table = Table::of(truth.clone());
        let inside = (0..rows).all(|r| (0..columns).all(|c| table.shown(r, c).is_none()));
        let tables = possible(&table, &truth, 14);
        for (row, line) in truth.iter().enumerate() {
            for (column, count) in line.iter().enumerate().filter(|(_, count)| count.is_small()) {
                assert_eq!(table.shown(row, column), None);
                withheld += 1;
                let values: HashSet<i64> = tables.iter().map(|cells| cells[row * columns + column]).collect();
                assert!(values.contains(&count.points), "the truth is among what is possible");
                if inside {
                    fully += 1;
                } else {
                    assert!(values.len() > usize::try_from(K).unwrap(), "{row} {column} {values:?} in {table:?}");
                }
            }
        }
    }
    assert!(withheld > 50 && fully < withheld, "{withheld} {fully}");
}

#[test]
fn no_more_is_withheld_than_it_takes() {
    let plain = Table::of(anonymous(&[&[10, 20], &[7, 0]]));
    assert!(!plain.withholds());
    assert_eq!((plain.shown(2, 2), plain.shown(0, 2), plain.shown(2, 0)), (Some(37), Some(30), Some(17)));
    let one = Table::of(anonymous(&[&[3, 20, 30], &[17, 9, 40], &[50, 60, 70]]));
    let hidden: Vec<(usize, usize)> =
        (0..4).flat_map(|r| (0..4).map(move |c| (r, c))).filter(|(r, c)| one.shown(*r, *c).is_none()).collect();
    assert_eq!(hidden, [(0, 0), (0, 1), (1, 0), (1, 1)], "the cheapest rectangle and no sum");
    let named = vec![vec![Count { points: 2, anonymous: 0, sealed: false }; 2]; 2];
    assert!(!Table::of(named).withholds(), "who signed hides from nobody");
    let sealed = vec![vec![Count { points: 2, anonymous: 2, sealed: true }; 1]; 1];
    assert!(Table::of(sealed).shown(0, 0).is_some(), "sealed fields tell nothing of anybody");
    assert!(!Table::of(Vec::new()).withholds());
}

/// `n` points of a population and kind.
async fn points(g: &Ground, n: usize, population: &str, kind: &str, release: Option<&Id>) {
    for at in 0..n {
        let id = g.point(&format!("{population} {kind} {at}")).await;
        let row = params![&id, population, kind];
        let boxed = release.map(|release| params![&id, release]);
        let written = g.world.app.db.write(move |tx| {
            tx.run(&SIGNED, &row)?;
            boxed.as_ref().map_or(Ok(()), |boxed| tx.run(&TO_BOX, boxed).map(drop))
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
    }
}

#[test]
fn the_page_and_the_file_withhold_alike_either_way_round() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (release, round) = (Id::random(), g.round.clone());
        let made = release.clone();
        g.world
            .app
            .db
            .write(move |tx| tx.run(&RELEASE, &params![&made, &round]).map(drop))
            .await
            .map_err(|e: ::store::StoreError| e)
            .unwrap();
        points(&g, 3, "agency", "criticism", Some(&release)).await;
        points(&g, 9, "agency", "suggestion", Some(&release)).await;
        points(&g, 8, "grassroots", "criticism", None).await;
        points(&g, 11, "grassroots", "suggestion", None).await;
        let path = format!("/merging/matrix?campaign={}&rows=population&columns=kind", g.campaign);
        let page = g.world.get(Some(&g.clerk), &path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(page.body.matches("<span class=\"faint\">不显示</span>").count(), 4, "{}", page.body);
        assert!(
            page.body.contains(">12<") && page.body.contains(">19<") && page.body.contains(">31<"),
            "{}",
            page.body
        );
        let turned = format!("/merging/matrix?campaign={}&rows=kind&columns=population", g.campaign);
        let turned = g.world.get(Some(&g.clerk), &turned).await;
        assert_eq!(turned.body.matches("<span class=\"faint\">不显示</span>").count(), 4, "{}", turned.body);
        // I15: what is shown is the number of its list.
        let mut linked = 0;
        for row in page.body.split("<td class=\"r num\"").skip(1).filter(|cell| cell.contains("<a href=\"/opinions")) {
            let href = row.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap();
            let n = row.split("<a href=\"").nth(1).unwrap().split(['>', '<']).nth(1).unwrap();
            let list = g.world.get(Some(&g.clerk), &href.replace("&amp;", "&").replace("&#38;", "&")).await;
            assert!(spoken(&list.body).contains(&format!("共 {n} ")), "{href} {n}");
            linked += 1;
        }
        assert_eq!(linked, 5, "the sums: {}", page.body);
        let file = g.world.get(Some(&g.clerk), &format!("{path}&file=csv")).await;
        assert_eq!(file.status, 200);
        assert!(file.body.contains("不显示,不显示,12") && !file.body.contains("3,9,12"), "{}", file.body);
        assert_eq!(g.world.get(Some(&g.clerk), &format!("{path}&file=exe")).await.status, 422);
        let (there, _) = campaign(&g.world).await;
        let other = g.world.person("other", &[(Role::Wg, "campaign", there.as_str())]).await;
        let line = g.world.person("line", &[(Role::Dl, "line", g.line.as_str())]).await;
        let staff = g.world.person("staff", &[]).await;
        for (login, page) in [(&other, &path), (&line, &path), (&staff, &path)] {
            assert_eq!(g.world.get(Some(login), page).await.status, 404, "{page}");
        }
        assert_eq!(g.world.get(None, &path).await.status, 303);
    });
}
