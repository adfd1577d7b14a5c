//! The forms through the router.

use crate::auth::Role;
use crate::testing::on_both_engines;

#[test]
fn pages_of_the_arrangements() {
    on_both_engines(|world| async move {
        let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
        let staff = world.person("李强", &[]).await;
        assert_eq!(world.get(Some(&staff), "/campaigns/new").await.status, 403);
        assert_eq!(world.get(None, "/campaigns/new").await.status, 303);
        assert!(world.get(Some(&secretary), "/").await.body.contains("/campaigns/new"));
        let form = world.get(Some(&secretary), "/campaigns/new").await;
        assert!(form.status == 200 && form.body.contains("value=\"2008-12-31\""));
        let bad = [
            ("slogan", "促和谐<script>"),
            ("short_name", ""),
            ("host", "机关党委"),
            ("year", "二〇〇八"),
            ("starts_on", "2008-12-31"),
            ("ends_on", "2008-01-01"),
            ("template", "nonsense"),
        ];
        let answer = world.post(Some(&secretary), "/campaigns/new", &bad).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("促和谐&#60;script&#62;"), "the input is kept, escaped");
        for field in ["short_name", "year", "ends_on", "template"] {
            assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        let good = [
            ("slogan", "深入群众促和谐，凝心聚力促发展"),
            ("short_name", "双促"),
            ("host", "机关党委"),
            ("year", "2008"),
            ("starts_on", "2008-01-01"),
            ("ends_on", "2008-12-31"),
            ("template", "four_phases"),
        ];
        let created = world.post(Some(&secretary), "/campaigns/new", &good).await;
        assert_eq!(created.status, 303);
        let admin = created.location().to_owned();
        let page = world.get(Some(&secretary), &admin).await;
        assert!(page.status == 200 && page.body.contains("充分听取员工群众的意见"));
        let id = admin.split('/').nth(2).unwrap().to_owned();
        for path in ["edit", "group", "phases/new", "tasks", "tasks/new", "admin"] {
            let path = format!("/campaigns/{id}/{path}");
            assert_eq!(world.get(Some(&secretary), &path).await.status, 200, "{path}");
            assert_eq!(world.get(Some(&staff), &path).await.status, 404, "a draft does not exist for staff: {path}");
        }
        let phase = page.between("href=\"/phases/", "\"").to_owned();
        assert_eq!(world.get(Some(&secretary), &format!("/phases/{phase}")).await.status, 200);
        let wrong = [("form", "facts"), ("name", "新名称"), ("from_month", "9"), ("to_month", "7")];
        let answer = world.post(Some(&secretary), &format!("/phases/{phase}"), &wrong).await;
        assert!(answer.status == 422 && answer.body.contains("value=\"新名称\""));
        let empty = world.post(Some(&secretary), &format!("/phases/{phase}/activities"), &[("name", "")]).await;
        assert_eq!(empty.status, 422);
        let task = [
            ("title", "起草<b>"),
            ("deliverable", "稿子"),
            ("due_on", "2010-01-01"),
            ("person", staff.person.as_str()),
        ];
        let answer = world.post(Some(&secretary), &format!("/campaigns/{id}/tasks/new"), &task).await;
        assert!(answer.status == 422 && answer.body.contains("起草&#60;b&#62;"));
        let task =
            [("title", "起草"), ("deliverable", "稿子"), ("due_on", "2008-08-01"), ("person", staff.person.as_str())];
        let added = world.post(Some(&secretary), &format!("/campaigns/{id}/tasks/new"), &task).await;
        assert_eq!(added.status, 303);
        let path = added.location().to_owned();
        assert_eq!(world.get(Some(&staff), &path).await.status, 200, "who answers for a task reads it");
        let activate = world.post(Some(&secretary), &format!("{path}/event"), &[("event", "activate")]).await;
        assert_eq!(activate.status, 303);
        assert!(world.get(Some(&staff), "/todo").await.body.contains("任务：起草"));
        let done =
            world.post(Some(&staff), &format!("{path}/event"), &[("event", "finish"), ("result", "写好了")]).await;
        assert_eq!(done.status, 303);
        assert!(world.get(Some(&staff), &path).await.body.contains("写好了"));
        let put = world
            .post(Some(&secretary), &format!("/campaigns/{id}/group"), &[("person", "x"), ("duty", "leader")])
            .await;
        assert_eq!(put.status, 422);
        let fields = [("person", staff.person.as_str()), ("duty", "leader"), ("division", "总负责")];
        assert_eq!(world.post(Some(&secretary), &format!("/campaigns/{id}/group"), &fields).await.status, 303);
        let submit = world.post(Some(&secretary), &format!("/campaigns/{id}/event"), &[("event", "submit_plan")]).await;
        assert_eq!(submit.status, 303);
        assert!(world.get(Some(&secretary), "/todo").await.body.contains("批准活动方案：双促"));
        let refused = world.post(Some(&staff), &format!("/campaigns/{id}/event"), &[("event", "approve")]).await;
        assert_eq!(refused.status, 404);
        let back = world.post(Some(&secretary), &format!("/campaigns/{id}/event"), &[("event", "return")]).await;
        assert!(back.status == 422 && back.body.contains("请写明理由"));
        assert_eq!(
            world.post(Some(&secretary), &format!("/campaigns/{id}/event"), &[("event", "x")]).await.status,
            404
        );
        assert_eq!(world.get(Some(&secretary), &format!("/campaigns/{id}?lang=en")).await.status, 200);
        assert!(world.get(Some(&staff), "/campaigns").await.body.contains("还没有主题活动"));
        assert!(world.get(Some(&secretary), "/campaigns").await.body.contains("双促"));
    });
}
