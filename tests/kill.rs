//! An acknowledged write survives `kill -9` under load: 32 connections speak, half of them without a name, the server is
//! killed in the middle, and after its restart every receipt and every named opinion that was acknowledged is there, and
//! the audit trail holds. Twice; ten times with `SHUANGCU_LONG=1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what failed"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const CONNECTIONS: usize = 32;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_shuangcu"))
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Server {
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address =
            lines.by_ref().map(Result::unwrap).find_map(|l| l.strip_prefix("listening on http://").map(str::to_owned));
        thread::spawn(move || for _ in lines {});
        Server { child, address: address.expect("the server listens") }
    }

    fn stop(mut self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "an orderly end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// One request on a connection of its own; `None` when the server was gone before it had answered whole.
fn send(address: &str, method: &str, path: &str, cookie: &str, form: &[(String, String)]) -> Option<Answer> {
    let body: Vec<String> = form.iter().map(|(k, v)| format!("{k}={}", escape(v))).collect();
    let body = body.join("&");
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer { status: head.split(' ').nth(1)?.parse().ok()?, head: head.to_owned(), body: body.to_owned() };
    // Cut off in the middle is not acknowledged.
    let whole = match answer.header("content-length") {
        Some(length) => length.parse() == Ok(body.len()),
        None => body.ends_with("0\r\n\r\n") || body.is_empty(),
    };
    whole.then_some(answer)
}

fn escape(text: &str) -> String {
    let keep = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
    text.bytes().map(|b| if keep(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The fields of a page's form with the first choice of each group, the text left out.
fn fields(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for tag in page.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let (Some(name), Some(value)) = (attribute(tag, "name"), attribute(tag, "value")) else { continue };
        if found.iter().all(|(known, _)| known != name) {
            found.push((name.to_owned(), value.to_owned()));
        }
    }
    found
}

/// A number that differs from run to run, so that the kill does not always fall on the same step.
fn some_time() -> Duration {
    let seed = std::collections::hash_map::RandomState::new();
    let n = std::hash::BuildHasher::hash_one(&seed, 0_u8) % 600;
    Duration::from_millis(200 + n)
}

struct World {
    data: tempfile::TempDir,
    code: String,
    login: String,
    password: String,
}

fn fill() -> World {
    let data = tempfile::tempdir().unwrap();
    let output = program().args(["demo", "--no-serve", "--data"]).arg(data.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let code = said.split("--round ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let staff: Vec<&str> = said.lines().find(|l| l.starts_with("ST ")).unwrap().split_whitespace().collect();
    World { code, login: staff[1].to_owned(), password: staff[2].to_owned(), data }
}

fn log_in(address: &str, world: &World) -> String {
    let form = [("login".to_owned(), world.login.clone()), ("password".to_owned(), world.password.clone())];
    let answer = send(address, "POST", "/login", "", &form).unwrap();
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// What was acknowledged: receipts, and the addresses of named opinions.
#[derive(Default)]
struct Acknowledged {
    receipts: Vec<String>,
    named: Vec<(String, String)>,
}

fn speak(
    address: &str,
    code: &str,
    cookie: &str,
    thread: usize,
    stop: &AtomicBool,
    kept: &Mutex<Acknowledged>,
    count: &AtomicUsize,
) {
    let named = !thread.is_multiple_of(2);
    let path = if named { format!("/r/{code}/named") } else { format!("/r/{code}") };
    let cookie = if named { cookie } else { "" };
    let Some(page) = send(address, "GET", &path, cookie, &[]) else { return };
    assert_eq!(page.status, 200, "{}", page.body);
    let form = fields(&page.body);
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let text = format!("thread {thread} says sentence {n} about the bus at the gate");
        let mut sent = form.clone();
        sent.push(("text".to_owned(), text.clone()));
        let Some(answer) = send(address, "POST", &path, cookie, &sent) else { return };
        if named {
            assert_eq!(answer.status, 303, "{}", answer.body);
            kept.lock().unwrap().named.push((answer.header("location").unwrap().to_owned(), text));
        } else {
            assert_eq!(answer.status, 200, "{}", answer.body);
            let inside = answer.body.split("id=\"code\">").nth(1).unwrap().split("</p>").next().unwrap();
            let receipt: String = inside.split("<span>").skip(1).filter_map(|part| part.split('<').next()).collect();
            assert!(receipt.len() >= 16, "{inside}");
            kept.lock().unwrap().receipts.push(receipt);
        }
        count.fetch_add(1, Ordering::Relaxed);
    }
}

fn kill_once(world: &World) {
    let server = Server::start(world.data.path());
    let address = server.address.clone();
    let cookie = log_in(&address, world);
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let kept = Arc::new(Mutex::new(Acknowledged::default()));
    let speakers: Vec<_> = (0..CONNECTIONS)
        .map(|n| {
            let (address, code, cookie) = (address.clone(), world.code.clone(), cookie.clone());
            let (stop, kept, count) = (stop.clone(), kept.clone(), count.clone());
            thread::spawn(move || speak(&address, &code, &cookie, n, &stop, &kept, &count))
        })
        .collect();
    while count.load(Ordering::Relaxed) < 2 * CONNECTIONS {
        assert!(!speakers.iter().all(thread::JoinHandle::is_finished), "nobody can speak");
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(some_time());
    // SIGKILL: no handler, no flush, no goodbye.
    drop(server);
    stop.store(true, Ordering::Relaxed);
    for speaker in speakers {
        speaker.join().unwrap();
    }

    let server = Server::start(world.data.path());
    let address = server.address.clone();
    let kept = kept.lock().unwrap();
    assert!(!kept.receipts.is_empty() && !kept.named.is_empty());
    for receipt in &kept.receipts {
        let answer = send(&address, "POST", "/receipt", "", &[("code".to_owned(), receipt.clone())]).unwrap();
        assert_eq!(answer.status, 200, "a receipt was given for what is not in the box");
    }
    for (path, text) in &kept.named {
        let answer = send(&address, "GET", path, &cookie, &[]).unwrap();
        assert!(answer.status == 200 && answer.body.contains(text), "an acknowledged opinion is lost: {path}");
    }
    server.stop();
    let verified = program().args(["audit", "verify", "--data"]).arg(world.data.path()).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    eprintln!("killed after {} receipts and {} named opinions; all there", kept.receipts.len(), kept.named.len());
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let times = if std::env::var_os("SHUANGCU_LONG").is_some() { 10 } else { 2 };
    let world = fill();
    for _ in 0..times {
        kill_once(&world);
    }
}

#[test]
fn an_unknown_receipt_is_told_so() {
    let world = fill();
    let server = Server::start(world.data.path());
    let form = [("code".to_owned(), "0000000000000000".to_owned())];
    let answer = send(&server.address, "POST", "/receipt", "", &form).unwrap();
    assert_ne!(answer.status, 200, "otherwise the test above could not fail");
    server.stop();
}
