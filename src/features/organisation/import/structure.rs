//! Units, Party organisations and lines as tables: out, and in again. Who is who: by the export mark, which holds the key, or
//! else by name. What is left out of a file stays as it is; a column that the file does not have says nothing, an empty cell
//! says that there is none.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{StoreError, Tx, params};

use super::super::actions::{write_line, write_party_org, write_unit};
use super::super::model::{LineFacts, PartyFacts, PartyKind, UnitFacts, UnitKind, makes_ring};
use super::super::store;
use super::plan::{nearest, plain};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::Verb;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::write::{Cell, Kind};
use crate::tables::{self, BadRow, Column, Report, Table, TableRow, taken};
use crate::text::{Lang, T};
use crate::view::import::Changed;

/// The longest name.
const LONGEST: usize = 60;
/// One unit of work writes all; an organisation has some hundreds of these.
const MOST: usize = 2_000;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Units.
    Units,
    /// Party organisations.
    Branches,
    /// Lines.
    Lines,
}

/// The places of the columns.
const NAME: usize = 0;
const KIND: usize = 1;
const ABOVE: usize = 2;
const OTHERS: usize = 3;
const MARK: usize = 4;

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Units, Part::Branches, Part::Lines];
    /// The word in addresses and commands.
    pub fn code(self) -> &'static str {
        match self {
            Part::Units => "units",
            Part::Branches => "branches",
            Part::Lines => "lines",
        }
    }
    /// From the word.
    pub fn parse(code: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|p| p.code() == code)
    }
    /// What one must be allowed to write it.
    pub fn verb(self) -> Verb {
        match self {
            Part::Units | Part::Branches => Verb::PeopleEdit,
            Part::Lines => Verb::LineCreate,
        }
    }
    /// Name, kind, what is above, what else belongs to it, the export mark; not every part has all five.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Part::Units => T::UNIT_COLUMNS,
            Part::Branches => T::BRANCH_COLUMNS,
            Part::Lines => T::LINE_COLUMNS,
        }
    }
    /// Where a place stands among the columns of this part.
    fn at(self, place: usize) -> Option<usize> {
        let own: &[usize] = match self {
            Part::Units => &[NAME, KIND, ABOVE, MARK],
            Part::Branches => &[NAME, KIND, ABOVE, OTHERS, MARK],
            Part::Lines => &[NAME, ABOVE, OTHERS, MARK],
        };
        own.iter().position(|p| *p == place)
    }
    fn widths(self) -> &'static [f64] {
        match self {
            Part::Units => &[28.0, 14.0, 28.0, 0.0],
            Part::Branches => &[28.0, 14.0, 28.0, 32.0, 0.0],
            Part::Lines => &[20.0, 24.0, 40.0, 0.0],
        }
    }
}

/// One of them, whichever part it is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node {
    name: String,
    kind: String,
    /// The node above, or the unit that leads.
    above: Option<Id>,
    /// Units that are served, or posts of a line; a post has a title.
    others: BTreeSet<(Id, String)>,
}

/// What is registered.
#[derive(Debug, Default)]
struct Register {
    nodes: BTreeMap<Id, Node>,
    /// In the order of the list.
    order: Vec<Id>,
    units: BTreeMap<Id, String>,
}

