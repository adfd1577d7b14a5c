//! Prints the figures of the method over gold sets. See README.md.
#![allow(
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

use merge::{
    Constraints, EmbedError, Embedder, Index, Level, Opinion, Settings, merge_with_embedder, merge_with_progress,
};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

struct Row {
    id: String,
    text: String,
    gold: String,
}

fn read(path: &str, label: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let get = |v: &serde_json::Value, k: &str| {
        v.get(k).map(|x| x.as_str().map_or_else(|| x.to_string(), str::to_owned)).unwrap_or_default()
    };
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            Row { id: get(&v, "id"), text: get(&v, "text"), gold: get(&v, label) }
        })
        .collect()
}

struct Score {
    p: f64,
    r: f64,
    f: f64,
    ari: f64,
}

fn score(gold: &[&str], pred: &[usize]) -> Score {
    let n = gold.len() as f64;
    let (mut g, mut p, mut cell) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (x, y) in gold.iter().zip(pred) {
        *g.entry(*x).or_insert(0.0) += 1.0;
        *p.entry(*y).or_insert(0.0) += 1.0;
        *cell.entry((*x, *y)).or_insert(0.0) += 1.0;
    }
    let (mut sp, mut sr, mut tp) = (0.0, 0.0, 0.0);
    let c2 = |x: f64| x * (x - 1.0) / 2.0;
    for ((x, y), m) in &cell {
        sp += m * m / p[y];
        sr += m * m / g[x];
        tp += c2(*m);
    }
    let (sp, sr) = (sp / n, sr / n);
    let (pp, gp): (f64, f64) = (p.values().map(|m| c2(*m)).sum(), g.values().map(|m| c2(*m)).sum());
    let expected = pp * gp / c2(n);
    Score { p: sp, r: sr, f: 2.0 * sp * sr / (sp + sr), ari: (tp - expected) / ((pp + gp) / 2.0 - expected) }
}

fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|k| k.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// A fixed shuffle, so that the figure of insertion is the same on every machine.
fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let mut state = seed;
    for at in (1..n).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (state >> 33) as usize % (at + 1));
    }
    order
}

/// Puts the opinions in one by one, each into the group the index suggests or into a new one.
fn insert_one_by_one(rows: &[Row], seed: u64, parameters: merge::Parameters) -> (Vec<usize>, Vec<f64>, usize) {
    let mut index = Index::with_parameters(parameters);
    let mut groups = vec![0; rows.len()];
    let mut times = Vec::with_capacity(rows.len());
    for (number, at) in shuffled(rows.len(), seed).into_iter().enumerate() {
        let row = &rows[at];
        let start = Instant::now();
        let best = index.suggest(&row.text, 1).into_iter().next();
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        let group = best.filter(|s| s.score >= 1.0).map_or_else(|| number.to_string(), |s| s.group);
        index.add(&row.id, &row.text, &group);
        groups[at] = group.parse().unwrap();
    }
    (groups, times, index.memory_bytes())
}

fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

fn line(name: &str, what: &str, s: &Score, rest: &str) {
    println!("{name:<30} {what:<12} {:.4}  {:.4}  {:.4}  {:>6.3}  {rest}", s.f, s.p, s.r, s.ari);
}

struct Options {
    settings: Settings,
    beside: Option<String>,
    dump: Option<String>,
    stages: bool,
    insert: bool,
    vectors: Vectors,
}

/// Vectors that a model gave before, by text.
#[derive(Default)]
struct Vectors(HashMap<String, Vec<f32>>);

