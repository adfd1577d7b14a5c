//! The numbered migrations, carried in the binary.

use store::Migration;

macro_rules! migrations {
    ($($number:literal $name:literal $($own:ident)?;)*) => {
        /// All migrations in order.
        pub const MIGRATIONS: &[Migration] = &[$(migration!($number $name $($own)?),)*];
    };
}

/// `engines`: each engine has a text of its own besides the common one.
macro_rules! migration {
    ($number:literal $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
            sqlite: None,
            postgres: None,
        }
    };
    ($number:literal $name:literal engines) => {
        Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
            sqlite: Some(include_str!(concat!("../migrations/", $name, ".sqlite.sql"))),
            postgres: Some(include_str!(concat!("../migrations/", $name, ".postgres.sql"))),
        }
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
    10 "0010_plan";
    11 "0011_opinion";
    12 "0012_api_system";
    13 "0013_rectification";
    14 "0014_merging";
    15 "0015_forget_system";
    16 "0016_recall" engines;
    18 "0018_publication";
    20 "0020_evaluation";
    21 "0021_supervision";
    22 "0022_views";
    23 "0023_tables_system";
    25 "0025_merging";
    26 "0026_merging";
    27 "0027_campaign";
    28 "0028_closing";
    29 "0029_views";
    30 "0030_views";
    31 "0031_views";
    37 "0037_rectification";
    38 "0038_document";
    39 "0039_views";
    41 "0041_box_system";
    42 "0042_opinion";
    43 "0043_recall" engines;
}
