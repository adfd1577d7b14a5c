//! A small client: one request on a connection of its own, and what a page's form holds.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

pub fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

pub fn get(address: &str, path: &str, cookie: &str) -> Option<Answer> {
    send(address, "GET", path, cookie, &[])
}

/// `None` when the server was gone before it had answered whole.
pub fn send(address: &str, method: &str, path: &str, cookie: &str, form: &[(String, String)]) -> Option<Answer> {
    let body: Vec<String> = form.iter().map(|(k, v)| format!("{k}={}", escape(v))).collect();
    send_body(address, method, path, cookie, "application/x-www-form-urlencoded", body.join("&").as_bytes())
}

pub fn send_body(address: &str, method: &str, path: &str, cookie: &str, kind: &str, body: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    // A body that is refused half-way is no reason not to read why.
    drop(stream.write_all(body));
    read(stream)
}

pub fn read(mut stream: TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer { status: head.split(' ').nth(1)?.parse().ok()?, head: head.to_owned(), body: body.to_owned() };
    // Cut off in the middle is not acknowledged.
    let whole = match answer.header("content-length") {
        Some(length) => length.parse() == Ok(body.len()),
        None => ended.is_ok() && (body.ends_with("0\r\n\r\n") || body.is_empty()),
    };
    whole.then_some(answer)
}

pub fn escape(text: &str) -> String {
    let keep = |b: &u8| b.is_ascii_alphanumeric() || b"-._~".contains(b);
    text.bytes().map(|b| if keep(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The fields of a page's form with the first choice of each group, the text left out.
pub fn fields(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for tag in page.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let (Some(name), Some(value)) = (attribute(tag, "name"), attribute(tag, "value")) else { continue };
        if found.iter().all(|(known, _)| known != name) {
            found.push((name.to_owned(), value.to_owned()));
        }
    }
    found
}

/// The middle, the 99th of a hundred and the worst of some waits.
pub fn spread(waits: &mut [Duration]) -> (Duration, Duration, Duration) {
    assert!(!waits.is_empty(), "nothing was measured");
    waits.sort();
    let at = |part: usize| waits[(waits.len() * part / 100).min(waits.len() - 1)];
    (at(50), at(99), waits[waits.len() - 1])
}
