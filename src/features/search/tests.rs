//! What is found by two characters, and what is not, on both engines.

use ::store::params;

use crate::auth::Role;
use crate::id::Id;
use crate::testing::{Login, World, on_both_engines};

::store::statements! {
    CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, 'c', 's', 2008, 'h', 'c', 'active', '2008-01-01', '2008-12-31')";
    UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $1, $1, null)";
    LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, $1, $1, $2)";
    ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, owner_unit_id, state, opens_on, closes_on, populations,
        subjects, kinds, allow_named, allow_anonymous, promise)
        values ($1, $2, 1, 'r', $1, null, 'closed', '2008-06-01', '2008-06-30', '[]', '[]', '[]', 1, 1, '')";
    POINT = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, line_id, population, subject,
        subject_unit_id, subject_person_id, kind, category, cell_hidden, text, text_hash, state, parent_id, registered_by, release_id,
        search_key) values ($1, $2, $3, 'unsigned', 'sheet', '2008-06-10', $4, 'agency', 'department', null, $5, 'criticism', 'x', 0,
        $6, 'h', $7, null, null, null, $8)";
    MERGED = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
        values ($1, $2, $3, $4, 'x', 0, $5, 0, $6)";
    LINK = "insert into merge_link (point_id, merged_item_id, reason, merged_on) values ($1, $2, '', '2008-06-11')";
    ITEM = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category, cause, kind,
        requirement, lead_unit_id, state, attempt, note, version)
        values ($1, $2, 'ZG-2008-009', 9, $3, 'opinion', $4, 'x', '', 'time_limited', '热饭窗口', $5, 'drafted', 0, '', 1)";
    PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, opens_on, closes_on, frozen_body, frozen_hash,
        created_by, created_on, version, search_key)
        values ($1, $2, 'notice', $3, $3, $4, '2008-07-01', null, $3, 'h', $5, '2008-07-01', 1, $6)";
    SCOPE = "insert into publication_scope (publication_id, scope_kind, scope_id) values ($1, 'unit', $2)";
}

struct Ground {
    world: World,
    campaign: Id,
    round: Id,
    unit: Id,
    line: Id,
}

