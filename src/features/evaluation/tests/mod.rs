mod api;
mod groups;
mod invariants;
mod second;

use ::store::params;
use ballot::counts::{Counts, Turnout};
use ballot::grade::Answer;
use ballot::rate::Variant;
use ballot::seal::Ballot;
use jiff::civil::date;

use super::model::{Event, State};
use super::{NewEvaluation, store};
use crate::auth::Role;
use crate::error::{Error, Refusal, Rule};
use crate::id::Id;
use crate::testing::{Login, World, on_both_engines};

const PHRASES: [&str; 2] = ["the first phrase", "the second phrase"];

#[test]
fn every_state_and_event() {
    use Event::*;
    let allowed = [
        (State::Draft, Approve, State::Approved),
        (State::Approved, FreezeRoster, State::Ready),
        (State::Ready, Open, State::Open),
        (State::Open, Vote, State::Open),
        (State::Open, Close, State::Closed),
        (State::Closed, Count, State::Counted),
        (State::Counted, Confirm, State::Confirmed),
        (State::Confirmed, Publish, State::Published),
        (State::Confirmed, RequireRemedial, State::Remedial),
        (State::Published, RequireRemedial, State::Remedial),
    ];
    let before_confirmed = [State::Draft, State::Approved, State::Ready, State::Open, State::Closed, State::Counted];
    for state in State::ALL {
        assert_eq!(State::parse(state.code()), Some(state));
        for event in [Approve, FreezeRoster, Open, Vote, Close, Count, Confirm, Publish, RequireRemedial, Invalidate] {
            let expected = if event == Invalidate {
                before_confirmed.contains(&state).then_some(State::Invalid)
            } else {
                allowed.iter().find(|(s, e, _)| (*s, *e) == (state, event)).map(|(.., to)| *to)
            };
            assert_eq!(state.next(event), expected, "{state:?} {event:?}");
        }
    }
}

struct Story {
    secretary: Login,
    office: Login,
    tellers: [Login; 2],
    voters: Vec<Login>,
    evaluation: Id,
}

async fn story(world: &World, voters: usize) -> Story {
    story_in(world, voters, "C").await
}

/// A story in a campaign of this name.
async fn story_in(world: &World, voters: usize, name: &str) -> Story {
    let name = name.to_owned();
    let (campaign, problem, publication) = (Id::random(), Id::random(), Id::random());
    let (c, m, p) = (campaign.clone(), problem.clone(), publication.clone());
    let rows = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&c, &name])?;
        tx.run(&PROBLEM, &params![&m, &c, crate::random::key()])?;
        tx.run(&PUBLICATION, &params![&p, &c, crate::random::key()])?;
        tx.run(&LINE, &params![&p, &m])?;
        Ok::<(), Error>(())
    });
    rows.await.unwrap();
    let secretary = world.person("Secretary", &[(Role::Sec, "tenant", "")]).await;
    let office = world.person("Office", &[(Role::Wg, "campaign", campaign.as_str())]).await;
    let teller = |name| world.person(name, &[(Role::Tl, "tenant", "")]);
    let tellers = [teller("Teller One").await, teller("Teller Two").await];
    let mut all = Vec::new();
    for n in 0..voters {
        all.push(world.person(&format!("Voter {n}"), &[]).await);
    }
    let new = NewEvaluation {
        campaign,
        name: "Year's end".into(),
        closes_on: date(2008, 12, 1),
        threshold: 80,
        variant: Variant::Judging,
        scopes: vec![("everyone".into(), String::new())],
        tellers: [tellers[0].person.clone(), tellers[1].person.clone()],
        merged_items: true,
        by_group: false,
    };
    let evaluation = super::create(&world.app, &world.actor(&office).await, new).await.unwrap();
    Story { secretary, office, tellers, voters: all, evaluation }
}

impl Story {
    /// Another draft like the first, perhaps with results by department.
    async fn again(&self, world: &World, by_group: bool) -> Id {
        let id = self.evaluation.clone();
        let old = world.app.db.read(move |tx| store::find(tx, &id)).await.unwrap().unwrap();
        let new = NewEvaluation {
            campaign: old.campaign,
            name: "Again".into(),
            closes_on: old.closes_on,
            threshold: old.threshold,
            variant: old.variant,
            scopes: vec![("everyone".into(), String::new())],
            tellers: [self.tellers[0].person.clone(), self.tellers[1].person.clone()],
            merged_items: true,
            by_group,
        };
        super::create(&world.app, &world.actor(&self.office).await, new).await.unwrap()
    }

