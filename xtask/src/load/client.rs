//! A plain client: one thread a connection, kept alive, answers read to their end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A request, ready to be written.
#[derive(Clone)]
pub struct Request(String);

impl Request {
    /// Reads a page.
    pub fn get(path: &str, cookie: Option<&str>) -> Request {
        Request(format!("GET {path} HTTP/1.1\r\nHost: load\r\n{}\r\n", cookie_line(cookie)))
    }

    /// Sends a form.
    pub fn post(path: &str, body: &str, cookie: Option<&str>) -> Request {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        Request(format!(
            "POST {path} HTTP/1.1\r\nHost: load\r\n{}{kind}\r\nContent-Length: {}\r\n\r\n{body}",
            cookie_line(cookie),
            body.len()
        ))
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
    /// Where it sends.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A kept-alive connection, and how long each of its answers took.
pub struct Connection {
    reader: BufReader<TcpStream>,
    /// One for each request.
    pub took: Vec<Duration>,
}

impl Connection {
    /// Connects.
    pub fn open(address: &str) -> Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        Ok(Connection { reader: BufReader::new(stream), took: Vec::new() })
    }

    /// Sends a request and reads the answer to its end, whatever it is.
    pub fn ask(&mut self, request: &Request) -> Result<Answer> {
        let began = Instant::now();
        self.reader.get_mut().write_all(request.0.as_bytes())?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status")?;
        let (mut length, mut cookie, mut location) = (None, None, None);
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
                    "location" => location = Some(value.to_owned()),
                    _ => {}
                }
            }
        }
        let mut body = vec![0; length.context("an answer without a length")?];
        self.reader.read_exact(&mut body)?;
        self.took.push(began.elapsed());
        Ok(Answer { status, cookie, location, body })
    }

    /// Sends a request that must be taken: 200, or 303 after a form.
    pub fn take(&mut self, request: &Request) -> Result<Answer> {
        let answer = self.ask(request)?;
        if matches!(answer.status, 200 | 303) {
            return Ok(answer);
        }
        let text = answer.text();
        bail!("a request answered {}: {}", answer.status, text.split("<main").nth(1).unwrap_or(&text))
    }
}

/// Sends one request that must be taken.
pub fn take(address: &str, request: &Request) -> Result<Answer> {
    Connection::open(address)?.take(request)
}

/// Logs in and returns the cookie.
pub fn log_in(address: &str, login: &str, password: &str) -> Result<String> {
    let form = format!("login={login}&password={password}");
    let answer = take(address, &Request::post("/login", &form, None))?;
    answer.cookie.filter(|c| c.starts_with("shuangcu=")).context("the login was not taken")
}

/// What a storm was like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Storm {
    /// How long it all took.
    pub seconds: f64,
    /// Acts a second.
    pub per_second: f64,
    /// Half of the answers were faster.
    pub p50_ms: f64,
    /// One answer in a hundred was slower.
    pub p99_ms: f64,
}

/// Does a bounded number of acts over some connections at once. An act that fails ends the storm with its error.
pub fn storm(
    address: &str,
    acts: usize,
    connections: usize,
    act: impl Fn(&mut Connection, usize) -> Result<()> + Sync,
) -> Result<Storm> {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let mut times = std::thread::scope(|scope| {
        let work = || -> Result<Vec<Duration>> {
            let mut connection = Connection::open(address)?;
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= acts {
                    return Ok(connection.took);
                }
                if let Err(error) = act(&mut connection, n) {
                    // The others need not go on either.
                    next.store(acts, Ordering::Relaxed);
                    return Err(error);
                }
            }
        };
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::with_capacity(acts);
        for worker in workers {
            match worker.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a connection's thread panicked"),
            }
        }
        Ok(all)
    })?;
    let seconds = began.elapsed().as_secs_f64();
    let done = f64::from(u32::try_from(acts)?);
    let at = |share| percentile(&mut times, share);
    let [p50_ms, p99_ms] = [50, 99].map(at);
    Ok(Storm { seconds, per_second: done / seconds, p50_ms, p99_ms })
}

/// The time, in milliseconds, that so many percent of the answers stayed under.
pub fn percentile(times: &mut [Duration], share: usize) -> f64 {
    times.sort_unstable();
    let at = times.get(times.len() * share / 100).or(times.last());
    at.map_or(0.0, |d| d.as_secs_f64() * 1000.0)
}
