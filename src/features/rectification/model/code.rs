//! Words with codes: how they stand in the database, in forms and in imports.

/// Makes an enum whose values have codes.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$value_doc])* $value,)* }
        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$value,)*];
            /// The code.
            pub fn code(self) -> &'static str { match self { $($name::$value => $code,)* } }
            /// From the code.
            pub fn parse(code: &str) -> Option<$name> { $name::ALL.iter().copied().find(|v| v.code() == code) }
        }
    };
}
pub(super) use coded;

coded! {
    /// How an item is to be rectified (SPEC 2.3).
    Kind {
        /// 立行立改: due within 15 days of approval, no extension.
        Immediate = "immediate",
        /// 限期整改: due within the campaign.
        TimeLimited = "time_limited",
        /// 长期坚持: no end date, a review period instead.
        LongTerm = "long_term",
    }
}

coded! {
    /// Where a problem was found (SPEC 2.3, column 3).
    Source {
        /// 征求意见.
        Opinion = "opinion",
        /// 调研.
        Research = "research",
        /// 民主生活会.
        Dlm = "dlm",
        /// 上级反馈.
        Superior = "superior",
        /// 自查.
        SelfCheck = "self_check",
        /// 三查找.
        ThreeSearches = "three_searches",
    }
}

coded! {
    /// A step of the close-out and of what follows it.
    Step {
        /// The owner applies.
        Apply = "apply",
        /// The head of the lead department.
        Dept = "dept",
        /// The lead cadre.
        Lead = "lead",
        /// The secretary.
        Final = "final",
        /// A later check that the fix holds.
        LookBack = "look_back",
        /// The review of a long-term item's period.
        Cycle = "cycle",
    }
}

impl Step {
    /// Working days this step may take (SPEC 2.4).
    pub fn limit(self) -> Option<u32> {
        match self {
            Step::Dept | Step::Final => Some(2),
            Step::Lead => Some(3),
            Step::Apply | Step::LookBack | Step::Cycle => None,
        }
    }
}

coded! {
    /// What somebody said in a step.
    Decision {
        /// The owner's own step.
        Apply = "apply",
        /// Agreed, kept, accepted.
        Agree = "agree",
        /// Returned, rebounded. Always with a reason.
        Return = "return",
    }
}
