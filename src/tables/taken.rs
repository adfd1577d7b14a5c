//! A table that somebody takes away: packed on a thread for such work, and told in the audit trail.

use super::Column;
use super::write::{Head, Kind, Writer};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::error::{Error, Result};
use crate::text::T;

/// Begins a table under these columns; a width of 0 hides one.
pub fn begin<'a>(
    kind: Kind,
    t: T,
    title: &str,
    columns: impl IntoIterator<Item = &'a Column>,
    widths: &[f64],
) -> Result<Writer> {
    let heads = columns.into_iter().zip(widths);
    let heads = heads.map(|(c, width)| Head { key: c.key, heading: t.heading(c), width: *width }).collect();
    Writer::new(kind, title, heads)
}

/// The file and the number of its rows. Packing a workbook is work for a core.
pub async fn pack(writer: Writer) -> Result<(Vec<u8>, u32)> {
    let rows = writer.rows();
    let packed = tokio::task::spawn_blocking(move || writer.finish()).await;
    Ok((packed.map_err(|e| Error::Internal(e.to_string()))??, rows))
}

/// Says that it was taken: `verb` of the `object` with this key.
pub async fn tell(app: &App, act: Act, verb: &str, (object, key): (&str, &str), rows: u32, kind: Kind) -> Result<()> {
    let entry = Entry::new(verb, object, key).with("rows", rows).with("kind", kind.code());
    app.db.write(move |tx| record(tx, &act, entry.clone()).map_err(Error::from)).await
}
