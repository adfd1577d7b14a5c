//! Units, Party organisations, lines and people: their kinds, and how names are sorted (R102).

use pinyin::ToPinyin;

use crate::auth::{Actor, PartyStatus, Verb};
use crate::error::{Error, Refusal, Result};
use crate::id::Id;

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// All, in the order of a choice.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The code in the database and in forms.
            pub fn code(self) -> &'static str { match self { $($name::$variant => $code,)* } }
            /// From its code.
            pub fn parse(code: &str) -> Option<$name> { Self::ALL.iter().copied().find(|k| k.code() == code) }
        }
    };
}

kinds! {
    /// What a unit is (R85, R86).
    UnitKind {
        /// A department of the agency.
        Department = "department",
        /// A unit outside the agency.
        Grassroots = "grassroots",
        /// Trade union, youth league.
        MassOrg = "mass_org",
        /// Somebody else's.
        External = "external",
    }
}
kinds! {
    /// What a Party organisation is (SPEC 2.1).
    PartyKind {
        /// A committee.
        Committee = "committee",
        /// Holds branches.
        GeneralBranch = "general_branch",
        /// A branch.
        Branch = "branch",
        /// Of several units with fewer than three members each.
        JointBranch = "joint_branch",
        /// Within a branch.
        Group = "group",
    }
}
kinds! {
    /// Cadre or staff (R91).
    Category {
        /// Cadre.
        Cadre = "cadre",
        /// Staff.
        Staff = "staff",
    }
}

/// The choices of the Party status, in the order of a form.
pub const PARTY: [PartyStatus; 3] = [PartyStatus::None, PartyStatus::Probationary, PartyStatus::Full];

/// A Party status from its code; unlike [`PartyStatus::parse`] nothing unknown passes.
pub fn parse_party(code: &str) -> Option<PartyStatus> {
    PARTY.into_iter().find(|p| p.code() == code)
}

/// What is known of a person, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// The name.
    pub name: String,
    /// The staff number.
    pub staff_no: Option<String>,
    /// Cadre or staff.
    pub category: Category,
    /// Member or not.
    pub party: PartyStatus,
    /// Where the person works.
    pub unit: Option<Id>,
    /// The branch the person belongs to.
    pub branch: Option<Id>,
}

/// A unit, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFacts {
    /// What it is.
    pub kind: UnitKind,
    /// Its name, unique.
    pub name: String,
    /// The unit above.
    pub parent: Option<Id>,
}

/// A Party organisation, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyFacts {
    /// What it is.
    pub kind: PartyKind,
    /// Its name, unique.
    pub name: String,
    /// The organisation above.
    pub parent: Option<Id>,
    /// The units it serves: many-to-many (T5).
    pub units: Vec<Id>,
}

/// A line, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFacts {
    /// Its name, unique.
    pub name: String,
    /// The department that leads it.
    pub lead: Id,
}

/// The register is one for the whole organisation: a right to it that is held in one campaign (the office's) is a right
/// to all of it.
pub fn permit(actor: &Actor, verb: Verb) -> Result<()> {
    if actor.reach(verb).is_nothing() { Err(Error::Refused(Refusal::Role)) } else { Ok(()) }
}

/// Surnames that are read otherwise than the character elsewhere.
const SURNAMES: &[(char, &str)] = &[
    ('\u{5355}', "shan"),
    ('\u{66fe}', "zeng"),
    ('\u{4ec7}', "qiu"),
    ('\u{89e3}', "xie"),
    ('\u{67e5}', "zha"),
    ('\u{533a}', "ou"),
    ('\u{76d6}', "ge"),
    ('\u{6734}', "piao"),
    ('\u{7fdf}', "zhai"),
    ('\u{4e50}', "yue"),
    ('\u{79cd}', "chong"),
    ('\u{8983}', "qin"),
];

/// The sort key of a name: the syllables, separated so that `li ang` comes before `liang`; anything else in lower case.
pub fn name_key(name: &str) -> String {
    let mut key = String::new();
    let mut word = false;
    for c in name.chars() {
        match c.to_pinyin() {
            Some(syllable) => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
                key.push_str(syllable.plain());
                word = false;
            }
            None if c.is_whitespace() => word = false,
            None => {
                if !word && !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
                key.extend(c.to_lowercase());
                word = true;
            }
        }
    }
    key
}

/// The sort key of a person's name: the surname is read as a surname.
pub fn person_key(name: &str) -> String {
    let name = name.trim();
    let mut rest = name.chars();
    let surname = rest.next().and_then(|first| SURNAMES.iter().find(|(c, _)| *c == first));
    match surname {
        Some((_, syllable)) => format!("{syllable} {}", name_key(rest.as_str())).trim_end().to_owned(),
        None => name_key(name),
    }
}

/// The first text after all those that begin with `prefix`.
pub fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Whether putting `child` under `parent` would make a ring; `above` tells each one's parent.
pub fn makes_ring(child: &Id, parent: &Id, above: &[(Id, Option<Id>)]) -> bool {
    let mut at = Some(parent.clone());
    for _ in 0..=above.len() {
        match at {
            Some(id) if id == *child => return true,
            Some(id) => at = above.iter().find(|(key, _)| *key == id).and_then(|(_, parent)| parent.clone()),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_syllable_and_surnames_are_read_as_surnames() {
        assert_eq!(name_key("\u{738b}\u{82b3}"), "wang fang");
        assert_eq!(name_key("Anna  Li"), "anna li");
        assert_eq!(name_key("\u{7b2c}3\u{652f}\u{90e8}"), "di 3 zhi bu");
        assert_eq!(person_key("\u{5355}\u{6653}"), "shan xiao");
        assert_eq!(name_key("\u{5355}\u{4f4d}"), "dan wei");
        assert!(person_key("\u{674e}\u{6602}") < person_key("\u{6881}\u{4e00}"));
    }

    #[test]
    fn a_ring_is_seen() {
        let [a, b, c] = [Id::random(), Id::random(), Id::random()];
        let above = [(a.clone(), None), (b.clone(), Some(a.clone())), (c.clone(), Some(b.clone()))];
        assert!(makes_ring(&a, &c, &above) && makes_ring(&a, &a, &above));
        assert!(!makes_ring(&c, &a, &above));
    }
}
