//! What a caller can choose, and the numbers of the method.

use serde::{Deserialize, Serialize};

/// How alike two groups must be to become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Same object and same problem.
    #[default]
    Fine,
    /// As `Fine`, but rather leaves two groups apart.
    Careful,
    /// As `Fine`, but rather puts two groups together.
    Broad,
    /// Coarse subjects, for an overview only: `must` pairs and confirmed groups pull together, `cannot` pairs are not
    /// promised.
    Topics,
}

/// What a run of [`crate::merge`] is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How alike opinions of one group must be.
    pub level: Level,
    /// Number of threads; 0 = one for each core. It never changes the result.
    pub threads: usize,
    /// Whether each member's reason (nearest member, shared strings, differences) is wanted. Scores are always given.
    pub reasons: bool,
    /// The numbers of the method. Leave them alone unless you measure.
    pub parameters: Parameters,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { level: Level::Fine, threads: 0, reasons: true, parameters: Parameters::default() }
    }
}

/// The numbers of the method, one setting for all kinds of text. A run should be recorded with them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Weight of a pair of Chinese characters beside a word's 1.
    pub pair_weight: f32,
    /// Weight of a four-letter gram beside a word's 1.
    pub gram_weight: f32,
    /// How many of the heaviest features are looked up for candidates.
    pub asked: usize,
    /// The same for topics.
    pub topic_asked: usize,
    /// Features in more texts than this are not looked up.
    pub too_common: usize,
    /// No further feature is looked up once so many texts were met.
    pub looked_at: usize,
    /// How many candidates are compared exactly.
    pub compared: usize,
    /// How many neighbours are kept for each text.
    pub neighbours: usize,
    /// Cosines below this are no edge.
    pub least_cosine: f32,
    /// The cosine two endless texts need to be "the same".
    pub threshold_base: f32,
    /// How much more two short texts need: divided by the geometric mean of their numbers of features.
    pub threshold_short: f32,
    /// Share of the strongest edge in the link between two groups; the rest is the mean over all pairs.
    pub strongest_share: f32,
    /// What is left of how alike two texts are that say the same of different things.
    pub guard: f32,
    /// Share of such pairs between two groups that can still be borne.
    pub bear: f32,
    /// How much the shared part of the first sentences counts.
    pub opening_all: f32,
    /// How much of it outside the longest shared string counts.
    pub opening_rest: f32,
    /// The shared part at which nothing changes.
    pub opening_mean: f32,
    /// How much the cosine over single characters counts.
    pub characters: f32,
    /// The cosine over characters at which nothing changes.
    pub characters_mean: f32,
    /// How far a group's own looseness excuses a low mean.
    pub coherence: f32,
    /// How alike a text is to itself.
    pub kappa: f32,
    /// Neighbours of a text in the graph of topics.
    pub topic_neighbours: usize,
    /// The mean cosine that holds a topic together.
    pub topic_resolution: f32,
    /// Pairs less alike than this get no second look.
    pub worth: f32,
    /// Pairs less alike than this are not guarded.
    pub guarded: f32,
    /// Pairs less alike than this after the second look count as not alike at all.
    pub least_alike: f32,
    /// Size from which a group gathers single texts.
    pub gather_size: usize,
    /// By its words a group gathers others up to this size: two short texts together say too much for it.
    pub gather_covers: usize,
    /// By its meaning a group gathers others up to its size divided by this.
    pub gather_small: usize,
    /// How alike a single text must be to some member.
    pub gather_alike: f32,
    /// Share of the members that must say a word for it to be the group's.
    pub gather_share: f32,
    /// Share of a single text that must be the group's words.
    pub gather_covered: f32,
    /// In a suggestion the mean over a group of n members is taken over n to this power: large groups are looser.
    pub one_loose: f32,
    /// In a suggestion, the share of guarded pairs with a group that can still be borne.
    pub one_bear: f32,
    /// How much meaning counts beside the words, if the caller brings a model.
    pub meaning: f32,
    /// The cosine of meaning that endless texts need to be "the same".
    pub meaning_base: f32,
    /// How much more of it short texts need, times the cosine their words need.
    pub meaning_short: f32,
    /// No two texts need more than this.
    pub meaning_top: f32,
    /// With a model nearly every pair of a group has an edge, so the mean says more and looseness is excused less: the
    /// share of the strongest edge then, and how alike a text is to itself.
    pub meaning_strongest: f32,
    /// See `meaning_strongest`.
    pub meaning_kappa: f32,
    /// How much nearer than two texts a small group must be to the middle of a large one to join it by meaning.
    pub meaning_gather: f32,
    /// Up to this many texts, pairs near in meaning alone are candidates too: all pairs are looked at.
    pub meaning_most: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters {
            pair_weight: 0.54,
            gram_weight: 0.5,
            asked: 20,
            topic_asked: 16,
            too_common: 1000,
            looked_at: 4_000,
            compared: 100,
            neighbours: 32,
            least_cosine: 0.08,
            threshold_base: 0.15,
            threshold_short: 6.0,
            strongest_share: 0.6,
            guard: 0.4,
            bear: 0.1,
            opening_all: 0.3,
            opening_rest: 0.5,
            opening_mean: 0.54,
            characters: 0.65,
            characters_mean: 0.35,
            coherence: 1.0,
            kappa: 1.5,
            topic_neighbours: 15,
            topic_resolution: 0.02,
            worth: 0.4,
            guarded: 0.6,
            least_alike: 0.4,
            gather_size: 6,
            gather_covers: 1,
            gather_small: 3,
            gather_alike: 0.8,
            gather_share: 0.08,
            gather_covered: 0.38,
            one_loose: 0.8,
            one_bear: 0.3,
            meaning: 0.5,
            meaning_base: -0.1,
            meaning_short: 1.65,
            meaning_top: 0.85,
            meaning_strongest: 0.4,
            meaning_kappa: 1.3,
            meaning_gather: 1.0,
            meaning_most: 20_000,
        }
    }
}

