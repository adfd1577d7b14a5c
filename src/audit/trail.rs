//! Writing a line.

use serde_json::{Map, Value as Json};
use store::{StoreError, Tx, params};

use super::store::INSERT_LINE;
use crate::auth::Actor;
use crate::clock::Now;
use crate::id::Id;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person, logged in.
    Person(Id),
    /// Whoever holds the server's console.
    Console,
    /// The product itself, on its schedule.
    System,
}

/// The act that a unit of work belongs to: by whom and when.
#[derive(Clone, Debug)]
pub struct Act {
    /// Who acts.
    pub who: Who,
    /// When, asked of the clock before the unit began.
    pub now: Now,
}

impl Act {
    /// By a logged-in person.
    pub fn by(actor: &Actor, now: Now) -> Act {
        Act { who: Who::Person(actor.person.id.clone()), now }
    }
    /// By the product itself.
    pub fn system(now: Now) -> Act {
        Act { who: Who::System, now }
    }
    /// From the console.
    pub fn console(now: Now) -> Act {
        Act { who: Who::Console, now }
    }
}

/// What is recorded. Personal data and texts stay out: a line names keys, states and hashes.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    fields: Map<String, Json>,
}

impl Entry {
    /// A verb (`round.open`) on an object (`round`, its key).
    pub fn new(verb: &str, kind: &str, id: impl std::fmt::Display) -> Entry {
        let mut entry = Entry::default();
        entry.put("verb", verb);
        entry.put("object", format!("{kind}:{id}"));
        entry
    }
    /// The state before and after.
    pub fn states(mut self, from: &str, to: &str) -> Entry {
        self.put("from", from);
        self.put("to", to);
        self
    }
    /// The reason given.
    pub fn reason(mut self, reason: &str) -> Entry {
        self.put("reason", reason);
        self
    }
    /// The hash of the original, the frozen text or the file that this act set; the verifier compares it with the row.
    pub fn hash(mut self, hash: &str) -> Entry {
        self.put("hash", hash);
        self
    }
    /// Anything else worth keeping.
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Entry {
        self.put(name, value);
        self
    }
    fn put(&mut self, name: &str, value: impl Into<Json>) {
        self.fields.insert(name.to_owned(), value.into());
    }
}

/// Writes the line in the unit of work that does what it tells. It carries its own hash and no link: a shared chain
/// head would make every two writes conflict; the sealer links lines afterwards.
pub fn record(tx: &mut Tx<'_>, act: &Act, entry: Entry) -> Result<(), StoreError> {
    let mut fields = entry.fields;
    let (who, via) = match &act.who {
        Who::Person(id) => (id.to_string(), "web"),
        Who::Console => ("console".to_owned(), "console"),
        Who::System => ("system".to_owned(), "schedule"),
    };
    fields.insert("at".to_owned(), act.now.stamp().into());
    fields.insert("who".to_owned(), who.into());
    fields.insert("via".to_owned(), via.into());
    let id = Id::ordered(act.now);
    let data = Json::Object(fields).to_string();
    let hash = line_hash(id.as_str(), &data).to_hex().to_string();
    tx.run(&INSERT_LINE, &params![&id, data, hash]).map(drop)
}

/// The hash of a line: its key and its content, so that a line can neither be changed nor copied under another key.
pub(super) fn line_hash(id: &str, data: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_derive_key("shuangcu 2026 audit line");
    hasher.update(id.as_bytes()).update(b"\n").update(data.as_bytes());
    hasher.finalize()
}
