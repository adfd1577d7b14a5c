//! Makes the demonstration as large as asked for: people and opinions through the product's own imports, the rest straight
//! into the tables.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use store::{StoreError, params};

use super::world::World;

store::statements! {
    /// Items under way, to copy from.
    MODELS = "select id from rectification_item where state = 'in_progress' order by serial";
    /// The last number of an item.
    LAST_SERIAL = "select max(serial) from rectification_item";
    /// One more item like another.
    COPY_ITEM = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category, cause, kind,
        requirement, lead_cadre_id, lead_unit_id, owner_id, original_due_on, due_on, start_on, review_months, state, attempt,
        approved_on, done_on, yellow_from, red_from, note, resumes, suspended_on, superseded_by, version)
        select $2, campaign_id, $3, $4, merged_item_id, source, problem, category, cause, kind, requirement, lead_cadre_id, lead_unit_id,
        owner_id, $5, $5, start_on, review_months, state, attempt, approved_on, done_on, $6, $5, note, resumes, suspended_on,
        superseded_by, version from rectification_item where id = $1";
    /// The account of a login.
    PASSWORD = "select password, created_on from account where login = $1";
    /// People who have no account yet.
    WITHOUT_ACCOUNT = "select p.id from person p where not exists (select 1 from account a where a.person_id = p.id) order by p.id limit $1";
    /// A new account.
    INSERT_ACCOUNT = "insert into account (id, person_id, login, password, locked, created_on) values ($1, $2, $3, $4, 0, $5)";
    /// The roster of the last evaluation.
    ROSTER = "select r.evaluation_id, r.person_id from roster_entry r join evaluation e on e.id = r.evaluation_id
        where e.state = 'ready' order by r.person_id";
    /// Its voting codes, as if they had been printed.
    GIVE_CODE = "update roster_entry set code_hash = $3, channel = 'online', printed = 1 where evaluation_id = $1 and person_id = $2";
    /// How many slips lie in the box.
    pub WAITING = "select count(*) from box_drop";
}

/// Rows that one unit of work writes.
const CHUNK: usize = 2_000;

/// A spreadsheet of invented people.
pub fn people_sheet(world: &World, people: usize) -> Result<PathBuf> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    for (column, title) in (0_u16..).zip(["name", "unit"]) {
        sheet.write_string(0, column, title)?;
    }
    for n in 0..people {
        let row = u32::try_from(n + 1)?;
        sheet.write_string(row, 0, format!("\u{804c}\u{5de5}{n:06}"))?;
        sheet.write_string(row, 1, "\u{603b}\u{52a1}\u{90e8}")?;
    }
    let file = world.file("people.xlsx");
    book.save(&file)?;
    Ok(file)
}

