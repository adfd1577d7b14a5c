//! From a document to the bytes of its .docx.

use std::io::Cursor;

use docx_rs::{AlignmentType, Docx, Paragraph};

use crate::document::{Annex, Block, Document, Head, Problem};
use crate::layout::{self, Font};
use crate::numeral::{self, Level, level_mark};
use crate::part;
use crate::title::break_title;

impl Document {
    /// Lays the document out: GB/T 9704-2012 for a red head, the same page and grid for the others.
    ///
    /// # Errors
    /// [`Problem`] when it has no title or a table's row does not fit its columns.
    pub fn to_docx(&self) -> Result<Vec<u8>, Problem> {
        self.check()?;
        let mut page = layout::page()
            .default_size(layout::SIZE_BODY)
            .default_fonts(Font::Body.run_fonts())
            .footer(part::foot(true))
            .even_footer(part::foot(false));
        page = self.front(page);
        page = body(page, &self.body);
        page = self.end(page);
        for (at, annex) in self.annexes.iter().enumerate() {
            page = annexed(page, annex, at + 1, self.annexes.len());
        }
        if let Some(imprint) = &self.imprint {
            // The table floats to the foot of the page on which the paragraph behind it stands.
            page = page.add_table(part::imprint(imprint)).add_paragraph(part::blank());
        }
        let mut bytes = Cursor::new(Vec::new());
        page.build().pack(&mut bytes).map_err(|error| Problem::Write(error.to_string()))?;
        Ok(bytes.into_inner())
    }

    fn front(&self, mut page: Docx) -> Docx {
        match &self.head {
            Head::Plain => {}
            Head::Red { organ, number, signer } => {
                let signer = signer.as_deref();
                page = page.add_paragraph(part::mark(&format!("{organ}文件")));
                page = many(page, [part::blank(), part::blank(), part::number(number, signer)]);
                page = many(page, [part::blank(), part::blank()]);
            }
            Head::Minutes { mark, number } => {
                page = page.add_paragraph(part::mark(mark));
                page = page.add_paragraph(part::blank());
                if let Some(number) = number {
                    page = page.add_paragraph(part::number(number, None));
                }
                page = page.add_paragraph(part::blank());
            }
        }
        page = many(page, title_lines(&self.title));
        page = many(page, self.byline.iter().map(|line| part::byline(line)));
        page = page.add_paragraph(part::blank());
        match &self.addressee {
            Some(to) => page.add_paragraph(part::flush(&format!("{to}："))),
            None => page,
        }
    }

    fn end(&self, mut page: Docx) -> Docx {
        if !self.attachments.is_empty() {
            page = page.add_paragraph(part::blank());
            let several = self.attachments.len() > 1;
            for (at, name) in self.attachments.iter().enumerate() {
                let mark = if at == 0 { "附件：" } else { "\u{3000}\u{3000}\u{3000}" };
                let number = if several { format!("{}.", at + 1) } else { String::new() };
                page = page.add_paragraph(part::text(&format!("{mark}{number}{name}")));
            }
        }
        if let Some(signature) = &self.signature {
            let (organ, day) = signature.right_indents();
            page = many(page, [part::blank(), part::blank()]);
            page = page.add_paragraph(part::right(&signature.organ, organ).keep_next(true));
            page = page.add_paragraph(part::right(&numeral::date(signature.day), day));
        }
        match &self.note {
            Some(note) => page.add_paragraph(part::text(&format!("（{note}）"))),
            None => page,
        }
    }
}

fn many(page: Docx, lines: impl IntoIterator<Item = Paragraph>) -> Docx {
    lines.into_iter().fold(page, Docx::add_paragraph)
}

fn title_lines(title: &[String]) -> Vec<Paragraph> {
    let lines: Vec<String> = match title {
        [one] => break_title(one),
        lines => lines.to_vec(),
    };
    lines.iter().map(|line| part::title(line)).collect()
}

/// The blocks in order; headings are counted, each level anew under the one above it.
fn body(mut page: Docx, blocks: &[Block]) -> Docx {
    let mut counts = [0_u32; 4];
    for block in blocks {
        page = match block {
            Block::Heading(level, text) => {
                let number = next(&mut counts, *level);
                page.add_paragraph(part::heading(*level, &format!("{}{text}", level_mark(*level, number))))
            }
            Block::Unnumbered(level, text) => page.add_paragraph(part::heading(*level, text)),
            Block::Text(text) => many(page, text.lines().map(part::text)),
            Block::Flush(text) => page.add_paragraph(part::flush(text)),
            Block::Table(table) => page.add_table(part::table(table)),
        };
    }
    page
}

fn next(counts: &mut [u32; 4], level: Level) -> u32 {
    let at = match level {
        Level::One => 0,
        Level::Two => 1,
        Level::Three => 2,
        Level::Four => 3,
    };
    let mut number = 0;
    for (place, count) in counts.iter_mut().enumerate() {
        if place == at {
            *count += 1;
            number = *count;
        } else if place > at {
            *count = 0;
        }
    }
    number
}

/// An attachment begins a page: 附件1 in 黑体 at the left edge, its title on the third line (GB/T 9704-2012, 7.3.7).
fn annexed(mut page: Docx, annex: &Annex, number: usize, of: usize) -> Docx {
    let mark = if of > 1 { format!("附件{number}") } else { "附件".to_owned() };
    let mark = part::heading(Level::One, &mark).align(AlignmentType::Left).indent(Some(0), None, None, None);
    page = page.add_paragraph(mark.page_break_before(true));
    page = page.add_paragraph(part::blank());
    page = many(page, title_lines(std::slice::from_ref(&annex.title)));
    page = page.add_paragraph(part::blank());
    body(page, &annex.body)
}
