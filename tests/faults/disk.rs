//! The disk is full: a small file system of its own for the folder. Whoever writes is told so in words, nothing is damaged, and
//! it goes on when there is space again.

use std::process::Command;

use crate::web::{Answer, fields, get, send, send_body};
use crate::world::{Acknowledged, Server, World, all_there, copy, fill, log_in, receipt, verified};
use crate::{is_root, run, skipped, turn};

const SENTENCE: &str = "服务器的磁盘满了，没有写入任何内容";

struct Mount(tempfile::TempDir);

impl Mount {
    fn of(size: &str) -> Option<Mount> {
        let dir = tempfile::tempdir().unwrap();
        let options = format!("size={size},mode=755");
        let made =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "shuangcu-test"]).arg(dir.path()).output();
        made.is_ok_and(|o| o.status.success()).then(|| Mount(dir))
    }

    /// Fills it but for so many KiB.
    fn fill_up(&self, leave: u64) {
        let out = run("df", &["--output=avail", "-k", &self.0.path().display().to_string()]);
        let free: u64 = out.lines().nth(1).unwrap().trim().parse().unwrap();
        let ballast = vec![b'x'; usize::try_from((free.saturating_sub(leave)) * 1024).unwrap()];
        std::fs::write(self.0.path().join("ballast"), ballast).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.path().join("ballast")).unwrap();
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

fn told(answer: &Answer) {
    assert_eq!(answer.status, 507, "{}", answer.body);
    assert!(answer.body.contains(SENTENCE), "{}", answer.body);
}

fn evidence(address: &str, cookie: &str, csrf: &str, item: &str, size: usize) -> Answer {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--edge\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"proof.txt\"\r\nContent-Type: text/plain\r\n\r\n"
    )
    .into_bytes();
    body.extend(b"the lamp is lit again \n".iter().cycle().take(size));
    body.extend_from_slice(b"\r\n--edge--\r\n");
    send_body(address, "POST", &format!("{item}/evidence"), cookie, "multipart/form-data; boundary=edge", &body)
        .unwrap()
}

/// An item whose owner may hand in evidence now, and the token of its forms.
fn an_item(address: &str, world: &World) -> (String, String, String) {
    for owner in ["zeren", "zeren2", "zeren3", "zeren4"] {
        let cookie = log_in(address, world, owner);
        let list = get(address, "/items", &cookie).unwrap();
        for part in list.body.split("href=\"/items/").skip(1) {
            let path = format!("/items/{}", part.split(['"', '?', '#']).next().unwrap());
            let page = get(address, &path, &cookie).unwrap();
            if page.status == 200 && page.body.contains(&format!("action=\"{path}/evidence\"")) {
                let csrf = fields(&page.body).into_iter().find(|(name, _)| name == "csrf").unwrap().1;
                return (path, cookie, csrf);
            }
        }
    }
    panic!("nobody of the demonstration can hand in evidence");
}

#[test]
fn a_full_disk_is_told_and_passes() {
    let _turn = turn();
    if !is_root() {
        return skipped("a full disk", "only root may mount a small file system");
    }
    let Some(disk) = Mount::of("64m") else {
        return skipped("a full disk", "this machine lets nobody mount a file system");
    };
    let world = fill();
    let data = disk.0.path().join("data");
    std::fs::create_dir(&data).unwrap();
    copy(world.data.path(), &data);
    let server = Server::start(&data);
    let address = server.address.clone();
    let cookie = log_in(&address, &world, "yuangong");
    let (item, owner, csrf) = an_item(&address, &world);

    let path = format!("/r/{}", world.code);
    let anonymous = fields(&get(&address, &path, "").unwrap().body);
    let named_path = format!("{path}/named");
    let named = fields(&get(&address, &named_path, &cookie).unwrap().body);
    let mut kept = Acknowledged::default();
    let mut speak = |n: usize| {
        let text = format!("sentence {n} on a narrow disk: {}", "the bus at the gate is late ".repeat(40));
        let with = |form: &[(String, String)]| {
            let mut form = form.to_vec();
            form.push(("text".to_owned(), text.clone()));
            form
        };
        let first = send(&address, "POST", &path, "", &with(&anonymous)).unwrap();
        if first.status == 200 {
            kept.receipts.push(receipt(&first));
        }
        let second = send(&address, "POST", &named_path, &cookie, &with(&named)).unwrap();
        if second.status == 303 {
            kept.named.push((second.header("location").unwrap().to_owned(), text.trim().to_owned()));
        }
        (first, second)
    };
    let (first, second) = speak(0);
    assert_eq!((first.status, second.status), (200, 303), "{}", second.body);

    // An upload that has no room: what was begun of the file is gone again.
    disk.fill_up(512);
    let answer = evidence(&address, &owner, &csrf, &item, 2 << 20);
    told(&answer);
    // Writes until there is no room for one more.
    let mut refused = 0;
    for n in 1..3000 {
        let (first, second) = speak(n);
        for answer in [&first, &second] {
            if answer.status >= 400 {
                told(answer);
                refused += 1;
            }
        }
        if refused >= 6 {
            break;
        }
    }
    assert!(refused >= 6, "the disk never filled up");
    // Reading goes on.
    for path in ["/login", "/receipt", path.as_str()] {
        assert_eq!(get(&address, path, "").unwrap().status, 200, "{path}");
    }
    std::thread::sleep(std::time::Duration::from_secs(3));

    disk.make_room();
    let (first, second) = speak(9999);
    assert_eq!((first.status, second.status), (200, 303), "{}", second.body);
    let answer = evidence(&address, &owner, &csrf, &item, 2 << 20);
    assert_eq!(answer.status, 303, "{}", answer.body);
    all_there(&address, &cookie, &kept);
    server.stop();
    verified(&data, &[]);
    // And after a start, too.
    let server = Server::start(&data);
    all_there(&server.address, &cookie, &kept);
    server.stop();
    tell!("disk full: {refused} writes refused in words, {} kept", kept.receipts.len() + kept.named.len());
}