    async fn opened(&self, world: &World) {
        let (app, id) = (&world.app, &self.evaluation);
        super::approve(app, &world.actor(&self.secretary).await, id).await.unwrap();
        super::freeze_roster(app, &world.actor(&self.office).await, id).await.unwrap();
        for (teller, phrase) in self.tellers.iter().zip(PHRASES) {
            super::make_key(app, &world.actor(teller).await, id, phrase.into()).await.unwrap();
        }
        super::open(app, &world.actor(&self.office).await, id).await.unwrap();
    }

    async fn cast(&self, world: &World, voter: &Login, code: &str) -> String {
        let voting_code = super::collect(&world.app, &world.actor(voter).await, &self.evaluation).await.unwrap();
        let answers = vec![Answer::parse(code).unwrap(); 8];
        super::vote(&world.app, &voting_code, Ballot { answers, text: format!("remark {code}"), group: 0 })
            .await
            .unwrap();
        voting_code
    }

    async fn count(&self, world: &World) -> crate::error::Result<State> {
        super::count(&world.app, &world.actor(&self.tellers[0]).await, &self.evaluation, PHRASES.map(String::from))
            .await
    }
}

/// A paper ballot that says the same of every item.
fn sheet(number: i64, code: &str) -> super::Sheet {
    super::Sheet { number, group: 0, answers: vec![Answer::parse(code).unwrap(); 8], remark: String::new() }
}

fn refused<T: std::fmt::Debug>(result: crate::error::Result<T>, rule: Rule) {
    assert!(matches!(&result, Err(Error::Rule(r, _)) if *r == rule), "{result:?}");
}

#[test]
fn a_vote_from_design_to_publication() {
    on_both_engines(|world| async move {
        let s = story(&world, 10).await;
        let app = &world.app;
        refused(super::open(app, &world.actor(&s.office).await, &s.evaluation).await, Rule::TellersWithoutKey);
        s.opened(&world).await;

        for (n, voter) in s.voters.iter().enumerate() {
            s.cast(&world, voter, if n < 6 { "S" } else { "N" }).await;
        }
        // Two paper ballots were handed out; one comes back.
        let office = world.actor(&s.office).await;
        super::issue_paper(app, &office, &s.evaluation, &s.secretary.person, false).await.unwrap();
        super::issue_paper(app, &office, &s.evaluation, &s.office.person, false).await.unwrap();
        refused(super::collect(app, &office, &s.evaluation).await, Rule::AlreadyVoted);

        refused(s.count(&world).await, Rule::WrongState);
        let [one, two] = [world.actor(&s.tellers[0]).await, world.actor(&s.tellers[1]).await];
        super::close(app, &one, &s.evaluation).await.unwrap();
        refused(super::collect(app, &world.actor(&s.voters[0]).await, &s.evaluation).await, Rule::VoteNotOpen);

        super::enter_sheet(app, &one, &s.evaluation, sheet(1, "B")).await.unwrap();
        refused(s.count(&world).await, Rule::SheetsDiffer);
        super::enter_sheet(app, &two, &s.evaluation, sheet(1, "S")).await.unwrap();
        refused(s.count(&world).await, Rule::SheetsDiffer);
        super::enter_sheet(app, &two, &s.evaluation, sheet(1, "B")).await.unwrap();
        let wrong = super::count(app, &one, &s.evaluation, ["wrong wrong wrong".into(), PHRASES[1].into()]).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))));

        assert_eq!(s.count(&world).await.unwrap(), State::Counted);
        let id = s.evaluation.clone();
        let (evaluation, items, left) = app
            .db
            .read(move |tx| {
                let left: i64 = tx.one(&store::COUNT_BALLOTS, &params![&id], |row| row.get(0))?.unwrap();
                Ok::<_, Error>((store::find(tx, &id)?.unwrap(), store::items(tx, &id)?, left))
            })
            .await
            .unwrap();
        assert_eq!(left, 0, "sealed ballots go at the count");
        assert_eq!(evaluation.turnout, Turnout { eligible: 14, issued: 12, returned: 11 });
        let expected = Counts { satisfied: 6, basically: 1, dissatisfied: 4, ..Counts::default() };
        assert!(items.len() == 8 && items.iter().all(|i| i.counts == Some(expected)));

        super::confirm(app, &one, &s.evaluation).await.unwrap();
        refused(super::confirm(app, &one, &s.evaluation).await, Rule::WrongState);
        assert_eq!(
            world.get(Some(&s.voters[0]), &format!("/evaluations/{}/bulletin.txt", s.evaluation)).await.status,
            404
        );
        super::confirm(app, &two, &s.evaluation).await.unwrap();
        super::publish(app, &world.actor(&s.office).await, &s.evaluation).await.unwrap();

        let page = world.get(Some(&s.voters[0]), &format!("/evaluations/{}", s.evaluation)).await;
        assert!(page.body.contains("63.64%"), "(6 + 1) / 11 of those that judge");
        let bulletin = world.get(Some(&s.voters[0]), &format!("/evaluations/{}/bulletin.txt", s.evaluation)).await;
        assert!(ballot::bulletin::Bulletin::verify(&bulletin.body).is_ok());
        assert!(!bulletin.body.contains("remark"), "free text is never in the bulletin");
    });
}

