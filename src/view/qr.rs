//! Addresses on paper: the name under which this site is asked for, and the code that a phone reads.

use axum::http::{HeaderMap, header};

use crate::app::App;
use crate::error::{Error, Result};

/// The scheme and the name under which this very page was asked for, so that what is printed works wherever the office
/// sees it.
pub fn site(app: &App, headers: &HeaderMap) -> (&'static str, String) {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let host = host.filter(|h| h.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)));
    let host = host.map_or_else(|| app.config.listen.to_string(), str::to_owned);
    let scheme = if app.config.secure { "https" } else { "http" };
    (scheme, host)
}

/// The dark modules as one path, run by run, with a quiet zone of four modules around.
pub fn qr(text: &str) -> Result<(usize, String)> {
    use std::fmt::Write as _;
    const QUIET: usize = 4;
    let code = fast_qr::QRBuilder::new(text).build().map_err(|e| Error::Internal(format!("QR code: {e:?}")))?;
    let mut path = String::new();
    for y in 0..code.size {
        let dark: Vec<bool> = code.data.iter().skip(y * code.size).take(code.size).map(|m| m.value()).collect();
        let mut x = 0;
        for run in dark.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len())
                    .map_err(|e| Error::Internal(e.to_string()))?;
            }
            x += run.len();
        }
    }
    Ok((code.size + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_eyes_and_a_quiet_zone() {
        let (side, path) = qr("http://dj.example.cn/r/abcd2345").unwrap();
        assert!(path.starts_with("M4 4h7v1h-7z"), "the upper left eye begins behind the quiet zone: {path}");
        assert!(path.contains(&format!("M{} 4h7", side - 4 - 7)), "the upper right eye");
        assert!(path.contains(&format!("M4 {}h7", side - 4 - 1)), "the lower left eye");
    }
}
