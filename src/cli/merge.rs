//! `merge`: groups like opinions in a file, without any database (归并).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use ::merge::{
    Constraints, Group, Level, Merged, Opinion, Progress, Settings, Stage, merge_with_embedder, merge_with_progress,
};
use anyhow::{Context, bail};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::{Outcome, Verdict, complain};
use crate::embed::Source;
use crate::tables::{self, Column};

/// The key of a service of models; a key on the command line would stand in lists of processes.
const KEY: &str = "SHUANGCU_EMBED_KEY";

/// Groups like opinions.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The opinions, with columns id and text: .jsonl, .csv or .xlsx; - is .jsonl on standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// Where the result goes, a line {"id","group"} for each opinion; - is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Also write the groups: title, words, members and reasons; - is standard output
    #[arg(long, value_name = "FILE")]
    groups: Option<PathBuf>,
    /// How alike opinions of one group must be
    #[arg(long, value_enum, default_value_t)]
    level: Depth,
    /// Put the opinions into the groups of an earlier run (its --groups file), which stay as they are
    #[arg(long, value_name = "FILE")]
    onto: Option<PathBuf>,
    /// Threads; 0 is one for each core. It never changes the result
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// Write a record of the run: method, numbers, counts, duration; it holds no text
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Compare meanings too, with a model in this folder (Model2Vec: tokenizer.json, model.safetensors)
    #[arg(long, value_name = "DIR", conflicts_with = "embed_url")]
    embed_dir: Option<PathBuf>,
    /// Compare meanings too, with a service that speaks the embeddings interface of OpenAI (key: SHUANGCU_EMBED_KEY).
    /// The texts are sent there
    #[arg(long, value_name = "URL", requires = "embed_model")]
    embed_url: Option<String>,
    /// The model the service is asked for
    #[arg(long, value_name = "NAME", requires = "embed_url")]
    embed_model: Option<String>,
}

impl Args {
    fn model(&self) -> Option<Source> {
        if let Some(path) = &self.embed_dir {
            return Some(Source::Folder(path.clone()));
        }
        let (url, model) = (self.embed_url.clone()?, self.embed_model.clone()?);
        Some(Source::Endpoint { url, model, key: std::env::var(KEY).ok() })
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Depth {
    /// Same object and same problem
    #[default]
    Fine,
    /// Rather apart
    Careful,
    /// Rather together
    Broad,
    /// Coarse subjects
    Topics,
}

impl Depth {
    fn level(self) -> Level {
        match self {
            Depth::Fine => Level::Fine,
            Depth::Careful => Level::Careful,
            Depth::Broad => Level::Broad,
            Depth::Topics => Level::Topics,
        }
    }
}

/// A line of the input.
#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    text: String,
}

/// A line of the result.
#[derive(Serialize)]
struct Placed<'a> {
    id: &'a str,
    group: &'a str,
}

/// A line of the groups file: everything `--onto` needs is in it.
#[derive(Serialize, Deserialize)]
struct GroupLine {
    group: String,
    title: String,
    terms: Vec<String>,
    cohesion: f32,
    members: Vec<MemberLine>,
}

#[derive(Serialize, Deserialize)]
struct MemberLine {
    id: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    copy_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    nearest: Option<String>,
    score: f32,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    shared: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    differing: Vec<(String, String)>,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let rows = rows(&args.input)?;
    let earlier: Vec<GroupLine> = args.onto.as_deref().map(lines).transpose()?.unwrap_or_default();
    let old = known(&rows, &earlier)?;
    let settings = Settings {
        level: args.level.level(),
        threads: args.jobs,
        reasons: args.groups.is_some(),
        ..Settings::default()
    };
    let known = earlier.iter().flat_map(|g| &g.members).map(|m| Opinion { id: &m.id, text: &m.text });
    let new = rows.iter().filter(|r| !old.contains_key(r.id.as_str())).map(|r| Opinion { id: &r.id, text: &r.text });
    let opinions: Vec<Opinion<'_>> = known.chain(new).collect();
    let confirmed = earlier.iter().map(|g| g.members.iter().map(|m| m.id.clone()).collect()).collect();
    let constraints = Constraints { confirmed, ..Constraints::default() };

    let model = args.model().map(|source| source.open()).transpose()?;
    let bar = Bar::new();
    let start = std::time::Instant::now();
    let merged = match &model {
        Some(model) => merge_with_embedder(&opinions, &constraints, &settings, model.as_ref(), &|p| bar.show(p))?,
        None => merge_with_progress(&opinions, &constraints, &settings, &|p| bar.show(p)),
    };
    let took = start.elapsed();
    bar.0.finish_and_clear();

    let names = names(&merged, &earlier);
    write_result(&args.out, &rows, &names)?;
    if let Some(path) = &args.groups {
        write_groups(path, &merged, &opinions, &names)?;
    }
    if let Some(path) = &args.record {
        let mut out = writer(path)?;
        serde_json::to_writer_pretty(&mut out, &merged.record(took))?;
        out.write_all(b"\n")?;
        out.flush().with_context(|| path.display().to_string())?;
    }
    let many = merged.groups.iter().filter(|g| g.members.len() > 1).count();
    complain(format_args!(
        "{} opinions, {} different texts: {} groups, {many} of them of two or more ({})",
        merged.opinions,
        merged.texts,
        merged.groups.len(),
        merged.method
    ));
    Ok(Verdict::Well)
}

