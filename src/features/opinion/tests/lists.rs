//! Lists show exactly what one may read, and numbers are the lengths of their lists.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use store::params;

use super::super::actions::*;
use super::super::model::*;
use super::super::store as rows;
use super::*;
use crate::letterbox::{Due, open_box};
use crate::testing::on_both_engines;

/// Points of every kind: named, anonymous, unsigned, about a person, referred, routed, split, withdrawn.
async fn fill(world: &World, stage: &Stage) -> Vec<Login> {
    let (office, second) = stage.actors(world).await;
    let app = &world.app;
    let cadre = world.person_in("赵永年", Some(&stage.units[0]), None, true, &[(Role::Cm, "tenant", "")]).await;
    let author = world.person("陈立", &[]).await;
    let said = world.actor(&author).await;
    for i in 0..4 {
        let choice = Choice { line: stage.lines[i % 2].to_string(), ..stage.choice(&format!("署名 {i}")) };
        submit_named(app, &said, &stage.code, &choice).await.unwrap();
    }
    for i in 0..6 {
        drop_anonymous(app, &stage.code, &stage.choice(&format!("匿名 {i}"))).await.unwrap();
    }
    let fields = |line: usize, person: Option<&Id>| Fields {
        line: Some(stage.lines[line].clone()),
        population: Some(Population::Agency),
        subject: Some(Subject::LeadingCadre),
        subject_person: person.cloned(),
        subject_unit: Some(stage.units[1 - line].clone()),
        kind: Some(Kind::Criticism),
        category: Some("作风".into()),
    };
    let register = |fields: Fields, texts: Vec<String>| {
        let office = office.clone();
        async move {
            let day = date(2008, 7, 8);
            let what = Registration { channel: Channel::Sheet, received_on: day, signed_by: None, fields, texts };
            register(app, &office, &stage.round, what).await.unwrap()
        }
    };
    let about = register(fields(0, Some(&cadre.person)), vec!["少下基层".into(), "多听听".into()]).await;
    let others = register(fields(1, None), (0..5).map(|i| format!("纸 {i}")).collect()).await;
    let sheet = register(Fields { category: None, ..fields(1, None) }, vec!["一。二。".into()]).await.remove(0);
    let piece = |text: &str| Piece { text: text.into(), fields: fields(1, None) };
    split(app, &office, &sheet, vec![piece("一。"), piece("二。")]).await.unwrap();
    refer(app, &office, &others[0], &stage.units[0], "转办").await.unwrap();
    route_to_discipline(app, &office, &others[1], "移交").await.unwrap();
    decline(app, &office, &about[1], "理由").await.unwrap();
    confirm(app, &second, &about[1]).await.unwrap();
    world.set_clock(date(2008, 7, 8), 19);
    open_box(app, Due::ByHour).await.unwrap();
    let roles = [(Role::Sec, "tenant", String::new()), (Role::Aud, "tenant", String::new())];
    let scoped = [
        (Role::Dh, "unit", stage.units[0].to_string()),
        (Role::Dh, "unit", stage.units[1].to_string()),
        (Role::Dl, "line", stage.lines[1].to_string()),
        (Role::Sys, "tenant", String::new()),
        (Role::Sup, "tenant", String::new()),
        (Role::Wg, "campaign", Id::random().to_string()),
    ];
    let mut readers = vec![stage.office.clone(), cadre, author, world.person("员工", &[]).await];
    for (role, kind, id) in roles.into_iter().chain(scoped) {
        readers.push(world.person("读者", &[(role, kind, &id)]).await);
    }
    readers
}

