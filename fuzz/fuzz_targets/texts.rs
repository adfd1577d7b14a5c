//! One or two texts of any characters: one spelling, words for search, marks, titles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;

fuzz_target!(|input: (&str, &str)| {
    let (a, b) = input;
    let once = merge::normalise(a);
    assert_eq!(merge::normalise(a), once);
    let words: BTreeSet<String> = merge::tokens(a).into_iter().collect();
    for word in merge::query_tokens(a) {
        assert!(words.contains(&word), "{word:?} is asked for and not kept");
    }
    for (x, y) in [(a, b), (b, a), (a, a)] {
        let mut last = 0;
        for range in merge::shared_ranges(x, y) {
            assert!(x.get(range.clone()).is_some() && range.start >= last && range.start < range.end);
            last = range.end;
        }
    }
    let _ = merge::title(a);
});
