//! The whole way from opinions to groups with titles and reasons.

use crate::candidates::{self, Edge};
use crate::constraints::{Constraints, Contradiction, Resolved, Ties, resolve};
use crate::meaning::{EmbedError, Embedder, Meaning};
use crate::reread::reread;
use crate::settings::{Level, Parameters, Settings};
use crate::units::{Unit, fold};
use crate::{METHOD, Opinion, explain, features, gather, group, guard, normalise, similarity, title, topics, weigh};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// The result of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// All groups, single opinions included: the largest first, then by smallest id. Every id stands in exactly one.
    pub groups: Vec<Group>,
    /// The version of the method, to be recorded with the run.
    pub method: &'static str,
    /// The settings of the run, to be recorded.
    pub settings: Settings,
    /// The model that compared meanings, if one did.
    pub embedder: Option<String>,
    /// Number of opinions (different ids).
    pub opinions: usize,
    /// Number of different texts after folding copies.
    pub texts: usize,
    /// Input rows left out because their id had come before.
    pub repeated_ids: usize,
    /// Number of compared pairs that were alike enough to be kept.
    pub edges: usize,
    /// `cannot` pairs that other decisions contradict.
    pub contradictions: Vec<Contradiction>,
}

/// Opinions that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The beginning of the most central original.
    pub title: String,
    /// Three to five words that most members share, the heaviest first. Empty for a single opinion without words.
    pub terms: Vec<String>,
    /// Mean over the different texts of how alike each is to its nearest in the group; 1 is "the same", a single text
    /// has 1. Not a probability.
    pub cohesion: f32,
    /// The members, the most central first.
    pub members: Vec<Member>,
}

/// One opinion in a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The opinion's id.
    pub id: String,
    /// The id of the opinion whose text it copies (same letters and digits), if it is folded away.
    pub copy_of: Option<String>,
    /// How many other opinions of the group are folded into this one.
    pub copies: usize,
    /// Why it is here.
    pub reason: Reason,
}

/// Why an opinion is in a group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reason {
    /// The id of the nearest other member. None for a single opinion, or if only a person's decision put it here.
    pub nearest: Option<String>,
    /// The longest strings it shares with the nearest, normalised, longest first.
    pub shared: Vec<String>,
    /// Places or numbers that differ between the two: (here, there).
    pub differing: Vec<(String, String)>,
    /// How alike the two are; 1 is "the same" at the fine level.
    pub score: f32,
}

/// What a long run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Normalising and folding copies.
    Fold,
    /// Cutting into words and counting.
    Count,
    /// Asking the model of language, if there is one.
    Embed,
    /// Comparing.
    Compare,
    /// Grouping.
    Group,
    /// Titles and reasons.
    Explain,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The stage.
    pub stage: Stage,
    /// Rows done.
    pub done: usize,
    /// Rows in all.
    pub of: usize,
}

/// Groups opinions. See [`merge_with_progress`].
#[must_use]
pub fn merge(opinions: &[Opinion], constraints: &Constraints, settings: &Settings) -> Merged {
    merge_with_progress(opinions, constraints, settings, &|_| {})
}

/// Groups opinions, telling `progress` how far it is (from the calling thread's pool, in order within a stage).
#[must_use]
pub fn merge_with_progress(
    opinions: &[Opinion],
    constraints: &Constraints,
    settings: &Settings,
    progress: &(dyn Fn(Progress) + Sync),
) -> Merged {
    let merged = in_pool(settings, || run(opinions, constraints, settings, None, progress));
    // Without a model nothing can fail.
    merged.unwrap_or_else(|_| nothing(settings))
}