#[test]
fn a_list_shows_exactly_what_its_reader_may_read() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let readers = fill(&world, &stage).await;
        for fed_back in [false, true] {
            if fed_back {
                let id = stage.round.clone();
                let set =
                    move |tx: &mut store::Tx<'_>| tx.run(&rows::SET_ROUND_STATE, &params![&id, "open", "fed_back"]);
                world.app.db.write(set).await.unwrap();
            }
            let all = stage.points(&world).await;
            assert_eq!(all.len(), 20);
            let mut sizes = Vec::new();
            for reader in &readers {
                let actor = world.actor(reader).await;
                let mut expected: Vec<Id> =
                    all.iter().filter(|p| p.permit_read(&actor).is_ok()).map(|p| p.id.clone()).collect();
                expected.sort();
                let (base, asker) = (rows::visible(&actor), actor.clone());
                let read = world.app.db.read(move |tx| {
                    let mut found = Vec::new();
                    let mut after = None;
                    loop {
                        let page = tx.page(&rows::POINTS, &base.clone().limit(3).after(after), rows::read_point)?;
                        found.extend(page.rows.into_iter().map(|p| p.id));
                        after = page.next;
                        if after.is_none() {
                            break;
                        }
                    }
                    let count = tx.count(&rows::POINTS, &rows::visible(&asker))?;
                    Ok::<_, Error>((found, count))
                });
                let (mut found, count) = read.await.unwrap();
                found.sort();
                assert_eq!(found, expected);
                assert_eq!(count, u64::try_from(found.len()).unwrap());
                sizes.push(found.len());
            }
            // Office, cadre (about him: two), author, staff, secretary, auditor (with the routed one), heads, line, SYS, SUP, stranger.
            assert_eq!(sizes[..6], [19, if fed_back { 19 } else { 17 }, 4, 0, 19, 20]);
            assert!(sizes[6] > 0 && sizes[7] > 0 && sizes[8] > 0);
            assert_eq!(sizes[9..], [0, 0, 0]);
        }
    });
}

#[test]
fn numbers_on_the_desk_are_the_lengths_of_their_lists() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        fill(&world, &stage).await;
        let desk = world.get(Some(&stage.office), &format!("/rounds/{}", stage.round)).await;
        assert_eq!(desk.status, 200);
        let mut seen = 0;
        for link in desk.body.split("href=\"/opinions?round=").skip(1) {
            let (rest, number) = link.split_once("\">").unwrap();
            let Ok(number) = number.split('<').next().unwrap().parse::<usize>() else { continue };
            let mut path = format!("/opinions?round={}", rest.replace("&amp;", "&").replace("&#38;", "&"));
            let mut rows = 0;
            loop {
                let list = world.get(Some(&stage.office), &path).await;
                assert_eq!(list.status, 200, "{path}");
                rows += list.body.matches("<th scope=\"row\">").count();
                match list.body.split("rel=\"next\" href=\"").nth(1) {
                    Some(next) => path = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&"),
                    None => break,
                }
            }
            assert_eq!(rows, number, "{path}");
            seen += 1;
        }
        assert!(seen >= 8, "{seen}");
    });
}

/// What a person might do with a point of the round.
#[derive(Clone, Copy, Debug)]
enum Move {
    Accept(usize),
    Decline(usize),
    Confirm(usize),
    Reject(usize),
    Answer(usize),
    Refer(usize),
    Route(usize),
    Withdraw(usize),
    Merge(usize),
    Unmerge(usize),
    Solve(usize),
    Reopen(usize),
    Finish,
}

fn a_move() -> impl Strategy<Value = Move> {
    let at = 0..8usize;
    prop_oneof![
        1 => at.clone().prop_map(Move::Accept),
        1 => at.clone().prop_map(Move::Decline),
        1 => at.clone().prop_map(Move::Confirm),
        1 => at.clone().prop_map(Move::Reject),
        1 => at.clone().prop_map(Move::Answer),
        1 => at.clone().prop_map(Move::Refer),
        1 => at.clone().prop_map(Move::Route),
        1 => at.clone().prop_map(Move::Withdraw),
        4 => at.clone().prop_map(Move::Merge),
        2 => at.clone().prop_map(Move::Unmerge),
        1 => at.clone().prop_map(Move::Solve),
        1 => at.prop_map(Move::Reopen),
        1 => Just(Move::Finish),
    ]
}

store::statements! {
    pub(super) INSERT_ITEM = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
        values ($1, $2, 1, 's', 'c', 0, 'draft', 0, $3)";
    pub(super) LINK = "insert into merge_link (point_id, merged_item_id, reason, merged_on) values ($1, $2, '', '2008-07-08')";
    pub UNLINK = "delete from merge_link where point_id = $1";
}

/// Merging as that slice does it: the link and the fact in one unit.
async fn merge(world: &World, stage: &Stage, item: &Id, point: &Id, into: bool) -> Result<(), Error> {
    let (office, now) = (world.actor(&stage.office).await, world.app.clock.now());
    let (item, point) = (item.clone(), point.clone());
    let act = crate::audit::Act::by(&office, now);
    let unit = move |tx: &mut store::Tx<'_>| {
        let fact = match into {
            true => {
                tx.run(&LINK, &params![&point, &item])?;
                crate::consequences::Fact::PointsMerged(vec![point.clone()])
            }
            false => {
                tx.run(&UNLINK, &params![&point])?;
                crate::consequences::Fact::PointsUnmerged(vec![point.clone()])
            }
        };
        crate::consequences::apply(tx, &act, &fact)
    };
    world.app.db.write(unit).await
}

