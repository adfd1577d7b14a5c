//! What the server says while the stories run: everything, down to the finest level, into memory.

use std::io::{self, Write};
use std::sync::{Mutex, Once};

static SAID: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static BEGIN: Once = Once::new();

struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        SAID.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Listens from now on, for the whole process: other tests' lines are noise, which an attacker has too.
pub(super) fn listen() {
    BEGIN.call_once(|| {
        let filter = tracing_subscriber::EnvFilter::new("shuangcu=trace,store=trace,tower_http=trace,axum=trace");
        let subscriber =
            tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Sink).finish();
        drop(tracing::subscriber::set_global_default(subscriber));
    });
}

/// All that was said.
pub(super) fn so_far() -> Vec<u8> {
    SAID.lock().unwrap().clone()
}

#[test]
fn the_log_is_heard() {
    listen();
    tracing::info!("a line for whoever listens");
    assert!(String::from_utf8_lossy(&so_far()).contains("a line for whoever listens"));
}
