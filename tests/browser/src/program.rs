//! The product as a program.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Where the program is: named by the environment, else the debug build of this workspace.
fn path() -> PathBuf {
    std::env::var_os("SHUANGCU_PROGRAM")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/shuangcu"), PathBuf::from)
}

/// Runs a command to its end and returns what it printed; fails with what it complained.
pub async fn command(arguments: &[&str]) -> Result<String> {
    let output = Command::new(path()).args(arguments).output().await.with_context(|| path().display().to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    bail!("{arguments:?}: {}\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// A server under way.
pub struct Program {
    process: Child,
    /// `http://127.0.0.1:…`
    pub site: String,
    /// What it printed before it listened.
    pub said: Vec<String>,
}

impl Program {
    /// Starts a command that serves, on a free port.
    pub async fn start(arguments: &[&str]) -> Result<Program> {
        let mut process = Command::new(path())
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| path().display().to_string())?;
        let out = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(out).lines();
        let mut said = Vec::new();
        while let Some(line) = lines.next_line().await? {
            if let Some(site) = line.strip_prefix("listening on ") {
                let site = site.to_owned();
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Program { process, site, said });
            }
            said.push(line);
        }
        bail!("the server ended: {}", process.wait().await?)
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        let number = self.process.id().context("it has ended already")?.to_string();
        Command::new("kill").arg(number).status().await?;
        let status = self.process.wait().await?;
        anyhow::ensure!(status.success(), "the server ended badly: {status}");
        Ok(())
    }
}