#[test]
fn a_code_votes_once_and_a_newer_code_voids_the_older() {
    on_both_engines(|world| async move {
        let s = story(&world, 3).await;
        s.opened(&world).await;
        let voter = world.actor(&s.voters[0]).await;
        let first = super::collect(&world.app, &voter, &s.evaluation).await.unwrap();
        let second = super::collect(&world.app, &voter, &s.evaluation).await.unwrap();
        let ballot = || Ballot { answers: vec![Answer::Blank; 8], text: String::new(), group: 0 };
        refused(super::vote(&world.app, &first, ballot()).await, Rule::VoteCodeUnknown);
        super::vote(&world.app, &second, ballot()).await.unwrap();
        refused(super::vote(&world.app, &second, ballot()).await, Rule::AlreadyVoted);
        refused(super::collect(&world.app, &voter, &s.evaluation).await, Rule::AlreadyVoted);
    });
}

#[test]
fn who_may_not() {
    on_both_engines(|world| async move {
        let s = story(&world, 3).await;
        let app = &world.app;
        let elsewhere = world.person("Other office", &[(Role::Wg, "campaign", Id::random().as_str())]).await;
        let elsewhere = world.actor(&elsewhere).await;
        let role = |r: crate::error::Result<()>| assert!(matches!(r, Err(Error::Refused(Refusal::Role))), "{r:?}");
        role(super::approve(app, &world.actor(&s.office).await, &s.evaluation).await);
        super::approve(app, &world.actor(&s.secretary).await, &s.evaluation).await.unwrap();
        role(super::freeze_roster(app, &elsewhere, &s.evaluation).await);
        role(super::make_key(app, &world.actor(&s.voters[0]).await, &s.evaluation, PHRASES[0].into()).await);
        s_opened_after_approval(&s, &world).await;
        role(super::close(app, &world.actor(&s.office).await, &s.evaluation).await);
        let stranger_teller = world.person("Another teller", &[(Role::Tl, "tenant", "")]).await;
        role(super::close(app, &world.actor(&stranger_teller).await, &s.evaluation).await);
        refused(super::collect(app, &world.actor(&stranger_teller).await, &s.evaluation).await, Rule::NotOnRoster);
        assert_eq!(world.get(Some(&stranger_teller), &format!("/evaluations/{}", s.evaluation)).await.status, 404);
        let late = world.person("Late comer", &[]).await;
        assert_eq!(world.get(Some(&late), &format!("/evaluations/{}", s.evaluation)).await.status, 404);
        assert_eq!(
            world.get(Some(&s.voters[0]), &format!("/evaluations/{}/bulletin.txt", s.evaluation)).await.status,
            404
        );
    });
}

async fn s_opened_after_approval(s: &Story, world: &World) {
    super::freeze_roster(&world.app, &world.actor(&s.office).await, &s.evaluation).await.unwrap();
    for (teller, phrase) in s.tellers.iter().zip(PHRASES) {
        super::make_key(&world.app, &world.actor(teller).await, &s.evaluation, phrase.into()).await.unwrap();
    }
    super::open(&world.app, &world.actor(&s.office).await, &s.evaluation).await.unwrap();
}

#[test]
fn g13_more_paper_than_was_handed_out_voids_the_evaluation() {
    on_both_engines(|world| async move {
        let s = story(&world, 5).await;
        s.opened(&world).await;
        s.cast(&world, &s.voters[0], "S").await;
        let [one, two] = [world.actor(&s.tellers[0]).await, world.actor(&s.tellers[1]).await];
        super::close(&world.app, &one, &s.evaluation).await.unwrap();
        for teller in [&one, &two] {
            super::enter_sheet(&world.app, teller, &s.evaluation, sheet(1, "A")).await.unwrap();
        }
        assert_eq!(s.count(&world).await.unwrap(), State::Invalid);
    });
}

