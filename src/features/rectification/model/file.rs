//! What a file is, told from its content: a name can lie. Whatever is not on the list is refused, so programs and web
//! pages never become evidence that somebody opens with trust.

/// A kind of file that may be evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileType {
    /// How it is served.
    pub media: &'static str,
    /// Name endings that fit; the first is appended to a name that has none of them.
    pub endings: &'static [&'static str],
}

const PDF: FileType = FileType { media: "application/pdf", endings: &["pdf"] };
const PNG: FileType = FileType { media: "image/png", endings: &["png"] };
const JPEG: FileType = FileType { media: "image/jpeg", endings: &["jpg", "jpeg"] };
const WEBP: FileType = FileType { media: "image/webp", endings: &["webp"] };
const DOCX: FileType =
    FileType { media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", endings: &["docx"] };
const XLSX: FileType =
    FileType { media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", endings: &["xlsx"] };
const ZIP: FileType = FileType { media: "application/zip", endings: &["zip"] };
const TEXT: FileType = FileType { media: "text/plain; charset=utf-8", endings: &["txt", "csv", "md"] };
const TEXT_GBK: FileType = FileType { media: "text/plain; charset=gbk", endings: &["txt", "csv"] };

/// How much of the end of a ZIP archive is looked at for the names it holds.
const DIRECTORY: usize = 256 * 1024;

impl FileType {
    /// The kind of this content, if it may be evidence.
    pub fn of(content: &[u8]) -> Option<FileType> {
        match content {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(PDF),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(PNG),
            [0xff, 0xd8, 0xff, ..] => Some(JPEG),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(WEBP),
            [b'P', b'K', 3, 4, ..] => archive(content),
            _ => text(content),
        }
    }

    /// Whether a browser may show it in place. Texts are not among them: some browsers guess again what a text is.
    pub fn shown_inline(media: &str) -> bool {
        [PDF, PNG, JPEG, WEBP].iter().any(|kind| kind.media == media)
    }
}

fn archive(content: &[u8]) -> Option<FileType> {
    let tail = content.get(content.len().saturating_sub(DIRECTORY)..).unwrap_or(content);
    let names = |name: &[u8]| tail.windows(name.len()).any(|at| at == name);
    // Office files with macros are programs.
    if names(b"vbaProject.bin") {
        return None;
    }
    if names(b"word/document.xml") {
        return Some(DOCX);
    }
    Some(if names(b"xl/workbook.xml") { XLSX } else { ZIP })
}

/// Text in UTF-8 or GBK, without control characters and without the beginnings of pages and scripts.
fn text(content: &[u8]) -> Option<FileType> {
    if content.is_empty() || content.iter().any(|b| matches!(b, 0..=8 | 11 | 12 | 14..=31 | 127)) {
        return None;
    }
    let (kind, text) = match std::str::from_utf8(content) {
        Ok(text) => (TEXT, std::borrow::Cow::Borrowed(text)),
        Err(_) => {
            let (text, broken) = encoding_rs::GBK.decode_without_bom_handling(content);
            if broken {
                return None;
            }
            (TEXT_GBK, text)
        }
    };
    let start: String = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().take(512).collect();
    let start = start.to_ascii_lowercase();
    let active = ["<html", "<!doctype", "<script", "<svg", "<?xml", "<?php", "<body", "<iframe"];
    if start.starts_with("#!") || active.iter().any(|mark| start.contains(mark)) { None } else { Some(kind) }
}

/// The name under which a file is kept and handed out: its last part, without control and path characters, at most 120
/// characters, with an ending that fits what the file is. `picture.exe` that holds a picture becomes `picture.exe.png`.
pub fn safe_name(name: &str, kind: &FileType) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the writing direction make one ending look like another.
    let odd = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = last.chars().filter(|c| !odd(*c) && !"\"<>:|?*".contains(*c)).collect();
    let clean = clean.trim().trim_matches('.');
    let (stem, ending) = clean.rsplit_once('.').unwrap_or((clean, ""));
    let fits = kind.endings.iter().any(|e| e.eq_ignore_ascii_case(ending));
    let (stem, ending) = if fits { (stem, ending) } else { (clean, kind.endings.first().copied().unwrap_or_default()) };
    let stem: String = stem.chars().take(120).collect();
    if stem.is_empty() { format!("file.{ending}") } else { format!("{stem}.{ending}") }
}
