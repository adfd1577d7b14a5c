//! The other anonymous acts of a crowd: comments on what was published, and objections by receipt to the answers. Each is a slip
//! in the box and nothing else; in the evening the box is opened.

use std::collections::HashMap;

use jiff::civil::date;
use store::params;

use super::crowd;
use super::day::{CAMPAIGN, Day, ROUND, figures, order, orders_of_people, receipt_in};
use super::snapshot::Snapshot;
use crate::auth::Role;
use crate::error::Error;
use crate::id::Id;
use crate::letterbox::{self, Due, Receipt};
use crate::testing::{Login, World};

store::statements! {
    /// A publication that is out and takes comments through the box.
    pub PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, opens_on, closes_on, frozen_body, frozen_hash,
        created_by, created_on, version, search_key, comments, comment_code)
        values ($1, $2, 'notice', 'T', 'B', 'open', '2008-07-01', '2008-07-31', 'B', 'h', 'x', '2008-07-01', 1, 1, 'both', 'commentcode')";
    /// The comments with their texts.
    pub COMMENTS = "select id, text from publication_comment order by id";
    /// The objections with their texts.
    pub OBJECTIONS = "select id, reason from point_objection order by id";
    /// Every point is answered.
    pub ANSWER = "update opinion_point set state = 'answered', answered_on = '2008-07-08'";
    /// What lies in the box.
    pub SLIPS = "select id from box_drop";
}

/// What somebody sends, and how it is found again.
struct Act {
    login: Login,
    /// The address, without a session.
    path: String,
    /// The form, but for the words.
    form: Vec<(&'static str, String)>,
    /// The field of the words.
    words: &'static str,
}

async fn crowd_of(world: &World) -> Vec<Login> {
    let mut logins = Vec::new();
    for n in 0..crowd() {
        logins.push(world.person(&format!("Person {n:03}"), &[(Role::Pd, "tenant", "")]).await);
    }
    logins
}

/// Comments on a publication.
pub(super) async fn commented(world: &World, seed: u64) -> Day {
    let (campaign, publication) = (Id::random(), Id::random());
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&campaign])?;
        tx.run(&PUBLICATION, &params![&publication, &campaign])?;
        Ok::<(), Error>(())
    });
    written.await.unwrap();
    letterbox::prepare(&world.app).await.unwrap();
    let act = |login| Act { login, path: "/c/commentcode".into(), form: Vec::new(), words: "text" };
    let acts = crowd_of(world).await.into_iter().map(act).collect();
    lived(world, seed, acts, ("publication_comment", COMMENTS)).await
}

/// Objections to the answers. The crowd spoke the day before, in another order.
pub(super) async fn objected(world: &World, seed: u64) -> Day {
    let (round, campaign) = (Id::random(), Id::random());
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&campaign])?;
        tx.run(&ROUND, &params![&round, &campaign])?;
        Ok::<(), Error>(())
    });
    written.await.unwrap();
    world.set_clock(date(2008, 7, 7), 9);
    letterbox::prepare(&world.app).await.unwrap();
    let logins = crowd_of(world).await;
    let mut receipts: HashMap<usize, Receipt> = HashMap::new();
    for n in order(seed + 1_000, crowd()) {
        let text = crate::random::secret();
        let form = [
            ("text", text.as_str()),
            ("line", ""),
            ("population", "agency"),
            ("subject", "department"),
            ("kind", "criticism"),
        ];
        let answer = world.post(None, "/r/roundcod", &form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        receipts.insert(n, receipt_in(&answer.body).expect("a receipt on the page"));
    }
    world.set_clock(date(2008, 7, 7), 18);
    assert_eq!(letterbox::open_box(&world.app, Due::ByHour).await.unwrap(), crowd());
    let answered = world.app.db.write(|tx| tx.run(&ANSWER, &params![]).map(drop)).await;
    answered.map_err(|e: store::StoreError| e).unwrap();
    world.set_clock(date(2008, 7, 8), 9);
    letterbox::prepare(&world.app).await.unwrap();
    let act = |(n, login): (usize, Login)| {
        let code = receipts[&n].grouped();
        Act { login, path: "/receipt/object".into(), form: vec![("code", code)], words: "reason" }
    };
    let acts = logins.into_iter().enumerate().map(act).collect();
    lived(world, seed, acts, ("point_objection", OBJECTIONS)).await
}

/// A day: people come in, read as themselves, and speak as nobody.
async fn lived(world: &World, seed: u64, acts: Vec<Act>, (table, sql): (&'static str, store::Sql)) -> Day {
    let mut said: HashMap<String, String> = HashMap::new();
    let mut before: std::collections::HashSet<String> = std::collections::HashSet::new();
    let (mut people, mut slips, mut snapshots, mut told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (turn, n) in order(seed, acts.len()).into_iter().enumerate() {
        let act = &acts[n];
        let moment = crate::clock::at(date(2008, 7, 8), 9, 0).as_second() + i64::try_from(turn).unwrap() * 60;
        world.app.clock.set(jiff::Timestamp::from_second(moment).unwrap());
        world.get(Some(&act.login), "/account").await;
        let words = "word ".repeat(usize::try_from(crate::random::below(97)).unwrap());
        let text = format!("{} {words}.", crate::random::secret());
        said.insert(text.clone(), act.login.person.to_string());
        let mut form: Vec<(&str, &str)> = act.form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.push((act.words, &text));
        let answer = world.post(None, &act.path, &form).await;
        assert!(matches!(answer.status.as_u16(), 200 | 303), "{} {}", answer.status, answer.body);
        let now = world.app.db.read(|tx| tx.all(&SLIPS, &[], |row| row.get::<String>(0))).await;
        let now: std::collections::HashSet<String> =
            now.map_err(|e: store::StoreError| e).unwrap().into_iter().collect();
        slips.extend(now.difference(&before).cloned());
        before = now;
        people.push(act.login.person.to_string());
        told.push(figures(world).await);
        if turn == crowd() / 2 || turn + 1 == crowd() {
            snapshots.push(Snapshot::take(world));
        }
    }
    assert_eq!(slips.len(), crowd());
    world.set_clock(date(2008, 7, 8), 18);
    assert_eq!(letterbox::open_box(&world.app, Due::ByHour).await.unwrap(), crowd());
    crate::audit::seal(&world.app.db, &world.app.config.anchor(), world.app.clock.now()).await.unwrap();
    snapshots.push(Snapshot::take(world));
    let rows = world.app.db.read(move |tx| tx.all(&sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?))));
    let rows = rows.await.map_err(|e: store::StoreError| e).unwrap();
    let truth: HashMap<String, String> = rows.iter().map(|(id, text)| (id.clone(), said[text].clone())).collect();
    assert_eq!(truth.len(), crowd(), "everything was released");
    let by_person: HashMap<&String, &String> = truth.iter().map(|(point, person)| (person, point)).collect();
    let spoken = people.iter().map(|p| by_person[p].clone()).collect();
    Day {
        orders_of_people: orders_of_people(&people, &snapshots),
        people,
        slips,
        points: rows.into_iter().map(|(id, _)| id).collect(),
        truth,
        snapshots,
        spoken,
        table,
        answers: HashMap::new(),
        bulletin: String::new(),
        figures: told,
    }
}
