//! A secret vote: 500 people come in, collect a code and vote from a page that does not know them; two tellers count in the
//! evening. The attacker copies everything in the middle, before the count and after it.

use std::collections::HashMap;

use ballot::rate::Variant;
use jiff::civil::date;
use store::params;

use super::crowd;
use super::day::{Day, order, orders_of_people};
use super::snapshot::Snapshot;
use crate::auth::Role;
use crate::error::Error;
use crate::features::evaluation as vote;
use crate::id::Id;
use crate::testing::World;

store::statements! {
    /// A campaign.
    pub CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, 'C', 'S', 2008, 'H', '', 'active', '2008-01-01', '2008-12-31')";
    /// A problem under rectification.
    pub PROBLEM = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
        values ($1, $2, 1, 'Cold meals', 'x', 0, 'planned', 0, 1)";
    /// A report-back that people have read.
    pub PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, frozen_body, frozen_hash, created_by, created_on, version,
        search_key) values ($1, $2, 'report_back', 'T', 'B', 'open', 'B', 'h', 'x', '2008-07-01', 1, 1)";
    /// Its line.
    pub LINE = "insert into report_back_line (publication_id, merged_item_id, ordinal, asked, done, proven, remains) values ($1, $2, 1, 'a', 'd', 'p', 'r')";
    /// The sealed ballots there are.
    pub SEALED = "select id from sealed_ballot";
    /// The remarks with their texts.
    pub REMARKS = "select id, text from evaluation_remark order by id";
    /// The published answers.
    pub BULLETIN = "select bulletin from evaluation";
}

const PHRASES: [&str; 2] = ["the first phrase", "the second phrase"];

/// Until the vote is open.
async fn opened(world: &World) -> (Id, [crate::testing::Login; 2]) {
    let (campaign, problem, publication) = (Id::random(), Id::random(), Id::random());
    let (c, m, p) = (campaign.clone(), problem, publication);
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&c])?;
        tx.run(&PROBLEM, &params![&m, &c])?;
        tx.run(&PUBLICATION, &params![&p, &c])?;
        tx.run(&LINE, &params![&p, &m])?;
        Ok::<(), Error>(())
    });
    written.await.unwrap();
    let secretary = world.actor(&world.person("Secretary", &[(Role::Sec, "tenant", "")]).await).await;
    let office = world.actor(&world.person("Office", &[(Role::Wg, "campaign", campaign.as_str())]).await).await;
    let teller = |name| world.person(name, &[(Role::Tl, "tenant", "")]);
    let tellers = [teller("Teller One").await, teller("Teller Two").await];
    let new = vote::NewEvaluation {
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
    let app = &world.app;
    let id = vote::create(app, &office, new).await.unwrap();
    vote::approve(app, &secretary, &id).await.unwrap();
    vote::freeze_roster(app, &office, &id).await.unwrap();
    for (teller, phrase) in tellers.iter().zip(PHRASES) {
        vote::make_key(app, &world.actor(teller).await, &id, phrase.into()).await.unwrap();
    }
    vote::open(app, &office, &id).await.unwrap();
    (id, tellers)
}

/// The vote from the first ballot to the confirmed result.
pub(super) async fn held(world: &World, seed: u64) -> Day {
    let mut logins = Vec::new();
    for n in 0..crowd() {
        logins.push(world.person(&format!("Person {n:03}"), &[]).await);
    }
    let (id, tellers) = opened(world).await;
    let mut said: HashMap<String, String> = HashMap::new();
    let mut answers = HashMap::new();
    let (mut people, mut slips, mut snapshots) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: std::collections::HashSet<String> = Default::default();
    let mut told = Vec::new();
    for (turn, n) in order(seed, crowd()).into_iter().enumerate() {
        let login = &logins[n];
        let moment = crate::clock::at(date(2008, 7, 8), 9, 0).as_second() + i64::try_from(turn).unwrap() * 60;
        world.app.clock.set(jiff::Timestamp::from_second(moment).unwrap());
        let collected = world.post(Some(login), &format!("/evaluations/{id}/collect"), &[]).await;
        let ballot = collected.location().to_owned();
        let text = crate::random::secret();
        said.insert(text.clone(), login.person.to_string());
        let first = if crate::random::below(2) == 0 { 'S' } else { 'N' };
        answers.insert(login.person.to_string(), first);
        let cast = world.post(None, &ballot, &[("a1", &first.to_string()), ("a2", "B"), ("text", &text)]).await;
        assert_eq!(cast.status, 200, "{}", cast.body);
        // Which ballot is new: whoever copies the database often enough knows whose each sealed ballot is.
        let now = world.app.db.read(|tx| tx.all(&SEALED, &[], |row| row.get::<String>(0))).await;
        let now: std::collections::HashSet<String> =
            now.map_err(|e: store::StoreError| e).unwrap().into_iter().collect();
        slips.extend(now.difference(&before).cloned());
        before = now;
        people.push(login.person.to_string());
        told.push(super::day::figures(world).await);
        if turn == crowd() / 2 || turn + 1 == crowd() {
            snapshots.push(Snapshot::take(world));
        }
    }
    assert_eq!(slips.len(), crowd());
    let [one, two] = [world.actor(&tellers[0]).await, world.actor(&tellers[1]).await];
    vote::close(&world.app, &one, &id).await.unwrap();
    vote::count(&world.app, &one, &id, PHRASES.map(String::from)).await.unwrap();
    for teller in [&one, &two] {
        vote::confirm(&world.app, teller, &id).await.unwrap();
    }
    crate::audit::seal(&world.app.db, &world.app.config.anchor(), world.app.clock.now()).await.unwrap();
    snapshots.push(Snapshot::take(world));

    let rows = world.app.db.read(|tx| {
        let remarks = tx.all(&REMARKS, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
        let bulletin: Option<String> = tx.one(&BULLETIN, &[], |row| row.get(0))?;
        Ok::<_, store::StoreError>((remarks, bulletin.unwrap()))
    });
    let (rows, bulletin) = rows.await.unwrap();
    let bulletin = bulletin.lines().nth(1).and_then(|line| line.split('\t').nth(2)).unwrap().to_owned();
    let truth: HashMap<String, String> = rows.iter().map(|(id, text)| (id.clone(), said[text].clone())).collect();
    let by_person: HashMap<&String, &String> = truth.iter().map(|(remark, person)| (person, remark)).collect();
    let spoken = people.iter().map(|p| by_person[p].clone()).collect();
    Day {
        orders_of_people: orders_of_people(&people, &snapshots),
        people,
        slips,
        points: rows.into_iter().map(|(id, _)| id).collect(),
        truth,
        snapshots,
        spoken,
        table: "evaluation_remark",
        answers,
        bulletin,
        figures: told,
    }
}
