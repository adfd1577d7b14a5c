//! `serve`: the server, its schedule, and an orderly end.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, ensure};
use store::{DatabaseUrl, Engine};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{mpsc, watch};

use super::place::Place;
use super::{Outcome, Verdict, runtime, say};
use crate::app::App;
use crate::config::Config;
use crate::features::account::actions as account;
use crate::server::Limits;
use crate::{jobs, letterbox, metrics, router, server};

/// How long requests under way may take after the order to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// Connections that may wait to be taken.
const CROWD: u32 = 4096;
/// Connections at once on the address of the figures.
const WATCHERS: usize = 32;

/// Serves the product until it is told to stop.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", env = "SHUANGCU_LISTEN")]
    listen: SocketAddr,
    /// People reach it over TLS (a proxy in front): cookies are marked so
    #[arg(long, env = "SHUANGCU_SECURE")]
    secure: bool,
    /// A standby of the database on PostgreSQL, for exports, figures and search; away or behind, the database itself answers
    #[arg(long, value_name = "URL", env = "SHUANGCU_REPLICA", hide_env_values = true)]
    replica: Option<DatabaseUrl>,
    /// Also give figures for Prometheus, on this address and at /metrics; never reachable by the people it serves
    #[arg(long, value_name = "ADDR", env = "SHUANGCU_METRICS")]
    metrics: Option<SocketAddr>,
    /// Connections at once; beyond it the one that has waited longest for a request makes room
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().connections, env = "SHUANGCU_CONNECTIONS")]
    connections: usize,
}

impl Args {
    /// The settings.
    pub fn config(&self) -> Config {
        let mut config = self.place.config();
        config.listen = self.listen;
        config.secure = self.secure;
        config.metrics = self.metrics;
        config.replica = self.replica.clone();
        config.limits.connections = self.connections;
        config
    }
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.config();
    if let Some(replica) = &config.replica {
        let both = replica.engine() == Engine::Postgres && config.database.engine() == Engine::Postgres;
        ensure!(both, "--replica is for a database on PostgreSQL, and names one");
    }
    let app = args.place.open_with(config)?;
    runtime()?.block_on(serve(app))?;
    Ok(Verdict::Well)
}

/// Serves until SIGTERM or Ctrl-C; then lets requests under way finish, stops the schedule and seals the trail.
pub async fn serve(app: App) -> anyhow::Result<()> {
    let address = app.config.listen;
    let listener = listen(address).with_context(|| format!("cannot listen on {address}"))?;
    // Before anybody can know that it runs, and so tell it to stop.
    let mut told = told_to_stop()?;
    // Whatever a crash left unsealed is sealed before anything new is written.
    super::place::seal(&app).await?;
    // The keys of the box are made ahead of need, whatever the schedule's turn.
    letterbox::prepare(&app).await?;
    let (stop, stopped) = watch::channel(false);
    let schedule = tokio::spawn(jobs::run(app.clone(), stopped.clone()));
    if let Some(token) = account::ensure_token(&app).await? {
        say(format_args!("nobody administers this installation yet: open /setup and enter this token: {token}"));
    }
    say(format_args!("listening on http://{}", listener.local_addr()?));

    if let Some(address) = app.config.metrics {
        let figures = listen(address).with_context(|| format!("cannot listen on {address}"))?;
        say(format_args!("figures on http://{}/metrics", figures.local_addr()?));
        let routes = metrics::routes(app.clone());
        let few = Limits { connections: WATCHERS, ..Limits::default() };
        // It holds nothing that must be finished: it ends with the process.
        drop(tokio::spawn(server::serve(figures, routes, few, stopped.clone())));
    }
    let server = tokio::spawn(server::serve(listener, router::router(app.clone()), app.config.limits, stopped));
    told.recv().await;
    tracing::info!("stopping");
    stop.send_replace(true);
    if tokio::time::timeout(LAST_REQUESTS, server).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    schedule.await?;
    super::place::seal(&app).await?;
    Ok(())
}

/// Listens with room for a crowd that comes in the same moment: whom the system finds no room for asks again a second later.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(CROWD)
}

/// From now on the order to stop is heard: SIGTERM or Ctrl-C.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<mpsc::Receiver<()>> {
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    let mut pressed = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    let (tell, told) = mpsc::channel(1);
    drop(tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = pressed.recv() => {}
        }
        // Nobody hears it only when the server has ended already.
        let _ = tell.send(()).await;
    }));
    Ok(told)
}

/// From now on the order to stop is heard: Ctrl-C.
#[cfg(not(unix))]
fn told_to_stop() -> std::io::Result<mpsc::Receiver<()>> {
    let (tell, told) = mpsc::channel(1);
    drop(tokio::spawn(async move {
        drop(tokio::signal::ctrl_c().await);
        // Nobody hears it only when the server has ended already.
        let _ = tell.send(()).await;
    }));
    Ok(told)
}
