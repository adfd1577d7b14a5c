//! Faults to survive, each really made: what was acknowledged is there afterwards, nothing happened twice, the others were
//! served meanwhile, and whoever met the fault was told so in words. `docs/reliability.md` says what each costs.
//!
//! One at a time, because they measure. Short forms run always; `SHUANGCU_LONG=1` makes them long.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests say what failed, and what they measured"
)]

/// Says what was measured or left out, past the harness, which shows only what failed.
macro_rules! tell {
    ($($words:tt)*) => { $crate::said(&format!($($words)*)) };
}

mod clock;
mod disk;
mod failover;
mod flood;
mod kill;
mod network;
mod postgres;
mod power;
mod processes;
mod slow;
mod soak;
mod web;
mod world;

use std::sync::{Mutex, MutexGuard, PoisonError};

static TURN: Mutex<()> = Mutex::new(());

/// These tests take turns: a measured figure must be of one fault.
fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the long forms are asked for.
fn long() -> bool {
    std::env::var_os("SHUANGCU_LONG").is_some()
}

/// Says why a fault cannot be made here.
fn skipped(fault: &str, why: &str) {
    said(&format!("SKIPPED: {fault}: {why}"));
}

fn said(line: &str) {
    use std::io::Write;
    drop(writeln!(std::io::stderr(), "{line}"));
}

/// Whether a program is here; every one of them is in the list of `./test`.
fn has(program: &str) -> bool {
    std::process::Command::new("sh")
        .args(["-c", &format!("command -v {program} >/dev/null")])
        .status()
        .unwrap()
        .success()
}

fn is_root() -> bool {
    let uid = std::process::Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&uid.stdout).trim() == "0"
}

/// Runs a command that must succeed; its output.
fn run(program: &str, args: &[&str]) -> String {
    let output = std::process::Command::new(program).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {args:?}: {said} {}", String::from_utf8_lossy(&output.stderr));
    said
}