impl Register {
    /// Three queries.
    fn load(tx: &mut Tx<'_>, part: Part) -> Result<Register, StoreError> {
        let units = store::units(tx)?;
        let mut register =
            Register { units: units.iter().map(|u| (u.id.clone(), u.name.clone())).collect(), ..Register::default() };
        let mut put = |id: Id, node: Node| {
            register.order.push(id.clone());
            register.nodes.insert(id, node);
        };
        let node =
            |n: store::Node| (n.id, Node { name: n.name, kind: n.kind, above: n.parent, others: BTreeSet::new() });
        match part {
            Part::Units => units.into_iter().map(node).for_each(|(id, node)| put(id, node)),
            Part::Branches => store::party_orgs(tx)?.into_iter().map(node).for_each(|(id, node)| put(id, node)),
            Part::Lines => {
                let line = |row: &::store::Row<'_>| {
                    let above = Some(row.get(2)?);
                    Ok::<_, StoreError>((row.get(0)?, Node { name: row.get(1)?, above, ..Node::default() }))
                };
                tx.all(&store::LINES, &[], line)?.into_iter().for_each(|(id, node)| put(id, node));
            }
        }
        let pairs: Vec<(Id, Id, String)> = match part {
            Part::Units => Vec::new(),
            Part::Branches => {
                tx.all(&store::BRANCH_UNITS, &[], |row| Ok::<_, StoreError>((row.get(0)?, row.get(1)?, String::new())))?
            }
            Part::Lines => {
                tx.all(&store::EVERY_POSITION, &[], |row| Ok::<_, StoreError>((row.get(0)?, row.get(1)?, row.get(2)?)))?
            }
        };
        for (id, unit, title) in pairs {
            if let Some(node) = register.nodes.get_mut(&id) {
                node.others.insert((unit, title));
            }
        }
        Ok(register)
    }

    fn name(&self, part: Part, id: &Id) -> String {
        let found = if part == Part::Lines { self.units.get(id) } else { self.nodes.get(id).map(|n| &n.name) };
        found.cloned().unwrap_or_default()
    }

    /// A node as a row shows it, mark aside.
    fn texts(&self, part: Part, node: &Node, t: T, names: &BTreeMap<Id, String>) -> [String; 4] {
        let kind = match part {
            Part::Units => t.unit_kind(&node.kind).to_owned(),
            Part::Branches => t.party_kind(&node.kind).to_owned(),
            Part::Lines => String::new(),
        };
        let known = |id: &Id| names.get(id).cloned().unwrap_or_else(|| self.name(part, id));
        let above = node.above.as_ref().map(known).unwrap_or_default();
        let other = |(unit, title): &(Id, String)| {
            let unit = self.units.get(unit).cloned().unwrap_or_default();
            if title.is_empty() { unit } else { t.line_position(unit, title) }
        };
        let others: Vec<String> = node.others.iter().map(other).collect();
        [node.name.clone(), kind, above, others.join("\n")]
    }
}

/// The table, and the line that says that it was taken.
pub async fn export_structure(app: &App, act: Act, part: Part, lang: Lang, kind: Kind) -> Result<Vec<u8>> {
    let (t, names) = (T(lang), BTreeMap::new());
    let register = app.db.read(move |tx| Register::load(tx, part)).await.map_err(Error::Store)?;
    let mut writer = taken::begin(kind, t, t.structure_part(part.code()), part.columns(), part.widths())?;
    for id in &register.order {
        let Some(node) = register.nodes.get(id) else { continue };
        let texts = register.texts(part, node, t, &names);
        let shown = (NAME..MARK).filter(|place| part.at(*place).is_some());
        let mut row: Vec<Cell> = shown.map(|place| texts.get(place).cloned().map_or(Cell::Empty, Cell::Text)).collect();
        row.push(Cell::Text(id.to_string()));
        writer.row(&row)?;
    }
    let (bytes, rows) = taken::pack(writer).await?;
    taken::tell(app, act, "structure.export", (part.code(), "all"), rows, kind).await?;
    Ok(bytes)
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default)]
pub struct StructureReport {
    /// The rows, and what is wrong with them.
    pub report: Report,
    /// Rows that are new.
    pub new: u32,
    /// Rows of which something changes.
    pub changed: u32,
    /// Rows that are as they were.
    pub same: u32,
    /// The cells that are changed.
    pub changes: Vec<Changed>,
    /// Whether it was written.
    pub written: bool,
}

/// Imports units, Party organisations or lines, or only looks. Bad rows are no error: they stand in the report, and nothing
/// is written. The pages ask for permission first; the console has it. Errors: those of [`tables::read`].
pub async fn structure(
    app: &App,
    act: Act,
    part: Part,
    bytes: Vec<u8>,
    file_name: &str,
    dry_run: bool,
) -> Result<StructureReport> {
    let hash = tables::content_hash(&bytes);
    let table = tables::read_in_background(bytes, file_name.to_owned(), part.columns()).await?;
    if table.rows.len() > MOST {
        return Err(Error::rule(Rule::TooManyRows));
    }
    if dry_run {
        return app.db.read(move |tx| Ok(plan(part, &table, &Register::load(tx, part)?).report)).await;
    }
    app.db
        .write(move |tx| {
            let planned = plan(part, &table, &Register::load(tx, part)?);
            let mut report = planned.report;
            if !report.report.is_well() || planned.writes.is_empty() {
                return Ok(report);
            }
            for (id, node, new) in &planned.writes {
                write(tx, &act, part, id, node, *new)?;
            }
            let entry = Entry::new("structure.import", part.code(), "all").with("file", hash.clone());
            record(tx, &act, entry.with("new", report.new).with("changed", report.changed))?;
            report.written = true;
            Ok::<_, Error>(report)
        })
        .await
}

