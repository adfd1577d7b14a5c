//! Prints the figures of the method over gold sets. See README.md.
#![allow(
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

mod insert;
mod model;
mod set;

use merge::{Constraints, Level, Merged, Opinion, Settings, merge_with_embedder, merge_with_progress};
use model::Model;
use serde_json::json;
use set::{Score, Set, score};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

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

struct Options {
    settings: Settings,
    beside: Option<String>,
    dump: Option<String>,
    stages: bool,
    insert: bool,
    suggest: usize,
    json: bool,
    model: Model,
}

impl Options {
    /// A line of figures, for a reader or for a program.
    fn line(&self, set: &str, method: &str, s: Option<&Score>, mut more: serde_json::Value) {
        if self.json {
            more["set"] = json!(set);
            more["method"] = json!(method);
            if let Some(s) = s {
                more["f"] = json!(s.f);
                more["p"] = json!(s.p);
                more["r"] = json!(s.r);
                more["ari"] = json!(s.ari);
            }
            println!("{more}");
            return;
        }
        let figures = s.map_or_else(String::new, |s| format!("{:.4}  {:.4}  {:.4}  {:>6.3}", s.f, s.p, s.r, s.ari));
        let rest: Vec<String> = more.as_object().into_iter().flatten().map(|(k, v)| format!("{k} {v}")).collect();
        println!("{set:<28} {method:<11} {figures:<30}  {}", rest.join(", "));
    }
}

const USAGE: &str = "report [OPTION | SET.jsonl]...
Each SET has {\"id\",\"text\",\"cluster\"} a line. Options hold for the sets after them.
  --level fine|careful|broad|topics
  --beside DIR     also score DIR/SET.jsonl ({\"id\",\"group\"} a line), the grouping of a reference
  --insert         also put the opinions in one by one in a fixed random order
  --suggest N      also ask an index of the set for N opinions that were held back
  --threads N      default 2
  --reasons        compute reasons too (slower)
  --vectors FILE   compare meanings too: {\"text\",\"vector\"} a line; new answers of the program below are added
  --model COMMAND  compare meanings too: a program that answers a line with a list of texts by one with a list of vectors
  --stages         tell CPU seconds and memory of each stage
  --dump FILE      write {\"id\",\"group\"} lines
  --json           a JSON object a line
  --set NAME=VALUE change a number of the method";

fn main() {
    let settings = Settings { threads: 2, reasons: false, ..Settings::default() };
    let mut options = Options {
        settings,
        beside: None,
        dump: None,
        stages: false,
        insert: false,
        suggest: 0,
        json: false,
        model: Model::default(),
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value\n{USAGE}"));
        match arg.as_str() {
            "--set" => {
                let pair = value();
                let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
                assert!(options.settings.parameters.set(name, value), "no parameter {pair}");
            }
            "--help" => println!("{USAGE}"),
            "--vectors" => options.model.read(&value()),
            "--model" => options.model.ask(&value()),
            "--stages" => options.stages = true,
            "--insert" => options.insert = true,
            "--suggest" => options.suggest = value().parse().unwrap(),
            "--json" => options.json = true,
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

fn rounded(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

fn report(path: &str, options: &Options) {
    let set = Set::read(path, "cluster");
    let name = path.rsplit('/').next().unwrap_or("");
    if let Some(dir) = &options.beside {
        reference(&format!("{dir}/{name}"), name, &set, options);
    }
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let merged = grouped(&set, options);
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let pred = labels(&set, &merged);
    let more = json!({
        "n": set.len(),
        "groups": merged.groups.len(),
        "largest": merged.groups.first().map_or(0, |g| g.members.len()),
        "wall_s": rounded(wall),
        "cpu_s": rounded(cpu),
        "peak_mib": peak_mib().round(),
    });
    let level = format!("{:?}", options.settings.level).to_lowercase();
    options.line(name, &level, Some(&score(&set.gold, &pred)), more);
    if options.insert {
        let orders = if set.len() > 5_000 { 1 } else { 5 };
        for (again, what) in [(true, "one by one"), (false, "for good")] {
            let (score, mut times, mib) = insert::one_by_one(&set, orders, again, options.settings.parameters);
            let [p50, p99, cpu50, cpu99] = times.figures().map(rounded);
            let more = json!({"orders": orders, "p50_ms": p50, "p99_ms": p99, "p50_cpu_ms": cpu50, "p99_cpu_ms": cpu99,
                "index_mib": mib.round()});
            options.line(name, what, Some(&score), more);
        }
    }
    if options.suggest > 0 {
        let (mut times, mib) = insert::suggest(&set, merged, options.suggest);
        let [p50, p99, cpu50, cpu99] = times.figures().map(rounded);
        let more = json!({"n": set.len(), "p50_ms": p50, "p99_ms": p99, "p50_cpu_ms": cpu50, "p99_cpu_ms": cpu99,
            "index_mib": mib.round()});
        options.line(name, "suggest", None, more);
    }
    if let Some(path) = &options.dump {
        let line = |at: usize| json!({"id": set.id(at), "group": pred[at].to_string()}).to_string();
        std::fs::write(path, (0..set.len()).map(line).collect::<Vec<_>>().join("\n")).unwrap();
    }
}

/// Scores the grouping of a reference, if there is one.
fn reference(file: &str, name: &str, set: &Set, options: &Options) {
    if std::path::Path::new(file).exists() {
        let said = Set::read(file, "group");
        let of: HashMap<&str, u32> = (0..said.len()).map(|at| (said.id(at), said.gold[at])).collect();
        let pred: Vec<u32> = (0..set.len()).map(|at| of.get(set.id(at)).copied().unwrap_or(u32::MAX)).collect();
        options.line(name, "reference", Some(&score(&set.gold, &pred)), json!({}));
    }
}

fn grouped(set: &Set, options: &Options) -> Merged {
    let opinions: Vec<Opinion> = (0..set.len()).map(|at| Opinion { id: set.id(at), text: set.text(at) }).collect();
    let cpu = cpu_seconds();
    let seen = Mutex::new(None);
    let told = |at: merge::Progress| {
        let mut last = seen.lock().unwrap();
        if options.stages && *last != Some((at.stage, at.done == at.of)) {
            let (spent, peak) = (cpu_seconds() - cpu, peak_mib());
            println!("  {:?} {}/{} at {spent:.2} CPU s, {peak:.0} MiB", at.stage, at.done, at.of);
            *last = Some((at.stage, at.done == at.of));
        }
    };
    let nobody = Constraints::default();
    if options.model.is_none() {
        merge_with_progress(&opinions, &nobody, &options.settings, &told)
    } else {
        merge_with_embedder(&opinions, &nobody, &options.settings, &options.model, &told).unwrap()
    }
}

fn labels(set: &Set, merged: &Merged) -> Vec<u32> {
    let mut of: HashMap<&str, u32> = HashMap::with_capacity(set.len());
    for (number, group) in merged.groups.iter().enumerate() {
        of.extend(group.members.iter().map(|m| (m.id.as_str(), number as u32)));
    }
    (0..set.len()).map(|at| of[set.id(at)]).collect()
}
