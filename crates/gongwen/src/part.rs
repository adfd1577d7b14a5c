//! Paragraphs and tables as the standard lays them out.

use docx_rs::{
    AlignmentType, BorderType, BreakType, FieldCharType, Footer, InstrPAGE, InstrText, LineSpacing, LineSpacingType,
    Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, SpecialIndentType, Table as DocxTable,
    TableCell, TableCellBorder, TableCellBorderPosition, TableCellBorders, TableCellMargins, TableLayoutType,
    TablePositionProperty, TableRow, VAlignType, WidthType,
};

use crate::document::{Imprint, Table};
use crate::layout::{
    CHAR, Font, LEFT, LINE, RED, SIZE_BODY, SIZE_FOOT, SIZE_TABLE, SIZE_TITLE, TIGHTER, TYPE_AREA_END, WIDTH,
};
use crate::numeral::Level;

/// Text as XML may hold it: what it cannot hold becomes a visible mark instead of a file that no program opens.
pub(crate) fn printable(text: &str) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if allowed(c) { c } else { '\u{FFFD}' }).collect()
}

fn run(text: &str, font: Font, size: usize) -> Run {
    let mut run = Run::new().fonts(font.run_fonts()).size(size);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(printable(line));
    }
    run
}

/// A run of the text itself, tightened so that 28 characters fit a line.
fn body_run(text: &str, font: Font) -> Run {
    run(text, font, SIZE_BODY).character_spacing(TIGHTER)
}

/// Lines of the grid: exactly one each, so that a page keeps its 22 whatever the font.
fn one_line() -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE)
}

fn paragraph() -> Paragraph {
    // Widows and orphans are the grid's business: keeping lines together would leave pages of 21.
    Paragraph::new().widow_control(false).line_spacing(one_line())
}

/// An empty line.
pub(crate) fn blank() -> Paragraph {
    paragraph().add_run(body_run("", Font::Body))
}

/// A paragraph of the text, its first line two characters in.
pub(crate) fn text(text: &str) -> Paragraph {
    indented(Font::Body, text)
}

fn indented(font: Font, text: &str) -> Paragraph {
    paragraph()
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(2 * CHAR)), None, None)
        .first_line_chars(200)
        .add_run(body_run(text, font))
}

/// A heading, indented as the text is.
pub(crate) fn heading(level: Level, text: &str) -> Paragraph {
    let (font, outline) = match level {
        Level::One => (Font::Heading, 0),
        Level::Two => (Font::Kai, 1),
        Level::Three => (Font::Body, 2),
        Level::Four => (Font::Body, 3),
    };
    indented(font, text).outline_lvl(outline).keep_next(level < Level::Three)
}

/// A paragraph at the left edge.
pub(crate) fn flush(text: &str) -> Paragraph {
    paragraph().align(AlignmentType::Left).add_run(body_run(text, Font::Body))
}

/// A line so many characters from the right edge.
pub(crate) fn right(text: &str, characters: u32) -> Paragraph {
    let indent = i32::try_from(characters).unwrap_or(0) * CHAR;
    paragraph().align(AlignmentType::Right).indent(None, None, Some(indent), None).add_run(body_run(text, Font::Body))
}

/// A line of the title.
pub(crate) fn title(text: &str) -> Paragraph {
    // Off the grid, which would give its larger letters two lines each.
    paragraph().align(AlignmentType::Center).snap_to_grid(false).keep_next(true).add_run(run(
        text,
        Font::Title,
        SIZE_TITLE,
    ))
}

/// A line in 楷体 in the middle.
pub(crate) fn byline(text: &str) -> Paragraph {
    paragraph().align(AlignmentType::Center).add_run(body_run(text, Font::Kai))
}

/// The mark of the organ: as large as its line allows, its top 35 mm below that of the type area.
pub(crate) fn mark(text: &str) -> Paragraph {
    let letters = text.chars().count().max(1);
    // 156 mm are 442 pt; 小初 (36 pt) at most, so that the title stays the quieter of the two.
    let points = (442 / letters).clamp(22, 36);
    let spacing = LineSpacing::new().line_rule(LineSpacingType::AtLeast).line(LINE).before(1_984);
    Paragraph::new()
        .align(AlignmentType::Center)
        // Off the grid: it would round the 35 mm up to whole lines.
        .snap_to_grid(false)
        .line_spacing(spacing)
        .add_run(run(text, Font::Title, points * 2).color(RED))
}

/// 发文字号 over the red rule; with 签发人 they stand at the two ends, one character in.
pub(crate) fn number(number: &str, signer: Option<&str>) -> Paragraph {
    let rule = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .val(BorderType::Single)
        // 0.35 mm, 4 mm below.
        .size(8)
        .space(11)
        .color(RED);
    let spacing = LineSpacing::new().line_rule(LineSpacingType::AtLeast).line(LINE);
    let line = bordered(Paragraph::new().line_spacing(spacing), rule);
    let Some(signer) = signer else {
        return line.align(AlignmentType::Center).add_run(body_run(number, Font::Body));
    };
    let gap = 26_u32
        .saturating_sub((crate::document::half_widths(number) + crate::document::half_widths(signer)).div_ceil(2) + 4);
    let gap: String = std::iter::repeat_n('\u{3000}', usize::try_from(gap).unwrap_or(0)).collect();
    line.align(AlignmentType::Left)
        .indent(Some(CHAR), None, Some(CHAR), None)
        .add_run(body_run(number, Font::Body))
        .add_run(body_run(&format!("{gap}签发人："), Font::Body))
        .add_run(body_run(signer, Font::Kai))
}

