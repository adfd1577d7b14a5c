//! What takes two persons, and what comes after a bad result.

use super::*;
use crate::features::evaluation as vote;

::store::statements! {
    /// Drafted tasks of a campaign.
    pub TASKS = "select title, deliverable, due_on, state from task order by title";
    /// The evaluation that follows another.
    pub FOLLOWING = "select id, state, closes_on from evaluation where remedial_of = $1";
}

#[test]
fn an_evaluation_is_void_when_the_secretary_and_a_teller_say_so() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        s.opened(&world).await;
        s.cast(&world, &s.voters[0], "S").await;
        let (app, id) = (&world.app, &s.evaluation);
        let secretary = world.actor(&s.secretary).await;
        let office = vote::invalidate(app, &world.actor(&s.office).await, id, "no").await;
        assert!(matches!(office, Err(Error::Refused(Refusal::Role))), "{office:?}");
        let stranger = world.person("Another teller", &[(Role::Tl, "tenant", "")]).await;
        let other = vote::invalidate(app, &world.actor(&stranger).await, id, "no").await;
        assert!(matches!(other, Err(Error::Refused(Refusal::Role))), "not a teller of this one: {other:?}");
        assert!(matches!(vote::invalidate(app, &secretary, id, " ").await, Err(Error::Invalid(_))));
        for _ in 0..2 {
            assert_eq!(vote::invalidate(app, &secretary, id, "the list was wrong").await.unwrap(), State::Open);
        }
        // One person with both offices is still one person.
        let mut both = secretary.clone();
        both.grants.extend(world.actor(&s.tellers[0]).await.grants.clone());
        assert_eq!(vote::invalidate(app, &both, id, "again").await.unwrap(), State::Open);
        let page = world.get(Some(&s.tellers[0]), &format!("/evaluations/{id}")).await;
        assert!(page.body.contains("again"), "the teller reads why");

        let teller = world.actor(&s.tellers[0]).await;
        assert_eq!(vote::invalidate(app, &teller, id, "I saw it").await.unwrap(), State::Invalid);
        let wanted = id.clone();
        let left =
            app.db.read(move |tx| tx.one(&vote::store::COUNT_BALLOTS, &params![&wanted], |row| row.get::<i64>(0)));
        assert_eq!(left.await.map_err(|e: ::store::StoreError| e).unwrap(), Some(0), "what was cast is gone, unopened");
        refused(vote::invalidate(app, &teller, id, "once more").await, Rule::WrongState);
    });
}

#[test]
fn a_lost_printed_code_is_replaced_by_two_and_nobody_learns_whether_it_was_used() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        let (app, id) = (&world.app, &s.evaluation);
        let (office, teller) = (world.actor(&s.office).await, world.actor(&s.tellers[0]).await);
        vote::approve(app, &world.actor(&s.secretary).await, id).await.unwrap();
        refused(vote::issue_codes(app, &office, id, None).await, Rule::NobodyToPrint);
        vote::freeze_roster(app, &office, id).await.unwrap();
        let mut both = teller.clone();
        both.grants.extend(office.grants.clone());
        let refusal = vote::issue_codes(app, &both, id, None).await;
        assert!(matches!(refusal, Err(Error::Refused(Refusal::Conflict))), "{refusal:?}");
        let printed = vote::issue_codes(app, &office, id, None).await.unwrap();
        assert_eq!(printed.len(), 10, "everybody on the roster");
        refused(vote::issue_codes(app, &office, id, None).await, Rule::NobodyToPrint);
        let code_of = |name: &str| printed.iter().find(|p| p.name == name).unwrap().code.clone();
        assert_eq!(world.post(None, &format!("/vote/{}", code_of("Voter 0")), &[("a1", "S")]).await.status, 409);
        for (teller, phrase) in s.tellers.iter().zip(PHRASES) {
            vote::make_key(app, &world.actor(teller).await, id, phrase.into()).await.unwrap();
        }
        vote::open(app, &office, id).await.unwrap();
        refused(vote::issue_codes(app, &office, id, None).await, Rule::NobodyToPrint);

        // From the slip to the ballot, as it is typed.
        let typed = vote::model::grouped(&code_of("Voter 0")).to_uppercase();
        let entered = world.post(None, "/vote/", &[("code", &typed)]).await;
        assert_eq!(entered.location(), format!("/vote/{}", code_of("Voter 0")));
        let ballot = || Ballot { answers: vec![Answer::Blank; 8], text: String::new(), group: 0 };
        vote::vote(app, &typed, ballot()).await.unwrap();

        // One who voted and one who did not: both lost their slips.
        for (n, used) in [(0, true), (1, false)] {
            let person = &s.voters[n].person;
            assert!(matches!(vote::reissue(app, &teller, id, person).await, Err(Error::NotFound)), "nobody asked");
            vote::ask_reissue(app, &office, id, person, "lost it").await.unwrap();
            let alone = vote::reissue(app, &office, id, person).await;
            assert!(matches!(alone, Err(Error::Refused(Refusal::Role))), "{alone:?}");
            let new = vote::reissue(app, &teller, id, person).await.unwrap();
            let old = code_of(&format!("Voter {n}"));
            refused(vote::vote(app, &old, ballot()).await, Rule::VoteCodeUnknown);
            assert_eq!(world.get(None, &format!("/vote/{new}")).await.status, 200, "both look alike");
            let cast = vote::vote(app, &new, ballot()).await;
            if used { refused(cast, Rule::AlreadyVoted) } else { cast.unwrap() }
        }
        // Who collected a code of his own collects again; no printed code is his.
        vote::collect(app, &world.actor(&s.voters[2]).await, id).await.unwrap();
        let late = world.person("Late comer", &[]).await;
        refused(vote::ask_reissue(app, &office, id, &late.person, "lost it").await, Rule::NotOnRoster);
        let lines =
            app.db.read(|tx| tx.all(&crate::audit::store::LINES, &[], |row| row.get::<String>(1))).await.unwrap();
        let told: Vec<&String> = lines.iter().filter(|l| l.contains("reissue")).collect();
        assert_eq!(told.len(), 4);
        assert!(told.iter().all(|l| s.voters.iter().all(|v| !l.contains(v.person.as_str()))), "the trail names nobody");
    });
}

