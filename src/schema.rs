//! The numbered migrations, carried in the binary.

use store::Migration;

macro_rules! migrations {
    ($($number:literal $name:literal;)*) => {
        /// All migrations in order.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
            sqlite: None,
            postgres: None,
        },)*];
    };
}

migrations! {
    1 "0001_system";
    2 "0002_organisation";
    3 "0003_campaign";
    4 "0004_opinion";
    5 "0005_merging";
    6 "0006_rectification";
    7 "0007_publication";
    8 "0008_views";
    9 "0009_evaluation";
    12 "0012_api_system";
    15 "0015_forget_system";
    20 "0020_evaluation";
}
