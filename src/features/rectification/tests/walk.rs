//! I5 by random walks: whatever random people try in whatever order, nothing is ever closed without different people
//! for each step, evidence, requirement, deadline and owner.

use std::collections::HashSet;

use super::*;
use crate::auth::Actor;
use crate::features::rectification::model::{Decision, Step};
use crate::testing::on_both_engines;

/// Throws that can be repeated: a walk that failed is walked again by its number.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// Acts of the walk.
const ACTS: usize = 14;

/// One act by one person; most are refused.
async fn act(world: &World, cast: &Cast, who: &Actor, id: &Id, what: usize, dice: &mut Dice) -> Result<(), Error> {
    let app = &world.app;
    let agree = dice.below(5) > 0;
    match what {
        0 => actions::approve_item(app, who, id).await,
        1 => actions::start_item(app, who, id, Some(DUE)).await,
        2 => actions::log_progress(app, who, id, "做了一步", None).await,
        3 => {
            let measure = measures(world, id).await.remove(0);
            actions::finish_measure(app, who, id, &measure, "做到", crate::testing::START).await
        }
        4 => actions::add_link(app, who, id, "", "https://example.cn").await.map(drop),
        5 => actions::apply_close(app, who, id, &application(world, id).await).await,
        6 => actions::review_dept(app, who, id, agree, "看过").await,
        7 => actions::review_lead(app, who, id, agree, "看过").await,
        8 => actions::review_final(app, who, id, agree, "看过").await,
        9 => actions::reopen_item(app, who, id, "反弹").await,
        10 => actions::suspend_item(app, who, id, "等").await,
        11 => actions::resume_item(app, who, id).await,
        12 => actions::review_cycle(app, who, id, agree, "看过").await,
        _ => {
            let draft = cast.draft(Kind::TimeLimited, (dice.below(4) > 0).then_some(DUE));
            actions::edit_item(app, who, id, item(world, id).await.version, &draft).await
        }
    }
}

/// What would come next if everybody did his duty; a walk of nothing but chance gets nowhere.
fn natural(state: State, dice: &mut Dice) -> usize {
    match state {
        State::Drafted => 0,
        State::NotStarted | State::Reopened => 1,
        State::InProgress => [3, 4, 5, 5][dice.below(4)],
        State::CloseDeptReview => 6,
        State::CloseLeadReview => 7,
        State::CloseFinal => 8,
        State::Closed => 9,
        State::Suspended => 11,
        _ => 2,
    }
}

#[test]
fn i5_nothing_is_closed_without_different_people_evidence_and_the_three_fields() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let mut closed = 0;
        for seed in 1..=8 {
            let mut dice = Dice::new(seed);
            let kind = [Kind::TimeLimited, Kind::Immediate, Kind::LongTerm][dice.below(3)];
            let id = cast.drafted(&world, &cast.draft(kind, Some(DUE))).await;
            let people = crowd(&world, &cast).await;
            let mut was = State::Drafted;
            for step in 0..110 {
                let who = &people[dice.below(people.len())];
                let what = match dice.below(3) {
                    0 => dice.below(ACTS),
                    _ => natural(state(&world, &id).await, &mut dice),
                };
                let refused = act(&world, &cast, who, &id, what, &mut dice).await;
                if let Err(Error::Internal(_) | Error::Store(_)) = refused {
                    panic!("walk {seed} step {step}: {refused:?}");
                }
                let is = state(&world, &id).await;
                if matches!(is, State::Closed | State::LongTermOk) {
                    check(&world, &id, seed).await;
                    closed += usize::from(was != is);
                }
                was = is;
            }
        }
        assert!(closed > 3, "the walks must get somewhere: {closed}");
    });
}

/// Everybody, and some with more roles than is good: who owns the item is also head and secretary.
async fn crowd(world: &World, cast: &Cast) -> Vec<Actor> {
    let mut all = Vec::new();
    let logins =
        [&cast.secretary, &cast.deputy, &cast.office, &cast.owner, &cast.clerk, &cast.head, &cast.lead, &cast.staff];
    for login in logins {
        all.push(world.actor(login).await);
    }
    let everything: Vec<_> = all.iter().flat_map(|a| a.grants.clone()).collect();
    for login in [&cast.owner, &cast.head, &cast.lead] {
        let mut mighty = world.actor(login).await;
        mighty.grants.extend(everything.clone());
        all.push(mighty);
    }
    all
}

async fn check(world: &World, id: &Id, seed: u64) {
    let item = item(world, id).await;
    let key = id.clone();
    let steps = world.app.db.read(move |tx| store::steps(tx, &key)).await.unwrap();
    let of = |step: Step| {
        let mut found =
            steps.iter().filter(|s| s.attempt == item.attempt && s.step == step && s.decision != Decision::Return);
        found.next().map(|s| s.person.clone())
    };
    let people = [of(Step::Apply), of(Step::Dept), of(Step::Lead), of(Step::Final)];
    let different: HashSet<_> = people.iter().flatten().collect();
    assert_eq!(different.len(), 4, "walk {seed}: {people:?}");
    assert_eq!(people[0].as_ref(), item.owner.as_ref(), "walk {seed}: the owner applied");
    assert!(item.evidence > 0 && item.measures_done == item.measures && item.measures > 0, "walk {seed}");
    assert!(!item.requirement.is_empty() && item.dates.due.is_some() && item.owner.is_some(), "walk {seed}");
}
