//! A mail as a person reads it: a subject, and one content as text and as HTML.

use domain::Language;

/// The frame of every mail. Mail programs know no style sheets of ours, so that the few colours
/// stand in it.
const FRAME: &str = include_str!("frame.html");

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// In which language it is.
    pub language: Language,
    /// One line: names, and never a number or a body.
    pub subject: String,
    /// What it says, from top to bottom.
    pub parts: Vec<Part>,
    /// Why it came, in small letters.
    pub footer: Vec<String>,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// Labels and what they say.
    Facts(Vec<(String, String)>),
    /// What to press: its words and where it leads. The first one stands out.
    Links(Vec<(String, String)>),
}

impl MailText {
    /// A subject is one line, whatever a name holds.
    pub fn new(language: Language, subject: &str) -> Self {
        Self {
            language,
            subject: one_line(subject),
            parts: Vec::new(),
            footer: Vec::new(),
        }
    }

    /// Adds a paragraph.
    pub fn text(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Text(text.into()));
    }

    /// The mail as plain text.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut plain = format!("{}\n", self.subject);
        for part in &self.parts {
            plain.push('\n');
            match part {
                Part::Text(text) => plain.push_str(&format!("{text}\n")),
                Part::Facts(facts) => {
                    for (label, value) in facts {
                        plain.push_str(&format!("{label}: {value}\n"));
                    }
                }
                Part::Links(links) => {
                    for (label, address) in links {
                        plain.push_str(&format!("{label}:\n{address}\n"));
                    }
                }
            }
        }
        plain.push_str("\n-- \n");
        for line in &self.footer {
            plain.push_str(&format!("{line}\n"));
        }
        plain
    }

    /// The mail as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        let parts: String = self.parts.iter().map(part_html).collect();
        let footer: Vec<String> = self.footer.iter().map(|line| escaped(line)).collect();
        // What is put in later is never looked through for marks again.
        let mut html = String::new();
        let mut rest = FRAME;
        while let Some((before, after)) = rest.split_once("<!--") {
            let (mark, tail) = after.split_once("-->").unwrap_or((after, ""));
            html.push_str(before);
            match mark {
                "language" => html.push_str(self.language.key()),
                "subject" => html.push_str(&escaped(&self.subject)),
                "parts" => html.push_str(&parts),
                "footer" => html.push_str(&footer.join("<br>")),
                _ => {}
            }
            rest = tail;
        }
        html.push_str(rest);
        html
    }
}

fn part_html(part: &Part) -> String {
    match part {
        Part::Text(text) => format!("<p style=\"margin:0 0 16px\">{}</p>\n", escaped(text)),
        Part::Facts(facts) => {
            let rows: String = facts
                .iter()
                .map(|(label, value)| {
                    format!(
                        "<tr><td style=\"padding:4px 16px 4px 0;color:#5b6472;\
                         vertical-align:top;white-space:nowrap\">{}</td>\
                         <td style=\"padding:4px 0;vertical-align:top\">{}</td></tr>\n",
                        escaped(label),
                        escaped(value)
                    )
                })
                .collect();
            format!(
                "<table role=\"presentation\" style=\"margin:0 0 16px;border-collapse:collapse;\
                 font-size:14px\">\n{rows}</table>\n"
            )
        }
        Part::Links(links) => {
            let links = links.iter().enumerate();
            links
                .map(|(index, (label, address))| link_html(index == 0, label, address))
                .collect()
        }
    }
}

fn link_html(is_first: bool, label: &str, address: &str) -> String {
    let style = if is_first {
        "display:inline-block;padding:10px 18px;border-radius:8px;background:#2f5fd0;\
         color:#ffffff;text-decoration:none;font-weight:600"
    } else {
        "color:#2f5fd0"
    };
    format!(
        "<p style=\"margin:0 0 12px\"><a href=\"{}\" style=\"{style}\">{}</a></p>\n",
        escaped(address),
        escaped(label)
    )
}

/// A text as HTML shows it, in an element and in an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// A text in which nothing begins a new line, and so no header of its own.
fn one_line(text: &str) -> String {
    text.replace(|letter: char| letter.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> MailText {
        let mut letter = MailText::new(Language::En, "<b>CRM</b>\r\nBcc: x@y");
        letter.text("It's <script>alert(1)</script> & more <!--parts-->");
        letter
            .parts
            .push(Part::Facts(vec![("A".into(), "\"b\"".into())]));
        let link = ("Open".to_owned(), "https://x/?a=1&b=\"2\"".to_owned());
        letter.parts.push(Part::Links(vec![link]));
        letter.footer.push("Why <i>".to_owned());
        letter
    }

    #[test]
    fn nothing_in_a_name_becomes_html_or_a_header() {
        let letter = letter();
        assert_eq!(letter.subject, "<b>CRM</b>  Bcc: x@y");
        let html = letter.html();
        assert!(!html.contains("<b>") && !html.contains("<script>") && !html.contains("<i>"));
        assert!(html.contains("&lt;b&gt;CRM&lt;/b&gt;"), "{html}");
        assert!(html.contains("&lt;!--parts--&gt;"), "{html}");
        assert!(
            html.contains("https://x/?a=1&amp;b=&quot;2&quot;"),
            "{html}"
        );
    }

    #[test]
    fn the_text_holds_all_that_the_html_says() {
        let plain = letter().plain();
        for piece in [
            "It's",
            "A: \"b\"",
            "Open:\nhttps://x/?a=1&b=\"2\"",
            "-- \nWhy <i>",
        ] {
            assert!(plain.contains(piece), "{piece} is not in {plain}");
        }
    }
}
