//! Results by department (G15).

use super::*;
use crate::features::evaluation as vote;
use crate::features::evaluation::model::{Group, groups};

::store::statements! {
    /// A unit.
    pub UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'grassroots', $2, $2, null)";
}

#[test]
fn small_departments_are_joined_before_anybody_votes() {
    let unit = |key: &str, people: u64| (key.to_owned(), key.to_uppercase(), people);
    let group = |name: &str, units: &[&str], eligible: u64| Group {
        name: name.into(),
        units: units.iter().map(|u| (*u).to_owned()).collect(),
        eligible,
    };
    assert_eq!(
        groups(vec![unit("a", 30), unit("b", 12), unit("c", 9), unit("d", 25)]),
        [group("A", &["a"], 30), group("D", &["d"], 25), group("", &["b", "c"], 21)]
    );
    // The joined ones are too few: the smallest of the others goes with them.
    assert_eq!(
        groups(vec![unit("a", 30), unit("b", 3), unit("d", 25)]),
        [group("A", &["a"], 30), group("", &["b", "d"], 28)]
    );
    assert_eq!(groups(vec![unit("a", 30), unit("b", 3)]), [], "one group is the whole");
    assert_eq!(groups(vec![]), []);
}

#[test]
fn g15_a_department_with_few_ballots_is_withheld_and_another_with_it() {
    on_both_engines(|world| async move {
        let units = [Id::random(), Id::random(), Id::random()];
        let rows = units.clone();
        let written = world.app.db.write(move |tx| {
            for (unit, name) in rows.iter().zip(["East", "North", "West"]) {
                tx.run(&UNIT, &params![unit, name])?;
            }
            Ok::<(), Error>(())
        });
        written.await.unwrap();
        let mut people = Vec::new();
        for unit in &units {
            let mut of = Vec::new();
            for n in 0..20 {
                of.push(world.person_in(&format!("P {n}"), Some(unit), None, false, &[]).await);
            }
            people.push(of);
        }
        let mut s = story(&world, 0).await;
        s.evaluation = s.again(&world, true).await;
        s.opened(&world).await;
        for (of, (ballots, code)) in people.iter().zip([(8, "S"), (6, "B"), (3, "N")]) {
            for voter in of.iter().take(ballots) {
                s.cast(&world, voter, code).await;
            }
        }
        let [one, two] = [world.actor(&s.tellers[0]).await, world.actor(&s.tellers[1]).await];
        let id = s.evaluation.clone();
        vote::close(&world.app, &one, &id).await.unwrap();
        let wrong = vote::Sheet { group: 9, ..sheet(1, "S") };
        assert!(matches!(vote::enter_sheet(&world.app, &one, &id, wrong).await, Err(Error::Invalid(_))));
        assert_eq!(s.count(&world).await.unwrap(), State::Counted);
        for teller in [&one, &two] {
            vote::confirm(&world.app, teller, &id).await.unwrap();
        }
        let wanted = id.clone();
        let groups = world.app.db.read(move |tx| store::groups(tx, &wanted)).await.unwrap();
        let told: Vec<(&str, u64, Option<u64>, usize)> =
            groups.iter().map(|g| (g.name.as_str(), g.eligible, g.returned, g.counts.len())).collect();
        // The story's own four people have no unit and are joined with one of the departments, East.
        let expected = [("North", 20, None, 0), ("West", 20, None, 0), ("", 24, Some(8), 8)];
        assert_eq!(told, expected, "West's three ballots are withheld, and those of the next smallest with them");
        let page = world.get(Some(&s.secretary), &format!("/evaluations/{id}")).await;
        assert_eq!(page.body.matches("未显示").count(), 2);
    });
}
