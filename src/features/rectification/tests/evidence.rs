//! Files and links: in, out, and what is refused.

use super::*;
use crate::features::rectification::model::FILE_LIMIT;
use crate::testing::on_both_engines;

#[test]
fn a_file_comes_out_as_it_went_in_and_only_to_those_who_may_read_it() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let path = format!("/items/{id}/evidence");
        let text = "每晚登记，共 21 晚".as_bytes();
        let sent = world.upload(&cast.owner, &path, &[], ("file", "../登记 表.exe", text)).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let png = b"\x89PNG\r\n\x1a\nnot really".as_slice();
        assert_eq!(world.upload(&cast.clerk, &path, &[], ("file", "a.png", png)).await.status, 303);
        let key = id.clone();
        let all = world.app.db.read(move |tx| store::evidence(tx, &key)).await.unwrap();
        let of = |name: &str| all.iter().find(|e| e.name == name).unwrap();
        let out = world.get(Some(&cast.head), &format!("/evidence/{}", of("登记 表.exe.txt").id)).await;
        assert_eq!((out.status.as_u16(), out.bytes.as_slice()), (200, text));
        let header = |name: &str| out.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(
            header("content-disposition"),
            "attachment; filename*=UTF-8''%E7%99%BB%E8%AE%B0%20%E8%A1%A8.exe.txt"
        );
        let picture = world.get(Some(&cast.auditor), &format!("/evidence/{}", of("a.png").id)).await;
        assert!(picture.headers["content-disposition"].to_str().unwrap().starts_with("inline"));
        for stranger in [&cast.staff, &cast.other_owner, &cast.other_office] {
            let out = world.get(Some(stranger), &format!("/evidence/{}", of("a.png").id)).await;
            assert_eq!(out.status, 404);
        }
        assert_eq!(world.get(Some(&cast.head), &format!("/evidence/{}", Id::random())).await.status, 404);
        // The trail vouches for the file under its own name.
        let lines = audited(&world).await;
        let object = format!("evidence:{}", of("a.png").id);
        let line = lines.iter().find(|l| l["object"] == object.as_str()).unwrap();
        assert_eq!(line["hash"], crate::audit::content_hash(png).as_str());
        let (app, now) = (&world.app, world.app.clock.now());
        crate::audit::seal(&app.db, &app.config.anchor(), now).await.unwrap();
        let report = crate::audit::verify(&app.db, &app.blobs, &app.config.anchor(), now).await.unwrap();
        assert_eq!((report.findings.len(), report.contents), (0, 2), "{:?}", report.findings);
    });
}

#[test]
fn programs_pages_empty_and_huge_files_are_refused_and_nothing_is_kept() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let path = format!("/items/{id}/evidence");
        let bad: [&[u8]; 4] = [b"MZ\x90\0\x03\0", b"<html><script>alert(1)</script>", b"\x7fELF", b"%!PS\0"];
        for content in bad {
            let answer = world.upload(&cast.owner, &path, &[], ("file", "照片.png", content)).await;
            assert_eq!(answer.status, 422, "{content:?}");
            assert!(answer.body.contains("不收这种文件"));
        }
        let nothing = world.upload(&cast.owner, &path, &[], ("file", "a.txt", b"")).await;
        assert!(nothing.status == 422 && nothing.body.contains("不能空着"));
        let mut huge = b"%PDF-1.4".to_vec();
        huge.resize(FILE_LIMIT + 1, b'x');
        assert_eq!(world.upload(&cast.owner, &path, &[], ("file", "a.pdf", &huge)).await.status, 413);
        huge.resize(FILE_LIMIT + 1024 * 1024, b'x');
        assert_eq!(world.upload(&cast.owner, &path, &[], ("file", "a.pdf", &huge)).await.status, 413);
        huge.truncate(FILE_LIMIT);
        assert_eq!(world.upload(&cast.owner, &path, &[], ("file", "a.pdf", &huge)).await.status, 303);
        assert_eq!(item(&world, &id).await.evidence, 1);
        let owner = world.actor(&cast.owner).await;
        for url in ["javascript:alert(1)", "ftp://a", "https://", "http://bank@evil.cn/", "https://a b", "HTTPS:/x"] {
            let refused = actions::add_link(&world.app, &owner, &id, "x", url).await.unwrap_err();
            assert_eq!(rule(&refused), "link_kind", "{url}");
        }
        let stranger = world.actor(&cast.clerk).await;
        actions::add_link(&world.app, &stranger, &id, "", "https://oa.example.cn/x?a=1").await.unwrap();
        let page = world.get(Some(&cast.owner), &format!("/items/{id}")).await;
        assert!(page.body.contains("oa.example.cn") && page.body.contains("20 MB"));
    });
}