fn write(tx: &mut Tx<'_>, act: &Act, part: Part, id: &Id, node: &Node, new: bool) -> Result<()> {
    let unknown = || Error::Internal("a kind that was checked is unknown".to_owned());
    match part {
        Part::Units => {
            let kind = UnitKind::parse(&node.kind).ok_or_else(unknown)?;
            let facts = UnitFacts { kind, name: node.name.clone(), parent: node.above.clone() };
            write_unit(tx, act, id, &facts, new)
        }
        Part::Branches => {
            let kind = PartyKind::parse(&node.kind).ok_or_else(unknown)?;
            let units = node.others.iter().map(|(unit, _)| unit.clone()).collect();
            let facts = PartyFacts { kind, name: node.name.clone(), parent: node.above.clone(), units };
            write_party_org(tx, act, id, &facts, new)
        }
        Part::Lines => {
            let lead = node.above.clone().ok_or_else(unknown)?;
            write_line(tx, act, id, &LineFacts { name: node.name.clone(), lead }, new)?;
            tx.run(&store::DELETE_POSITIONS, &params![id])?;
            for (unit, title) in &node.others {
                tx.run(&store::INSERT_POSITION, &params![id, unit, title])?;
            }
            Ok(())
        }
    }
}

#[derive(Debug, Default)]
struct Planned {
    report: StructureReport,
    /// Key, what it is to be, whether it is new; what is above comes first.
    writes: Vec<(Id, Node, bool)>,
}

/// A row that is understood.
struct Understood<'a> {
    row: &'a TableRow,
    id: Id,
    name: String,
}

struct Planner<'a> {
    part: Part,
    table: &'a Table,
    register: &'a Register,
    bad: Vec<BadRow>,
}

