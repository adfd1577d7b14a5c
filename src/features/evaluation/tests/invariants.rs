//! Invariants by their numbers (SPEC 6).

use super::*;
use crate::features::evaluation as vote;

::store::statements! {
    /// A result that somebody changed past the product.
    pub FORGE = "update evaluation set bulletin = replace(bulletin, 'S', 'B') where id = $1";
    /// The numbers of I7: ballots in the urn, codes and paper issued, roster; not spent, not collected.
    pub NUMBERS = "select (select count(*) from sealed_ballot b where b.evaluation_id = $1),
        count(*) filter (where r.channel is not null), count(*),
        count(*) filter (where r.channel = 'online' and r.voted = 0), count(*) filter (where r.channel is null)
        from roster_entry r where r.evaluation_id = $1";
}

async fn numbers(world: &World, id: &Id) -> [i64; 5] {
    let id = id.clone();
    let found = world.app.db.read(move |tx| {
        tx.one(&NUMBERS, &params![&id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    });
    found.await.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
}

#[test]
fn i7_ballots_unspent_and_not_collected_add_up_to_the_roster() {
    on_both_engines(|world| async move {
        let s = story(&world, 9).await;
        s.opened(&world).await;
        let (app, id) = (&world.app, &s.evaluation);
        for (turn, voter) in s.voters.iter().enumerate() {
            match turn % 3 {
                0 => drop(s.cast(&world, voter, "S").await),
                1 => drop(vote::collect(app, &world.actor(voter).await, id).await.unwrap()),
                _ => {}
            }
            let [ballots, issued, roster, unspent, not_collected] = numbers(&world, id).await;
            assert!(ballots <= issued && issued <= roster);
            assert_eq!(ballots + unspent + not_collected, roster, "after {turn}");
        }
        assert_eq!(numbers(&world, id).await, [3, 6, 13, 3, 7]);
        // A code that is spent brings no second ballot, and a crash between mark and ballot cannot be: one unit wrote both.
        let code = s.cast(&world, &s.voters[2], "B").await;
        let ballot = Ballot { answers: vec![Answer::Blank; 8], text: String::new(), group: 0 };
        refused(vote::vote(app, &code, ballot).await, Rule::AlreadyVoted);
        assert_eq!(numbers(&world, id).await, [4, 7, 13, 3, 6]);
    });
}

#[test]
fn i10_a_frozen_result_that_is_changed_is_found() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        s.opened(&world).await;
        for voter in &s.voters {
            s.cast(&world, voter, "S").await;
        }
        let [one, two] = [world.actor(&s.tellers[0]).await, world.actor(&s.tellers[1]).await];
        vote::close(&world.app, &one, &s.evaluation).await.unwrap();
        s.count(&world).await.unwrap();
        for teller in [&one, &two] {
            vote::confirm(&world.app, teller, &s.evaluation).await.unwrap();
        }
        let app = &world.app;
        let findings = || async {
            crate::audit::seal(&app.db, &app.config.anchor(), app.clock.now()).await.unwrap();
            let report = crate::audit::verify(&app.db, &app.blobs, &app.config.anchor(), app.clock.now()).await;
            let findings = report.unwrap().findings;
            // The story's report-back was written past the product.
            findings.into_iter().map(|f| f.to_string()).filter(|f| f.contains("bulletin")).collect::<Vec<_>>()
        };
        assert_eq!(findings().await, Vec::<String>::new());
        let id = s.evaluation.clone();
        let forged = app.db.write(move |tx| tx.run(&FORGE, &params![&id]).map(drop)).await;
        forged.map_err(|e: ::store::StoreError| e).unwrap();
        assert_eq!(findings().await.len(), 1);
    });
}
