//! Connections that are slow on purpose, ten thousand of them, and bodies that never end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::turn;
use crate::web::{get, read, spread};
use crate::world::{Server, Watch, fill};

/// How many this process may open, of those wanted.
fn possible(wanted: usize) -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|l| l.strip_prefix("Max open files"));
    let most: usize = line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(1024);
    wanted.min(most.saturating_sub(300))
}

#[test]
fn ten_thousand_slow_connections_leave_the_others_served() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let address = server.address.clone();
    let page = format!("/r/{}", world.code);
    let mut idle: Vec<Duration> = (0..50).map(|_| timed(&address, &page)).collect();
    let (idle, ..) = spread(&mut idle);
    let before = server.memory();
    let watch = Watch::on(&server);

    let number = possible(10_000);
    let stop = Arc::new(AtomicBool::new(false));
    let attackers: Vec<_> = (0..4)
        .map(|part| {
            let (address, stop) = (address.clone(), stop.clone());
            std::thread::spawn(move || attack(&address, number / 4, part, &stop))
        })
        .collect();
    let mut waits = Vec::new();
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(12) {
        waits.push(timed(&address, &page));
        std::thread::sleep(Duration::from_millis(20));
    }
    let (held, files) = (server.memory(), server.open_files());
    stop.store(true, Ordering::Relaxed);
    let opened: usize = attackers.into_iter().map(|a| a.join().unwrap()).sum();
    let most = watch.end();
    let (middle, late, worst) = spread(&mut waits);
    tell!(
        "{opened} slow connections on a limit of 4096: memory {before} KiB before, {held} KiB with them, {most} KiB at most \
         (RSS), {files} files open; a page took {idle:?} alone, {middle:?} with them (99 %: {late:?}, worst {worst:?})"
    );
    assert!(opened * 10 >= number * 9, "{opened} of {number}");
    assert!(files <= 4096 + 200, "{files}");
    assert!(held < before + 150 * 1024, "{held} KiB");
    assert!(late < Duration::from_secs(2), "others waited {late:?}");
    assert_eq!(get(&address, &page, "").unwrap().status, 200);
    server.stop();
}

fn timed(address: &str, path: &str) -> Duration {
    let began = Instant::now();
    let answer = get(address, path, "").expect("others are served");
    assert_eq!(answer.status, 200);
    began.elapsed()
}

/// Heads that never end, one byte more now and then.
fn attack(address: &str, number: usize, part: usize, stop: &AtomicBool) -> usize {
    let mut held = Vec::new();
    for n in 0..number {
        if let Ok(mut stream) = TcpStream::connect(address) {
            let head = match (n + part) % 3 {
                0 => "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                1 => "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\na",
                _ => "G",
            };
            drop(stream.write_all(head.as_bytes()));
            held.push(stream);
        }
    }
    while !stop.load(Ordering::Relaxed) {
        for stream in &mut held {
            drop(stream.write_all(b"x"));
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    held.len()
}

/// Sends a body until the server has had enough; how much that was, and the answer.
fn pour(address: &str, path: &str, kind: &str, length: Option<u64>, piece: &[u8]) -> (u64, Option<u16>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let framing = length.map_or("Transfer-Encoding: chunked".to_owned(), |n| format!("Content-Length: {n}"));
    let head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {kind}\r\n{framing}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut chunk = piece.to_vec();
    if length.is_none() {
        chunk = format!("{:x}\r\n", piece.len()).into_bytes();
        chunk.extend_from_slice(piece);
        chunk.extend_from_slice(b"\r\n");
    }
    let (mut sent, most) = (0_u64, length.unwrap_or(10 << 30));
    while sent < most && stream.write_all(&chunk).is_ok() {
        sent += piece.len() as u64;
    }
    let mut first = [0_u8; 12];
    let status = stream.read_exact(&mut first).ok().and_then(|()| std::str::from_utf8(&first[9..]).ok()?.parse().ok());
    (sent, status)
}

#[test]
fn bodies_without_end_are_refused_at_their_limit() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let address = server.address.clone();
    let before = server.memory();
    let watch = Watch::on(&server);
    let piece = vec![b'x'; 64 * 1024];
    let speak = format!("/r/{}", world.code);
    let form = "application/x-www-form-urlencoded";
    let parts = "multipart/form-data; boundary=edge";
    let ten_gigabytes = Some(10_u64 << 30);
    // What lies in the buffers of the two sockets was not read by the server.
    let buffers = 12 << 20;
    for (path, kind, length) in [
        (speak.as_str(), form, ten_gigabytes),
        (speak.as_str(), form, None),
        ("/login", form, ten_gigabytes),
        ("/api/v1/problems", "application/json", ten_gigabytes),
        ("/people/import", parts, ten_gigabytes),
        ("/people/import", parts, None),
        ("/items/import", parts, None),
        ("/nowhere", form, None),
    ] {
        let (sent, status) = pour(&address, path, kind, length, &piece);
        assert!(sent < (33 << 20) + buffers, "{path}: {sent} bytes were taken");
        assert!(status.is_none_or(|s| (400..500).contains(&s)), "{path}: {status:?}");
    }
    // A form and a document of as many fields as fit, and of a million.
    for (path, kind, text) in [
        (speak.as_str(), form, "a=&".repeat(80_000)),
        (speak.as_str(), form, "a=&".repeat(1_000_000)),
        ("/api/v1/problems", "application/json", format!("{{{}\"z\":0}}", "\"a\":1,".repeat(40_000))),
        ("/api/v1/problems", "application/json", format!("{{{}\"z\":0}}", "\"a\":1,".repeat(1_000_000))),
        ("/api/v1/problems", "application/json", "[".repeat(200_000)),
    ] {
        let began = Instant::now();
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            text.len()
        );
        drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(text.as_bytes())));
        let status = read(stream).map(|a| a.status);
        assert!(status.is_none_or(|s| (400..500).contains(&s)), "{path}, {} bytes: {status:?}", text.len());
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
    let most = watch.end();
    tell!("bodies without end: memory {before} KiB before, {most} KiB at most (RSS)");
    assert!(most < before + 200 * 1024, "{most} KiB");
    assert_eq!(get(&address, &speak, "").unwrap().status, 200);
    server.stop();
}
