//! The permission matrix of SPEC 5.2 as data. A cell lists groups `[scope]rights`: rights are letters, the scope before
//! them says where. It is read by [`super::Reach`], printed by the permission page, and walked by the tests.

/// A role of SPEC 5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "SPEC 5.1 is the documentation; the Chinese names stand in the text table")]
#[rustfmt::skip]
pub enum Role {
    Sec, Cm, Wg, Dh, Dl, Bs, Lc, Pd, Pm, St, Ow, Tu, Fn, Tl, Sup, Aud, Sys,
}

impl Role {
    /// In the order of the matrix's columns.
    #[rustfmt::skip]
    pub const ALL: [Role; 17] = [
        Role::Sec, Role::Cm, Role::Wg, Role::Dh, Role::Dl, Role::Bs, Role::Lc, Role::Pd, Role::Pm, Role::St, Role::Ow,
        Role::Tu, Role::Fn, Role::Tl, Role::Sup, Role::Aud, Role::Sys,
    ];

    /// The code in the database, in imports and on the command line.
    #[rustfmt::skip]
    pub fn code(self) -> &'static str {
        match self {
            Role::Sec => "SEC", Role::Cm => "CM", Role::Wg => "WG", Role::Dh => "DH", Role::Dl => "DL", Role::Bs => "BS",
            Role::Lc => "LC", Role::Pd => "PD", Role::Pm => "PM", Role::St => "ST", Role::Ow => "OW", Role::Tu => "TU",
            Role::Fn => "FN", Role::Tl => "TL", Role::Sup => "SUP", Role::Aud => "AUD", Role::Sys => "SYS",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }

    /// Roles that follow from the person or the object and are never granted: every login is staff, members are
    /// members, holders of a leading post are leading cadres, an owner owns his items.
    pub fn is_derived(self) -> bool {
        matches!(self, Role::Lc | Role::Pm | Role::St | Role::Ow)
    }

    /// What the role's scope points at.
    pub fn scope(self) -> Scope {
        match self {
            Role::Wg => Scope::Campaign,
            Role::Dh | Role::Dl => Scope::Unit,
            Role::Bs => Scope::Branch,
            _ => Scope::Tenant,
        }
    }

    /// SYS holds no business content (SPEC 5.2, conflict rules).
    pub fn excludes(self, other: Role) -> bool {
        let business = |r| matches!(r, Role::Sec | Role::Wg | Role::Tl | Role::Aud);
        (self == Role::Sys && business(other)) || (other == Role::Sys && business(self))
    }
}

/// What a grant's scope names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole organisation.
    Tenant,
    /// One campaign.
    Campaign,
    /// One unit (a department's clerk may hold a line instead).
    Unit,
    /// One branch or general branch.
    Branch,
}

/// A row of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the rows of SPEC 5.2, in its order")]
pub enum Row {
    Campaign,
    WorkingGroup,
    Task,
    Column,
    Reminder,
    Round,
    SubmitOpinion,
    RegisterOpinion,
    ReadPoint,
    ReadIdentity,
    Merge,
    Problem,
    ItemEdit,
    ItemProgress,
    ItemExtension,
    ItemClose,
    ItemReopen,
    Publication,
    Comment,
    Meeting,
    Dlm,
    DlmCriticism,
    Liaison,
    ContactRecord,
    Hardship,
    Evaluation,
    Vote,
    Count,
    Regulation,
    Money,
    Membership,
    Accounts,
    AuditTrail,
}

