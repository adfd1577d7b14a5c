//! Forms. A form of a logged-in person carries the session's token; one that lacks it is refused before it is read.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use crate::auth::session::Visit;
use crate::error::{Error, Result};

/// A posted form. On routes of logged-in people the hidden field `csrf` must fit the session; on anonymous routes
/// there is no session to abuse, and the layer in front has checked where the form comes from.
#[derive(Debug)]
pub struct PostForm<F>(pub F);

/// A form that is a button and nothing else.
#[derive(Debug, serde::Deserialize)]
pub struct NoFields {}

#[derive(serde::Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<S: Send + Sync, F: DeserializeOwned> FromRequest<S> for PostForm<F> {
    type Rejection = Error;
    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let expected = expected(&request);
        let bytes = Bytes::from_request(request, state).await.map_err(too_large)?;
        let token: Token = serde_html_form::from_bytes(&bytes).map_err(malformed)?;
        check(expected.as_deref(), &token.csrf)?;
        serde_html_form::from_bytes(&bytes).map(PostForm).map_err(malformed)
    }
}

/// A file that came with a form, whole in memory; the body limit of the route bounds it.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// The field.
    pub field: String,
    /// The name on the sender's machine; only its last part is ever shown.
    pub name: String,
    /// The content.
    pub bytes: Bytes,
}

/// A posted form with files (`multipart/form-data`).
#[derive(Debug, Default)]
pub struct Upload {
    /// The text fields in order.
    pub fields: Vec<(String, String)>,
    /// The files that are not empty.
    pub files: Vec<UploadedFile>,
}

impl Upload {
    /// The first value of a text field, or nothing.
    pub fn text(&self, field: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == field).map_or("", |(_, v)| v.as_str())
    }
    /// The first file of a field.
    pub fn file(&self, field: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|f| f.field == field)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;
    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let expected = expected(&request);
        let mut parts = Multipart::from_request(request, state).await.map_err(malformed)?;
        let mut upload = Upload::default();
        while let Some(part) = parts.next_field().await.map_err(multipart)? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(|n| n.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
            let bytes = part.bytes().await.map_err(multipart)?;
            match name {
                Some(name) if !name.is_empty() || !bytes.is_empty() => {
                    upload.files.push(UploadedFile { field, name, bytes })
                }
                Some(_) => {}
                None => {
                    let text = String::from_utf8(bytes.to_vec()).map_err(malformed)?;
                    upload.fields.push((field, text));
                }
            }
        }
        check(expected.as_deref(), upload.text("csrf"))?;
        Ok(upload)
    }
}

fn expected(request: &Request) -> Option<String> {
    let visit = request.extensions().get::<Visit>()?;
    visit.session.as_ref().map(|s| s.csrf.clone())
}

fn check(expected: Option<&str>, given: &str) -> Result<()> {
    match expected {
        Some(expected) if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) => Err(Error::Csrf),
        _ => Ok(()),
    }
}

fn malformed(error: impl std::fmt::Display) -> Error {
    tracing::debug!(%error, "a form could not be read");
    Error::rule(crate::error::Rule::UnreadableForm)
}

fn multipart(error: axum::extract::multipart::MultipartError) -> Error {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { malformed(error) }
}

fn too_large(rejection: axum::extract::rejection::BytesRejection) -> Error {
    if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { Error::TooLarge } else { malformed(rejection) }
}
