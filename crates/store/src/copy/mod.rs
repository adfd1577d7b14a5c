//! All data from one database into another, of the same engine or the other one.
//!
//! One transaction on the target holds everything: what was broken off, or does not compare, leaves the target as empty as it
//! was. Nobody works on either side meanwhile: on SQLite the claim on the file says so, on PostgreSQL a lock that every
//! process of the product shares and the copy takes for itself alone. Rows are written in the order of their keys, which for
//! whatever is anonymous are random: nothing of the order in which they came to the source is carried over.

mod catalog;
mod rows;
mod source;
mod target;

use crate::error::StoreError;
use crate::migrate::{Migration, Step};
use crate::url::DatabaseUrl;

use catalog::Catalog;
use rows::Summed;
use source::Source;
use target::Target;

/// How far a copy is.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// Rows are being written.
    Write,
    /// Rows are being read again from the target.
    Check,
}

/// One table on both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Its name.
    pub table: String,
    /// Its rows on the source.
    pub rows_from: u64,
    /// Its rows on the target.
    pub rows_to: u64,
    /// The hash of all values of all rows in the order of their keys (BLAKE3, hexadecimal), on the source.
    pub hash_from: String,
    /// The same on the target.
    pub hash_to: String,
}

impl Compared {
    /// Whether both sides hold the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.rows_from == self.rows_to && self.hash_from == self.hash_to
    }
}

/// What to copy.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    /// Where the data is.
    pub from: &'a DatabaseUrl,
    /// Where it shall be.
    pub to: &'a DatabaseUrl,
    /// The schema of both.
    pub migrations: &'a [Migration],
    /// Tables of running processes, which say nothing of the data: the target keeps what the migrations put there.
    pub leave: &'a [&'a str],
}

impl Copy<'_> {
    /// Brings the schema of the target up to date, copies, reads everything again and compares; `progress` hears the stage,
    /// the table and the rows so far. It blocks the thread, which must not belong to an async runtime.
    ///
    /// # Errors
    /// When the target is not empty, the source's schema is not the one of `migrations`, somebody works on either side, or
    /// the two sides do not compare afterwards ([`StoreError::Differs`]). The target then holds no rows.
    pub fn run(&self, progress: &mut dyn FnMut(Stage, &str, u64)) -> Result<Vec<Compared>, StoreError> {
        let steps = |engine| self.migrations.iter().map(|step| Step::new(step, engine)).collect::<Result<Vec<_>, _>>();
        let catalog = Catalog::of(self.migrations, self.leave)?;
        let mut source = Source::open(self.from, true)?;
        source.expect(&catalog, &steps(self.from.engine())?)?;
        let mut target = Target::open(self.to)?;
        target.prepare(&catalog, &steps(self.to.engine())?)?;
        target.begin(&catalog)?;
        let done = write_and_compare(&catalog, &mut source, &mut target, progress);
        match done {
            Ok(compared) => target.commit(&catalog).map(|()| compared),
            Err(error) => {
                target.undo();
                Err(error)
            }
        }
    }

    /// Compares both sides and changes nothing. It blocks the thread, as [`Copy::run`] does, and somebody may work on either
    /// side: each is read at one moment.
    ///
    /// # Errors
    /// When one of them cannot be read or has another schema.
    pub fn compare(&self, progress: &mut dyn FnMut(Stage, &str, u64)) -> Result<Vec<Compared>, StoreError> {
        let catalog = Catalog::of(self.migrations, self.leave)?;
        let mut sides = Vec::new();
        for url in [self.from, self.to] {
            let mut side = Source::open(url, false)?;
            let steps: Vec<Step> =
                self.migrations.iter().map(|step| Step::new(step, url.engine())).collect::<Result<_, _>>()?;
            side.expect(&catalog, &steps)?;
            let mut sums = Vec::new();
            for table in catalog.copied() {
                sums.push(side.sum(table, &mut |rows| progress(Stage::Check, &table.name, rows))?);
            }
            sides.push(sums);
        }
        let (Some(to), Some(from)) = (sides.pop(), sides.pop()) else { return Ok(Vec::new()) };
        Ok(catalog
            .copied()
            .zip(from.into_iter().zip(to))
            .map(|(table, (from, to))| told(&table.name, from, to))
            .collect())
    }
}

fn told(table: &str, from: Summed, to: Summed) -> Compared {
    Compared { table: table.to_owned(), rows_from: from.rows, rows_to: to.rows, hash_from: from.hash, hash_to: to.hash }
}

fn write_and_compare(
    catalog: &Catalog,
    source: &mut Source,
    target: &mut Target,
    progress: &mut dyn FnMut(Stage, &str, u64),
) -> Result<Vec<Compared>, StoreError> {
    let mut written = Vec::new();
    for table in catalog.copied() {
        written.push(target.fill(table, source, &mut |rows| progress(Stage::Write, &table.name, rows))?);
    }
    let mut compared = Vec::new();
    for (table, from) in catalog.copied().zip(written) {
        let to = target.sum(table, &mut |rows| progress(Stage::Check, &table.name, rows))?;
        compared.push(told(&table.name, from, to));
    }
    match compared.iter().find(|table| !table.is_same()) {
        Some(table) => Err(StoreError::Differs(table.table.clone())),
        None => Ok(compared),
    }
}
