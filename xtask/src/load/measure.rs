//! The floor and the product in turn, and what each costs.

use anyhow::Result;

use super::client::{self, Connection, Request, Storm};
use super::process::{Neighbours, Served};
use super::report::median;

/// A storm with what it cost the server.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// The storm.
    pub storm: Storm,
    /// Processor time of the server for one act, in milliseconds.
    pub cpu_ms: f64,
    /// Cores that neither server nor client used, but others did.
    pub others: f64,
}

/// How many cores others may use in a round that counts.
const QUIET: f64 = 0.5;
/// How often a round is driven again when the machine was busy.
const TRIES: usize = 5;

/// Drives a storm against a server.
pub fn measured(
    server: &Served,
    acts: usize,
    connections: usize,
    act: impl Fn(&mut Connection, usize) -> Result<()> + Sync,
) -> Result<Measured> {
    let before = server.cpu_ms()?;
    let own = own_cpu_seconds()?;
    let neighbours = Neighbours::look()?;
    let storm = client::storm(&server.address, acts, connections, act)?;
    let cores = neighbours.cores()?;
    let spent = server.cpu_ms()? - before;
    let ours = (spent / 1000.0 + own_cpu_seconds()? - own) / storm.seconds;
    Ok(Measured { cpu_ms: spent / f64::from(u32::try_from(acts)?), storm, others: cores - ours })
}

fn own_cpu_seconds() -> Result<f64> {
    Ok(super::process::cpu_ms_of("self")? / 1000.0)
}

/// Rounds in which the machine was ours.
pub struct Rounds {
    /// Floor and product, one pair a round.
    pub pairs: Vec<(Measured, Measured)>,
    /// Rounds that were driven again because others were busy.
    pub void: usize,
}

impl Rounds {
    /// The middle of something in each pair.
    pub fn median(&self, of: impl Fn(&(Measured, Measured)) -> f64) -> f64 {
        median(self.pairs.iter().map(of).collect())
    }

    /// Product to floor, in acts a second.
    pub fn ratio(&self) -> f64 {
        self.median(|(floor, product)| product.storm.per_second / floor.storm.per_second)
    }

    /// The figures in words.
    pub fn told(&self) -> String {
        format!(
            "{:.2} of the floor ({:.0} of {:.0}/s); {:.3} CPU ms; p50 {:.2} ms, p99 {:.2} ms, the floor's {:.2} ms{}",
            self.ratio(),
            self.median(|p| p.1.storm.per_second),
            self.median(|p| p.0.storm.per_second),
            self.median(|p| p.1.cpu_ms),
            self.median(|p| p.1.storm.p50_ms),
            self.median(|p| p.1.storm.p99_ms),
            self.median(|p| p.0.storm.p99_ms),
            if self.void == 0 { String::new() } else { format!("; {} rounds beside busy neighbours", self.void) },
        )
    }
}

/// Floor and product take turns; a round beside busy neighbours is driven again, a bounded number of times.
pub fn in_turn(
    rounds: usize,
    mut floor: impl FnMut() -> Result<Measured>,
    mut product: impl FnMut() -> Result<Measured>,
) -> Result<Rounds> {
    let (mut pairs, mut void) = (Vec::new(), 0);
    while pairs.len() < rounds {
        let pair = (floor()?, product()?);
        if pair.0.others.max(pair.1.others) > QUIET && void < TRIES {
            void += 1;
        } else {
            pairs.push(pair);
        }
    }
    Ok(Rounds { pairs, void })
}

/// The same request over and over.
pub fn same(request: Request) -> impl Fn(&mut Connection, usize) -> Result<()> + Sync {
    move |connection, _| connection.take(&request).map(drop)
}
