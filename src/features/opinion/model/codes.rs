//! Closed lists of codes. Each stands in the database and in imports by its code.

/// An enum with a code for each variant.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The code in the database and in imports.
            pub fn code(self) -> &'static str { match self { $($name::$variant => $code,)* } }
            /// From its code.
            pub fn parse(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(super) use codes;

codes! {
    /// Who was asked (来源人群).
    Population {
        /// Staff of the agency.
        Agency = "agency",
        /// Staff of the grass-roots units.
        Grassroots = "grassroots",
    }
}

codes! {
    /// What it is about (意见对象).
    Subject {
        /// Leading cadres of the agency.
        LeadingCadre = "leading_cadre",
        /// The work of a department.
        Department = "department",
        /// Whoever speaks need not know; the office sorts it.
        Unsure = "unsure",
    }
}

codes! {
    /// What is wrong, or how it could be (意见、建议).
    Kind {
        /// Something is wrong.
        Criticism = "criticism",
        /// It could be done so.
        Suggestion = "suggestion",
    }
}

codes! {
    /// How a point was signed.
    Sign {
        /// Under a name.
        Named = "named",
        /// Through the box.
        Anonymous = "anonymous",
        /// On paper without a name, or read out: nobody hid anything, nobody wrote it down.
        Unsigned = "unsigned",
    }
}

codes! {
    /// The way it came (渠道).
    Channel {
        /// The phone form, under a name.
        Online = "online",
        /// The box.
        Box = "box",
        /// A collection form on paper.
        Sheet = "sheet",
        /// A seminar.
        Seminar = "seminar",
        /// A wooden box on a wall.
        PaperBox = "paper_box",
        /// A telephone line.
        Hotline = "hotline",
        /// A talk or a visit.
        Visit = "visit",
        /// An imported file.
        Import = "import",
    }
}

impl Channel {
    /// Those that a clerk writes down from.
    pub const ON_PAPER: &'static [Channel] =
        &[Channel::Sheet, Channel::Seminar, Channel::PaperBox, Channel::Hotline, Channel::Visit];
}

codes! {
    /// A decision about a point that is more than a state.
    Verdict {
        /// Handed to another body.
        Refer = "refer",
        /// Not adopted.
        Decline = "decline",
        /// Answered without a rectification.
        Answer = "answer",
        /// Handed to the discipline channel.
        Route = "route",
        /// Taken back by whoever spoke.
        Withdraw = "withdraw",
    }
}

codes! {
    /// Where a decision stands.
    Verdicted {
        /// By one; a second reader decides.
        Proposed = "proposed",
        /// In force.
        Confirmed = "confirmed",
        /// The second reader said no.
        Rejected = "rejected",
        /// The receiver gave it back.
        Returned = "returned",
    }
}
