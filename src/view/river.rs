//! The river: the picture of the way from opinions to problems to results. Pure geometry; the numbers beside it are
//! the content, the drawing only shows their proportion.

/// Where a problem stands, as the river shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bank {
    /// 已整改完成.
    Done,
    /// 正在整改.
    Doing,
    /// 下阶段整改.
    Next,
}

/// A band to draw: the two halves of its way and its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// `f-done`, `f-doing`, `f-next`, `f-late`.
    pub class: &'static str,
    /// Path data from the opinions to the problem.
    pub first: String,
    /// Path data from the problem to its bucket.
    pub second: String,
}

/// One problem: its bucket, how many opinions came into it, whether it is overdue.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// The bucket.
    pub bank: Bank,
    /// Opinions merged into it.
    pub opinions: u32,
    /// Whether something of it is overdue.
    pub late: bool,
}

/// More bands than this cannot be told apart; the smallest of a bucket are drawn as one.
const MOST: usize = 24;

/// The bands, ordered by bucket and then by size, in a 100 × 100 box.
pub fn bands(streams: &[Stream]) -> Vec<Band> {
    let streams = gathered(streams);
    let total: f64 = streams.iter().map(|s| f64::from(s.opinions)).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let of = |bank: Bank| -> f64 { streams.iter().filter(|s| s.bank == bank).map(|s| f64::from(s.opinions)).sum() };
    let largest = of(Bank::Done).max(of(Bank::Doing)).max(of(Bank::Next));
    let unit = (80.0 / total).min(28.0 / largest);
    let thick = |s: &Stream| (unit * f64::from(s.opinions)).max(0.8);
    let block: f64 = streams.iter().map(thick).sum();
    let count = u32::try_from(streams.len()).unwrap_or(1);
    let gap = if count > 1 { (16.0 / f64::from(count - 1)).min(3.0) } else { 0.0 };
    let mut left = 50.0 - block / 2.0;
    let mut middle = 50.0 - (block + gap * f64::from(count - 1)) / 2.0;
    let mut right = [(Bank::Done, 16.7), (Bank::Doing, 50.0), (Bank::Next, 83.3)].map(|(bank, centre)| {
        let height: f64 = streams.iter().filter(|s| s.bank == bank).map(thick).sum();
        (bank, centre - height / 2.0)
    });
    let mut drawn = Vec::with_capacity(streams.len());
    for stream in &streams {
        let h = thick(stream);
        let Some((_, end)) = right.iter_mut().find(|(bank, _)| *bank == stream.bank) else { continue };
        let class = match (stream.late, stream.bank) {
            (true, _) => "f-late",
            (false, Bank::Done) => "f-done",
            (false, Bank::Doing) => "f-doing",
            (false, Bank::Next) => "f-next",
        };
        drawn.push(Band { class, first: ribbon(left, middle, h), second: ribbon(middle, *end, h) });
        left += h;
        middle += h + gap;
        *end += h;
    }
    drawn
}

fn gathered(streams: &[Stream]) -> Vec<Stream> {
    let mut sorted = streams.to_vec();
    sorted.sort_by_key(|s| (s.bank, std::cmp::Reverse(s.opinions)));
    while sorted.len() > MOST {
        let Some(small) = (1..sorted.len())
            .filter(|i| matches!((sorted.get(i - 1), sorted.get(*i)), (Some(a), Some(b)) if a.bank == b.bank))
            .min_by_key(|i| sorted.get(*i).map_or(u32::MAX, |s| s.opinions))
        else {
            break;
        };
        let gone = sorted.remove(small);
        if let Some(kept) = sorted.get_mut(small - 1) {
            kept.opinions = kept.opinions.saturating_add(gone.opinions);
            kept.late |= gone.late;
        }
    }
    sorted
}

fn ribbon(y0: f64, y1: f64, h: f64) -> String {
    let n = |v: f64| {
        let text = format!("{v:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let (a, b, c, d) = (n(y0), n(y1), n(y1 + h), n(y0 + h));
    format!("M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(bank: Bank, opinions: u32) -> Stream {
        Stream { bank, opinions, late: false }
    }

    #[test]
    fn no_opinions_no_river() {
        assert!(bands(&[]).is_empty());
    }

    #[test]
    fn bands_stand_in_the_order_of_their_buckets() {
        let drawn =
            bands(&[stream(Bank::Next, 3), stream(Bank::Done, 7), stream(Bank::Doing, 5), stream(Bank::Done, 9)]);
        let classes: Vec<_> = drawn.iter().map(|b| b.class).collect();
        assert_eq!(classes, ["f-done", "f-done", "f-doing", "f-next"]);
    }

    #[test]
    fn many_problems_become_few_bands_and_no_opinion_is_lost() {
        let many: Vec<_> = (1..=100).map(|n| stream(if n % 2 == 0 { Bank::Done } else { Bank::Next }, n)).collect();
        let few = gathered(&many);
        assert_eq!(few.len(), MOST);
        assert_eq!(few.iter().map(|s| s.opinions).sum::<u32>(), 5050);
    }
}
