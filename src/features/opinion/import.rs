//! Importing opinions from a file. All of it or nothing: rows are written in chunks where nobody looks, so that a large
//! file keeps no other writer waiting, and one unit of work takes them over as points.

use std::collections::{HashMap, HashSet};

use ::store::{StoreError, params};

use super::actions::{first_state, insert_batch};
use super::model::{Fields, Kind, LONGEST, PointState, Population, Round, RoundState, Sign, Subject};
use super::{TEXT_INDEX, store};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::{self, BadRow, Report, Table, TableRow};
use crate::text::opinion_import::{OPINION_COLUMNS, OPINION_UNSIGNED, OPINION_WORDS};

/// Rows written by one unit of work.
const CHUNK: usize = 500;

/// A row that may be written.
#[derive(Clone, Debug)]
struct Ready {
    id: Id,
    search_key: i64,
    hash: String,
    text: String,
    fields: Fields,
    person: Option<Id>,
    state: PointState,
}

/// Reads a file and, unless something is wrong with it or `dry_run` is set, writes its rows as points of the open round
/// with this code. Without an actor it is the console that imports. The report says what was read and what is wrong.
pub async fn opinions(
    app: &App,
    actor: Option<&Actor>,
    code: &str,
    bytes: Vec<u8>,
    name: &str,
    dry_run: bool,
) -> Result<Report> {
    let hash = tables::content_hash(&bytes);
    let round = guard(app, actor, code, &hash).await?;
    let table = tables::read_in_background(bytes, name.to_owned(), OPINION_COLUMNS).await?;
    let persons = persons(app, &table).await?;
    let mut report = Report {
        rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        bad: table.bad.clone(),
        ignored: table.ignored.clone(),
    };
    let mut ready = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        ready.extend(read(&table, row, &round, &persons, &mut report.bad));
    }
    report.bad.sort_by_key(|bad| bad.row);
    if dry_run || !report.is_well() {
        return Ok(report);
    }
    clear_stale(app, &round.id).await?;
    let batch = Id::random();
    for chunk in ready.chunks(CHUNK) {
        stage(app, &batch, &round.id, chunk.to_vec()).await?;
    }
    let keys = ready.into_iter().map(|r| (r.id, r.hash)).collect();
    take_over(app, actor, &round, batch, keys, hash).await?;
    Ok(report)
}

/// Who may, when, and not the same file twice. Asked before the work and again in the unit that ends it.
async fn guard(app: &App, actor: Option<&Actor>, code: &str, hash: &str) -> Result<Round> {
    let (actor, code, hash, today) = (actor.cloned(), code.to_owned(), hash.to_owned(), app.clock.now().today());
    app.db
        .read(move |tx| {
            let round = store::find_round_by_code(tx, &code)?.ok_or(Error::NotFound)?;
            if let Some(actor) = &actor {
                actor.permit(Verb::OpinionRegister, &round.object())?;
            }
            if round.state != RoundState::Open || today > round.closes_on {
                return Err(Error::rule(Rule::RoundNotOpen));
            }
            match tx.one(&store::IMPORTED, &params![&round.id, &hash], |row| row.get::<String>(0))? {
                Some(day) => Err(Error::Rule(Rule::DuplicateImport, day)),
                None => Ok(round),
            }
        })
        .await
}

/// Everybody whose name stands in the file, one query for each different name.
async fn persons(app: &App, table: &Table) -> Result<HashMap<String, Vec<Id>>> {
    let names: HashSet<String> = table.rows.iter().map(|r| r.text(6).trim().to_owned()).collect();
    let names: Vec<String> = names.into_iter().filter(|n| !OPINION_UNSIGNED.contains(&n.as_str())).collect();
    app.db
        .read(move |tx| {
            let mut found = HashMap::new();
            for name in &names {
                // A name with NUL in it is nobody's; asking the database for it would fail.
                let ids: Vec<Id> = match name.contains('\0') {
                    true => Vec::new(),
                    false => tx.all(&store::PERSONS_NAMED, &params![name], |row| row.get(0))?,
                };
                found.insert(name.clone(), ids);
            }
            Ok::<_, Error>(found)
        })
        .await
}

/// A code, or a word that stands for one.
fn coded<C>(cell: &str, parse: fn(&str) -> Option<C>) -> Option<C> {
    let word = OPINION_WORDS.iter().find(|(word, _)| *word == cell).map(|(_, code)| *code);
    parse(cell).or_else(|| word.and_then(parse))
}