async fn play(world: &World, stage: &Stage, moves: &[Move]) {
    let (office, second) = stage.actors(world).await;
    let author = world.actor(&world.person("陈立", &[]).await).await;
    let app = &world.app;
    let mut points = Vec::new();
    for i in 0..8 {
        points.push(submit_named(app, &author, &stage.code, &stage.choice(&format!("第 {i} 条"))).await.unwrap());
    }
    let item = Id::random();
    let (id, campaign) = (item.clone(), stage.campaign.clone());
    let made = move |tx: &mut store::Tx<'_>| tx.run(&INSERT_ITEM, &params![&id, &campaign, crate::random::key()]);
    world.app.db.write(made).await.unwrap();
    close_round(app, &office, &stage.round).await.unwrap();
    let fields = Fields {
        line: Some(stage.lines[0].clone()),
        population: Some(Population::Agency),
        subject: Some(Subject::Department),
        kind: Some(Kind::Criticism),
        category: Some("作风".into()),
        ..Fields::default()
    };
    let fact = |solved: bool, id: Id| {
        let act = crate::audit::Act::by(&office, app.clock.now());
        let db = app.db.clone();
        async move {
            let unit = move |tx: &mut store::Tx<'_>| match solved {
                true => points_answered(tx, &act, std::slice::from_ref(&id)),
                false => points_reopened(tx, &act, std::slice::from_ref(&id)),
            };
            db.write(unit).await
        }
    };
    for (no, step) in moves.iter().enumerate() {
        if no == moves.len() / 2 {
            // Half way every point gets a fate, so that the other half plays in a sorted round.
            for id in &points {
                drop(reject(app, &second, id, "了结").await);
                drop(withdraw(app, &author, id).await);
            }
            drop(finish_sorting(app, &office, &stage.round).await);
            assert_eq!(check(world, stage).await, RoundState::Sorted);
        }
        // Whatever the state, a move succeeds or is refused; what holds afterwards is checked below.
        let _ = match *step {
            Move::Accept(i) => accept(app, &office, &points[i], fields.clone()).await,
            Move::Decline(i) => decline(app, &office, &points[i], "理由").await,
            Move::Confirm(i) => confirm(app, &second, &points[i]).await,
            Move::Reject(i) => reject(app, &second, &points[i], "再想").await,
            Move::Answer(i) => answer_directly(app, &office, &points[i], "理由", "答复").await,
            Move::Refer(i) => refer(app, &office, &points[i], &stage.units[1], "转").await,
            Move::Route(i) => route_to_discipline(app, &office, &points[i], "移交").await,
            Move::Withdraw(i) => withdraw(app, &author, &points[i]).await,
            Move::Merge(i) => merge(world, stage, &item, &points[i], true).await,
            Move::Unmerge(i) => merge(world, stage, &item, &points[i], false).await,
            Move::Solve(i) => fact(true, points[i].clone()).await,
            Move::Reopen(i) => fact(false, points[i].clone()).await,
            Move::Finish => finish_sorting(app, &office, &stage.round).await,
        };
        check(world, stage).await;
    }
}

/// I1 for a sorted round, I2 always: counted here from the points themselves, not by the product's own statement.
async fn check(world: &World, stage: &Stage) -> RoundState {
    let points = stage.points(world).await;
    let id = stage.round.clone();
    let round = world.app.db.read(move |tx| rows::find_round(tx, &id)).await.unwrap().unwrap();
    for p in &points {
        let linked = p.item.is_some();
        let in_item = matches!(p.state, PointState::Merged);
        assert!(!in_item || linked, "a merged point is in an item");
        assert!(!linked || in_item || p.state == PointState::Answered, "{:?} is in an item", p.state);
    }
    if round.state == RoundState::Sorted {
        let merged = points.iter().filter(|p| p.item.is_some()).count();
        let fates = [PointState::NotAdopted, PointState::Referred, PointState::Routed, PointState::Withdrawn];
        let others = points.iter().filter(|p| fates.contains(&p.state)).count();
        let direct = points.iter().filter(|p| p.state == PointState::Answered && p.item.is_none()).count();
        assert_eq!(points.len(), merged + others + direct);
    }
    round.state
}