impl Planner<'_> {
    fn text<'r>(&self, row: &'r TableRow, place: usize) -> &'r str {
        self.part.at(place).map_or("", |n| row.text(n).trim())
    }

    /// Whether the file has the column at all.
    fn has(&self, place: usize) -> bool {
        let heading = self.part.at(place).and_then(|n| self.table.headings.get(n));
        heading.is_some_and(Option::is_some)
    }

    fn wrong(&mut self, row: &TableRow, place: usize, rule: Rule, value: &str) {
        let heading = self.part.at(place).map(|n| self.table.heading(self.part.columns(), n)).unwrap_or_default();
        self.bad.push(BadRow::new(row.number, heading, rule, value));
    }

    /// A short text without signs that nobody can see.
    fn short(&mut self, row: &TableRow, place: usize, text: &str) -> bool {
        let rule = match text {
            _ if text.contains('\0') => Rule::NulCharacter,
            _ if text.chars().any(char::is_control) => Rule::ControlCharacter,
            _ if text.chars().count() > LONGEST => Rule::TooLong,
            _ => return true,
        };
        self.wrong(row, place, rule, text);
        false
    }

    fn understood<'r>(&mut self, rows: &'r [TableRow]) -> Vec<Understood<'r>> {
        let by_name: BTreeMap<String, Id> =
            self.register.nodes.iter().map(|(id, node)| (plain(&node.name), id.clone())).collect();
        let mut seen: BTreeMap<Id, u32> = BTreeMap::new();
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        let mut all = Vec::new();
        for row in rows {
            let name = self.text(row, NAME);
            if name.is_empty() {
                self.wrong(row, NAME, Rule::Missing, "");
                continue;
            }
            if !self.short(row, NAME, name) {
                continue;
            }
            let marked = Id::parse(self.text(row, MARK)).filter(|id| self.register.nodes.contains_key(id));
            let id = marked.or_else(|| by_name.get(&plain(name)).cloned()).unwrap_or_else(Id::random);
            let first = seen.insert(id.clone(), row.number).or_else(|| names.insert(plain(name), row.number));
            if let Some(first) = first {
                self.wrong(row, NAME, Rule::RowTwice, &format!("{name} ({first})"));
                continue;
            }
            all.push(Understood { row, id, name: name.to_owned() });
        }
        // A name that another one keeps is taken.
        for found in &all {
            let taken =
                by_name.get(&plain(&found.name)).filter(|other| **other != found.id && !seen.contains_key(*other));
            if taken.is_some() {
                self.wrong(found.row, NAME, Rule::AlreadyUsed, &found.name);
            }
        }
        all
    }

    fn kind(&mut self, row: &TableRow, before: Option<&Node>) -> String {
        let kept = before.map(|node| node.kind.clone()).unwrap_or_default();
        if self.part.at(KIND).is_none() || (!self.has(KIND) && before.is_some()) {
            return kept;
        }
        let text = self.text(row, KIND);
        let codes: Vec<&'static str> = match self.part {
            Part::Units => UnitKind::ALL.iter().map(|k| k.code()).collect(),
            _ => PartyKind::ALL.iter().map(|k| k.code()).collect(),
        };
        let word = |t: T, code: &str| match self.part {
            Part::Units => t.unit_kind(code),
            _ => t.party_kind(code),
        };
        let said = |code: &&&str| {
            **code == text || [Lang::Zh, Lang::En].iter().any(|l| word(T(*l), code).eq_ignore_ascii_case(text))
        };
        match codes.iter().find(said) {
            Some(code) => (*code).to_owned(),
            None => {
                let rule = if text.is_empty() { Rule::Missing } else { Rule::UnknownChoice };
                self.wrong(row, KIND, rule, text);
                kept
            }
        }
    }

    /// A name among those known; an unknown one is told with the nearest known.
    fn known(&mut self, row: &TableRow, place: usize, text: &str, names: &BTreeMap<String, Id>) -> Option<Id> {
        let found = names.get(&plain(text)).cloned();
        if found.is_none() {
            let all: Vec<String> = names.keys().cloned().collect();
            let near = nearest(text, all.iter());
            let value = if near.is_empty() { text.to_owned() } else { format!("{text} ≈ {near}") };
            let rule =
                if self.part == Part::Branches && place == ABOVE { Rule::UnknownBranch } else { Rule::UnknownUnit };
            self.wrong(row, place, rule, &value);
        }
        found
    }

    fn above(&mut self, row: &TableRow, before: Option<&Node>, names: &BTreeMap<String, Id>) -> Option<Id> {
        if !self.has(ABOVE) {
            if self.part == Part::Lines && before.is_none() {
                self.wrong(row, ABOVE, Rule::Missing, "");
            }
            return before.and_then(|node| node.above.clone());
        }
        match self.text(row, ABOVE) {
            "" if self.part == Part::Lines => {
                self.wrong(row, ABOVE, Rule::Missing, "");
                None
            }
            "" => None,
            text => self.known(row, ABOVE, text, names),
        }
    }

    /// One a line; commas part them too, unless they stand in a name.
    fn others(
        &mut self,
        row: &TableRow,
        before: Option<&Node>,
        units: &BTreeMap<String, Id>,
    ) -> BTreeSet<(Id, String)> {
        if self.part.at(OTHERS).is_none() || !self.has(OTHERS) {
            return before.map(|node| node.others.clone()).unwrap_or_default();
        }
        let lines = self.text(row, OTHERS).lines().map(str::trim).filter(|line| !line.is_empty());
        let mut pieces: Vec<&str> = Vec::new();
        for line in lines {
            if self.part == Part::Lines || units.contains_key(&plain(line)) {
                pieces.push(line);
            } else {
                pieces.extend(line.split(['\u{3001}', ',', '\u{ff0c}', ';', '\u{ff1b}']).map(str::trim));
            }
        }
        let mut all = BTreeSet::new();
        for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
            let (unit, title) = match self.part {
                Part::Lines => match piece.split_once([':', '\u{ff1a}']) {
                    Some((unit, title)) => (unit.trim(), title.trim()),
                    None => {
                        self.wrong(row, OTHERS, Rule::PositionShape, piece);
                        continue;
                    }
                },
                _ => (piece, ""),
            };
            if !self.short(row, OTHERS, title) || (self.part == Part::Lines && title.is_empty()) {
                continue;
            }
            all.extend(self.known(row, OTHERS, unit, units).map(|unit| (unit, title.to_owned())));
        }
        all
    }
}

