//! The page that lists the operations, made from the same list as the document. No script: the content policy of the
//! product refuses what the usual browsers of such documents do (`docs/adr`).

use std::sync::Arc;

use askama::Template;
use axum::response::Response;

use super::ROOT;
use super::operation::{Body, Operation};
use crate::error::Result;
use crate::view::{Shell, page};

struct Row {
    method: String,
    path: String,
    name: &'static str,
    summary: &'static str,
    input: String,
    output: String,
}

struct Part {
    slice: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "api/page.html")]
struct ApiPage {
    shell: Shell,
    parts: Vec<Part>,
}

/// `GET /api`: no query.
pub(super) async fn show(shell: Shell, operations: Arc<[Arc<Operation>]>) -> Result<Response> {
    let mut parts: Vec<Part> = Vec::new();
    for operation in operations.iter() {
        let row = row(operation);
        match parts.iter_mut().find(|p| p.slice == operation.slice) {
            Some(part) => part.rows.push(row),
            None => parts.push(Part { slice: operation.slice, rows: vec![row] }),
        }
    }
    page(&ApiPage { shell, parts })
}

fn row(operation: &Operation) -> Row {
    let query = match operation.query {
        [] => String::new(),
        names => format!("?{}", names.join("&")),
    };
    Row {
        method: operation.method.to_string(),
        path: format!("{ROOT}{}{query}", operation.path),
        name: operation.name,
        summary: operation.summary,
        input: match &operation.body {
            Body::None => String::new(),
            Body::Json(name) => name.clone(),
            Body::File(_) => "application/octet-stream".to_owned(),
        },
        output: if operation.is_table() { ".xlsx .csv .jsonl".to_owned() } else { operation.output.clone() },
    }
}
