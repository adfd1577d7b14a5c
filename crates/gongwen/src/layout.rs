//! The measures of GB/T 9704-2012 in the units of a .docx: twips (1/1440 inch) and half points. What reaches 22 lines of 28
//! characters in practice stands here once.

use docx_rs::{DocGrid, DocGridType, Docx, PageMargin, RunFonts};

/// A4, 210 × 297 mm.
const PAGE: (u32, u32) = (11_906, 16_838);
/// 天头 37 mm.
const TOP: i32 = 2_098;
/// 订口 28 mm.
pub const LEFT: i32 = 1_588;
/// 26 mm, so that the type area is 156 mm wide.
const RIGHT: i32 = 1_474;
/// 35 mm, so that it is 225 mm high.
const BOTTOM: i32 = 1_984;
/// Where the type area ends, from the top of the page.
pub const TYPE_AREA_END: i32 = 14_854;
/// The foot's lower edge: the page number's top is 7 mm below the type area.
const FOOT: i32 = 1_304;
/// The grid's pitch. The quotient is 579.9; 580 gives 21 lines in practice.
const LINE_PITCH: usize = 578;

/// Width of the type area.
pub const WIDTH: usize = 8_844;
/// One line of the grid, for exact spacing.
pub const LINE: i32 = 578;
/// Letters closer by a quarter of a point, so that 28 fit a line.
pub const TIGHTER: i32 = -5;
/// Characters of a full line.
pub const CHARS_PER_LINE: u32 = 28;
/// One character, for indents.
pub const CHAR: i32 = 316;
/// Red of the head and its rule.
pub const RED: &str = "E60012";

/// 二号.
pub const SIZE_TITLE: usize = 44;
/// 三号.
pub const SIZE_BODY: usize = 32;
/// 四号.
pub const SIZE_FOOT: usize = 28;
/// 五号, in tables.
pub const SIZE_TABLE: usize = 21;

/// The fonts by the names that offices have; a machine without one shows its own of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// 小标宋, of titles and heads.
    Title,
    /// 仿宋, of the text.
    Body,
    /// 黑体, of the first level.
    Heading,
    /// 楷体, of the second level.
    Kai,
    /// 宋体, of page numbers and tables.
    Song,
}

impl Font {
    /// The name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Font::Title => "方正小标宋简体",
            Font::Body => "仿宋_GB2312",
            Font::Heading => "黑体",
            Font::Kai => "楷体_GB2312",
            Font::Song => "宋体",
        }
    }

    pub(crate) fn run_fonts(self) -> RunFonts {
        let name = self.name();
        // Figures and Latin letters of the text stand in the same face; page numbers too (半角宋体阿拉伯数字).
        RunFonts::new().east_asia(name).ascii(name).hi_ansi(name).cs(name)
    }
}

/// A document with the page's measures and nothing on it.
pub(crate) fn page() -> Docx {
    let margin =
        PageMargin { top: TOP, right: RIGHT, bottom: BOTTOM, left: LEFT, header: 851, footer: FOOT, gutter: 0 };
    let grid = DocGrid::with_empty().grid_type(DocGridType::Lines).line_pitch(LINE_PITCH);
    let mut page = Docx::new().page_size(PAGE.0, PAGE.1).page_margin(margin);
    page.document.section_property = page.document.section_property.doc_grid(grid);
    page
}
