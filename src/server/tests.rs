//! The door over a real socket.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::{FULL, Limits, serve};

struct Door {
    address: std::net::SocketAddr,
    stop: watch::Sender<bool>,
    server: tokio::task::JoinHandle<()>,
}

async fn open(limits: Limits) -> Door {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let slow = || async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        "done"
    };
    let routes = Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/slow", get(slow))
        .route("/big", get(|| async { vec![b'x'; 64 << 20] }))
        .route("/send", post(|body: Bytes| async move { body.len().to_string() }))
        .layer(DefaultBodyLimit::max(1 << 20));
    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(serve(listener, routes, limits, stopped));
    Door { address, stop, server }
}

fn limits() -> Limits {
    Limits { connections: 4, head: Duration::from_millis(400), pause: Duration::from_millis(300), bodies: 512 * 1024 }
}

impl Door {
    async fn connect(&self, first: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(first.as_bytes()).await.unwrap();
        stream
    }

    async fn ask(&self, request: &str) -> String {
        rest(self.connect(request).await).await
    }
}

async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is hung up on ends with an error or without: what came before counts.
    drop(tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut bytes)).await.expect("an end"));
    String::from_utf8_lossy(&bytes).into_owned()
}

const HELLO: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let door = open(limits()).await;
    let began = Instant::now();
    assert_eq!(door.ask("GET / HTTP/1.1\r\nhost: x\r\n").await, "");
    assert_eq!(door.ask("").await, "");
    let answered = door.ask("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(answered.ends_with("hello"), "kept open, then closed for want of another request: {answered}");
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn those_who_wait_make_room_and_those_who_are_served_do_not() {
    let door = open(Limits { head: Duration::from_secs(60), ..limits() }).await;
    let mut waiting = Vec::new();
    for _ in 0..40 {
        waiting.push(door.connect("GET / HT").await);
        assert!(door.ask(HELLO).await.ends_with("hello"));
    }
    let mut busy = Vec::new();
    for _ in 0..4 {
        busy.push(door.connect("GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await);
    }
    tokio::time::sleep(Duration::from_millis(150)).await;
    let refused = door.ask(HELLO).await;
    assert_eq!(refused, FULL, "every place is busy");
    for stream in busy {
        assert!(rest(stream).await.ends_with("done"), "whoever was served is served to the end");
    }
    assert!(door.ask(HELLO).await.ends_with("hello"));
}

#[test]
fn the_answer_to_those_turned_away_is_as_long_as_it_says() {
    let (head, body) = FULL.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{}", body.len());
}

#[tokio::test]
async fn a_body_that_stands_still_is_answered_and_hung_up_on() {
    let door = open(limits()).await;
    let answer = door.ask("POST /send HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc").await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn all_bodies_together_fit_into_the_memory_set_for_them() {
    let door = open(limits()).await;
    let head = "POST /send HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 400000\r\n\r\n";
    let first = door.connect(&format!("{head}{}", "x".repeat(399_999))).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = door.ask(&format!("{head}{}", "x".repeat(400_000))).await;
    assert!(second.starts_with("HTTP/1.1 503") && second.contains("retry-after"), "{second}");
    drop(first);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let third = door.ask(&format!("{head}{}", "x".repeat(400_000))).await;
    assert!(third.ends_with("400000"), "given back: {third}");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_ends_the_connection() {
    let door = open(limits()).await;
    let mut stream = door.connect("GET /big HTTP/1.1\r\nhost: x\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut got = 0;
    let mut piece = vec![0; 1 << 20];
    while let Ok(n) = stream.read(&mut piece).await {
        if n == 0 {
            break;
        }
        got += n;
    }
    assert!(got < 64 << 20, "the rest was not kept for him: {got}");
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_is_under_way_and_takes_nothing_new() {
    let door = open(Limits { head: Duration::from_secs(60), ..limits() }).await;
    let idle = door.connect("").await;
    let busy = door.connect("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    door.stop.send_replace(true);
    assert!(rest(busy).await.ends_with("done"));
    assert_eq!(rest(idle).await, "");
    tokio::time::timeout(Duration::from_secs(2), door.server).await.expect("it ends").unwrap();
    assert!(TcpStream::connect(door.address).await.is_err());
}
