//! What must hold for any opinions: every id exactly once, order and threads change nothing, decisions are respected,
//! no panic, no quadratic blow-up.

#![allow(clippy::as_conversions, clippy::indexing_slicing)]

use merge::{
    Constraints, EmbedError, Embedder, Index, Level, Merged, Opinion, Settings, merge, merge_with_embedder,
    query_tokens, shared_ranges, title, tokens,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

fn run(texts: &[(String, String)], constraints: &Constraints, settings: &Settings) -> Merged {
    let opinions: Vec<Opinion> = texts.iter().map(|(id, text)| Opinion { id, text }).collect();
    merge(&opinions, constraints, settings)
}

fn of(merged: &Merged) -> BTreeMap<&str, usize> {
    let mut out = BTreeMap::new();
    for (number, group) in merged.groups.iter().enumerate() {
        for member in &group.members {
            assert!(out.insert(member.id.as_str(), number).is_none(), "{} stands in two groups", member.id);
        }
    }
    out
}

/// Texts that are likely to be alike: few words, Chinese and English, with marks, numbers and rubbish between.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "食堂",
        "排队",
        "太久",
        "宿舍",
        "漏水",
        "空调",
        "坏了",
        "三号门",
        "3号门",
        "5号门",
        "一车间",
        "二车间",
        "，",
        "。",
        "领导好！",
        "建议",
        "canteen",
        "queue",
        "broken lamp",
        "甲班",
        "乙班",
        "噪音",
        "的",
        "很",
        "A12",
        "B7",
        "!",
        " ",
        "２０１９年",
        "體育館",
        "\u{200b}",
        "🙂",
        "é",
        "e\u{301}",
    ]);
    prop_oneof![
        4 => prop::collection::vec(word, 0..12).prop_map(|words| words.concat()),
        1 => any::<String>(),
    ]
}

fn texts(most: usize) -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(text(), 0..most)
        .prop_map(|all| all.into_iter().enumerate().map(|(at, text)| (format!("o{at}"), text)).collect())
}

