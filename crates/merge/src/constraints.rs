//! What people have decided: pairs that belong together, pairs that never do, and confirmed groups. A later run never
//! undoes it.

use rustc_hash::{FxHashMap, FxHashSet};

/// Decisions of people, by opinion id. Ids that are not among the opinions are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that belong together, whatever they say.
    pub must: Vec<(String, String)>,
    /// Pairs that never belong together.
    pub cannot: Vec<(String, String)>,
    /// Groups a person confirmed: their members stay together and are never moved. Other opinions may join one; two
    /// confirmed groups never become one, unless a `must` pair joins them.
    pub confirmed: Vec<Vec<String>>,
}

/// A `cannot` pair that other decisions contradict: the two are held together by `must` pairs or a confirmed group.
/// It was not followed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// One of the two, the smaller id.
    pub a: String,
    /// The other.
    pub b: String,
}

/// Constraints between rows.
#[derive(Debug, Default)]
pub(crate) struct Ties {
    /// Rows to join before anything else, sorted.
    pub together: Vec<(u32, u32)>,
    /// Rows whose groups never join, sorted; never contradicts `together`.
    pub apart: Vec<(u32, u32)>,
    /// Rows of confirmed groups, sorted: groups that hold one each never join. A list of pairs would grow with the square.
    pub fixed: Vec<u32>,
}

/// Constraints resolved among the ids at hand.
pub(crate) struct Resolved {
    /// For each id that is tied to others or kept from others: a tag. Copies fold only among opinions of one tag.
    tag: FxHashMap<String, String>,
    /// Pairs of tags that never join.
    apart: Vec<(String, String)>,
    /// Tags of confirmed groups, of which no two join.
    fixed: FxHashSet<String>,
    /// `cannot` pairs that could not be followed.
    pub contradictions: Vec<Contradiction>,
}

impl Resolved {
    /// The tag of an id, if any decision names it. Ids with the same tag are one from the start.
    pub fn tag(&self, id: &str) -> Option<&str> {
        self.tag.get(id).map(String::as_str)
    }

    /// Is this the tag of a confirmed group?
    pub fn is_fixed(&self, tag: &str) -> bool {
        self.fixed.contains(tag)
    }

    /// Pairs of tags that never join.
    pub fn apart(&self) -> &[(String, String)] {
        &self.apart
    }
}

/// Follows `must` pairs and confirmed groups to the smallest id of each block, turns `cannot` pairs into pairs of blocks
/// and notes which blocks are confirmed.
pub(crate) fn resolve(constraints: &Constraints, known: &FxHashSet<&str>) -> Resolved {
    let mut blocks = Blocks::default();
    let here = |id: &String| known.contains(id.as_str());
    for (a, b) in constraints.must.iter().filter(|(a, b)| here(a) && here(b)) {
        blocks.unite(a, b);
    }
    let mut confirmed: Vec<String> = Vec::new();
    for group in &constraints.confirmed {
        let mut members = group.iter().filter(|id| here(id));
        if let Some(first) = members.next() {
            blocks.unite(first, first);
            for other in members {
                blocks.unite(first, other);
            }
            confirmed.push(first.clone());
        }
    }
    for (a, b) in constraints.cannot.iter().filter(|(a, b)| here(a) && here(b)) {
        blocks.unite(a, a);
        blocks.unite(b, b);
    }
    let mut apart = FxHashSet::default();
    let mut contradictions = Vec::new();
    for (a, b) in constraints.cannot.iter().filter(|(a, b)| here(a) && here(b)) {
        let (x, y) = (blocks.root(a), blocks.root(b));
        if x == y {
            contradictions.push(Contradiction { a: a.min(b).clone(), b: a.max(b).clone() });
        } else {
            apart.insert((x.clone().min(y.clone()), x.max(y)));
        }
    }
    contradictions.sort();
    contradictions.dedup();
    let mut fixed: Vec<String> = confirmed.iter().map(|id| blocks.root(id)).collect();
    fixed.sort();
    fixed.dedup();
    let mut apart: Vec<(String, String)> = apart.into_iter().collect();
    apart.sort();
    let ids: Vec<String> = blocks.parent.keys().cloned().collect();
    let tag = ids.into_iter().map(|id| (id.clone(), blocks.root(&id))).collect();
    Resolved { tag, apart, fixed: fixed.into_iter().collect(), contradictions }
}

/// Blocks of ids; the root of a block is its smallest id.
#[derive(Default)]
struct Blocks {
    parent: FxHashMap<String, String>,
}

impl Blocks {
    fn root(&self, id: &str) -> String {
        let mut at = id;
        while let Some(up) = self.parent.get(at) {
            if up == at {
                break;
            }
            at = up;
        }
        at.to_owned()
    }

    fn unite(&mut self, a: &str, b: &str) {
        for id in [a, b] {
            self.parent.entry(id.to_owned()).or_insert_with(|| id.to_owned());
        }
        let (x, y) = (self.root(a), self.root(b));
        let (low, high) = if x <= y { (x, y) } else { (y, x) };
        self.parent.insert(high, low.clone());
        // Short ways: the two asked about point at the root at once.
        self.parent.insert(a.to_owned(), low.clone());
        self.parent.insert(b.to_owned(), low);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.into(), b.into())
    }

    #[test]
    fn blocks_and_contradictions() {
        let constraints = Constraints {
            must: vec![pair("c", "b"), pair("b", "a")],
            cannot: vec![pair("a", "c"), pair("a", "x")],
            confirmed: vec![vec!["x".into(), "y".into()], vec!["z".into(), "gone".into()]],
        };
        let known = ["a", "b", "c", "x", "y", "z"].into_iter().collect();
        let resolved = resolve(&constraints, &known);
        assert_eq!(resolved.tag("c"), Some("a"));
        assert_eq!(resolved.tag("gone"), None);
        assert_eq!(resolved.contradictions, [Contradiction { a: "a".into(), b: "c".into() }]);
        assert_eq!(resolved.apart(), [pair("a", "x")]);
        assert!(resolved.is_fixed("x") && resolved.is_fixed("z") && !resolved.is_fixed("a"));
    }
}