/// Groups opinions by their words and by what a model of language makes of them. Off unless the caller brings one.
///
/// # Errors
/// The model did not answer, or not with one vector for each text.
pub fn merge_with_embedder(
    opinions: &[Opinion],
    constraints: &Constraints,
    settings: &Settings,
    embedder: &dyn Embedder,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Merged, EmbedError> {
    in_pool(settings, || run(opinions, constraints, settings, Some(embedder), progress))
}

fn in_pool<T: Send>(settings: &Settings, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(settings.threads).build() {
        Ok(pool) => pool.install(work),
        // Without threads of its own (a limit of the system) it runs in the global pool.
        Err(_) => work(),
    }
}

fn nothing(settings: &Settings) -> Merged {
    Merged {
        groups: Vec::new(),
        method: METHOD,
        settings: settings.clone(),
        embedder: None,
        opinions: 0,
        texts: 0,
        repeated_ids: 0,
        edges: 0,
        contradictions: Vec::new(),
    }
}

fn run(
    opinions: &[Opinion],
    constraints: &Constraints,
    settings: &Settings,
    embedder: Option<&dyn Embedder>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Merged, EmbedError> {
    let mut p = settings.parameters;
    if settings.level == Level::Topics {
        p.asked = p.topic_asked;
    }
    let p = &p;
    let all = opinions.len();
    let known: FxHashSet<&str> = opinions.iter().map(|o| o.id).collect();
    let resolved = resolve(constraints, &known);
    drop(known);
    let (units, repeated_ids) =
        fold(opinions, &resolved, &|done| progress(Progress { stage: Stage::Fold, done, of: all }));
    let texts: Vec<&str> = units.iter().map(|u| first(opinions, u).text).collect();
    let of = texts.len();
    let counts = weigh::count_all(&texts, &|done| progress(Progress { stage: Stage::Count, done, of }));
    drop(texts);
    // Communities are found by moves that start at the first row: there the order of the texts is kept.
    let (matrix, order) = weigh::weigh(counts, settings.level != Level::Topics, p);
    let units = reordered(units, &order);
    drop(order);
    let texts: Vec<&str> = units.iter().map(|u| first(opinions, u).text).collect();
    let mut edges = candidates::edges(&matrix, p, &|done| progress(Progress { stage: Stage::Compare, done, of }));
    let meaning = match embedder {
        Some(model) => {
            let told = |done| progress(Progress { stage: Stage::Embed, done, of });
            let meaning = Meaning::of(&texts, model, &told)?;
            edges.extend(meaning.candidates(&matrix, &edges, p));
            edges.par_sort_unstable_by_key(|e| (e.a, e.b));
            Some(meaning)
        }
        None => None,
    };
    let ties = ties(opinions, &units, &resolved);
    progress(Progress { stage: Stage::Group, done: 0, of });
    let labels = if settings.level == Level::Topics {
        for edge in &mut edges {
            let alike = meaning.as_ref().map_or(edge.alike, |m| m.with(edge, p));
            edge.alike = alike * needed(&matrix, edge, p);
        }
        topics::communities(of, &edges, &ties, p.topic_neighbours, p.topic_resolution)
    } else {
        reread(&texts, &mut edges, meaning.as_ref(), p);
        let level = Parameters::join_at(settings.level);
        let joining = match &meaning {
            Some(_) => Parameters { strongest_share: p.meaning_strongest, kappa: p.meaning_kappa, ..*p },
            None => *p,
        };
        let mut labels = group::agglomerate(of, &edges, &ties, level, &joining);
        gather::gather(&matrix, &edges, &ties, &mut labels, level, p);
        if let Some(meaning) = &meaning {
            meaning.gather(&edges, &ties, &mut labels, level, p);
        }
        labels
    };
    progress(Progress { stage: Stage::Group, done: of, of });
    let rows = Rows { opinions, units: &units, texts: &texts, edges: &edges, labels: &labels, matrix: &matrix };
    let groups = describe(&rows, settings, &|done| progress(Progress { stage: Stage::Explain, done, of }));
    Ok(Merged {
        groups,
        method: METHOD,
        settings: settings.clone(),
        embedder: embedder.map(Embedder::name),
        opinions: all - repeated_ids,
        texts: of,
        repeated_ids,
        edges: edges.len(),
        contradictions: resolved.contradictions,
    })
}

/// The units in the order of their rows.
fn reordered(units: Vec<Unit>, order: &[u32]) -> Vec<Unit> {
    let mut units: Vec<Option<Unit>> = units.into_iter().map(Some).collect();
    let mut take = |row: &u32| usize::try_from(*row).ok().and_then(|row| units.get_mut(row)).and_then(Option::take);
    order.iter().filter_map(&mut take).collect()
}

/// What the two ends of an edge needed to be called the same.
fn needed(matrix: &weigh::Matrix, edge: &Edge, p: &Parameters) -> f32 {
    let distinct = |row: u32| usize::try_from(row).ok().and_then(|row| matrix.distinct.get(row)).copied().unwrap_or(1);
    similarity::needed(distinct(edge.a), distinct(edge.b), p)
}

const NOBODY: Opinion<'static> = Opinion { id: "", text: "" };

fn at<'o>(opinions: &[Opinion<'o>], position: u32) -> Opinion<'o> {
    usize::try_from(position).ok().and_then(|at| opinions.get(at)).copied().unwrap_or(NOBODY)
}