/// Reads one row; whatever is wrong is noted, and then there is no point.
fn read(
    table: &Table,
    row: &TableRow,
    round: &Round,
    persons: &HashMap<String, Vec<Id>>,
    bad: &mut Vec<BadRow>,
) -> Option<Ready> {
    let before = bad.len();
    let mut wrong = |column: usize, rule: Rule| {
        bad.push(BadRow::new(row.number, table.heading(OPINION_COLUMNS, column), rule, row.text(column)));
    };
    let text = row.text(0);
    if text.trim().is_empty() {
        wrong(0, Rule::Missing);
    } else if text.chars().count() > LONGEST {
        wrong(0, Rule::TooLong);
    } else if text.contains('\0') {
        wrong(0, Rule::NulCharacter);
    }
    let cell = |n: usize| row.text(n).trim();
    let line = match cell(1) {
        "" => round.lines.first().map(|(id, _)| id.clone()),
        name => round.lines.iter().find(|(_, n)| n == name).map(|(id, _)| id.clone()).or_else(|| {
            wrong(1, Rule::UnknownChoice);
            None
        }),
    };
    let mut choice = |n: usize, known: bool| {
        if !known {
            wrong(n, Rule::UnknownChoice);
        }
    };
    let population = match cell(2) {
        "" => round.populations.first().copied(),
        word => coded(word, Population::parse).filter(|p| round.populations.contains(p)),
    };
    choice(2, population.is_some());
    let subject = match cell(3) {
        "" => round.subjects.first().copied(),
        word => coded(word, Subject::parse).filter(|s| round.offered_subjects().contains(s)),
    };
    choice(3, subject.is_some());
    let kind = match cell(4) {
        "" => round.kinds.first().copied(),
        word => coded(word, Kind::parse).filter(|k| round.kinds.contains(k)),
    };
    choice(4, kind.is_some());
    let category = Some(cell(5).to_owned()).filter(|c| !c.is_empty());
    if category.as_ref().is_some_and(|c| c.chars().count() > 50) {
        wrong(5, Rule::TooLong);
    } else if category.as_ref().is_some_and(|c| c.contains('\0')) {
        wrong(5, Rule::NulCharacter);
    }
    let person = match persons.get(cell(6)).map(Vec::as_slice) {
        None => None,
        Some([only]) => Some(only.clone()),
        Some([]) => {
            wrong(6, Rule::PersonUnknown);
            None
        }
        Some(_) => {
            wrong(6, Rule::PersonAmbiguous);
            None
        }
    };
    let fields = Fields { line, population, subject, kind, category, ..Fields::default() };
    (bad.len() == before).then(|| Ready {
        id: Id::random(),
        search_key: crate::random::key(),
        hash: content_hash(text.as_bytes()),
        text: text.to_owned(),
        state: first_state(&fields, false),
        fields,
        person,
    })
}

/// Rows of an import that was cut off: they and their words go.
async fn clear_stale(app: &App, round: &Id) -> Result<()> {
    loop {
        let round = round.clone();
        let cleared = app.db.write(move |tx| {
            let stale =
                tx.all(&store::STALE_STAGED, &params![&round], |row| Ok((row.get::<Id>(0)?, row.get::<i64>(1)?)))?;
            for (id, key) in &stale {
                tx.text_delete(TEXT_INDEX, *key)?;
                tx.run(&store::DELETE_STAGED, &params![id])?;
            }
            Ok::<_, StoreError>(stale.len())
        });
        if cleared.await? == 0 {
            return Ok(());
        }
    }
}

async fn stage(app: &App, batch: &Id, round: &Id, chunk: Vec<Ready>) -> Result<()> {
    // Cutting into words is the slow part and needs no database: done before the writer is kept waiting.
    let words = tokio::task::spawn_blocking(move || {
        let words: Vec<Vec<String>> = chunk.iter().map(|r| merge::tokens(&r.text)).collect();
        (chunk, words)
    });
    let (chunk, words) = words.await.map_err(|e| Error::Internal(e.to_string()))?;
    let (batch, round) = (batch.clone(), round.clone());
    let written = app.db.write(move |tx| {
        for (r, words) in chunk.iter().zip(&words) {
            let sign = if r.person.is_some() { Sign::Named } else { Sign::Unsigned };
            let f = &r.fields;
            tx.run(
                &store::STAGE_POINT,
                &params![
                    &r.id,
                    &batch,
                    &round,
                    sign.code(),
                    &r.person,
                    &f.line,
                    f.population.map(Population::code),
                    f.subject.map(Subject::code),
                    f.kind.map(Kind::code),
                    &f.category,
                    &r.text,
                    &r.hash,
                    r.state.code(),
                    r.search_key
                ],
            )?;
            tx.text_put(TEXT_INDEX, r.search_key, words)?;
        }
        Ok::<(), StoreError>(())
    });
    Ok(written.await?)
}

/// The rows become points, with one audit line over all of them.
async fn take_over(
    app: &App,
    actor: Option<&Actor>,
    round: &Round,
    batch: Id,
    keys: Vec<(Id, String)>,
    hash: String,
) -> Result<()> {
    let now = app.clock.now();
    let act = actor.map_or_else(|| Act::console(now), |actor| Act::by(actor, now));
    let by = actor.map_or_else(|| "console".to_owned(), |actor| actor.person.id.to_string());
    let (id, round) = (Id::random(), round.id.clone());
    let count = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    let written = app.db.write(move |tx| {
        let round = store::find_round(tx, &round)?.ok_or(Error::NotFound)?;
        if round.state != RoundState::Open {
            return Err(Error::rule(Rule::RoundNotOpen));
        }
        let today = now.today().to_string();
        tx.run(&store::INSERT_IMPORT, &params![&id, &round.id, &hash, count, &today, &by])?;
        // Another import into the same round has cleared ours away: nothing of it is lost but the time.
        if tx.one(&store::COUNT_STAGED, &params![&batch], |row| row.get::<i64>(0))? != Some(count) {
            return Err(Error::Stale);
        }
        let root = insert_batch(tx, &batch, &round.id, "import", &keys)?;
        tx.run(&store::TAKE_OVER_POINTS, &params![&batch, &round.campaign, &today, &by])?;
        tx.run(&store::TAKE_OVER_AUTHORS, &params![&batch])?;
        tx.run(&store::FORGET_STAGED, &params![&batch])?;
        let entry = Entry::new("opinion.import", "point_batch", &batch).with("round", round.id.to_string());
        Ok(record(tx, &act, entry.with("count", count).with("file", hash.clone()).hash(&root))?)
    });
    match written.await {
        Err(Error::Store(StoreError::Unique { .. })) => Err(Error::rule(Rule::DuplicateImport)),
        other => other,
    }
}
