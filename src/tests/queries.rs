//! A page sends as many statements to the database when there are many rows as when there are few.

use crate::auth::Role;
use crate::features::statistics::tests::ground::{Ground, paper};
use crate::testing::{Login, on_both_engines};

/// The main pages, as they are when nothing is remembered.
const PAGES: [&str; 20] = [
    "/",
    "/problems",
    "/problems?bucket=all",
    "/figures",
    "/items",
    "/items?group=unit",
    "/items?group=lamp&sort=done",
    "/lists/problems",
    "/lists/measures",
    "/lists/duties",
    "/measures",
    "/dashboard",
    "/key-links",
    "/opinions",
    "/rounds",
    "/publications",
    "/todo",
    "/people",
    "/campaigns",
    "/search?q=%E9%A3%9F%E5%A0%82",
];

async fn sent(g: &Ground, reader: &Login) -> Vec<(&'static str, u64)> {
    let mut all = Vec::new();
    for path in PAGES {
        let router = crate::router::router(g.world.app.beside(g.world.app.db.clone()));
        let before = g.world.app.db.statements();
        let answer = g.world.get_from(&router, Some(reader), path).await;
        assert_eq!(answer.status, 200, "{path}");
        all.push((path, g.world.app.db.statements() - before));
    }
    all
}

/// Problems with points, items and report-backs, and people to read them.
async fn grow(g: &Ground, from: i64, to: i64) {
    for no in from..to {
        let problem = g.problem(no, &format!("食堂问题{no}"), "planned", 3).await;
        g.point(&paper("submitted")).await;
        g.item(no, Some(&problem), "in_progress", "2008-09-12", None).await;
        g.publish(&problem, "everyone").await;
        g.world.person(&format!("职工{no}"), &[]).await;
    }
}

#[test]
fn pages_send_no_more_statements_when_there_are_more_rows() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let reader =
            g.world.person("书记", &[(Role::Sec, "tenant", ""), (Role::Wg, "campaign", g.campaign.as_str())]).await;
        grow(&g, 1, 4).await;
        let few = sent(&g, &reader).await;
        grow(&g, 4, 30).await;
        let many = sent(&g, &reader).await;
        assert_eq!(few, many);
        assert!(many.iter().all(|(_, sent)| *sent <= 24), "{many:?}");
    });
}

/// A view that cannot be laid open is computed as a whole wherever it is the optional side of a join. For people that would be
/// everybody in the organisation, to name one.
#[test]
fn no_statement_computes_everybody_to_name_one() {
    on_both_engines(|world| async move {
        if world.app.db.engine() != ::store::Engine::Sqlite {
            return;
        }
        let plans = world.app.db.read(|tx| {
            let mut found = Vec::new();
            for sql in super::statements() {
                let text: &'static str = Box::leak(format!("explain query plan {}", sql.text()).into_boxed_str());
                let values = (1..).take_while(|n| sql.text().contains(&format!("${n}")));
                let values = vec![::store::Value::Null; values.count()];
                for line in tx.all(&::store::Sql::new("plan", text), &values, |row| row.get::<String>(3))? {
                    if line.contains("MATERIALIZE v_organisation_person") {
                        found.push(sql.name().to_owned());
                    }
                }
            }
            Ok::<_, ::store::StoreError>(found)
        });
        assert_eq!(plans.await.unwrap(), Vec::<String>::new());
    });
}