/// The opinions of the earlier run. Ids must differ; an opinion of the earlier run may come again as it was, and keeps
/// its group.
fn known<'a>(rows: &[Row], earlier: &'a [GroupLine]) -> anyhow::Result<HashMap<&'a str, &'a str>> {
    let mut old = HashMap::new();
    for member in earlier.iter().flat_map(|g| &g.members) {
        if old.insert(member.id.as_str(), member.text.as_str()).is_some() {
            bail!("the id {:?} stands twice in the earlier groups", member.id);
        }
    }
    let mut seen = HashSet::new();
    for row in rows {
        if !seen.insert(row.id.as_str()) {
            bail!("the id {:?} stands there twice; ids must differ", row.id);
        }
        if old.get(row.id.as_str()).is_some_and(|text| *text != row.text) {
            bail!("the id {:?} has another text in the earlier groups", row.id);
        }
    }
    Ok(old)
}

/// The name of each opinion's group: the earlier run's where there is one, else the smallest id among the members,
/// which is the same in every order of the input.
fn names(merged: &Merged, earlier: &[GroupLine]) -> HashMap<String, String> {
    let before: HashMap<&str, &str> =
        earlier.iter().flat_map(|g| g.members.iter().map(|m| (m.id.as_str(), g.group.as_str()))).collect();
    let mut names = HashMap::new();
    for group in &merged.groups {
        let kept = group.members.iter().find_map(|m| before.get(m.id.as_str()).copied());
        let Some(name) = kept.or_else(|| group.members.iter().map(|m| m.id.as_str()).min()) else { continue };
        names.extend(group.members.iter().map(|m| (m.id.clone(), name.to_owned())));
    }
    names
}

fn write_result(path: &Path, rows: &[Row], names: &HashMap<String, String>) -> anyhow::Result<()> {
    let mut out = writer(path)?;
    for row in rows {
        let group = names.get(&row.id).map_or(row.id.as_str(), String::as_str);
        serde_json::to_writer(&mut out, &Placed { id: &row.id, group })?;
        out.write_all(b"\n")?;
    }
    out.flush().with_context(|| path.display().to_string())
}

fn write_groups(
    path: &Path,
    merged: &Merged,
    opinions: &[Opinion<'_>],
    names: &HashMap<String, String>,
) -> anyhow::Result<()> {
    let texts: BTreeMap<&str, &str> = opinions.iter().map(|o| (o.id, o.text)).collect();
    let mut out = writer(path)?;
    for group in &merged.groups {
        serde_json::to_writer(&mut out, &group_line(group, &texts, names))?;
        out.write_all(b"\n")?;
    }
    out.flush().with_context(|| path.display().to_string())
}

fn group_line(group: &Group, texts: &BTreeMap<&str, &str>, names: &HashMap<String, String>) -> GroupLine {
    let name = group.members.first().and_then(|m| names.get(&m.id)).cloned().unwrap_or_default();
    let members = group.members.iter().map(|m| MemberLine {
        id: m.id.clone(),
        text: texts.get(m.id.as_str()).copied().unwrap_or_default().to_owned(),
        copy_of: m.copy_of.clone(),
        nearest: m.reason.nearest.clone(),
        score: m.reason.score,
        shared: m.reason.shared.clone(),
        differing: m.reason.differing.clone(),
    });
    GroupLine {
        group: name,
        title: group.title.clone(),
        terms: group.terms.clone(),
        cohesion: group.cohesion,
        members: members.collect(),
    }
}

/// The columns of a table of opinions.
const COLUMNS: &[Column] =
    &[Column { key: "id", names: &["id"], required: true }, Column { key: "text", names: &["text"], required: true }];

/// The opinions of a file of any of the kinds.
fn rows(path: &Path) -> anyhow::Result<Vec<Row>> {
    let name = path.to_string_lossy().to_lowercase();
    if !name.ends_with(".csv") && !name.ends_with(".xlsx") {
        return lines(path);
    }
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let table = tables::read(&bytes, &name, COLUMNS).map_err(|error| super::in_words(&error))?;
    if let Some(bad) = table.bad.first() {
        bail!("{}, row {}: {}", path.display(), bad.row, super::text().rule(bad.rule));
    }
    let row = |row: &tables::TableRow| {
        let (id, text) = (row.text(0).trim(), row.text(1));
        if id.is_empty() || text.is_empty() {
            bail!("{}, row {}: id or text is missing", path.display(), row.number);
        }
        Ok(Row { id: id.to_owned(), text: text.to_owned() })
    };
    table.rows.iter().map(row).collect()
}

/// The lines of a JSONL file; the first bad one is told with its number.
fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().read_to_string(&mut text)
    } else {
        File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.with_context(|| path.display().to_string())?;
    let numbered = text.trim_start_matches('\u{feff}').lines().zip(1_u32..).filter(|(line, _)| !line.trim().is_empty());
    numbered
        .map(|(line, number)| serde_json::from_str(line).with_context(|| format!("{}, line {number}", path.display())))
        .collect()
}

fn writer(path: &Path) -> anyhow::Result<Box<dyn Write>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufWriter::new(io::stdout())));
    }
    let file = File::create(path).with_context(|| path.display().to_string())?;
    Ok(Box::new(BufWriter::new(file)))
}

/// The bar on a terminal; nothing elsewhere.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Bar {
        let style = ProgressStyle::with_template("{msg:10} {wide_bar} {pos}/{len}");
        let bar = ProgressBar::new(0);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Bar(bar)
    }

    fn show(&self, progress: Progress) {
        let word = match progress.stage {
            Stage::Fold => "folding",
            Stage::Count => "counting",
            Stage::Compare => "comparing",
            Stage::Embed => "asking the model",
            Stage::Group => "grouping",
            Stage::Explain => "explaining",
        };
        if self.0.message() != word {
            self.0.set_message(word);
        }
        self.0.set_length(u64::try_from(progress.of).unwrap_or(u64::MAX));
        self.0.set_position(u64::try_from(progress.done).unwrap_or(u64::MAX));
    }
}
