//! The floor: the smallest possible server on the same store. One route writes one row in one unit, one gives a page of a
//! given size from a template.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::{get, post};
use store::{DatabaseUrl, Db, Migration, Options, StoreError, params};

/// Serves the floor.
#[derive(clap::Args)]
pub struct FloorArgs {
    /// The folder of its database
    #[arg(long)]
    data: PathBuf,
    /// Its database, where it is not a file in the folder
    #[arg(long)]
    database: Option<DatabaseUrl>,
    /// The size of its page in bytes
    #[arg(long)]
    page: usize,
}

store::statements! {
    /// One row.
    pub INSERT = "insert into plain (id, text) values ($1, $2)";
}

const TABLE: &[Migration] = &[Migration {
    number: 1,
    name: "plain",
    sql: "create table plain (id bigint primary key, text text not null) /*strict*/;",
    sqlite: None,
    postgres: None,
}];

#[derive(Template)]
#[template(
    source = "<!doctype html><title>{{ title }}</title><ul>{% for row in rows %}<li><a href=\"/items/{{ row }}\">{{ row }}</a><span>and a few words of it</span></li>\n{% endfor %}</ul>",
    ext = "html"
)]
struct Page<'a> {
    title: &'a str,
    rows: &'a [String],
}

/// What a row of the page takes up, in bytes.
const ROW: usize = 88;

struct Floor {
    db: Db,
    next: AtomicI64,
    rows: Vec<String>,
}

/// Serves until it is killed.
pub async fn serve(args: FloorArgs) -> Result<()> {
    std::fs::create_dir_all(&args.data)?;
    let url = args.database.unwrap_or_else(|| DatabaseUrl::sqlite(args.data.join("floor.db")));
    let db = Db::open(&url, Options::default())?;
    db.migrate(TABLE, false)?;
    let rows = (0..args.page / ROW).map(|row| format!("{row:08}")).collect();
    let floor = Arc::new(Floor { db, next: AtomicI64::new(1), rows });
    let routes = Router::new().route("/write", post(write)).route("/page", get(page)).with_state(floor);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn write(State(floor): State<Arc<Floor>>, body: String) -> Result<&'static str, String> {
    let id = floor.next.fetch_add(1, Ordering::Relaxed);
    let written = floor.db.write(move |tx| tx.run(&INSERT, &params![id, &body])).await;
    written.map(|_| "ok").map_err(|e: StoreError| e.to_string())
}

async fn page(State(floor): State<Arc<Floor>>) -> Result<Html<String>, String> {
    Page { title: "A list", rows: &floor.rows }.render().map(Html).map_err(|e| e.to_string())
}
