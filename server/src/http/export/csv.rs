//! CSV as spreadsheets open it: with a mark of its encoding, the separator that the reader's
//! country expects, and nothing that would be taken for a formula.

use app::export::Cell;
use domain::Language;

/// What the file is.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8";
/// Tells a spreadsheet that the text is UTF-8.
const MARK: &str = "\u{feff}";
/// What makes a spreadsheet take a text for a formula, also as written in the width of East Asian
/// letters.
const FORMULA: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];
/// Behind what a cell may begin, in a spreadsheet of any country: whoever reads the page in one
/// language may have the spreadsheet of another, which takes our separator for a part of the text
/// and a part of the text for a separator.
const BORDERS: [char; 6] = [',', ';', '\t', '\r', '\n', '"'];

/// How the lines are written.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    separator: char,
}

impl Sheet {
    /// For readers of a language: where the comma stands in numbers, it separates no cells.
    pub const fn of(language: Language) -> Self {
        let separator = match language {
            Language::En => ',',
            Language::Ru | Language::Uk => ';',
        };
        Self { separator }
    }

    /// The beginning of the file.
    pub fn heads(self, heads: &[&str]) -> Vec<u8> {
        let mut text = MARK.to_owned();
        let cells = heads.iter().map(|head| Cell::Text((*head).to_owned()));
        self.line(&mut text, &cells.collect::<Vec<_>>());
        text.into_bytes()
    }

    /// Some lines.
    pub fn rows(self, rows: &[Vec<Cell>]) -> Vec<u8> {
        let mut text = String::new();
        for row in rows {
            self.line(&mut text, row);
        }
        text.into_bytes()
    }

    fn line(self, text: &mut String, cells: &[Cell]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                text.push(self.separator);
            }
            match cell {
                Cell::Empty => {}
                Cell::Number(number) => text.push_str(&number.to_string()),
                Cell::Text(content) | Cell::Time(content) => self.content(text, content),
            }
        }
        text.push_str("\r\n");
    }

    fn content(self, text: &mut String, content: &str) {
        let content = plain(content);
        let needs_quotes =
            |letter: char| letter == self.separator || matches!(letter, '"' | '\n' | '\r');
        if content.contains(needs_quotes) {
            text.push('"');
            text.push_str(&content.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&content);
        }
    }
}

/// The text with a mark before whatever would begin a formula, wherever a cell may begin.
fn plain(content: &str) -> String {
    let mut marked = String::with_capacity(content.len() + 1);
    let mut may_begin = true;
    for letter in content.chars() {
        if may_begin && FORMULA.contains(&letter) {
            marked.push('\'');
        }
        marked.push(letter);
        may_begin = BORDERS.contains(&letter);
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(language: Language, cells: &[&str]) -> String {
        let cells = cells.iter().map(|text| Cell::Text((*text).to_owned()));
        let line = Sheet::of(language).rows(&[cells.collect()]);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn what_would_be_a_formula_is_a_text() {
        for formula in ["=1+1", "+380 50", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let line = line(Language::En, &[formula]);
            let content = line.trim_start_matches('"');
            assert!(content.starts_with('\''), "{line:?}");
        }
        assert_eq!(line(Language::En, &["a=1", "1-2"]), "a=1,1-2\r\n");
        for formula in ["\n=1", "\u{ff1d}1", "\u{ff0b}1", "\u{ff0d}1", "\u{ff20}1"] {
            let line = line(Language::En, &[formula]);
            assert!(line.trim_start_matches('"').starts_with('\''), "{line:?}");
        }
    }

    #[test]
    fn no_formula_begins_behind_what_another_country_takes_for_a_separator() {
        for (language, text) in [
            (Language::En, "c-1;=1+1"),
            (Language::Uk, "c-1,=1+1"),
            (Language::En, "c-1\t=1+1"),
            (Language::En, "c-1\n=1+1"),
            (Language::Uk, "say \"=1+1"),
        ] {
            let line = line(language, &[text]);
            assert!(line.contains("'=1+1"), "{line:?}");
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            line(Language::En, &["a,b", "say \"x\"", "two\nlines", ""]),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\r\n"
        );
        assert_eq!(line(Language::Uk, &["a,b", "c;d"]), "a,b;\"c;d\"\r\n");
    }

    #[test]
    fn the_file_says_that_it_is_utf_8() {
        let heads = Sheet::of(Language::En).heads(&["Time", "State"]);
        assert_eq!(heads, "\u{feff}Time,State\r\n".as_bytes());
    }
}
