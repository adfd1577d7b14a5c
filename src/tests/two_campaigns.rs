//! R26: two campaigns side by side. The office of one acts on every kind of object of the other, through the routes; nothing
//! gives way, nothing of the other stands in its lists.

use store::params;

use crate::auth::Role;
use crate::error::Error;
use crate::id::Id;
use crate::testing::{World, on_both_engines};

store::statements! {
    pub CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, $2, 2008, 'h', 'c', 'active', '2008-01-01', '2008-12-31')";
    pub PHASE = "insert into phase (id, campaign_id, ordinal, name, from_month, to_month, state) values ($1, $2, 1, $3, 7, 8, 'active')";
    pub ACTIVITY = "insert into activity (id, phase_id, ordinal, name, mandatory, state) values ($1, $1, 1, $2, 1, 'open')";
    pub TASK = "insert into task (id, campaign_id, title, deliverable, due_on, state) values ($1, $2, $3, 'd', '2008-08-01', 'draft')";
    pub ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, state, opens_on, closes_on, populations, subjects,
        kinds, allow_named, allow_anonymous, promise)
        values ($1, $2, 1, $3, $4, 'closed', '2008-07-01', '2008-07-07', '[\"agency\"]', '[\"department\"]', '[\"criticism\"]', 1, 1, '')";
    pub POINT = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, kind, category, cell_hidden, text,
        text_hash, state, search_key) values ($1, $1, $2, 'unsigned', 'sheet', '2008-07-02', 'criticism', 'c', 0, $3, 'h', 'submitted', $4)";
    pub MERGED = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
        values ($1, $2, 1, $3, 'c', 0, 'draft', 0, $4)";
    pub ITEM = "insert into rectification_item (id, campaign_id, item_no, serial, source, problem, category, cause, kind, requirement,
        state, attempt, note, version) values ($1, $2, $1, $4, 'research', $3, 'c', '', 'immediate', 'r', 'drafted', 1, '', 0)";
    pub PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, created_by, created_on, version, search_key)
        values ($1, $2, 'notice', $3, 'b', 'draft', 'x', '2008-07-08', 0, $4)";
    pub EVALUATION = "insert into evaluation (id, campaign_id, name, state, threshold, variant, weight_basically, weight_dissatisfied, k,
        closes_on, formula, created_by)
        values ($1, $2, $3, 'draft', 80, 'judging', 75, 0, 5, '2008-07-20', 'f', 'x')";
    pub STATES = "select state from phase where id = $1 union all select state from activity where id = $1
        union all select state from task where id = $1 union all select state from collection_round where id = $1
        union all select state from opinion_point where id = $1 union all select state from merged_item where id = $1
        union all select state from rectification_item where id = $1 union all select state from publication where id = $1
        union all select state from evaluation where id = $1";
}

/// A campaign with one object of each kind, all under the campaign's own key, all named by a word that stands nowhere else.
async fn campaign(world: &World, word: &str) -> Id {
    let (id, word) = (Id::random(), word.to_owned());
    let key = id.clone();
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&key, &word])?;
        tx.run(&PHASE, &params![&key, &key, &word])?;
        tx.run(&ACTIVITY, &params![&key, &word])?;
        tx.run(&TASK, &params![&key, &key, &word])?;
        tx.run(&ROUND, &params![&key, &key, &word, &word])?;
        for statement in [&POINT, &MERGED, &ITEM, &PUBLICATION] {
            tx.run(statement, &params![&key, &key, &word, crate::random::key()])?;
        }
        tx.run(&EVALUATION, &params![&key, &key, &word])?;
        Ok::<(), Error>(())
    });
    written.await.unwrap();
    id
}

async fn states(world: &World, id: &Id) -> Vec<String> {
    let id = id.clone();
    world.app.db.read(move |tx| tx.all(&STATES, &params![&id], |row| row.get::<String>(0))).await.unwrap()
}

#[test]
fn r26_the_office_of_one_campaign_does_nothing_to_the_other() {
    on_both_engines(|world| async move {
        let (ours, theirs) = (campaign(&world, "甲活动甲").await, campaign(&world, "乙活动乙").await);
        let office = world.person("甲办", &[(Role::Wg, "campaign", ours.as_str())]).await;
        let before = states(&world, &theirs).await;
        assert_eq!(before.len(), 9);
        let id = theirs.as_str();
        let acts: Vec<(String, Vec<(&str, &str)>)> = vec![
            (format!("/campaigns/{id}/event"), vec![("event", "suspend"), ("reason", "x")]),
            (
                format!("/campaigns/{id}/mobilisations"),
                vec![("held_on", "2008-07-01"), ("occasion", "x"), ("place", "x"), ("people", "9")],
            ),
            (format!("/campaigns/{id}/group"), vec![("person", "甲办"), ("duty", "leader"), ("division", "x")]),
            (format!("/phases/{id}/event"), vec![("event", "request_completion")]),
            (format!("/phases/{id}/activities"), vec![("name", "x")]),
            (format!("/activities/{id}/event"), vec![("event", "finish")]),
            (format!("/tasks/{id}/event"), vec![("event", "activate")]),
            (format!("/rounds/{id}/finish"), vec![]),
            (format!("/rounds/{id}/feed-back"), vec![("reason", "x")]),
            (format!("/rounds/{id}/archive"), vec![]),
            (format!("/points/{id}/decline"), vec![("reason", "x")]),
            (format!("/points/{id}/uphold"), vec![("reason", "x")]),
            (format!("/points/{id}/route"), vec![("reason", "x"), ("sure", "yes")]),
            (format!("/merged/{id}/confirm"), vec![("version", "0")]),
            (format!("/items/{id}/approve"), vec![]),
            (format!("/items/{id}/suspend"), vec![("suspend_reason", "x"), ("reason", "x")]),
            (format!("/publications/{id}/approve"), vec![("version", "0"), ("seen", "0")]),
            (format!("/publications/{id}/archive"), vec![("version", "0"), ("seen", "0")]),
        ];
        for (path, fields) in &acts {
            let answer = world.post(Some(&office), path, fields).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{path}: {}", answer.status);
            assert!(!answer.body.contains("乙活动乙"), "{path} tells of it");
        }
        assert_eq!(states(&world, &theirs).await, before);
        for path in [
            format!("/rounds/{id}"),
            format!("/rounds/{id}/sort"),
            format!("/points/{id}"),
            format!("/merged/{id}"),
            format!("/publications/{id}"),
            format!("/evaluations/{id}"),
        ] {
            let answer = world.get(Some(&office), &path).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{path}: {}", answer.status);
        }
        // Lists hold the own campaign's rows and none of the other's, asked plainly or by the other's key.
        for list in ["opinions", "merged", "items", "rounds"] {
            for query in [String::new(), format!("?campaign={id}"), format!("?round={id}")] {
                let page = world.get(Some(&office), &format!("/{list}{query}")).await.body;
                let links = page.matches(&format!("/{id}\"")).count();
                assert_eq!(links, 0, "/{list}{query} leads to a row of the other campaign");
            }
        }
        let own = world.get(Some(&office), &format!("/opinions?campaign={ours}")).await;
        assert!(own.body.contains("甲活动甲"), "the own row is there: the lists are not merely empty");
    });
}