#[test]
fn i1_i2_whatever_is_done_a_sorted_round_has_one_fate_a_point() {
    on_both_engines(|world| async move {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        for _ in 0..6 {
            let moves = proptest::collection::vec(a_move(), 40).new_tree(&mut runner).unwrap();
            let stage = Stage::on(&world).await;
            let moves = moves.current();
            play(&world, &stage, &moves).await;
        }
    });
}

/// A sheet holds the words of its parts. Whoever may not read a part does not read it there.
#[test]
fn a_sheet_does_not_tell_what_its_parts_may_not() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let app = &world.app;
        let (office, _) = stage.actors(&world).await;
        let cadre = world.person_in("赵永年", Some(&stage.units[0]), None, true, &[(Role::Cm, "tenant", "")]).await;
        let auditor = world.person("审计", &[(Role::Aud, "tenant", "")]).await;
        let fields = |person: Option<&Id>| Fields {
            line: Some(stage.lines[0].clone()),
            population: Some(Population::Agency),
            subject: Some(Subject::LeadingCadre),
            subject_person: person.cloned(),
            kind: Some(Kind::Criticism),
            ..Fields::default()
        };
        let day = date(2008, 7, 8);
        let sheets = vec!["赵少下基层。队太长。".into(), "有人收礼。队太长。".into()];
        let what = Registration {
            channel: Channel::Sheet,
            received_on: day,
            signed_by: None,
            fields: fields(None),
            texts: sheets,
        };
        let sheets = register(app, &office, &stage.round, what).await.unwrap();
        let piece = |text: &str, person: Option<&Id>| Piece { text: text.into(), fields: fields(person) };
        let mut routed = Vec::new();
        for sheet in &sheets {
            let point = stage.points(&world).await.into_iter().find(|p| p.id == *sheet).unwrap();
            let (first, person) = if point.text.starts_with('赵') {
                ("赵少下基层。", Some(&cadre.person))
            } else {
                ("有人收礼。", None)
            };
            let parts = split(app, &office, sheet, vec![piece(first, person), piece("队太长。", None)]).await.unwrap();
            if person.is_none() {
                routed.push(parts[0].clone());
            }
        }
        for part in &routed {
            route_to_discipline(app, &office, part, "移交").await.unwrap();
        }
        for (reader, words) in
            [(&stage.office, vec!["赵少下基层"]), (&cadre, Vec::new()), (&auditor, vec!["赵少下基层", "有人收礼"])]
        {
            let list = world.get(Some(reader), "/opinions").await.body;
            for word in ["赵少下基层", "有人收礼"] {
                let may = words.contains(&word);
                assert_eq!(list.contains(word), may, "in the list: {word}");
            }
            for sheet in &sheets {
                let page = world.get(Some(reader), &format!("/points/{sheet}")).await;
                for word in ["赵少下基层", "有人收礼"] {
                    assert!(!page.body.contains(word) || words.contains(&word), "on the sheet: {word}");
                }
            }
        }
    });
}

/// The file holds what the page lists, and withholds what the page withholds.
#[test]
fn the_exported_register_is_the_readers_list_and_never_holds_a_routed_point() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        for reader in fill(&world, &stage).await {
            let actor = world.actor(&reader).await;
            let query = rows::visible(&actor).filter("raw", Vec::new()).filter("unrouted", Vec::new()).limit(500);
            let listed = world.app.db.read(move |tx| tx.page(&rows::POINTS, &query, rows::read_point));
            let listed = listed.await.unwrap().rows;
            let answer = world.get(Some(&reader), "/opinions/export?file=jsonl").await;
            assert_eq!(answer.status, 200);
            let lines: Vec<serde_json::Value> =
                answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let ids: Vec<&str> = lines.iter().map(|l| l["id"].as_str().unwrap()).collect();
            assert_eq!(ids, listed.iter().map(|p| p.id.as_str()).collect::<Vec<_>>());
            for (line, point) in lines.iter().zip(&listed) {
                assert_eq!(line["text"], point.text.as_str());
                assert_ne!(line["text"], "纸 1", "the discipline channel");
                assert_eq!(line["received_on"].is_null(), point.sign == Sign::Anonymous);
                if point.cell_hidden {
                    assert_eq!((&line["line"], &line["population"]), (&"未显示".into(), &"未显示".into()));
                }
                assert!(!line.to_string().contains("陈立"), "who spoke is no column");
            }
        }
        assert_eq!(world.get(None, "/opinions/export?file=csv").await.status, 303);
    });
}
