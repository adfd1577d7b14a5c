//! A handful of texts: merged in any order, placed one by one, suggested, taken out again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use merge::{Constraints, Index, Opinion, Settings};

fuzz_target!(|texts: Vec<String>| {
    let ids: Vec<String> = (0..texts.len()).map(|at| at.to_string()).collect();
    let settings = Settings { threads: 1, ..Settings::default() };
    let mut opinions: Vec<Opinion> = ids.iter().zip(&texts).map(|(id, text)| Opinion { id, text }).collect();
    let there = merge::merge(&opinions, &Constraints::default(), &settings);
    opinions.reverse();
    let back = merge::merge(&opinions, &Constraints::default(), &settings);
    assert_eq!(there.groups, back.groups);
    assert_eq!(there.groups.iter().map(|group| group.members.len()).sum::<usize>(), texts.len());

    let mut index = Index::default();
    for (at, opinion) in opinions.iter().enumerate() {
        if at % 3 == 0 {
            index.add(opinion.id, opinion.text, "by hand");
        } else {
            let placed = index.place(opinion.id, opinion.text);
            assert!(placed.moved.iter().all(|(id, _)| id != opinion.id));
        }
        for near in index.suggest(opinion.text, 3) {
            assert!(near.score.is_finite());
        }
    }
    assert_eq!(index.len(), texts.len());
    for id in &ids {
        assert!(index.remove(id));
    }
    assert!(index.is_empty());
});
