//! A workbook with one sheet, written row by row: memory holds no more than a page of them.

use super::zip::Zip;
use app::export::Cell;
use jiff::civil::{DateTime, date};
use std::fmt::Write as _;

/// What the file is.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Longest text of a cell, in characters: the format's own limit.
const CELL_CHARS_MAX: usize = 32_767;
/// Widths of the columns, in characters.
const WIDTHS: [u8; 13] = [19, 14, 24, 18, 20, 28, 8, 10, 8, 24, 8, 38, 38];
/// The styles of cells, by their place in `STYLES`.
const BOLD: u8 = 1;
const TIME: u8 = 2;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Hookline" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>"#;
const SHEET_BEGINS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>"#;
const SHEET_ENDS: &str = "</sheetData></worksheet>";

/// A workbook that is being written.
#[derive(Default)]
pub struct Book {
    zip: Zip,
}

impl Book {
    /// The beginning of the file.
    pub fn heads(&mut self, heads: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", PARTS),
            ("xl/styles.xml", STYLES),
        ] {
            bytes.append(&mut self.zip.add(name, text));
        }
        bytes.append(&mut self.zip.begin("xl/worksheets/sheet1.xml"));
        let mut sheet = SHEET_BEGINS.to_owned();
        for (column, width) in (1..).zip(WIDTHS) {
            // Memory takes whatever is written to it; so below.
            let _ = write!(
                sheet,
                r#"<col min="{column}" max="{column}" width="{width}" customWidth="1"/>"#
            );
        }
        sheet.push_str("</cols><sheetData><row>");
        for head in heads {
            text_cell(&mut sheet, head, Some(BOLD));
        }
        sheet.push_str("</row>");
        bytes.append(&mut self.zip.write(sheet.as_bytes()));
        bytes
    }

    /// Some rows.
    pub fn rows(&mut self, rows: &[Vec<Cell>]) -> Vec<u8> {
        let mut sheet = String::new();
        for row in rows {
            sheet.push_str("<row>");
            for content in row {
                cell(&mut sheet, content);
            }
            sheet.push_str("</row>");
        }
        self.zip.write(sheet.as_bytes())
    }

    /// The end of the file.
    pub fn end(&mut self) -> Vec<u8> {
        let mut bytes = self.zip.write(SHEET_ENDS.as_bytes());
        bytes.append(&mut self.zip.finish());
        bytes.append(&mut self.zip.end());
        bytes
    }
}

fn cell(sheet: &mut String, content: &Cell) {
    match content {
        // Its place has to be said, since cells are counted.
        Cell::Empty => sheet.push_str("<c/>"),
        Cell::Text(text) => text_cell(sheet, text, None),
        Cell::Number(number) => {
            let _ = write!(sheet, "<c><v>{number}</v></c>");
        }
        Cell::Time(text) => match day_number(text) {
            Some(day) => {
                let _ = write!(sheet, r#"<c s="{TIME}"><v>{day:.8}</v></c>"#);
            }
            None => text_cell(sheet, text, None),
        },
    }
}

/// A text is written as one: nothing in it is ever a formula.
fn text_cell(sheet: &mut String, text: &str, style: Option<u8>) {
    sheet.push_str("<c");
    if let Some(style) = style {
        let _ = write!(sheet, r#" s="{style}""#);
    }
    sheet.push_str(r#" t="inlineStr"><is><t xml:space="preserve">"#);
    for letter in text.chars().take(CELL_CHARS_MAX) {
        match letter {
            '&' => sheet.push_str("&amp;"),
            '<' => sheet.push_str("&lt;"),
            '>' => sheet.push_str("&gt;"),
            '\t' | '\n' => sheet.push(letter),
            // What XML has no letter for.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => sheet.push('\u{fffd}'),
            letter => sheet.push(letter),
        }
    }
    sheet.push_str("</t></is></c>");
}

/// A time as spreadsheets count: days, and the part of the day, since the end of 1899.
fn day_number(text: &str) -> Option<f64> {
    let at: DateTime = text.parse().ok()?;
    let since = at.duration_since(date(1899, 12, 30).to_datetime(jiff::civil::Time::midnight()));
    Some(since.as_secs_f64() / 86_400.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(content: &Cell) -> String {
        let mut sheet = String::new();
        cell(&mut sheet, content);
        sheet
    }

    #[test]
    fn a_text_stays_a_text_whatever_is_in_it() {
        let cell = written(&Cell::Text("=1 & <b>\u{1}".to_owned()));
        let text = "=1 &amp; &lt;b&gt;\u{fffd}";
        assert_eq!(
            cell,
            format!(r#"<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
        );
        assert_eq!(written(&Cell::Empty), "<c/>");
        assert_eq!(written(&Cell::Number(-7)), "<c><v>-7</v></c>");
    }

    #[test]
    fn a_time_is_the_day_that_spreadsheets_count() {
        let noon = written(&Cell::Time("2026-03-07 12:00:00".to_owned()));
        assert_eq!(noon, r#"<c s="2"><v>46088.50000000</v></c>"#);
    }
}