/// The scopes before the rights: `o` own, `d` own department or line, `b` own branch, `p` when published to them,
/// `l` when leading it. Rights: `C` create, `R` read, `U` edit, `A` approve, `F` final approval, `X` execute or count,
/// `P` propose, `K` check, `V` review in the department, `M` comment, `T` totals only, `O` object, `G` grant business
/// roles, `S` own acts, `Y` verify only.
#[rustfmt::skip]
pub const MATRIX: &[(Row, [&str; 17])] = &[
    //                       SEC     CM       WG       DH        DL       BS        LC      PD      PM       ST       OW       TU     FN    TL    SUP   AUD   SYS
    (Row::Campaign,        ["A R",  "R",     "C U R", "R",      "R",     "R",      "R",    "R",    "p R",   "p R",   "R",     "R",   "",   "",   "R",  "R",  ""]),
    (Row::WorkingGroup,    ["A R",  "R",     "C U R", "R",      "R",     "R",      "R",    "R",    "R",     "",      "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Task,            ["R A",  "R",     "C U R", "d CUR",  "d R",   "b CUR",  "o UR", "",     "o UR",  "o UR",  "o UR",  "",    "",   "",   "R",  "R",  ""]),
    (Row::Column,          ["A R",  "R",     "C U A R", "d CR", "d CR",  "b CR",   "R",    "R",    "p R",   "p R",   "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Reminder,        ["C A R", "C R",  "C U R", "o X",    "o X",   "o X",    "o X",  "o X",  "o X",   "o X",   "o X",   "",    "",   "",   "C",  "R",  ""]),
    (Row::Round,           ["A R",  "R",     "C U R", "d CUR",  "d UR",  "b CUR",  "",     "",     "p R",   "p R",   "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::SubmitOpinion,   ["o C",  "o C",   "o C",   "o C",    "o C",   "o C",    "o C",  "o C",  "o C",   "o C",   "",      "",    "",   "",   "",   "",   ""]),
    (Row::RegisterOpinion, ["",     "",      "C U",   "",       "d CU",  "b CU",   "",     "o C",  "",      "",      "",      "",    "",   "",   "",   "",   ""]),
    (Row::ReadPoint,       ["R",    "R",     "R",     "d R",    "d R",   "b R",    "",     "o R",  "o R",   "o R",   "o R",   "",    "",   "",   "",   "R",  ""]),
    (Row::ReadIdentity,    ["A",    "",      "",      "",       "",      "",       "",     "",     "",      "",      "",      "",    "",   "",   "",   "R",  ""]),
    (Row::Merge,           ["A R",  "R",     "C U R", "d PR",   "d PR",  "",       "",     "",     "",      "",      "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Problem,         ["A R",  "M R",   "C U R", "d UR",   "d R",   "R",      "R",    "R",    "p R",   "p R",   "R",     "",    "",   "",   "R",  "R",  ""]),
    (Row::ItemEdit,        ["R",    "R",     "U R",   "d UR",   "d UR",  "R",      "R",    "R",    "p R",   "p R",   "o R",   "",    "",   "",   "R",  "R",  ""]),
    (Row::ItemProgress,    ["R",    "R",     "R",     "R",      "d UR",  "",       "l R",  "",     "",      "",      "o UR",  "",    "",   "",   "R",  "R",  ""]),
    (Row::ItemExtension,   ["A",    "l A",   "R",     "d V",    "",      "",       "l A",  "",     "",      "",      "o C",   "",    "",   "",   "",   "R",  ""]),
    (Row::ItemClose,       ["F",    "",      "K",     "d V",    "",      "",       "l A",  "",     "",      "",      "o C",   "",    "",   "",   "R",  "R",  ""]),
    (Row::ItemReopen,      ["A",    "C",     "C",     "",       "",      "",       "",     "",     "O",     "O",     "",      "",    "",   "",   "C",  "R",  ""]),
    (Row::Publication,     ["A R",  "R",     "C U R", "d CR",   "",      "b CR",   "",     "",     "p R",   "p R",   "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Comment,         ["",     "C",     "",      "C",      "C",     "C",      "C",    "C",    "C",     "C",     "C",     "",    "",   "",   "C",  "",   ""]),
    (Row::Meeting,         ["A R",  "R",     "C U R", "d CUR",  "",      "b CUR",  "R",    "R",    "R",     "p R",   "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Dlm,             ["R",    "b R",   "K",     "d CUXR", "",      "",       "o R",  "",     "",      "p R",   "",      "",    "",   "",   "R M", "R", ""]),
    (Row::DlmCriticism,    ["",     "",      "",      "o R",    "o U",   "",       "o R",  "",     "",      "",      "",      "",    "",   "",   "o R", "R", ""]),
    (Row::Liaison,         ["A R",  "o R",   "C U R", "R",      "",      "b R",    "o R",  "o R",  "o R",   "o R",   "",      "o R", "",   "",   "R",  "R",  ""]),
    (Row::ContactRecord,   ["R",    "o CUR", "R",     "R",      "",      "b RK",   "o CUR", "o CUR", "o K",  "o K",   "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Hardship,        ["T",    "l R",   "T",     "",       "",      "",       "l R",  "",     "",      "o R",   "",      "C U R", "", "",   "T",  "R",  ""]),
    (Row::Evaluation,      ["A R",  "",      "C U R", "",       "",      "",       "",     "",     "",      "",      "",      "",    "",   "X",  "R",  "R",  ""]),
    (Row::Vote,            ["o X",  "o X",   "o X",   "o X",    "o X",   "o X",    "o X",  "o X",  "o X",   "o X",   "o X",   "o X", "o X", "o X", "",  "",   ""]),
    (Row::Count,           ["",     "",      "",      "",       "",      "",       "",     "",     "",      "",      "",      "",    "",   "X",  "R",  "R",  ""]),
    (Row::Regulation,      ["A R",  "M R",   "C U R", "d CR",   "",      "R",      "R",    "R",    "R",     "p R",   "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Money,           ["T",    "T",     "T",     "",       "",      "b C",    "o R",  "o R",  "o R",   "o R",   "",      "",    "C U R", "", "T", "R",  ""]),
    (Row::Membership,      ["A R",  "R",     "R",     "",       "",      "b CUR",  "",     "",     "o R",   "",      "",      "",    "",   "",   "R",  "R",  ""]),
    (Row::Accounts,        ["G",    "",      "",      "",       "",      "",       "",     "",     "",      "",      "",      "",    "",   "",   "",   "R",  "C U"]),
    (Row::AuditTrail,      ["S",    "",      "",      "",       "",      "",       "",     "",     "",      "",      "",      "",    "",   "",   "",   "R Y", "Y"]),
];

/// One group of a cell: where, and which rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// `None`: the role's own scope.
    pub scope: Option<char>,
    /// The rights letters.
    pub rights: &'static str,
}

/// The groups of a cell.
pub fn allowances(row: Row, role: Role) -> impl Iterator<Item = Allowance> {
    let column = Role::ALL.iter().position(|r| *r == role);
    let cell = MATRIX.iter().find(|(r, _)| *r == row).and_then(|(_, cells)| cells.get(column?)).copied().unwrap_or("");
    let mut scope = None;
    cell.split_whitespace().filter_map(move |part| {
        if part.len() == 1 && part.starts_with(|c: char| "odbpl".contains(c)) {
            scope = part.chars().next();
            None
        } else {
            // `R M` after a scope still belongs to that scope: a cell has one scope or none.
            Some(Allowance { scope, rights: part })
        }
    })
}
