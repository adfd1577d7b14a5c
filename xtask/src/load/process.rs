//! A server as a process, and what it costs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// Runs a command to its end.
pub fn output(program: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.display().to_string())?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A server under way; it ends with this value.
pub struct Served {
    child: Child,
    /// `127.0.0.1:…`
    pub address: String,
    /// From the start to the line that says it listens.
    pub ready_ms: f64,
}

impl Served {
    /// Starts it and waits until it says where it listens.
    pub fn start(program: &Path, arguments: &[&str]) -> Result<Served> {
        let began = Instant::now();
        let mut child = Command::new(program).args(arguments).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("no output")?;
        let mut lines = BufReader::new(out).lines();
        for line in &mut lines {
            let line = line?;
            if let Some(address) = line.strip_prefix("listening on http://") {
                let served = Served { child, address: address.trim().to_owned(), ready_ms: began.elapsed().as_secs_f64() * 1000.0 };
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(served);
            }
        }
        anyhow::bail!("{} ended before it listened", program.display())
    }

    /// Processor time of the process so far, in milliseconds (user and system; a tick is a hundredth of a second).
    pub fn cpu_ms(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after = stat.rsplit(')').next().context("stat")?;
        let fields: Vec<&str> = after.split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u32>().ok()).context("stat");
        Ok(f64::from(ticks(11)? + ticks(12)?) * 10.0)
    }

    /// Proportional memory in MiB.
    pub fn memory_mib(&self) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line = text.lines().find(|l| l.starts_with("Pss:")).context("Pss")?;
        let kib: u64 = line.split_whitespace().nth(1).context("Pss")?.parse()?;
        Ok(kib / 1024)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
