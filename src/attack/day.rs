//! One day: 500 people come in, log in, read, and each drops one opinion into the box; at 18:00 the box is opened. How a
//! day of either story is kept for several tests to work on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::civil::date;
use store::{Engine, params};

use super::snapshot::Snapshot;
use super::{Orders, Story, crowd, voices, vote};
use crate::auth::Role;
use crate::error::Error;
use crate::id::Id;
use crate::letterbox;
use crate::testing::World;

/// What happened, and what the attacker holds of it.
#[derive(Clone)]
pub(super) struct Day {
    /// Persons in the order in which they spoke.
    pub people: Vec<String>,
    /// The keys of their slips in the same order.
    pub slips: Vec<String>,
    /// The released points, in the order of their keys.
    pub points: Vec<String>,
    /// Who said what. Not the attacker's.
    pub truth: HashMap<String, String>,
    /// What was copied: in the middle of the day, before the box was opened, after.
    pub snapshots: Vec<Snapshot>,
    /// Points in the order in which they were spoken; for planting leaks.
    pub spoken: Vec<String>,
    /// Every order of people in the copies; found once, because only one plant changes them.
    pub orders_of_people: Arc<Orders>,
    /// The table that holds the points.
    pub table: &'static str,
    /// What each person answered to the first item of a vote, and the answers as they were published.
    pub answers: HashMap<String, char>,
    pub bulletin: String,
    /// What the figures for the watcher said after each act.
    pub figures: Vec<String>,
}

/// What the figures say now.
pub(super) async fn figures(world: &World) -> String {
    let router = crate::metrics::routes(world.app.clone());
    let answer = world.get_from(&router, None, "/metrics").await;
    assert_eq!(answer.status, 200);
    answer.body
}

/// Finds every order of people in the copies.
pub(super) fn orders_of_people(people: &[String], snapshots: &[Snapshot]) -> Arc<Orders> {
    let mut orders = Orders::new();
    for (moment, snapshot) in snapshots.iter().enumerate() {
        snapshot.orders_of(people, &format!("moment {moment}"), &mut orders);
    }
    Arc::new(orders)
}

store::statements! {
    /// A campaign.
    pub CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, 'C', 'S', 2008, 'H', '', 'active', '2008-01-01', '2008-12-31')";
    /// An open round.
    pub ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, state, opens_on, closes_on, populations, subjects,
        kinds, allow_named, allow_anonymous, promise) values ($1, $2, 1, 'R', 'roundcod', 'open', '2008-07-01', '2008-07-31',
        '[\"agency\",\"grassroots\"]', '[\"leading_cadre\",\"department\"]', '[\"criticism\",\"suggestion\"]', 1, 1, '')";
    /// The points with their texts.
    pub POINTS = "select id, text from opinion_point order by id";
}

/// Days that were lived through already; several tests work on the same ones.
static LIVED: Mutex<Vec<(Story, Engine, u64, Arc<Day>)>> = Mutex::new(Vec::new());

/// A day. `None` when the engine is not at hand.
pub(super) fn live(story: Story, engine: Engine, seed: u64) -> Option<Day> {
    let mut lived = LIVED.lock().unwrap();
    if let Some((.., day)) = lived.iter().find(|(t, e, s, _)| (*t, *e, *s) == (story, engine, seed)) {
        return Some(day.as_ref().clone());
    }
    let day = Arc::new(live_through(story, engine, seed)?);
    lived.push((story, engine, seed, day.clone()));
    Some(day.as_ref().clone())
}

fn live_through(story: Story, engine: Engine, seed: u64) -> Option<Day> {
    let database = store::testing::databases().into_iter().find(|d| d.engine() == engine)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    Some(runtime.block_on(async move {
        let world = World::on(database);
        match story {
            Story::Box => spoken(&world, seed).await,
            Story::Vote => vote::held(&world, seed).await,
            Story::Comments => voices::commented(&world, seed).await,
            Story::Objections => voices::objected(&world, seed).await,
        }
    }))
}

/// The order in which people come: another than that in which they were registered; the seed is a story's only freedom.
pub(super) fn order(seed: u64, people: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..people).collect();
    order.sort_by_key(|n| blake3::hash(format!("{seed} {n}").as_bytes()).to_hex().to_string());
    order
}

async fn spoken(world: &World, seed: u64) -> Day {
    let round = Id::random();
    let (r, c) = (round.clone(), Id::random());
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&c])?;
        tx.run(&ROUND, &params![&r, &c])?;
        Ok::<(), Error>(())
    });
    written.await.unwrap();
    letterbox::prepare(&world.app).await.unwrap();
    let mut logins = Vec::new();
    for n in 0..crowd() {
        logins.push(world.person(&format!("Person {n:03}"), &[(Role::Pd, "tenant", "")]).await);
    }
    let mut said: HashMap<String, String> = HashMap::new();
    let (mut people, mut slips, mut snapshots, mut told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (turn, n) in order(seed, crowd()).into_iter().enumerate() {
        let login = &logins[n];
        let minute = i64::try_from(turn).unwrap();
        let moment = crate::clock::at(date(2008, 7, 8), 9, 0).as_second() + minute * 60;
        world.app.clock.set(jiff::Timestamp::from_second(moment).unwrap());
        world.get(Some(login), "/account").await;
        // Sentences of any length; only this test knows whose each is.
        let text = format!(
            "{} {}",
            crate::random::secret(),
            "word ".repeat(usize::try_from(crate::random::below(97)).unwrap())
        );
        said.insert(text.clone(), login.person.to_string());
        let form = [
            ("text", text.as_str()),
            ("line", ""),
            ("population", "agency"),
            ("subject", "department"),
            ("kind", "criticism"),
        ];
        let answer = world.post(None, "/r/roundcod", &form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let receipt = receipt_in(&answer.body).expect("a receipt on the page");
        slips.push(receipt.box_key());
        people.push(login.person.to_string());
        told.push(figures(world).await);
        if turn == crowd() / 2 || turn + 1 == crowd() {
            snapshots.push(Snapshot::take(world));
        }
    }
    world.set_clock(date(2008, 7, 8), 18);
    assert_eq!(letterbox::open_box(&world.app, letterbox::Due::ByHour).await.unwrap(), crowd());
    crate::audit::seal(&world.app.db, &world.app.config.anchor(), world.app.clock.now()).await.unwrap();
    snapshots.push(Snapshot::take(world));

    let rows = world.app.db.read(|tx| tx.all(&POINTS, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?))));
    let rows = rows.await.unwrap();
    let truth: HashMap<String, String> = rows.iter().map(|(id, text)| (id.clone(), said[text].clone())).collect();
    let by_person: HashMap<&String, &String> = truth.iter().map(|(point, person)| (person, point)).collect();
    let spoken = people.iter().map(|p| by_person[p].clone()).collect();
    let orders_of_people = orders_of_people(&people, &snapshots);
    Day {
        orders_of_people,
        people,
        slips,
        points: rows.into_iter().map(|(id, _)| id).collect(),
        truth,
        snapshots,
        spoken,
        table: "opinion_point",
        answers: HashMap::new(),
        bulletin: String::new(),
        figures: told,
    }
}

/// The receipt as the page shows it.
pub(super) fn receipt_in(page: &str) -> Option<letterbox::Receipt> {
    let shown = page.split("receipt-code").nth(1)?.split_once('>')?.1.split("</p>").next()?;
    let groups = shown.split("<span>").skip(1).filter_map(|group| group.split('<').next());
    letterbox::Receipt::parse(&groups.collect::<String>())
}
