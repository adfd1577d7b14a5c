//! Thousands of real messages go the whole way: imported, found by two-character words, sorted, counted. The messages are
//! read where they lie beside the checkout and never copied; without them the test says so and is skipped.

use std::collections::HashMap;
use std::path::Path;

use jiff::civil::date;
use store::params;

use crate::auth::Role;
use crate::error::Error;
use crate::features::merging::actions::create_merged_item;
use crate::features::merging::model::Why;
use crate::features::opinion::actions::{RoundDraft, close_round, create_round, finish_sorting, open_round};
use crate::features::opinion::model::{Kind, Population, Subject};
use crate::features::{opinion, statistics};
use crate::id::Id;
use crate::testing::{World, on_both_engines};

store::statements! {
    pub CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, 'Letters', 'Letters', 2008, 'Office', '', 'active', '2008-01-01', '2008-12-31')";
    pub UNIT = "insert into unit (id, kind, name, name_key) values ($1, 'department', 'Hall', 'hall')";
    pub LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, 'Hall', 'hall', $2)";
    pub TEXTS = "select id, text from opinion_point order by id";
    pub FOUND = "select text from v_opinion_point where search_key = $1";
}

fn messages() -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/merge/data/other/zh_citizen_unlabelled.jsonl");
    let read = std::fs::read(&path);
    if read.is_err() {
        eprintln!("!!! the real messages are not here: this test was skipped !!!");
    }
    read.ok()
}

async fn open(world: &World) -> (Id, String, crate::auth::Actor) {
    let (campaign, unit, line) = (Id::random(), Id::random(), Id::random());
    let (c, u, l) = (campaign.clone(), unit.clone(), line.clone());
    let rows = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&c])?;
        tx.run(&UNIT, &params![&u])?;
        tx.run(&LINE, &params![&l, &u])?;
        Ok::<(), Error>(())
    });
    rows.await.unwrap();
    let office = world.person("Office", &[(Role::Wg, "campaign", campaign.as_str())]).await;
    let office = world.actor(&office).await;
    let draft = RoundDraft {
        campaign,
        owner_unit: None,
        name: "Letters".into(),
        opens_on: date(2008, 7, 1),
        closes_on: date(2008, 7, 31),
        lines: vec![line],
        populations: vec![Population::Agency],
        subjects: vec![Subject::Department],
        kinds: vec![Kind::Criticism],
        allow_named: true,
        allow_anonymous: false,
        promise: String::new(),
    };
    let round = create_round(&world.app, &office, draft).await.unwrap();
    open_round(&world.app, &office, &round).await.unwrap();
    let code = code_of(world, &round).await;
    (round, code, office)
}

async fn code_of(world: &World, round: &Id) -> String {
    let round = round.clone();
    let found = world.app.db.read(move |tx| opinion::store::find_round(tx, &round)).await;
    found.unwrap().unwrap().code
}

#[test]
fn real_messages_are_imported_found_sorted_and_counted() {
    let Some(bytes) = messages() else { return };
    let count = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count();
    assert!(count > 2_000, "thousands");
    on_both_engines(|world| {
        let bytes = bytes.clone();
        async move {
            let (round, code, office) = open(&world).await;
            let dry = opinion::import::opinions(&world.app, Some(&office), &code, bytes.clone(), "letters.jsonl", true)
                .await
                .unwrap();
            assert!(dry.is_well(), "{} bad rows", dry.bad.len());
            opinion::import::opinions(&world.app, Some(&office), &code, bytes, "letters.jsonl", false).await.unwrap();
            let texts: Vec<(Id, String)> =
                world.app.db.read(|tx| tx.all(&TEXTS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))).await.unwrap();
            assert_eq!(texts.len(), count, "nothing said is lost");
            found_by_two_characters(&world, &texts).await;
            sort(&world, &office, &texts).await;
            close_round(&world.app, &office, &round).await.unwrap();
            finish_sorting(&world.app, &office, &round).await.unwrap();
            agree(&world, count).await;
        }
    });
}

/// For words of two characters that occur in a few of the messages: whatever is found holds the word, and every message
/// in which it stands as a word of its own between marks is found.
async fn found_by_two_characters(world: &World, texts: &[(Id, String)]) {
    let mut often: HashMap<String, usize> = HashMap::new();
    for (_, text) in texts {
        let chinese: Vec<char> = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).take(60).collect();
        for pair in chinese.windows(2).collect::<std::collections::HashSet<_>>() {
            *often.entry(pair.iter().collect()).or_default() += 1;
        }
    }
    let mut words: Vec<String> =
        often.into_iter().filter(|(_, n)| (20..60).contains(n)).map(|(word, _)| word).collect();
    words.sort();
    words.truncate(10);
    assert!(!words.is_empty());
    for word in words {
        let holding = texts.iter().filter(|(_, text)| text.contains(&word)).count();
        let tokens = merge::query_tokens(&word);
        let found: Vec<String> = world
            .app
            .db
            .read(move |tx| {
                let keys = tx.text_find(opinion::TEXT_INDEX, &tokens, 1_000)?;
                let mut texts = Vec::new();
                for key in keys {
                    texts.extend(tx.one(&FOUND, &params![key], |row| row.get::<String>(0))?);
                }
                Ok::<_, store::StoreError>(texts)
            })
            .await
            .unwrap();
        let right = found.iter().filter(|text| text.contains(&word)).count();
        assert!(right * 10 >= holding * 9, "a word found in {right} of {holding} messages that hold it");
        assert_eq!(right, found.len(), "only messages that hold the word");
    }
}

/// Groups of the engine become merged items, as a person would accept them; every message gets its fate.
async fn sort(world: &World, office: &crate::auth::Actor, texts: &[(Id, String)]) {
    let opinions: Vec<merge::Opinion<'_>> =
        texts.iter().map(|(id, text)| merge::Opinion { id: id.as_str(), text }).collect();
    let merged = merge::merge(&opinions, &merge::Constraints::default(), &merge::Settings::default());
    let members: usize = merged.groups.iter().map(|group| group.members.len()).sum();
    assert_eq!(members, texts.len(), "every message in exactly one group");
    // The large groups one by one; what stands alone is gathered by the hundred, or the test would take minutes.
    let (large, alone): (Vec<_>, Vec<_>) = merged.groups.iter().partition(|group| group.members.len() > 2);
    let ids = |group: &merge::Group| group.members.iter().filter_map(|m| Id::parse(&m.id)).collect::<Vec<Id>>();
    let mut heaps: Vec<Vec<Id>> = large.into_iter().map(ids).collect();
    let rest: Vec<Id> = alone.into_iter().flat_map(ids).collect();
    heaps.extend(rest.chunks(100).map(<[Id]>::to_vec));
    for (n, heap) in heaps.iter().enumerate() {
        create_merged_item(&world.app, office, heap, &format!("Problem {n}"), "letters", &Why::default())
            .await
            .unwrap();
    }
}

async fn agree(world: &World, count: usize) {
    let json = statistics::figures_json(&world.app, Some("Letters")).await.unwrap();
    assert_eq!(json["opinions"]["raw"], count);
    assert_eq!(json["opinions"]["by_fate"]["merged"], count);
    assert_eq!(json["opinions"]["by_fate"]["waiting"], 0);
    let report = crate::audit::seal(&world.app.db, &world.app.config.anchor(), world.app.clock.now()).await;
    report.unwrap();
    let verified =
        crate::audit::verify(&world.app.db, &world.app.blobs, &world.app.config.anchor(), world.app.clock.now()).await;
    assert_eq!(verified.unwrap().findings, []);
}
