use super::*;
use std::fs;

fn tried(blobs: &Blobs) {
    let hash = blobs.put(b"evidence").unwrap();
    assert_eq!(blobs.put(b"evidence").unwrap(), hash);
    assert_eq!(blobs.get(&hash).unwrap(), b"evidence");
    let empty = blobs.put(b"").unwrap();
    assert_eq!(blobs.get(&empty).unwrap(), b"");
    // More than two parts, and the last one smaller than any store accepts in between.
    let big: Vec<u8> =
        (0..20 * 1024 * 1024_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]).collect();
    let many = blobs.put(&big).unwrap();
    assert!(blobs.get(&many).unwrap() == big, "20 MiB come back as they went");
    let mut all = [hash.clone(), empty.clone(), many.clone()];
    all.sort_unstable();
    assert_eq!(blobs.all().unwrap(), all);
    assert_eq!(blobs.older_than(Duration::from_secs(3_600)).unwrap(), Vec::<String>::new());
    blobs.remove(&many).unwrap();
    blobs.remove(&many).unwrap();
    assert_eq!(blobs.get(&many).unwrap_err().kind(), io::ErrorKind::NotFound);
    assert_eq!(blobs.get("../keys/today").unwrap_err().kind(), io::ErrorKind::NotFound);
    assert_eq!(blobs.all().unwrap().len(), 2);
    blobs.probe().unwrap();
    assert_eq!(blobs.all().unwrap().len(), 2, "a probe leaves nothing");
}

#[test]
fn what_was_put_is_got_and_a_changed_file_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
    tried(&blobs);
    let hash = blobs.put(b"evidence").unwrap();
    let path = folder.path().join("blobs").join(&hash[..2]).join(&hash);
    fs::write(&path, b"something else").unwrap();
    assert_eq!(blobs.get(&hash).unwrap_err().kind(), io::ErrorKind::InvalidData);
    // An old file is young again when it is put again, and whole.
    fs::File::options().write(true).open(&path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(blobs.older_than(Duration::from_secs(3_600)).unwrap(), [hash.as_str()]);
    blobs.put(b"evidence").unwrap();
    assert_eq!(blobs.older_than(Duration::from_secs(3_600)).unwrap(), Vec::<String>::new());
    assert_eq!(blobs.get(&hash).unwrap(), b"evidence");
}

#[test]
fn addresses_of_files() {
    let parsed = |text: &str| text.parse::<FilesUrl>();
    assert_eq!(parsed("file:///srv/files"), Ok(FilesUrl::Folder("/srv/files".into())));
    assert_eq!(parsed("s3://box/a/b/").map(|url| url.to_string()), Ok("s3://box/a/b".to_owned()));
    assert_eq!(parsed("s3://box").map(|url| url.to_string()), Ok("s3://box".to_owned()));
    for wrong in ["", "files", "file://relative", "s3://", "s3:///prefix", "s3://key:secret@box/x", "https://box"] {
        assert!(parsed(wrong).is_err(), "{wrong}");
    }
}

/// Against a real server on this machine (tests/s3.sh), whose address and keys come by the variables that the product reads.
#[test]
fn an_s3_store_keeps_files_like_a_folder() {
    let Some(url) = std::env::var("SHUANGCU_TEST_S3").ok().filter(|url| !url.is_empty()) else {
        eprintln!(
            "!!! SHUANGCU_TEST_S3 is not set: files were tried in a folder ONLY (tests/s3.sh starts a server) !!!"
        );
        return;
    };
    let url: FilesUrl = format!("{url}/{}", crate::random::secret()).parse().unwrap();
    let blobs = Blobs::at(&url).unwrap();
    tried(&blobs);
    let Place::Remote(remote) = &blobs.0 else { panic!("{url} is no store on the network") };
    // Another content under the hash of this one.
    let hash = blobs.put(b"evidence").unwrap();
    remote.put(&hash, b"something else").unwrap();
    assert_eq!(blobs.get(&hash).unwrap_err().kind(), io::ErrorKind::InvalidData);

    // From a task of a server, from a thread of the database, and dropped inside a runtime.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async move {
        let same = blobs.clone();
        let got = tokio::task::spawn_blocking(move || same.put(b"from a task")).await.unwrap().unwrap();
        assert_eq!(blobs.all().unwrap().len(), 3);
        assert!(is_hash(&got));
        drop(blobs);
    });

    // A server that is away, keys that are missing: an error that says so.
    let nowhere = |name: &str| Some(if name.starts_with("AWS_E") { "http://127.0.0.1:9" } else { "" }.to_owned());
    let missing = Remote::open("box", "", nowhere).unwrap_err();
    assert!(missing.to_string().contains("AWS_ACCESS_KEY_ID"), "{missing}");
    let none = FilesUrl::S3 { bucket: "no-such-bucket-here".to_owned(), prefix: String::new() };
    assert!(Blobs::at(&none).unwrap().put(b"x").is_err());
}