/// `set_border` of the library adds the other three sides; the set begins empty here.
fn bordered(mut paragraph: Paragraph, border: ParagraphBorder) -> Paragraph {
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

/// The imprint at the foot of its page: 四号, one character in at both sides, rules of 0.35 mm around and 0.25 mm between.
pub(crate) fn imprint(imprint: &Imprint) -> DocxTable {
    let rule =
        |position, size| TableCellBorder::new(position).border_type(BorderType::Single).size(size).color("000000");
    let cell = |text: &str, align, top, bottom: bool| {
        let line = Paragraph::new()
            .align(align)
            .line_spacing(one_line())
            .indent(Some(CHAR), None, Some(CHAR), None)
            .add_run(run(text, Font::Body, SIZE_FOOT));
        let mut borders = TableCellBorders::with_empty().set(rule(TableCellBorderPosition::Top, top));
        if bottom {
            borders = borders.set(rule(TableCellBorderPosition::Bottom, THICK));
        }
        TableCell::new().add_paragraph(line).set_borders(borders)
    };
    let mut rows = Vec::new();
    if !imprint.copies.is_empty() {
        let copies = format!("抄送：{}。", imprint.copies.join("，"));
        let cell = cell(&copies, AlignmentType::Left, THICK, false).grid_span(2).width(WIDTH, WidthType::Dxa);
        rows.push(TableRow::new(vec![cell]));
    }
    let top = if rows.is_empty() { THICK } else { THIN };
    let day = format!("{}印发", crate::numeral::date(imprint.day));
    rows.push(TableRow::new(vec![
        cell(&imprint.office, AlignmentType::Left, top, true).width(WIDTH / 2, WidthType::Dxa),
        cell(&day, AlignmentType::Right, top, true).width(WIDTH / 2, WidthType::Dxa),
    ]));
    // By its measure: "at the bottom of the type area" in words is not heeded by every program.
    let height = LINE * i32::try_from(rows.len()).unwrap_or(1);
    let foot = TablePositionProperty::new()
        .vertical_anchor("page")
        .horizontal_anchor("page")
        .position_x(LEFT)
        .position_y(TYPE_AREA_END - height);
    DocxTable::without_borders(rows)
        .set_grid(vec![WIDTH / 2, WIDTH / 2])
        .width(WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .position(foot)
}

/// 0.35 mm and 0.25 mm in eighths of a point.
const THICK: usize = 8;
const THIN: usize = 6;

/// The page's number: — 3 —, one character from the outer edge.
pub(crate) fn foot(odd: bool) -> Footer {
    let part = |run: Run| run.fonts(Font::Song.run_fonts()).size(SIZE_FOOT);
    let (align, left, right) =
        if odd { (AlignmentType::Right, None, Some(CHAR)) } else { (AlignmentType::Left, Some(CHAR), None) };
    let line = Paragraph::new()
        .align(align)
        .indent(left, None, right, None)
        .add_run(part(Run::new().add_text("— ")))
        .add_run(part(Run::new().add_field_char(FieldCharType::Begin, false)))
        .add_run(part(Run::new().add_instr_text(InstrText::PAGE(InstrPAGE::new()))))
        .add_run(part(Run::new().add_field_char(FieldCharType::Separate, false)))
        .add_run(part(Run::new().add_text("1")))
        .add_run(part(Run::new().add_field_char(FieldCharType::End, false)))
        .add_run(part(Run::new().add_text(" —")));
    Footer::new().add_paragraph(line)
}

/// A table over the whole width; a row is not torn by a page's end.
pub(crate) fn table(table: &Table) -> DocxTable {
    let total: usize = table.columns.iter().map(|c| weight(c.weight)).sum::<usize>().max(1);
    let widths: Vec<usize> = table.columns.iter().map(|c| WIDTH * weight(c.weight) / total).collect();
    let cell = |text: &str, font: Font, centred: bool, width: usize| {
        let align = if centred { AlignmentType::Center } else { AlignmentType::Left };
        let line = Paragraph::new().align(align).snap_to_grid(false).add_run(run(text, font, SIZE_TABLE));
        TableCell::new().add_paragraph(line).width(width, WidthType::Dxa).vertical_align(VAlignType::Center)
    };
    let head = table.columns.iter().zip(&widths).map(|(c, w)| cell(&c.title, Font::Heading, true, *w)).collect();
    let mut rows = vec![TableRow::new(head).cant_split()];
    for texts in &table.rows {
        let cells = texts.iter().zip(&table.columns).zip(&widths);
        rows.push(TableRow::new(cells.map(|((t, c), w)| cell(t, Font::Song, c.centred, *w)).collect()).cant_split());
    }
    DocxTable::new(rows)
        .set_grid(widths)
        .width(WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(40, 80, 40, 80))
}

fn weight(weight: u32) -> usize {
    usize::try_from(weight.max(1)).unwrap_or(1)
}