fn level() -> impl Strategy<Value = Level> {
    prop::sample::select(vec![Level::Fine, Level::Careful, Level::Broad, Level::Topics])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_id_exactly_once(texts in texts(40), level in level()) {
        let merged = run(&texts, &Constraints::default(), &Settings { level, ..Settings::default() });
        let ids: BTreeSet<&str> = of(&merged).into_keys().collect();
        prop_assert_eq!(ids, texts.iter().map(|t| t.0.as_str()).collect::<BTreeSet<_>>());
        prop_assert_eq!(merged.opinions, texts.len());
        for group in &merged.groups {
            prop_assert!(group.cohesion.is_finite());
            for member in &group.members {
                prop_assert!(member.reason.score.is_finite());
            }
        }
    }

    #[test]
    fn order_and_threads_change_nothing(texts in texts(40), seed in any::<u64>(), level in level()) {
        let settings = Settings { level, threads: 1, ..Settings::default() };
        let first = run(&texts, &Constraints::default(), &settings);
        let mut shuffled = texts.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let second = run(&shuffled, &Constraints::default(), &Settings { threads: 3, ..settings });
        prop_assert_eq!(first.groups, second.groups);
    }

    #[test]
    fn decisions_are_respected(
        texts in texts(24),
        must in prop::collection::vec((0..24_usize, 0..24_usize), 0..4),
        cannot in prop::collection::vec((0..24_usize, 0..24_usize), 0..4),
        cuts in prop::collection::vec(0..24_usize, 0..3),
    ) {
        let id = |at: usize| format!("o{at}");
        let confirmed: Vec<Vec<String>> = cuts.iter().map(|at| (*at..at + 3).map(id).collect()).collect();
        let pair = |(a, b): &(usize, usize)| (id(*a), id(*b));
        let constraints = Constraints {
            must: must.iter().map(pair).collect(),
            cannot: cannot.iter().map(pair).collect(),
            confirmed: confirmed.clone(),
        };
        let merged = run(&texts, &constraints, &Settings::default());
        let of = of(&merged);
        for (a, b) in &constraints.must {
            if let (Some(a), Some(b)) = (of.get(a.as_str()), of.get(b.as_str())) {
                prop_assert_eq!(a, b);
            }
        }
        for group in &confirmed {
            let here: BTreeSet<_> = group.iter().filter_map(|id| of.get(id.as_str())).collect();
            prop_assert!(here.len() <= 1);
        }
        for (at, a) in confirmed.iter().enumerate() {
            for b in &confirmed[at + 1..] {
                let tied = !constraints.must.is_empty() || a.iter().any(|id| b.contains(id));
                let group = |ids: &[String]| ids.iter().find_map(|id| of.get(id.as_str()).copied());
                prop_assert!(tied || group(a).is_none() || group(a) != group(b), "{a:?} and {b:?}");
            }
        }
        for (a, b) in &constraints.cannot {
            if let (Some(x), Some(y)) = (of.get(a.as_str()), of.get(b.as_str())) {
                let refused = merged.contradictions.iter().any(|c| (&c.a, &c.b) == (a.min(b), a.max(b)));
                prop_assert!(refused || x != y, "{a} and {b} may not be together");
            }
        }
    }

    #[test]
    fn merging_again_onto_the_result_restores_it(texts in texts(24)) {
        let first = run(&texts, &Constraints::default(), &Settings::default());
        let confirmed = first.groups.iter().map(|g| g.members.iter().map(|m| m.id.clone()).collect()).collect();
        let again = run(&texts, &Constraints { confirmed, ..Constraints::default() }, &Settings::default());
        prop_assert_eq!(of(&first), of(&again));
    }

    #[test]
    fn any_text_is_survived(a in any::<String>(), b in text()) {
        for (x, y) in [(&a, &b), (&b, &a), (&a, &a)] {
            let mut last = 0;
            for range in shared_ranges(x, y) {
                prop_assert!(x.get(range.clone()).is_some() && range.start >= last && range.start < range.end);
                last = range.end;
            }
        }
        let index: BTreeSet<String> = tokens(&a).into_iter().collect();
        for token in query_tokens(&a) {
            prop_assert!(index.contains(&token), "{token:?}");
        }
        prop_assert!(a.trim().is_empty() || !title(&a).is_empty() || title(&a).len() <= a.len());
        let mut suggestions = Index::build([("1", a.as_str(), "g"), ("2", b.as_str(), "h")]);
        let _ = suggestions.suggest(&b, 5);
        suggestions.remove("1");
        suggestions.remove("2");
        prop_assert!(suggestions.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_placed_stands_where_it_was_said(texts in texts(40), fixed in prop::collection::vec(any::<bool>(), 40), gone in 0..40_usize) {
        let mut index = Index::default();
        let mut of: BTreeMap<String, String> = BTreeMap::new();
        let mut added: BTreeMap<String, String> = BTreeMap::new();
        for ((id, text), fixed) in texts.iter().zip(fixed) {
            if fixed {
                let group = format!("g{}", text.len() % 3);
                index.add(id, text, &group);
                added.insert(id.clone(), group);
            } else {
                let placed = index.place(id, text);
                for (moved, group) in placed.moved {
                    prop_assert!(!added.contains_key(&moved), "{moved} was placed by somebody else");
                    prop_assert!(of.insert(moved, group).is_some());
                }
                of.insert(id.clone(), placed.group);
            }
        }
        prop_assert_eq!(index.len(), texts.len());
        // What the index says of each group is what was told on the way.
        for (id, text) in texts.iter().filter(|t| of.contains_key(&t.0)) {
            for near in index.suggest(text, 100) {
                let nearest = near.reason.nearest.unwrap_or_default();
                let told = added.get(&nearest).or_else(|| of.get(&nearest));
                prop_assert_eq!(told, Some(&near.group), "{} of {}", nearest, id);
            }
        }
        index.remove(&format!("o{gone}"));
        for (id, _) in &texts {
            index.remove(id);
        }
        prop_assert!(index.is_empty());
    }
}

#[test]
fn the_second_of_two_places_opens_the_question_again() {
    let mut index = Index::default();
    index.add("0", "宿舍三楼漏水一直没人修", "宿舍");
    let first = index.place("1", "食堂中午排队太久，建议多开窗口");
    let second = index.place("2", "食堂窗口太少，中午排队太久");
    assert_eq!(first.group, second.group);
    assert_ne!(first.group, "宿舍");
    // A copy of what somebody put into a group goes there, and moves nobody.
    let third = index.place("3", "宿舍三楼漏水一直没人修！");
    assert_eq!((third.group.as_str(), third.moved.len()), ("宿舍", 0));
}

#[test]
fn placing_a_thousand_copies_stays_quick() {
    let mut index = Index::default();
    let start = Instant::now();
    let groups: BTreeSet<String> =
        (0..1_000).map(|at| index.place(&at.to_string(), "食堂中午排队太久，建议多开窗口").group).collect();
    assert_eq!(groups.len(), 1);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
}

fn within(limit: Duration, what: &str, texts: &[(String, String)]) -> Merged {
    let start = Instant::now();
    let merged = run(texts, &Constraints::default(), &Settings::default());
    assert!(start.elapsed() < limit, "{what} took {:?}", start.elapsed());
    assert_eq!(of(&merged).len(), texts.len(), "{what}");
    merged
}

fn numbered(texts: impl Iterator<Item = String>) -> Vec<(String, String)> {
    texts.enumerate().map(|(at, text)| (format!("{at:06}"), text)).collect()
}

// The limits are generous: these run unoptimised on busy machines. A quadratic step would miss them by far.
const LONG: Duration = Duration::from_secs(180);

#[test]
fn a_hundred_thousand_identical_texts() {
    let merged =
        within(LONG, "identical", &numbered((0..100_000).map(|_| "食堂中午排队太久，建议多开窗口".to_owned())));
    assert_eq!((merged.groups.len(), merged.texts), (1, 1));
    assert_eq!(merged.groups[0].members[0].copies, 99_999);
}

#[test]
fn a_hundred_thousand_texts_of_one_character() {
    let one = |at: u32| char::from_u32(0x4e00 + at % 20_000).unwrap_or('一').to_string();
    let merged = within(LONG, "one character", &numbered((0..100_000).map(one)));
    assert!(merged.texts <= 20_000);
}

#[test]
fn near_copies_and_repeats() {
    let near = |at: u32| format!("食堂中午排队太久，建议多开窗口，第{at}次说了");
    within(LONG, "near copies", &numbered((0..10_000).map(near)));
    let repeat = |at: u32| "噪音扰民".repeat(500) + &at.to_string();
    within(LONG, "repeats", &numbered((0..300).map(repeat)));
}

#[test]
fn thirty_thousand_confirmed_groups() {
    let texts = numbered((0..30_000).map(|at| format!("{at}号井漏水无人处理")));
    let confirmed = texts.iter().map(|t| vec![t.0.clone()]).collect();
    let start = Instant::now();
    let merged = run(&texts, &Constraints { confirmed, ..Constraints::default() }, &Settings::default());
    assert!(start.elapsed() < LONG);
    assert_eq!(merged.groups.len(), 30_000);
}

#[test]
fn other_place_other_group() {
    let said = [
        "一号装置区的照明灯坏了很久，夜里巡检看不清路",
        "四号装置区的照明灯坏了很久，夜里巡检看不清路",
        "巡检夜里看不清路，一号装置区照明灯坏了很久没人修",
    ];
    let merged = within(LONG, "places", &numbered(said.iter().map(|s| (*s).to_owned())));
    let of = of(&merged);
    assert_eq!(of["000000"], of["000002"]);
    assert_ne!(of["000000"], of["000001"]);
}

#[test]
fn suggestions_name_the_group_and_the_reason() {
    let index = Index::build([
        ("a", "食堂中午排队太久，建议多开窗口", "食堂"),
        ("b", "食堂窗口太少，中午排队太久", "食堂"),
        ("c", "宿舍三楼漏水一直没人修", "宿舍"),
    ]);
    let found = index.suggest("中午食堂排队太久了，能不能多开几个窗口", 3);
    assert_eq!(found[0].group, "食堂");
    assert!(found[0].score > 0.7 && found[0].reason.shared.iter().any(|s| s.contains("排队太久")));
    assert!(index.memory_bytes() > 0);
}

/// Pairs of characters as a vector: a model as small as can be.
struct Pairs;

impl Embedder for Pairs {
    fn name(&self) -> String {
        "pairs".into()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let one = |text: &&str| {
            let mut out = vec![0.1_f32; 16];
            text.chars().for_each(|c| out[c as usize % 16] += 1.0);
            out
        };
        Ok(texts.iter().map(one).collect())
    }
}

/// Says that two texts without a common character mean the same, and all others nothing.
struct Knows;

impl Embedder for Knows {
    fn name(&self) -> String {
        "knows".into()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let same = ["食堂太挤", "餐厅人满为患"];
        let one = |(at, text): (usize, &&str)| {
            let mut out = vec![0.0; 12];
            out[if same.contains(text) { 0 } else { 1 + at % 11 }] = 1.0;
            out
        };
        Ok(texts.iter().enumerate().map(one).collect())
    }
}

struct Broken;

impl Embedder for Broken {
    fn name(&self) -> String {
        "broken".into()
    }

    fn embed(&self, _: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        Err(EmbedError("no answer".into()))
    }
}

fn with(texts: &[(String, String)], model: &dyn Embedder, settings: &Settings) -> Result<Merged, EmbedError> {
    let opinions: Vec<Opinion> = texts.iter().map(|(id, text)| Opinion { id, text }).collect();
    merge_with_embedder(&opinions, &Constraints::default(), settings, model, &|_| {})
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_model_changes_no_promise(texts in texts(30), level in level()) {
        let settings = Settings { level, threads: 1, ..Settings::default() };
        let first = with(&texts, &Pairs, &settings).unwrap();
        prop_assert_eq!(of(&first).len(), texts.len());
        let back: Vec<_> = texts.iter().rev().cloned().collect();
        let second = with(&back, &Pairs, &Settings { threads: 3, ..settings }).unwrap();
        prop_assert_eq!(first.groups, second.groups);
    }
}

#[test]
fn a_model_finds_what_words_cannot() {
    let other = ["宿舍漏水", "班车晚点", "路灯不亮", "空调坏了", "报表重复", "培训太晚", "补休难排", "电话没人接"];
    let said = ["食堂太挤", "餐厅人满为患"].into_iter().chain(other).map(str::to_owned);
    let texts = numbered(said);
    let settings = Settings { level: Level::Broad, ..Settings::default() };
    let lexical = run(&texts, &Constraints::default(), &settings);
    assert_ne!(of(&lexical)["000000"], of(&lexical)["000001"]);
    // Meaning alone counts half: it needs a level at which that is enough.
    let mut settings = settings;
    settings.parameters.meaning = 0.9;
    let merged = with(&texts, &Knows, &settings).unwrap();
    assert_eq!(of(&merged)["000000"], of(&merged)["000001"]);
    assert_eq!(merged.embedder.as_deref(), Some("knows"));
    assert_eq!(with(&texts, &Broken, &settings), Err(EmbedError("no answer".into())));
}

#[test]
fn two_thousand_characters_of_one_kind() {
    let repeat = |at: u32| char::from_u32(0x4e00 + at % 7).unwrap_or('一').to_string().repeat(1_990 + at as usize % 11);
    within(LONG, "repeats of one character", &numbered((0..200).map(repeat)));
    let long = "漏".repeat(2_000);
    let mut index = Index::build([("a", long.as_str(), "g")]);
    let start = Instant::now();
    assert!(index.suggest(&long, 3).len() <= 1);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(index.remove("a") && index.is_empty());
}

#[test]
fn the_index_keeps_its_budget() {
    // Some 70 characters each, in words that vary: 1.5 KiB an opinion at most, its text included.
    let part = [
        "食堂中午排队太久",
        "宿舍三楼漏水",
        "班车早上总是晚点",
        "检修记录填写重复",
        "夜班热饭没有地方",
        "培训通知来得太晚",
    ];
    let text = |at: usize| {
        (0..7).map(|k| format!("{}，", part[(at / 6_usize.pow(k % 5) + k as usize) % 6])).collect::<String>()
            + &at.to_string()
    };
    let texts: Vec<(String, String)> = (0..2_000).map(|at| (format!("{at:06}"), text(at))).collect();
    let index = Index::build(texts.iter().map(|(id, text)| (id.as_str(), text.as_str(), id.as_str())));
    let each = index.memory_bytes() / texts.len();
    assert!(each <= 1_536, "{each} bytes an opinion");
}
