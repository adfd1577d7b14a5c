//! Prints the figures of the method over gold sets. See README.md.
#![allow(
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

use merge::{Constraints, Level, Opinion, Parameters, Settings};
use std::collections::HashMap;
use std::time::Instant;

struct Row {
    id: String,
    text: String,
    gold: String,
}

fn read(path: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let get = |v: &serde_json::Value, k: &str| {
        v.get(k).map(|x| x.as_str().map_or_else(|| x.to_string(), str::to_owned)).unwrap_or_default()
    };
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            Row { id: get(&v, "id"), text: get(&v, "text"), gold: get(&v, "cluster") }
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

fn main() {
    let mut settings = Settings { threads: 2, reasons: false, ..Settings::default() };
    let mut paths = Vec::new();
    let mut dump = None;
    let mut stages = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--set" => {
                let pair = args.next().unwrap_or_default();
                let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
                assert!(settings.parameters.set(name, value), "no parameter {pair}");
            }
            "--stages" => stages = true,
            "--reasons" => settings.reasons = true,
            "--threads" => settings.threads = args.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            "--dump" => dump = args.next(),
            "--level" => {
                settings.level = match args.next().as_deref() {
                    Some("careful") => Level::Careful,
                    Some("broad") => Level::Broad,
                    Some("topics") => Level::Topics,
                    _ => Level::Fine,
                }
            }
            _ => paths.push(arg),
        }
    }
    let _ = Parameters::default();
    for path in paths {
        let rows = read(&path);
        let opinions: Vec<Opinion> = rows.iter().map(|r| Opinion { id: &r.id, text: &r.text }).collect();
        let (start, cpu) = (Instant::now(), cpu_seconds());
        let seen = std::sync::Mutex::new(None);
        let merged = merge::merge_with_progress(&opinions, &Constraints::default(), &settings, &|at| {
            let mut last = seen.lock().unwrap();
            if stages && *last != Some((at.stage, at.done == at.of)) {
                eprintln!(
                    "  {:?} {}/{} at {:.2} CPU s, {:.0} MiB",
                    at.stage,
                    at.done,
                    at.of,
                    cpu_seconds() - cpu,
                    peak_mib()
                );
                *last = Some((at.stage, at.done == at.of));
            }
        });
        let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        let mut of: HashMap<&str, usize> = HashMap::new();
        for (g, group) in merged.groups.iter().enumerate() {
            for m in &group.members {
                of.insert(&m.id, g);
            }
        }
        let gold: Vec<&str> = rows.iter().map(|r| r.gold.as_str()).collect();
        let pred: Vec<usize> = rows.iter().map(|r| of[r.id.as_str()]).collect();
        let s = score(&gold, &pred);
        let name = path.rsplit('/').next().unwrap_or("");
        println!(
            "{name:32} n {:7} groups {:6} largest {:5}  B3 {:.4} (P {:.4} R {:.4})  ARI {:.3}  {wall:.2} s, {cpu:.2} CPU s, peak {:.0} MiB",
            rows.len(),
            merged.groups.len(),
            merged.groups.first().map_or(0, |g| g.members.len()),
            s.f,
            s.p,
            s.r,
            s.ari,
            peak_mib()
        );
        if let Some(path) = &dump {
            let lines: Vec<String> =
                rows.iter().zip(&pred).map(|(r, p)| format!("{{\"id\":\"{}\",\"group\":\"{p}\"}}", r.id)).collect();
            std::fs::write(path, lines.join("\n")).unwrap();
        }
    }
}
