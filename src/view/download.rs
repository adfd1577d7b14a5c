//! Files that a person takes away.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::error::{Error, Result};

/// The media type of the documents that `gongwen` lays out.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Whether the browser shows a file or saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the browser: pictures and PDF.
    Inline,
    /// Saved under its name.
    Attachment,
}

/// A file under its name, which may be Chinese (RFC 8187); the browser never guesses what it is.
pub fn file(name: &str, media: &str, place: Place, content: Vec<u8>) -> Result<Response> {
    let place = match place {
        Place::Inline => "inline",
        Place::Attachment => "attachment",
    };
    let encoded: String = name.bytes().map(encode).collect();
    let value = |text: &str| HeaderValue::from_str(text).map_err(|e| Error::Internal(e.to_string()));
    let headers = [
        (header::CONTENT_TYPE, value(media)?),
        (header::CONTENT_DISPOSITION, value(&format!("{place}; filename*=UTF-8''{encoded}"))?),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, content).into_response())
}

/// A byte of a name as RFC 8187 wants it.
fn encode(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// A hash in groups of eight, which a line of a document can be broken between.
pub fn in_groups(hash: &str) -> String {
    let letters: Vec<char> = hash.chars().collect();
    letters.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