/// What a file would do. Pure: the register is handed in.
fn plan(part: Part, table: &Table, register: &Register) -> Planned {
    let mut planner = Planner { part, table, register, bad: table.bad.clone() };
    let rows = planner.understood(&table.rows);
    let units: BTreeMap<String, Id> = register.units.iter().map(|(id, name)| (plain(name), id.clone())).collect();
    // What stands above may itself stand in the file, further down.
    let mut names: BTreeMap<String, Id> = match part {
        Part::Lines => units.clone(),
        _ => register.nodes.iter().map(|(id, node)| (plain(&node.name), id.clone())).collect(),
    };
    let mut called: BTreeMap<Id, String> = BTreeMap::new();
    if part != Part::Lines {
        names.extend(rows.iter().map(|found| (plain(&found.name), found.id.clone())));
        called.extend(rows.iter().map(|found| (found.id.clone(), found.name.clone())));
    }
    let mut planned = Planned::default();
    let mut above: BTreeMap<Id, Option<Id>> =
        register.nodes.iter().map(|(id, node)| (id.clone(), node.above.clone())).collect();
    let mut t = T(Lang::Zh);
    if table.headings.first().and_then(Option::as_deref).is_some_and(str::is_ascii) {
        t = T(Lang::En);
    }
    for found in &rows {
        let before = register.nodes.get(&found.id);
        let node = Node {
            name: found.name.clone(),
            kind: planner.kind(found.row, before),
            above: planner.above(found.row, before, &names),
            others: planner.others(found.row, before, &units),
        };
        above.insert(found.id.clone(), node.above.clone());
        let report = &mut planned.report;
        match before {
            Some(before) if *before == node => report.same += 1,
            before => {
                if before.is_some() {
                    report.changed += 1
                } else {
                    report.new += 1
                }
                let old = before.map(|before| register.texts(part, before, t, &BTreeMap::new())).unwrap_or_default();
                let new = register.texts(part, &node, t, &called);
                let pairs = old.into_iter().zip(new).enumerate().filter(|(_, (old, new))| old != new);
                report.changes.extend(pairs.filter_map(|(place, (before, after))| {
                    let column = part.at(place).map(|n| table.heading(part.columns(), n))?;
                    let (row, name) = (found.row.number, found.name.clone());
                    Some(Changed { row, name, href: None, column, before, after })
                }));
                planned.writes.push((found.id.clone(), node, before.is_none()));
            }
        }
    }
    if part != Part::Lines {
        let all: Vec<(Id, Option<Id>)> = above.into_iter().collect();
        for found in &rows {
            let parent = all.iter().find(|(id, _)| *id == found.id).and_then(|(_, parent)| parent.clone());
            if parent.is_some_and(|parent| makes_ring(&found.id, &parent, &all)) {
                planner.wrong(found.row, ABOVE, Rule::OwnParent, &found.name);
            }
        }
        order(&mut planned.writes);
    }
    planner.bad.sort_by_key(|bad| bad.row);
    planned.report.report = Report {
        rows: u32::try_from(table.rows.len() + table.bad.len()).unwrap_or(u32::MAX),
        bad: planner.bad,
        ignored: table.ignored.clone(),
    };
    planned
}

/// What is above comes before what is below.
fn order(writes: &mut Vec<(Id, Node, bool)>) {
    let mut left = std::mem::take(writes);
    while !left.is_empty() {
        let new: BTreeSet<Id> = left.iter().filter(|(.., new)| *new).map(|(id, ..)| id.clone()).collect();
        let waits = |node: &Node| node.above.as_ref().is_some_and(|above| new.contains(above));
        let (later, now): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, node, _)| waits(node));
        let stuck = now.is_empty();
        writes.extend(now);
        left = later;
        if stuck {
            // A ring, which was refused already.
            writes.append(&mut left);
        }
    }
}