/// Invented opinions, and how long their import took, in seconds. The server must be stopped.
pub fn opinions(world: &World, opinions: usize) -> Result<f64> {
    let words =
        ["\u{98df}\u{5802}\u{6392}\u{961f}", "\u{73ed}\u{8f66}\u{665a}\u{70b9}", "\u{57f9}\u{8bad}\u{592a}\u{5c11}"];
    let kinds = ["suggestion", "criticism"];
    let (mut done, mut took) = (0, 0.0);
    // An import of opinions takes so many rows at once.
    while done < opinions {
        let rows = (opinions - done).min(5_000);
        let mut text = String::new();
        for n in done..done + rows {
            let what = words.get(n % words.len()).copied().unwrap_or_default();
            let kind = kinds.get(n % kinds.len()).copied().unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{{\"text\":\"{what}\u{ff0c}\u{7b2c}{n}\u{6761}\",\"kind\":\"{kind}\",\"subject\":\"department\"}}"
            );
        }
        let file = world.file("opinions.jsonl");
        std::fs::write(&file, text)?;
        let began = Instant::now();
        world.command(&["import", "opinions", &file.display().to_string(), "--round", &world.round])?;
        took += began.elapsed().as_secs_f64();
        done += rows;
    }
    Ok(took)
}

/// Items under way, due on many days. The server must be stopped.
pub fn items(world: &World, items: usize) -> Result<()> {
    let db = world.open()?;
    let (models, last) = db.read_blocking(|tx| {
        let models: Vec<String> = tx.all(&MODELS, &[], |row| row.get(0))?;
        let last: Option<i64> = tx.one(&LAST_SERIAL, &[], |row| row.get(0))?;
        Ok::<_, StoreError>((models, last.unwrap_or_default()))
    })?;
    ensure!(!models.is_empty(), "the demonstration has no item under way");
    for from in (0..items).step_by(CHUNK) {
        let models = models.clone();
        db.write_blocking(move |tx| {
            for n in from..(from + CHUNK).min(items) {
                let Some(model) = models.get(n % models.len()) else { continue };
                let (month, day) = (n / 28 % 12 + 1, n % 28 + 1);
                let due = format!("2008-{month:02}-{day:02}");
                let yellow = format!("2008-{month:02}-{:02}", day.saturating_sub(3).max(1));
                let serial = last + 1 + i64::try_from(n).unwrap_or_default();
                tx.run(&COPY_ITEM, &params![model, key(2, n), format!("L{n:06}"), serial, &due, &yellow])?;
            }
            Ok::<_, StoreError>(())
        })?;
    }
    db.close();
    Ok(())
}

/// Accounts with the password of a login, and their logins. The server must be stopped.
pub fn accounts(world: &World, like: &str, accounts: usize) -> Result<Vec<String>> {
    let db = world.open()?;
    let (like, most) = (like.to_owned(), i64::try_from(accounts)?);
    let logins = db.write_blocking(move |tx| {
        let of = tx.one(&PASSWORD, &params![&like], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
        let Some((password, day)) = of else { return Ok(Vec::new()) };
        let people: Vec<String> = tx.all(&WITHOUT_ACCOUNT, &params![most], |row| row.get(0))?;
        let mut logins = Vec::with_capacity(people.len());
        for (n, person) in people.iter().enumerate() {
            let login = format!("load{n}");
            tx.run(&INSERT_ACCOUNT, &params![key(3, n), person, &login, &password, &day])?;
            logins.push(login);
        }
        Ok::<_, StoreError>(logins)
    })?;
    db.close();
    ensure!(logins.len() == accounts, "there are people for {} accounts only", logins.len());
    Ok(logins)
}

/// Gives everybody on the roster of the evaluation that is ready a voting code, as if they had been printed. The server must
/// be stopped.
pub fn codes(world: &World) -> Result<Vec<String>> {
    let db = world.open()?;
    let roster: Vec<(String, String)> =
        db.read_blocking(|tx| tx.all(&ROSTER, &[], |row| Ok::<_, StoreError>((row.get(0)?, row.get(1)?))))?;
    let mut codes = Vec::with_capacity(roster.len());
    for (chunk, people) in roster.chunks(CHUNK).enumerate() {
        let people = people.to_vec();
        let fresh: Vec<String> = (0..people.len()).map(|n| code(chunk * CHUNK + n)).collect();
        codes.extend(fresh.iter().cloned());
        db.write_blocking(move |tx| {
            for ((evaluation, person), code) in people.iter().zip(&fresh) {
                tx.run(&GIVE_CODE, &params![evaluation, person, digest(code)])?;
            }
            Ok::<_, StoreError>(())
        })?;
    }
    db.close();
    Ok(codes)
}

/// How many slips wait in the box.
pub fn waiting(world: &World) -> Result<i64> {
    let db = world.open_to_read()?;
    let count = db.read_blocking(|tx| tx.one(&WAITING, &[], |row| row.get::<i64>(0)))?;
    db.close();
    count.context("no count")
}

/// How the product keeps a secret that it need not show again.
fn digest(secret: &str) -> String {
    blake3::derive_key("shuangcu 2026 stored secret", secret.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// A voting code of sixteen letters.
fn code(n: usize) -> String {
    let hash = blake3::hash(format!("code {n}").as_bytes());
    hash.as_bytes().iter().take(16).map(|b| char::from(b'a' + b % 26)).collect()
}

/// A key of a row: 32 hexadecimal digits that look random, as the product's own do.
fn key(kind: u8, n: usize) -> String {
    blake3::hash(format!("row {kind} {n}").as_bytes()).to_hex().chars().take(32).collect()
}
