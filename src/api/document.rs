//! The OpenAPI 3.1 document, made from the same list as the routes: what is not in it does not exist, and the other way
//! round.

use serde_json::{Map, Value, json};

use super::ROOT;
use super::operation::{Api, Body, Operation};
use crate::tables::write::Kind;

/// The document of some slices.
pub fn document(slices: &[Api]) -> Value {
    let operations: Vec<&Operation> = slices.iter().flat_map(|slice| &slice.operations).collect();
    let mut paths = Map::new();
    for operation in &operations {
        let path = paths.entry(format!("{ROOT}{}", operation.path)).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), described(operation));
        }
    }
    let mut schemas = Map::new();
    schemas.insert("Problem".to_owned(), problem());
    for (name, schema) in operations.iter().flat_map(|o| &o.schemas) {
        schemas.insert(name.clone(), serde_json::to_value(schema).unwrap_or_default());
    }
    let tags: Vec<Value> = slices.iter().map(|slice| json!({"name": slice.slice})).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Shuangcu",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token from the account page."},
            },
        },
    })
}

const DESCRIPTION: &str = "Every verb of the pages, for programs. Days are written 2008-07-31; keys are 32 hexadecimal \
digits; a list gives `items` and `next`, which is `after` of the next page. An error is problem JSON (RFC 9457) whose \
`code` is stable. A POST under an Idempotency-Key is carried out once within a day.";

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "code", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "code": {"type": "string", "description": "Stable for programs."},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {"field": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}},
            }},
        },
    })
}

fn described(operation: &Operation) -> Value {
    let content = match operation.is_table() {
        true => Kind::ALL.iter().map(|kind| (kind.media().to_owned(), json!({}))).collect::<Map<_, _>>().into(),
        false => json!({"application/json": {"schema": reference(&operation.output)}}),
    };
    let mut whole = json!({
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.slice],
        "parameters": parameters(operation),
        "responses": {
            operation.status.as_str(): {
                "description": "Done.",
                "content": content,
            },
            "default": {
                "description": "Refused; nothing was written.",
                "content": {"application/problem+json": {"schema": reference("Problem")}},
            },
        },
    });
    let Some(object) = whole.as_object_mut() else { return whole };
    match &operation.body {
        Body::None => {}
        Body::Json(name) => {
            let content = json!({"application/json": {"schema": reference(name)}});
            object.insert("requestBody".to_owned(), json!({"required": true, "content": content}));
        }
        Body::File(_) => {
            let content = json!({"application/octet-stream": {}});
            object.insert("requestBody".to_owned(), json!({"required": true, "content": content}));
        }
    }
    if operation.is_anonymous() {
        object.insert("security".to_owned(), json!([]));
    }
    whole
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for part in operation.path.split('/').filter_map(|p| p.strip_prefix('{')?.strip_suffix('}')) {
        all.push(json!({"name": part, "in": "path", "required": true, "schema": {"type": "string"}}));
    }
    for name in operation.query {
        let schema = match *name {
            "file" => json!({"type": "string", "enum": Kind::ALL.map(Kind::code)}),
            "dry_run" => json!({"type": "string", "enum": ["yes", "no"], "default": "no"}),
            "limit" => json!({"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
            _ => json!({"type": "string"}),
        };
        let required = *name == "file" || (*name == "name" && matches!(operation.body, Body::File(_)));
        all.push(json!({"name": name, "in": "query", "required": required, "schema": schema}));
    }
    if operation.keeps {
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"});
        all.push(json!({"name": "Idempotency-Key", "in": "header", "required": false, "schema": schema}));
    }
    all
}
