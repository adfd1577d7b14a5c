//! PostgreSQL servers of a test's own: a primary, a standby of it that must have every commit, one behind a line that is cut.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::is_root;

pub struct Server {
    pub dir: tempfile::TempDir,
    pub port: u16,
    host: String,
    within: Vec<String>,
}

fn programs() -> Option<String> {
    let found =
        Command::new("sh").args(["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"]).output().ok()?;
    let found = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    (!found.is_empty()).then_some(found)
}

pub fn is_here() -> bool {
    programs().is_some()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    fn at(host: &str, within: &[&str]) -> Server {
        let dir = tempfile::tempdir().unwrap();
        if is_root() {
            crate::run("chown", &["postgres", &dir.path().display().to_string()]);
        }
        let within = within.iter().map(|w| (*w).to_owned()).collect();
        Server { dir, port: free_port(), host: host.to_owned(), within }
    }

    /// A server with an empty database.
    pub fn primary() -> Server {
        Server::new("127.0.0.1", &[], "-c synchronous_standby_names=*")
    }

    /// A server that listens on `host` and is started through the command `within`.
    pub fn new(host: &str, within: &[&str], more: &str) -> Server {
        let server = Server::at(host, within);
        let data = server.data();
        server.run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        let rules = "local all all trust\nhost all all 0.0.0.0/0 trust\nhost replication all 127.0.0.1/32 trust\n";
        std::fs::write(format!("{data}/pg_hba.conf"), rules).unwrap();
        server.start(more);
        server
    }

    /// A copy that follows this one and holds every commit before it is acknowledged.
    pub fn standby(&self) -> Server {
        let standby = Server::at("127.0.0.1", &[]);
        let port = self.port.to_string();
        let args = [
            "-D",
            &standby.data(),
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "postgres",
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
        ];
        standby.run("pg_basebackup", &args);
        standby.start("");
        // A commit waits until it has come there.
        let began = Instant::now();
        while self.ask("select count(*) from pg_stat_replication where sync_state = 'sync'") != "1" {
            assert!(began.elapsed() < Duration::from_secs(20), "the standby never followed");
            std::thread::sleep(Duration::from_millis(100));
        }
        standby
    }

    fn start(&self, more: &str) {
        let options = format!(
            "-p {} -c listen_addresses={} -c unix_socket_directories={} -c max_connections=100 {more}",
            self.port,
            self.host,
            self.dir.path().display()
        );
        let log = format!("{}/log", self.dir.path().display());
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-l", &log, "-o", &options, "start"]);
    }

    pub fn promote(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "promote"]);
    }

    pub fn data(&self) -> String {
        self.dir.path().join("data").display().to_string()
    }

    /// SIGKILL for the server and everything it has started.
    pub fn kill(&self) {
        let file = std::fs::read_to_string(format!("{}/postmaster.pid", self.data())).unwrap();
        let pid = file.lines().next().unwrap();
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", pid]).output().unwrap();
        let children = String::from_utf8_lossy(&children.stdout).into_owned();
        let all: Vec<&str> = std::iter::once(pid).chain(children.split_whitespace()).collect();
        drop(Command::new("kill").arg("-9").args(all).output());
    }

    /// One value.
    pub fn ask(&self, sql: &str) -> String {
        let (port, host) = (self.port.to_string(), self.dir.path().display().to_string());
        self.run("psql", &["-h", &host, "-p", &port, "-U", "postgres", "-Atc", sql]).trim().to_owned()
    }

    pub fn version(&self) -> String {
        self.ask("show server_version")
    }

    /// Runs one of PostgreSQL's programs as the user that may, inside of what the server is inside of.
    fn run(&self, program: &str, args: &[&str]) -> String {
        let program = format!("{}/{program}", programs().unwrap());
        let mut words: Vec<String> = self.within.clone();
        if is_root() {
            words.extend(["runuser", "-u", "postgres", "--"].map(str::to_owned));
        }
        words.push(program);
        words.extend(args.iter().map(|a| (*a).to_owned()));
        // Into a file and not a pipe: what pg_ctl starts would keep the pipe open.
        let said = tempfile::NamedTempFile::new().unwrap();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir("/");
        command.stdout(said.reopen().unwrap()).stderr(said.reopen().unwrap());
        let well = command.status().unwrap().success();
        let text = std::fs::read_to_string(said.path()).unwrap();
        assert!(well, "{words:?}: {text}");
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::path::Path::new(&format!("{}/postmaster.pid", self.data())).exists() {
            self.kill();
        }
    }
}
