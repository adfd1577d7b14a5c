//! The product as its users run it: a filled folder, a server, people who speak, and what was acknowledged to them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::web::{Answer, fields, form, get, send};

pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_shuangcu"))
}

pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn start(data: &Path) -> Server {
        Server::run(program(), data, &[])
    }

    /// With more arguments, or a program around it.
    pub fn run(mut command: Command, data: &Path, more: &[&str]) -> Server {
        let log = std::fs::File::options().create(true).append(true).open(data.join("server.log")).ok();
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log.map_or_else(Stdio::null, Stdio::from))
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address =
            lines.by_ref().map(Result::unwrap).find_map(|l| l.strip_prefix("listening on http://").map(str::to_owned));
        thread::spawn(move || for _ in lines {});
        let said = || std::fs::read_to_string(data.join("server.log")).unwrap_or_default();
        Server { child, address: address.unwrap_or_else(|| panic!("the server listens: {}", said())) }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.pid().to_string()).status().unwrap();
        assert!(sent.success());
    }

    pub fn stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().unwrap().success(), "an orderly end");
    }

    /// What it has in memory of its own and its part of what is shared, in KiB.
    pub fn memory(&self) -> u64 {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", self.pid())).unwrap_or_default();
        let number = |text: &str, key: &str| {
            text.lines().find_map(|l| l.strip_prefix(key)?.split_whitespace().next()?.parse::<u64>().ok())
        };
        number(&read("smaps_rollup"), "Pss:").or_else(|| number(&read("status"), "VmRSS:")).unwrap()
    }

    pub fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap().count()
    }
}