#[test]
fn the_vote_leaves_no_audit_line_and_no_cookie_reaches_it() {
    on_both_engines(|world| async move {
        let s = story(&world, 5).await;
        s.opened(&world).await;
        let lines = || async {
            world.app.db.read(|tx| tx.all(&crate::audit::store::LINES, &[], |_| Ok(()))).await.unwrap().len()
        };
        let before = lines().await;
        let collected = world.post(Some(&s.voters[0]), &format!("/evaluations/{}/collect", s.evaluation), &[]).await;
        let ballot = collected.location().to_owned();
        assert!(ballot.starts_with("/vote/"));
        let form = world.get(Some(&s.voters[0]), &ballot).await;
        assert!(form.status == 200 && !form.body.contains("Voter 0"));
        let answers = [("a1", "S"), ("a2", "B"), ("text", "well done")];
        assert_eq!(world.post(None, &ballot, &[("a1", "X")]).await.status, 422);
        assert_eq!(world.post(None, &ballot, &answers).await.status, 200);
        assert_eq!(world.post(None, &ballot, &answers).await.status, 409);
        assert_eq!(lines().await, before);
    });
}

/// The office must not learn from a refusal who has voted, nor take a vote over from somebody who holds a code.
#[test]
fn the_office_learns_nothing_by_issuing_and_takes_no_vote_over() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        s.opened(&world).await;
        let (app, office) = (&world.app, world.actor(&s.office).await);
        s.cast(&world, &s.voters[0], "S").await;
        let held = super::collect(app, &world.actor(&s.voters[1]).await, &s.evaluation).await.unwrap();
        for voter in &s.voters[..2] {
            for code in [true, false] {
                let issued = super::issue_paper(app, &office, &s.evaluation, &voter.person, code).await;
                refused(issued, Rule::AlreadyIssued);
            }
        }
        let ballot = Ballot { answers: vec![Answer::Blank; 8], text: String::new(), group: 0 };
        super::vote(app, &held, ballot).await.unwrap();
        // Who counts does not hand out ballots either, whatever other roles he has.
        let mut both = world.actor(&s.tellers[0]).await;
        both.grants.extend(office.grants.clone());
        let issued = super::issue_paper(app, &both, &s.evaluation, &s.voters[2].person, true).await;
        assert!(matches!(issued, Err(Error::Refused(Refusal::Conflict))), "{issued:?}");
    });
}

/// Before publication a voter sees no result; below k nobody sees remarks; after the count no row says who voted.
#[test]
fn results_wait_for_publication_and_few_remarks_stay_unread() {
    on_both_engines(|world| async move {
        let s = story(&world, 6).await;
        s.opened(&world).await;
        for voter in &s.voters[..4] {
            s.cast(&world, voter, "N").await;
        }
        let [one, two] = [world.actor(&s.tellers[0]).await, world.actor(&s.tellers[1]).await];
        super::close(&world.app, &one, &s.evaluation).await.unwrap();
        s.count(&world).await.unwrap();
        let id = s.evaluation.clone();
        let marked = world.app.db.read(move |tx| tx.one(&store::VOTED, &params![&id], |row| row.get::<i64>(0)));
        assert_eq!(marked.await.map_err(|e: ::store::StoreError| e).unwrap(), Some(0));
        for teller in [&one, &two] {
            super::confirm(&world.app, teller, &s.evaluation).await.unwrap();
        }
        let path = format!("/evaluations/{}", s.evaluation);
        let office = world.get(Some(&s.office), &path).await;
        assert!(!office.body.contains("remark N"), "four voted: each remark has an author among four");
        let voter = world.get(Some(&s.voters[5]), &path).await;
        assert!(voter.status == 200 && !voter.body.contains("28.57%") && !voter.body.contains("33.33%"));
        assert_eq!(
            voter.body.matches("<dt>").count(),
            4,
            "threshold, roster, two tellers: no turnout before publication"
        );
    });
}

::store::statements! {
    /// A campaign, straight into the table.
    pub CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, 'S', 2008, 'H', '', 'active', '2008-01-01', '2008-12-31')";
    /// A problem under rectification.
    pub PROBLEM = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
        values ($1, $2, 1, 'Cold meals', 'x', 0, 'planned', 0, $3)";
    /// A report-back that people have read.
    pub PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, frozen_body, frozen_hash, created_by, created_on, version,
        search_key) values ($1, $2, 'report_back', 'T', 'B', 'open', 'B', 'h', 'x', '2008-07-01', 1, $3)";
    /// Its line.
    pub LINE = "insert into report_back_line (publication_id, merged_item_id, ordinal, asked, done, proven, remains) values ($1, $2, 1, 'a', 'd', 'p', 'r')";
}