impl Parameters {
    /// Sets a number by its name, for measuring. False if there is no such name or the value cannot be read.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        fn put<T: std::str::FromStr>(slot: &mut T, value: &str) -> bool {
            value.parse().map(|v| *slot = v).is_ok()
        }
        match name {
            "pair_weight" => put(&mut self.pair_weight, value),
            "gram_weight" => put(&mut self.gram_weight, value),
            "asked" => put(&mut self.asked, value),
            "topic_asked" => put(&mut self.topic_asked, value),
            "too_common" => put(&mut self.too_common, value),
            "looked_at" => put(&mut self.looked_at, value),
            "compared" => put(&mut self.compared, value),
            "neighbours" => put(&mut self.neighbours, value),
            "least_cosine" => put(&mut self.least_cosine, value),
            "threshold_base" => put(&mut self.threshold_base, value),
            "threshold_short" => put(&mut self.threshold_short, value),
            "strongest_share" => put(&mut self.strongest_share, value),
            "guard" => put(&mut self.guard, value),
            "bear" => put(&mut self.bear, value),
            "opening_all" => put(&mut self.opening_all, value),
            "opening_rest" => put(&mut self.opening_rest, value),
            "opening_mean" => put(&mut self.opening_mean, value),
            "characters" => put(&mut self.characters, value),
            "characters_mean" => put(&mut self.characters_mean, value),
            "coherence" => put(&mut self.coherence, value),
            "kappa" => put(&mut self.kappa, value),
            "topic_neighbours" => put(&mut self.topic_neighbours, value),
            "topic_resolution" => put(&mut self.topic_resolution, value),
            "worth" => put(&mut self.worth, value),
            "guarded" => put(&mut self.guarded, value),
            "least_alike" => put(&mut self.least_alike, value),
            "gather_size" => put(&mut self.gather_size, value),
            "gather_covers" => put(&mut self.gather_covers, value),
            "gather_small" => put(&mut self.gather_small, value),
            "gather_alike" => put(&mut self.gather_alike, value),
            "gather_share" => put(&mut self.gather_share, value),
            "gather_covered" => put(&mut self.gather_covered, value),
            "one_loose" => put(&mut self.one_loose, value),
            "one_bear" => put(&mut self.one_bear, value),
            "meaning" => put(&mut self.meaning, value),
            "meaning_base" => put(&mut self.meaning_base, value),
            "meaning_short" => put(&mut self.meaning_short, value),
            "meaning_top" => put(&mut self.meaning_top, value),
            "meaning_strongest" => put(&mut self.meaning_strongest, value),
            "meaning_kappa" => put(&mut self.meaning_kappa, value),
            "meaning_gather" => put(&mut self.meaning_gather, value),
            "meaning_most" => put(&mut self.meaning_most, value),
            _ => false,
        }
    }

    /// The link two groups need at a level; 1 is "the same" at [`Level::Fine`].
    pub(crate) fn join_at(level: Level) -> f32 {
        match level {
            Level::Fine => 1.0,
            Level::Careful => 1.2,
            Level::Broad | Level::Topics => 0.8,
        }
    }
}