/// SIGKILL: no handler, no flush, no goodbye.
impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The greatest memory of a server while something goes on, in KiB.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Watch {
    pub fn on(server: &Server) -> Watch {
        let (stop, pid) = (Arc::new(AtomicBool::new(false)), server.pid());
        let stopped = stop.clone();
        let thread = thread::spawn(move || {
            let mut most = 0;
            while !stopped.load(Ordering::Relaxed) {
                let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
                let rss =
                    status.lines().find_map(|l| l.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
                most = most.max(rss.unwrap_or(0));
                thread::sleep(Duration::from_millis(20));
            }
            most
        });
        Watch { stop, thread }
    }

    pub fn end(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// A filled folder and who may log in.
pub struct World {
    pub data: tempfile::TempDir,
    pub code: String,
    pub logins: Vec<(String, String, String)>,
}

impl World {
    pub fn password(&self, login: &str) -> &str {
        &self.logins.iter().find(|(_, name, _)| name == login).unwrap().2
    }
}

fn filled(data: &Path, more: &[&str]) -> (String, Vec<(String, String, String)>) {
    let output = program().args(["demo", "--no-serve", "--data"]).arg(data).args(more).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let code = said.split("--round ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let login = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [roles, login, password] if password.len() == 19 => {
                Some((roles.to_owned(), login.to_owned(), password.to_owned()))
            }
            _ => None,
        }
    };
    (code, said.lines().filter_map(login).collect())
}

/// A copy of a folder that was filled once for all tests.
pub fn fill() -> World {
    static FIRST: OnceLock<World> = OnceLock::new();
    let first = FIRST.get_or_init(|| {
        let data = tempfile::tempdir().unwrap();
        let (code, logins) = filled(data.path(), &[]);
        World { data, code, logins }
    });
    let data = tempfile::tempdir().unwrap();
    copy(first.data.path(), data.path());
    World { data, code: first.code.clone(), logins: first.logins.clone() }
}

/// Filled in another database.
pub fn fill_in(database: &str) -> World {
    let data = tempfile::tempdir().unwrap();
    let (code, logins) = filled(data.path(), &["--database", database]);
    World { data, code, logins }
}

pub fn copy(from: &Path, to: &Path) {
    let from = format!("{}/.", from.display());
    crate::run("cp", &["-a", &from, &to.display().to_string()]);
}

pub fn log_in(address: &str, world: &World, login: &str) -> String {
    let answer = send(address, "POST", "/login", "", &form(&[("login", login), ("password", world.password(login))]));
    let answer = answer.unwrap();
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// What was acknowledged: receipts, and the addresses of named opinions.
#[derive(Clone, Default)]
pub struct Acknowledged {
    pub receipts: Vec<String>,
    pub named: Vec<(String, String)>,
}

/// What one of the speakers met: when he asked, how long it took, and the status, if there was one.
pub struct Met {
    pub at: Instant,
    pub took: Duration,
    pub status: Option<u16>,
    pub body: String,
    pub address: usize,
}

/// People who speak on and on, half of them under their name, to one server or several.
pub struct Speakers {
    stop: Arc<AtomicBool>,
    pub count: Arc<AtomicUsize>,
    pub kept: Arc<Mutex<Acknowledged>>,
    met: Arc<Mutex<Vec<Met>>>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Clone)]
struct Speaker {
    number: usize,
    address: String,
    code: String,
    cookie: String,
    pause: Duration,
}

impl Speakers {
    pub fn start(number: usize, addresses: &[String], world: &World, cookie: &str, pause: Duration) -> Speakers {
        let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (kept, met) = (Arc::new(Mutex::new(Acknowledged::default())), Arc::new(Mutex::new(Vec::new())));
        let threads = (0..number)
            .map(|number| {
                let speaker = Speaker {
                    number,
                    address: addresses[number / 2 % addresses.len()].clone(),
                    code: world.code.clone(),
                    cookie: cookie.to_owned(),
                    pause,
                };
                let which = number / 2 % addresses.len();
                let (stop, kept, count, met) = (stop.clone(), kept.clone(), count.clone(), met.clone());
                thread::spawn(move || speaker.speak(which, &stop, &kept, &count, &met))
            })
            .collect();
        Speakers { stop, count, kept, met, threads }
    }

    /// Waits until so many opinions were acknowledged.
    pub fn spoken(&self, number: usize) {
        let began = Instant::now();
        while self.count.load(Ordering::Relaxed) < number {
            assert!(began.elapsed() < Duration::from_secs(90), "only {} spoke", self.count.load(Ordering::Relaxed));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until somebody has spoken under his name and somebody without.
    pub fn of_both(&self) {
        let began = Instant::now();
        let both = || self.kept.lock().is_ok_and(|kept| !kept.named.is_empty() && !kept.receipts.is_empty());
        while !both() {
            assert!(began.elapsed() < Duration::from_secs(30), "one of the two ways to speak is shut");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn acknowledged(&self) -> Acknowledged {
        self.kept.lock().unwrap().clone()
    }

    pub fn end(self) -> (Acknowledged, Vec<Met>) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().unwrap();
        }
        let met = std::mem::take(&mut *self.met.lock().unwrap());
        let kept = self.kept.lock().unwrap().clone();
        (kept, met)
    }
}

impl Speaker {
    fn speak(
        &self,
        which: usize,
        stop: &AtomicBool,
        kept: &Mutex<Acknowledged>,
        count: &AtomicUsize,
        met: &Mutex<Vec<Met>>,
    ) {
        let named = !self.number.is_multiple_of(2);
        let path = if named { format!("/r/{}/named", self.code) } else { format!("/r/{}", self.code) };
        let cookie = if named { self.cookie.as_str() } else { "" };
        let ask = |method: &str, form: &[(String, String)]| {
            let at = Instant::now();
            let answer = send(&self.address, method, &path, cookie, form);
            let status = answer.as_ref().map(|a| a.status);
            let told = answer.as_ref().filter(|a| a.status >= 500).map_or(String::new(), |a| a.body.clone());
            met.lock().unwrap().push(Met { at, took: at.elapsed(), status, body: told, address: which });
            if answer.is_none() {
                // The server is gone: no need to ask it a thousand times a second.
                thread::sleep(Duration::from_millis(50));
            }
            answer
        };
        let mut page = None;
        for n in 0.. {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if page.is_none() {
                page = ask("GET", &[]).filter(|a| a.status == 200).map(|a| fields(&a.body));
            }
            let Some(form) = &page else { continue };
            let text = format!("speaker {} says sentence {n} about the bus at the gate", self.number);
            let mut sent = form.clone();
            sent.push(("text".to_owned(), text.clone()));
            if let Some(answer) = ask("POST", &sent) {
                if named && answer.status == 303 {
                    let place = answer.header("location").unwrap().to_owned();
                    kept.lock().unwrap().named.push((place, text));
                    count.fetch_add(1, Ordering::Relaxed);
                } else if !named && answer.status == 200 {
                    kept.lock().unwrap().receipts.push(receipt(&answer));
                    count.fetch_add(1, Ordering::Relaxed);
                } else {
                    assert!(answer.status >= 500, "{} {}", answer.status, answer.body);
                }
            }
            thread::sleep(self.pause);
        }
    }
}

pub fn receipt(answer: &Answer) -> String {
    let inside = answer.body.split("id=\"code\">").nth(1).unwrap().split("</p>").next().unwrap();
    let receipt: String = inside.split("<span>").skip(1).filter_map(|part| part.split('<').next()).collect();
    assert!(receipt.len() >= 16, "{inside}");
    receipt
}

/// Every receipt and every named opinion that was acknowledged is there.
pub fn all_there(address: &str, cookie: &str, kept: &Acknowledged) {
    assert!(!kept.receipts.is_empty() && !kept.named.is_empty());
    for receipt in &kept.receipts {
        let answer = send(address, "POST", "/receipt", "", &form(&[("code", receipt)])).unwrap();
        assert_eq!(answer.status, 200, "a receipt was given for what is not in the box");
    }
    for (path, text) in &kept.named {
        let answer = get(address, path, cookie).unwrap();
        assert!(answer.status == 200 && answer.body.contains(text), "an acknowledged opinion is lost: {path}");
    }
}

/// The audit trail holds.
pub fn verified(data: &Path, more: &[&str]) {
    let output = program().args(["audit", "verify", "--data"]).arg(data).args(more).output().unwrap();
    let said = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", said(&output.stdout), said(&output.stderr));
}

/// A number that differs from run to run, so that the fault does not always fall on the same step.
pub fn some_time(least: u64, more: u64) -> Duration {
    let seed = std::collections::hash_map::RandomState::new();
    let n = std::hash::BuildHasher::hash_one(&seed, 0_u8) % more;
    Duration::from_millis(least + n)
}
