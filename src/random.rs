//! Randomness from the operating system, and nothing else: no seeded generator, so nothing can be replayed.

/// `N` random bytes. The operating system's generator does not fail on the systems we run on; if it did, going on
/// with weak keys would be worse than stopping the request.
#[allow(
    clippy::expect_used,
    reason = "without the system's generator no secret can be made; stopping is the safe answer"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0u8; N];
    getrandom::fill(&mut buffer).expect("the operating system gives random bytes");
    buffer
}

/// A number in `0..bound`, each as likely as the other (rejection sampling).
pub fn below(bound: u64) -> u64 {
    if bound <= 1 {
        return 0;
    }
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let n = u64::from_le_bytes(bytes::<8>());
        if n < limit {
            return n % bound;
        }
    }
}

/// Puts the elements into a random order (Fisher-Yates).
pub fn shuffle<T>(items: &mut [T]) {
    for i in (1..items.len()).rev() {
        let bound = u64::try_from(i).unwrap_or(0).saturating_add(1);
        let j = usize::try_from(below(bound)).unwrap_or(0);
        items.swap(i, j);
    }
}

/// A random positive 63-bit number, for search keys.
pub fn key() -> i64 {
    i64::try_from(u64::from_le_bytes(bytes::<8>()) >> 1).unwrap_or(0)
}

/// A secret to hand out once (session, invitation, console token): 160 bits in base32 without padding, lower case.
pub fn secret() -> String {
    data_encoding::BASE32_NOPAD.encode(&bytes::<20>()).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_keeps_every_element() {
        let mut v: Vec<u32> = (0..500).collect();
        shuffle(&mut v);
        assert_ne!(v, (0..500).collect::<Vec<_>>());
        v.sort_unstable();
        assert_eq!(v, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn below_stays_below() {
        assert!((0..1000).all(|_| below(7) < 7));
        assert_eq!(below(1), 0);
    }
}