fn first<'o>(opinions: &[Opinion<'o>], unit: &Unit) -> Opinion<'o> {
    unit.members.first().map_or(NOBODY, |position| at(opinions, *position))
}

/// Decisions about ids as decisions about rows.
fn ties(opinions: &[Opinion], units: &[Unit], resolved: &Resolved) -> Ties {
    let mut ties = Ties::default();
    let mut of_tag: FxHashMap<&str, u32> = FxHashMap::default();
    for (row, unit) in (0_u32..).zip(units) {
        if let Some(tag) = resolved.tag(first(opinions, unit).id) {
            match of_tag.get(tag) {
                Some(before) => ties.together.push((*before, row)),
                None => {
                    of_tag.insert(tag, row);
                    if resolved.is_fixed(tag) {
                        ties.fixed.push(row);
                    }
                }
            }
        }
    }
    for (a, b) in resolved.apart() {
        if let (Some(a), Some(b)) = (of_tag.get(a.as_str()), of_tag.get(b.as_str())) {
            ties.apart.push((*a.min(b), *a.max(b)));
        }
    }
    ties.together.sort_unstable();
    ties.apart.sort_unstable();
    ties
}

struct Rows<'a, 'o> {
    opinions: &'a [Opinion<'o>],
    units: &'a [Unit],
    texts: &'a [&'o str],
    edges: &'a [Edge],
    labels: &'a [u32],
    matrix: &'a weigh::Matrix,
}

/// What is known of a row inside its group.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Sum of how alike it is to the others.
    central: f32,
    /// How alike it is to its nearest.
    score: f32,
    nearest: Option<u32>,
}

fn describe(rows: &Rows, settings: &Settings, done: &(dyn Fn(usize) + Sync)) -> Vec<Group> {
    let label = |row: u32| usize::try_from(row).ok().and_then(|row| rows.labels.get(row));
    let mut places = vec![Place::default(); rows.labels.len()];
    for edge in rows.edges {
        if label(edge.a) != label(edge.b) {
            continue;
        }
        for (me, other) in [(edge.a, edge.b), (edge.b, edge.a)] {
            if let Some(place) = usize::try_from(me).ok().and_then(|me| places.get_mut(me)) {
                place.central += edge.alike;
                let better =
                    edge.alike > place.score || (edge.alike == place.score && place.nearest.is_some_and(|n| other < n));
                if place.nearest.is_none() || better {
                    place.nearest = Some(other);
                    place.score = edge.alike;
                }
            }
        }
    }
    let mut groups: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (row, label) in (0_u32..).zip(rows.labels) {
        groups.entry(*label).or_default().push(row);
    }
    let mut groups: Vec<Vec<u32>> = groups.into_values().collect();
    groups.sort_unstable();
    let mut out = Vec::with_capacity(groups.len());
    let mut told = 0;
    for part in groups.chunks(8_192) {
        let described: Vec<Group> =
            part.par_iter().with_min_len(16).map(|members| describe_one(rows, &places, members, settings)).collect();
        out.extend(described);
        told += part.iter().map(Vec::len).sum::<usize>();
        done(told);
    }
    let smallest = |g: &Group| g.members.iter().map(|m| m.id.clone()).min();
    out.sort_by_cached_key(|g| (std::cmp::Reverse(g.members.len()), smallest(g)));
    out
}