impl Ground {
    async fn on(world: World) -> Ground {
        let g = Ground { campaign: Id::random(), round: Id::random(), unit: Id::random(), line: Id::random(), world };
        let (campaign, round, unit, line) = (g.campaign.clone(), g.round.clone(), g.unit.clone(), g.line.clone());
        let written = g.world.app.db.write(move |tx| {
            tx.run(&CAMPAIGN, &params![&campaign])?;
            tx.run(&UNIT, &params![&unit])?;
            tx.run(&LINE, &params![&line, &unit])?;
            tx.run(&ROUND, &params![&round, &campaign]).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        g
    }

    async fn point(&self, text: &str, about: Option<&Id>, state: &str) -> Id {
        let (id, key) = (Id::random(), crate::random::key());
        let row = params![&id, &self.round, &self.campaign, &self.line, about, text, state, key];
        let tokens = merge::tokens(text);
        let written = self.world.app.db.write(move |tx| {
            tx.run(&POINT, &row)?;
            tx.text_put(crate::features::opinion::TEXT_INDEX, key, &tokens)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        id
    }

    async fn run(&self, sql: ::store::Sql, row: Vec<::store::Value>) {
        let written = self.world.app.db.write(move |tx| tx.run(&sql, &row).map(drop));
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
    }

    async fn finds(&self, who: Option<&Login>, words: &str, what: &str) -> bool {
        let path = format!("/search?{}", serde_html_form::to_string([("q", words)]).unwrap());
        let page = self.world.get(who, &path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.body.replace("<mark>", "").replace("</mark>", "").contains(what)
    }
}

#[test]
fn opinions_items_and_posts_are_found_by_two_characters_as_far_as_one_may_see() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let other = Id::random();
        g.run(UNIT, params![&other].to_vec()).await;
        let office = g.world.person("office", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let head = g.world.person("head", &[(Role::Dh, "unit", g.unit.as_str())]).await;
        let elsewhere = g.world.person("elsewhere", &[(Role::Dh, "unit", other.as_str())]).await;
        let far = g.world.person("far", &[(Role::Wg, "campaign", Id::random().as_str())]).await;
        let auditor = g.world.person("auditor", &[(Role::Aud, "tenant", "")]).await;
        let inside = g.world.person_in("inside", Some(&g.unit), None, false, &[]).await;
        let outside = g.world.person_in("outside", Some(&other), None, false, &[]).await;

        let open = g.point("夜班食堂没有热饭", None, "registered").await;
        let routed = g.point("采购热饭有回扣", None, "routed").await;
        let about = g.point("热饭窗口的某人态度差", Some(&office.person), "registered").await;
        for (who, sees) in
            [(&office, true), (&head, true), (&auditor, true), (&elsewhere, false), (&far, false), (&inside, false)]
        {
            assert_eq!(g.finds(Some(who), "热饭", open.as_str()).await, sees, "{who:?}");
            assert!(!g.finds(Some(who), "回扣", "采购热饭").await, "its words are for the discipline channel: {who:?}");
        }
        assert!(!g.finds(None, "热饭", open.as_str()).await);
        assert!(!g.finds(Some(&head), "热饭", routed.as_str()).await);
        assert!(
            !g.finds(Some(&office), "热饭", about.as_str()).await && g.finds(Some(&head), "热饭", about.as_str()).await
        );

        // Items: the office, the department that leads; not another department.
        let (merged, item) = (Id::random(), Id::random());
        g.run(MERGED, params![&merged, &g.campaign, 1, "夜班热饭", "planned", 91].to_vec()).await;
        g.run(LINK, params![&open, &merged].to_vec()).await;
        g.run(ITEM, params![&item, &g.campaign, &merged, "夜班吃不上热饭", &g.unit].to_vec()).await;
        for (who, sees) in [(&office, true), (&head, true), (&elsewhere, false), (&far, false), (&inside, false)] {
            assert_eq!(g.finds(Some(who), "热饭", "ZG-2008-009").await, sees, "{who:?}");
        }

        // Posts: whom they were published to, while they are out.
        for (title, state, key) in [("热饭窗口开了", "open", 71_i64), ("热饭草稿", "draft", 72)] {
            let id = Id::random();
            g.run(PUBLICATION, params![&id, &g.campaign, title, state, &office.person, key].to_vec()).await;
            g.run(SCOPE, params![&id, &g.unit].to_vec()).await;
            let tokens = merge::tokens(title);
            let put =
                g.world.app.db.write(move |tx| tx.text_put(crate::features::publication::TEXT_INDEX, key, &tokens));
            put.await.map_err(|e: ::store::StoreError| e).unwrap();
        }
        for (who, sees) in [(&office, true), (&inside, true), (&outside, false)] {
            assert_eq!(g.finds(Some(who), "热饭", "热饭窗口开了").await, sees, "{who:?}");
            assert!(!g.finds(Some(who), "草稿", "热饭草稿").await, "{who:?}");
        }
        assert!(!g.finds(None, "热饭", "热饭窗口开了").await, "published to a unit, not to everybody");
    });
}

#[test]
fn a_problem_about_the_asker_is_not_found_and_not_counted() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let office = g.world.person("office", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let second = g.world.person("second", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let (mixed, only) = (Id::random(), Id::random());
        g.run(MERGED, params![&mixed, &g.campaign, 1, "窗口服务态度", "draft", 91].to_vec()).await;
        g.run(MERGED, params![&only, &g.campaign, 2, "某人服务态度", "draft", 92].to_vec()).await;
        for (item, about) in [(&mixed, None), (&mixed, Some(&office.person)), (&only, Some(&office.person))] {
            let point = g.point("态度", about, "registered").await;
            g.run(LINK, params![&point, item].to_vec()).await;
        }
        for (who, sees, count) in [(&second, true, "2 条"), (&office, false, "1 条")] {
            assert_eq!(g.finds(Some(who), "态度", "某人服务态度").await, sees);
            let path = format!("/search?{}", serde_html_form::to_string([("q", "服务态度")]).unwrap());
            let page = g.world.get(Some(who), &path).await;
            let row = page.body.split(mixed.as_str()).nth(1).unwrap();
            assert!(row.split("</li>").next().unwrap().contains(count), "{row}");
        }
    });
}
