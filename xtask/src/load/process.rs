//! A server as a process, and what it costs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Runs a command to its end.
pub fn output(program: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.display().to_string())?;
    ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
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
                let served = Served {
                    child,
                    address: address.trim().to_owned(),
                    ready_ms: began.elapsed().as_secs_f64() * 1000.0,
                };
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(served);
            }
        }
        anyhow::bail!("{} ended before it listened", program.display())
    }

    /// Ends it as an administrator does, and waits until it has written everything.
    pub fn stop(mut self) -> Result<()> {
        let pid = self.child.id().to_string();
        ensure!(Command::new("kill").args(["-TERM", &pid]).status()?.success(), "the server could not be told to stop");
        let until = Instant::now() + Duration::from_secs(120);
        while self.child.try_wait()?.is_none() {
            ensure!(Instant::now() < until, "the server did not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Processor time of the process so far, in milliseconds (user and system; a tick is a hundredth of a second).
    pub fn cpu_ms(&self) -> Result<f64> {
        cpu_ms_of(&self.child.id().to_string())
    }

    /// Proportional memory in MiB.
    pub fn memory_mib(&self) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line = text.lines().find(|l| l.starts_with("Pss:")).context("Pss")?;
        let kib: u64 = line.split_whitespace().nth(1).context("Pss")?.parse()?;
        Ok(kib / 1024)
    }

    /// The most memory it ever had resident, in MiB.
    pub fn peak_mib(&self) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find(|l| l.starts_with("VmHWM:")).context("VmHWM")?;
        let kib: u64 = line.split_whitespace().nth(1).context("VmHWM")?.parse()?;
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

/// Processor time of a process, by its number or `self`.
pub fn cpu_ms_of(process: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after = stat.rsplit(')').next().context("stat")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u32>().ok()).context("stat");
    Ok(f64::from(ticks(11)? + ticks(12)?) * 10.0)
}

/// How much of the machine others took between two looks: a round beside a busy neighbour says nothing.
pub struct Neighbours {
    busy: f64,
    began: Instant,
}

impl Neighbours {
    /// The first look.
    pub fn look() -> Result<Neighbours> {
        Ok(Neighbours { busy: busy_seconds()?, began: Instant::now() })
    }

    /// Cores in use since the first look, of all processes together.
    pub fn cores(&self) -> Result<f64> {
        Ok((busy_seconds()? - self.busy) / self.began.elapsed().as_secs_f64())
    }
}

fn busy_seconds() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().context("/proc/stat")?;
    let ticks: Vec<f64> = line.split_whitespace().skip(1).filter_map(|t| t.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    let of = |n: usize| ticks.get(n).copied().unwrap_or(0.0);
    Ok((of(0) + of(1) + of(2) + of(5) + of(6) + of(7)) / 100.0)
}