/// Everybody in the story votes by `codes`, the tellers count and confirm.
async fn counted(world: &World, s: &Story, codes: &[&str]) {
    s.opened(world).await;
    for (voter, code) in s.voters.iter().zip(codes) {
        s.cast(world, voter, code).await;
    }
    let [one, two] = [world.actor(&s.tellers[0]).await, world.actor(&s.tellers[1]).await];
    vote::close(&world.app, &one, &s.evaluation).await.unwrap();
    s.count(world).await.unwrap();
    for teller in [&one, &two] {
        vote::confirm(&world.app, teller, &s.evaluation).await.unwrap();
    }
}

#[test]
fn below_the_threshold_comes_work_and_a_new_vote() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        counted(&world, &s, &["N", "N", "S", "S", "S", "S"]).await;
        let (app, id) = (&world.app, &s.evaluation);
        let secretary = world.actor(&s.secretary).await;
        vote::publish(app, &world.actor(&s.office).await, id).await.unwrap();
        let office = world.actor(&s.office).await;
        let refusal = vote::require_remedial(app, &office, id, "below", date(2008, 12, 20)).await;
        assert!(matches!(refusal, Err(Error::Refused(Refusal::Role))), "{refusal:?}");
        let past = vote::require_remedial(app, &secretary, id, "below", date(2008, 7, 1)).await;
        assert!(matches!(past, Err(Error::Invalid(_))));
        let new = vote::require_remedial(app, &secretary, id, "below", date(2009, 1, 20)).await.unwrap();
        let wanted = id.clone();
        let (tasks, following, items) = app
            .db
            .read(move |tx| {
                let tasks: Vec<(String, String, String, String)> =
                    tx.all(&TASKS, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
                let following: Vec<(Id, String, String)> =
                    tx.all(&FOLLOWING, &params![&wanted], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                let items = vote::store::items(tx, &following[0].0)?;
                Ok::<_, Error>((tasks, following, items))
            })
            .await
            .unwrap();
        assert_eq!(tasks.len(), 8, "one for each item below");
        assert!(tasks.iter().all(|t| t.1.contains("66.67%") && t.2 == "2008-12-31" && t.3 == "draft"), "{tasks:?}");
        assert_eq!(following, [(new.clone(), "draft".to_owned(), "2009-01-20".to_owned())]);
        assert!(items.len() == 8 && items.iter().all(|i| i.counts.is_none()));
        // Published once, it stays readable; and it leads to what follows.
        let page = world.get(Some(&s.voters[0]), &format!("/evaluations/{id}")).await;
        assert!(page.body.contains("66.67%") && page.body.contains(new.as_str()));
        let again = vote::require_remedial(app, &secretary, id, "below", date(2008, 12, 20)).await;
        refused(again, Rule::WrongState);
    });
}

/// Whatever four people said, the secretary hears the same.
#[test]
fn g15_requiring_a_remedial_round_tells_nothing_of_a_result_under_k() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        counted(&world, &s, &["N", "N", "N", "N"]).await;
        let good = remedial_after(&world, &s).await;
        let second = story_in(&world, 6, "D").await;
        counted(&world, &second, &["S", "S", "S", "S"]).await;
        assert_eq!(good, remedial_after(&world, &second).await);
        assert_eq!(good, Rule::ResultWithheld);
        // At k and above the threshold there is nothing to require.
        let third = story_in(&world, 6, "E").await;
        counted(&world, &third, &["S", "S", "S", "S", "S"]).await;
        assert_eq!(remedial_after(&world, &third).await, Rule::AboveThreshold);
    });
}

async fn remedial_after(world: &World, s: &Story) -> Rule {
    let secretary = world.actor(&s.secretary).await;
    let page = world.get(Some(&s.secretary), &format!("/evaluations/{}", s.evaluation)).await;
    assert!(!page.body.contains("act/remedial"), "no button either");
    match vote::require_remedial(&world.app, &secretary, &s.evaluation, "why not", date(2008, 12, 20)).await {
        Err(Error::Rule(rule, _)) => rule,
        other => panic!("{other:?}"),
    }
}