impl Vectors {
    fn read(&mut self, path: &str) {
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        for line in text.lines() {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let numbers = v["vector"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect();
            self.0.insert(v["text"].as_str().unwrap().to_owned(), numbers);
        }
    }
}

impl Embedder for Vectors {
    fn name(&self) -> String {
        "vectors".to_owned()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let one = |text: &&str| self.0.get(*text).cloned().ok_or_else(|| EmbedError(format!("no vector for {text}")));
        texts.iter().map(one).collect()
    }
}

const USAGE: &str = "report [OPTION | SET.jsonl]...
Each SET has {\"id\",\"text\",\"cluster\"} a line. Options hold for the sets after them.
  --level fine|careful|broad|topics
  --beside DIR     also score DIR/SET.jsonl ({\"id\",\"group\"} a line), the grouping of a reference
  --insert         also put the opinions in one by one in a fixed random order
  --threads N      default 2
  --reasons        compute reasons too (slower)
  --vectors FILE   compare meanings too: {\"text\",\"vector\"} a line, from any model; before the sets they are for
  --stages         tell CPU seconds and memory of each stage
  --dump FILE      write {\"id\",\"group\"} lines
  --set NAME=VALUE change a number of the method";

fn main() {
    let settings = Settings { threads: 2, reasons: false, ..Settings::default() };
    let mut options =
        Options { settings, beside: None, dump: None, stages: false, insert: false, vectors: Vectors::default() };
    let mut args = std::env::args().skip(1);
    println!("{:<30} {:<12} {:<6}  {:<6}  {:<6}  {:>6}", "set", "method", "B3-F1", "B3-P", "B3-R", "ARI");
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value\n{USAGE}"));
        match arg.as_str() {
            "--set" => {
                let pair = value();
                let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
                assert!(options.settings.parameters.set(name, value), "no parameter {pair}");
            }
            "--help" => println!("{USAGE}"),
            "--vectors" => options.vectors.read(&value()),
            "--stages" => options.stages = true,
            "--insert" => options.insert = true,
            "--reasons" => options.settings.reasons = true,
            "--threads" => options.settings.threads = value().parse().unwrap(),
            "--beside" => options.beside = Some(value()),
            "--dump" => options.dump = Some(value()),
            "--level" => {
                options.settings.level = match value().as_str() {
                    "fine" => Level::Fine,
                    "careful" => Level::Careful,
                    "broad" => Level::Broad,
                    "topics" => Level::Topics,
                    other => panic!("no level {other}\n{USAGE}"),
                }
            }
            path => report(path, &options),
        }
    }
}

fn report(path: &str, options: &Options) {
    let rows = read(path, "cluster");
    let gold: Vec<&str> = rows.iter().map(|r| r.gold.as_str()).collect();
    let name = path.rsplit('/').next().unwrap_or("");
    if let Some(dir) = &options.beside {
        let file = format!("{dir}/{name}");
        if std::path::Path::new(&file).exists() {
            let said: HashMap<String, String> = read(&file, "group").into_iter().map(|r| (r.id, r.gold)).collect();
            let mut numbers: HashMap<&str, usize> = HashMap::new();
            let pred: Vec<usize> = rows
                .iter()
                .map(|r| {
                    let next = numbers.len();
                    *numbers.entry(said.get(&r.id).map_or("", String::as_str)).or_insert(next)
                })
                .collect();
            line(name, "reference", &score(&gold, &pred), "");
        }
    }
    let opinions: Vec<Opinion> = rows.iter().map(|r| Opinion { id: &r.id, text: &r.text }).collect();
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let seen = Mutex::new(None);
    let told = |at: merge::Progress| {
        let mut last = seen.lock().unwrap();
        if options.stages && *last != Some((at.stage, at.done == at.of)) {
            println!(
                "  {:?} {}/{} at {:.2} CPU s, {:.0} MiB",
                at.stage,
                at.done,
                at.of,
                cpu_seconds() - cpu,
                peak_mib()
            );
            *last = Some((at.stage, at.done == at.of));
        }
    };
    let nobody = Constraints::default();
    let merged = if options.vectors.0.is_empty() {
        merge_with_progress(&opinions, &nobody, &options.settings, &told)
    } else {
        merge_with_embedder(&opinions, &nobody, &options.settings, &options.vectors, &told).unwrap()
    };
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let mut of: HashMap<&str, usize> = HashMap::new();
    for (g, group) in merged.groups.iter().enumerate() {
        for m in &group.members {
            of.insert(&m.id, g);
        }
    }
    let pred: Vec<usize> = rows.iter().map(|r| of[r.id.as_str()]).collect();
    let rest = format!(
        "n {} groups {} largest {}  {wall:.2} s {cpu:.2} CPU s peak {:.0} MiB",
        rows.len(),
        merged.groups.len(),
        merged.groups.first().map_or(0, |g| g.members.len()),
        peak_mib()
    );
    line(name, &format!("{:?}", options.settings.level).to_lowercase(), &score(&gold, &pred), &rest);
    if options.insert {
        let mut runs = Vec::new();
        let (mut times, mut bytes) = (Vec::new(), 0);
        for seed in 1..=if rows.len() > 5_000 { 1 } else { 5 } {
            let (pred, t, b) = insert_one_by_one(&rows, seed, options.settings.parameters);
            runs.push(score(&gold, &pred));
            times.extend(t);
            bytes = b;
        }
        let mean = |f: fn(&Score) -> f64| runs.iter().map(f).sum::<f64>() / runs.len() as f64;
        let s = Score { f: mean(|s| s.f), p: mean(|s| s.p), r: mean(|s| s.r), ari: mean(|s| s.ari) };
        let last = times.len() - times.len() / 10;
        let rest = format!(
            "mean of {} orders; one suggestion: median {:.2} ms, p99 {:.2} ms; index {:.0} MiB",
            runs.len(),
            percentile(&mut times[last..].to_vec(), 0.5),
            percentile(&mut times[last..].to_vec(), 0.99),
            bytes as f64 / 1_048_576.0
        );
        line(name, "one by one", &s, &rest);
    }
    if let Some(path) = &options.dump {
        let lines: Vec<String> = rows
            .iter()
            .zip(&pred)
            .map(|(r, p)| serde_json::json!({"id": r.id, "group": p.to_string()}).to_string())
            .collect();
        std::fs::write(path, lines.join("\n")).unwrap();
    }
}
