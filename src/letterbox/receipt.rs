//! The receipt: 16 characters that only the one who spoke holds, the only key to an anonymous point.

/// Crockford's base32 without I, L, O and U: nothing in it is mistaken for something else when read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A receipt code: 80 random bits. Never stored; the database knows two unrelated hashes of it, one while the slip is
/// in the box and another after its release, so that the two rows cannot be joined.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt(String);

impl Receipt {
    /// A new one.
    pub fn new() -> Receipt {
        let random = crate::random::bytes::<16>();
        let code = random.iter().filter_map(|b| ALPHABET.get(usize::from(b & 31))).map(|b| char::from(*b)).collect();
        Receipt(code)
    }

    /// Reads what a person typed: case, spaces and dashes do not matter, O counts as 0, I and L as 1.
    pub fn parse(text: &str) -> Option<Receipt> {
        let mut code = String::with_capacity(16);
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '–' | '—')) {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            if !c.is_ascii() || !ALPHABET.contains(&u8::try_from(c).ok()?) {
                return None;
            }
            code.push(c);
        }
        (code.len() == 16).then_some(Receipt(code))
    }

    /// For a person: four groups of four.
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..4).filter_map(|i| self.0.get(i * 4..i * 4 + 4)).collect();
        groups.join("-")
    }

    /// The key of the slip in the box (H1).
    pub fn box_key(&self) -> String {
        self.hash("shuangcu 2026 receipt in the box")
    }

    /// The key of the receipt after release (H2).
    pub fn released_key(&self) -> String {
        self.hash("shuangcu 2026 receipt after release")
    }

    fn hash(&self, context: &str) -> String {
        data_encoding::HEXLOWER.encode(&blake3::derive_key(context, self.0.as_bytes()))
    }
}

impl Default for Receipt {
    fn default() -> Self {
        Receipt::new()
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(…)")
    }
}
