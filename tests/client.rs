//! The example of a program, written from the OpenAPI document alone, against a running demonstration.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what failed"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

#[test]
fn the_example_registers_fifty_sheets_and_reads_what_came_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut child = Command::new(env!("CARGO_BIN_EXE_shuangcu"))
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let server = Server(child);
    let mut told = String::new();
    let address = loop {
        let line = lines.next().expect("the server listens");
        if let Some(address) = line.strip_prefix("listening on ") {
            break address.to_owned();
        }
        told.push_str(&line);
        told.push('\n');
    };
    std::thread::spawn(move || for _ in lines {});
    let printed = folder.path().join("told");
    fs::write(&printed, told).unwrap();

    let token = said(Command::new("python3").args(["tests/api/token.py", &address]).arg(&printed));
    let ledger = folder.path().join("ledger.json");
    let client = |file: &std::path::Path| {
        let mut command = Command::new("python3");
        said(command.args(["examples/api_client.py", &address]).arg(file).env("SHUANGCU_TOKEN", token.trim()))
    };
    let number = |text: &str, name: &str| -> u64 {
        let line = text.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {text}"));
        line.trim().parse().unwrap()
    };
    let first = client(&ledger);
    assert_eq!(number(&first, "registered "), 50);
    let second = client(&ledger);
    assert_eq!(number(&second, "opinions "), number(&first, "opinions ") + 50);
    let rows: serde_json::Value = serde_json::from_str(&fs::read_to_string(&ledger).unwrap()).unwrap();
    assert_eq!(u64::try_from(rows.as_array().unwrap().len()).unwrap(), number(&second, "ledger "));
    assert!(number(&second, "ledger ") > 0);
    drop(server);
}
