//! A plain client: one thread a connection, kept alive, answers read to their end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// A request, ready to be written.
#[derive(Clone)]
pub struct Request {
    head: String,
    body: String,
}

impl Request {
    /// Reads a page.
    pub fn get(path: &str, cookie: Option<&str>) -> Request {
        Request {
            head: format!("GET {path} HTTP/1.1\r\nHost: load\r\n{}\r\n", cookie_line(cookie)),
            body: String::new(),
        }
    }

    /// Sends a form.
    pub fn post(path: &str, body: &str, cookie: Option<&str>) -> Request {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: load\r\n{}{kind}\r\nContent-Length: {}\r\n\r\n",
            cookie_line(cookie),
            body.len()
        );
        Request { head, body: body.to_owned() }
    }
}

fn cookie_line(cookie: Option<&str>) -> String {
    cookie.map_or_else(String::new, |c| format!("Cookie: {c}\r\n"))
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The cookie that was set.
    pub cookie: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn open(address: &str) -> Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Connection { reader: BufReader::new(stream) })
    }

    fn ask(&mut self, request: &Request) -> Result<Answer> {
        let message = format!("{}{}", request.head, request.body);
        self.reader.get_mut().write_all(message.as_bytes())?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status")?;
        let (mut length, mut cookie) = (None, None);
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(": ") {
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = Some(value.parse()?),
                    "set-cookie" => cookie = value.split(';').next().map(str::to_owned),
                    _ => {}
                }
            }
        }
        let mut body = vec![0; length.context("an answer without a length")?];
        self.reader.read_exact(&mut body)?;
        Ok(Answer { status, cookie, body })
    }
}

/// Sends one request.
pub fn ask(address: &str, request: &Request) -> Result<Answer> {
    Connection::open(address)?.ask(request)
}

/// Reads one page.
pub fn get(address: &str, path: &str, cookie: Option<&str>) -> Result<Answer> {
    Connection::open(address)?.ask(&Request::get(path, cookie))
}

/// Logs in and returns the cookie.
pub fn log_in(address: &str, login: &str, password: &str) -> Result<String> {
    let answer = Connection::open(address)?.ask(&Request::post(
        "/login",
        &format!("login={login}&password={password}"),
        None,
    ))?;
    answer
        .cookie
        .filter(|c| c.starts_with("shuangcu="))
        .with_context(|| format!("the login answered {}", answer.status))
}

/// What a storm was like.
pub struct Storm {
    /// Answers a second.
    pub per_second: f64,
    /// Half were faster.
    pub p50_ms: f64,
    /// One in a hundred was slower.
    pub p99_ms: f64,
}

/// Sends a bounded number of requests over some connections at once. Any answer but 200, or 303 after a form, ends it with an
/// error.
pub fn storm(address: &str, request: &Request, requests: usize, connections: usize) -> Result<Storm> {
    let left = AtomicUsize::new(requests);
    let began = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(|| work(address, request, &left))).collect();
        let mut all = Vec::with_capacity(requests);
        for worker in workers {
            match worker.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a connection's thread panicked"),
            }
        }
        Ok(all)
    })?;
    let took = began.elapsed().as_secs_f64();
    times.sort_unstable();
    let at =
        |share: usize| times.get(times.len() * share / 100).or(times.last()).map_or(0.0, |d| d.as_secs_f64() * 1000.0);
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    Ok(Storm { per_second: f64::from(count) / took, p50_ms: at(50), p99_ms: at(99) })
}

fn work(address: &str, request: &Request, left: &AtomicUsize) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address)?;
    let mut times = Vec::new();
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok() {
        let began = Instant::now();
        let answer = connection.ask(request)?;
        times.push(began.elapsed());
        ensure!(matches!(answer.status, 200 | 303), "a request answered {}", answer.status);
    }
    Ok(times)
}