fn describe_one(rows: &Rows, places: &[Place], members: &[u32], settings: &Settings) -> Group {
    let place = |row: &u32| usize::try_from(*row).ok().and_then(|row| places.get(row)).copied().unwrap_or_default();
    let text = |row: &u32| usize::try_from(*row).ok().and_then(|row| rows.texts.get(row)).copied().unwrap_or_default();
    let unit = |row: &u32| usize::try_from(*row).ok().and_then(|row| rows.units.get(row));
    let mut order: Vec<u32> = members.to_vec();
    order.sort_by(|x, y| {
        let fit = |row: &u32| title::fitness(text(row));
        place(y).central.total_cmp(&place(x).central).then_with(|| fit(x).cmp(&fit(y))).then(x.cmp(y))
    });
    let centre = order.first().copied().unwrap_or_default();
    let mut out = Vec::new();
    let mut cohesion = 0.0_f64;
    for row in &order {
        let Some(unit) = unit(row) else { continue };
        let place = place(row);
        cohesion += if members.len() == 1 { 1.0 } else { f64::from(place.score) };
        let original = first(rows.opinions, unit);
        let reason = match place.nearest {
            Some(near) if settings.reasons => reason(original.text, text(&near)),
            _ => Reason::default(),
        };
        let nearest = place.nearest.and_then(|near| self::unit_id(rows, near));
        let score = if place.nearest.is_some() { place.score } else { 0.0 };
        out.push(Member {
            id: original.id.to_owned(),
            copy_of: None,
            copies: unit.members.len() - 1,
            reason: Reason { nearest, score, ..reason },
        });
        for copy in unit.members.iter().skip(1) {
            out.push(Member {
                id: at(rows.opinions, *copy).id.to_owned(),
                copy_of: Some(original.id.to_owned()),
                copies: 0,
                reason: Reason { nearest: Some(original.id.to_owned()), score: 1.0, ..Reason::default() },
            });
        }
    }
    let count = f64::from(u32::try_from(members.len()).unwrap_or(u32::MAX).max(1));
    #[allow(clippy::as_conversions)] // a mean of f32 values fits
    let cohesion = (cohesion / count) as f32;
    Group { title: title::title(text(&centre)), terms: terms(rows, members, centre), cohesion, members: out }
}

fn unit_id(rows: &Rows, row: u32) -> Option<String> {
    let unit = usize::try_from(row).ok().and_then(|row| rows.units.get(row))?;
    Some(first(rows.opinions, unit).id.to_owned())
}

/// Shared strings and differences of two originals.
pub(crate) fn reason(text: &str, near: &str) -> Reason {
    let (a, b) = (normalise::plain(text), normalise::plain(near));
    let differing = guard::differing(&guard::clauses(text), &guard::clauses(near));
    Reason { shared: explain::shared_strings(&a, &b, 6), differing, ..Reason::default() }
}

/// Words of the central original that most members share.
fn terms(rows: &Rows, members: &[u32], centre: u32) -> Vec<String> {
    let Ok(centre) = usize::try_from(centre) else { return Vec::new() };
    let Some(text) = rows.texts.get(centre) else { return Vec::new() };
    let mut shares: FxHashMap<u32, f32> = FxHashMap::default();
    for row in members.iter().take(200).filter_map(|row| usize::try_from(*row).ok()) {
        let (terms, weights) = rows.matrix.row(row);
        for (term, weight) in terms.iter().zip(weights) {
            *shares.entry(*term).or_default() += weight;
        }
    }
    let mut ranked: Vec<(f32, usize, String)> = Vec::new();
    for (at, (key, word)) in features::spelled(text).into_iter().enumerate() {
        if features::Kind::of(key) != features::Kind::Word || word.chars().count() < 2 {
            continue;
        }
        let term = rows.matrix.keys.binary_search(&key).ok().and_then(|t| u32::try_from(t).ok());
        let weight = term.and_then(|t| shares.get(&t)).copied().unwrap_or(0.0);
        ranked.push((weight, at, word));
    }
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    ranked.into_iter().take(5).map(|(_, _, word)| word).collect()
}
