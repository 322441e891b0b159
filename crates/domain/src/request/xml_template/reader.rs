//! Whether a text is one well-formed XML document: after XML 1.0, without a document type, which
//! no receiver of a call needs and careful ones refuse.

use crate::request::encoding::is_xml_character;
use std::collections::BTreeSet;

/// Stands in the place of a value. No XML has it.
pub(super) const HOLE: char = '\0';

/// The references that need no declaration.
const NAMED: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

/// What was read, or the offset at which it could not be.
type Read<T = ()> = Result<T, usize>;

/// The offset at which a text is no XML; holes may stand for text alone.
pub(super) fn fault(text: &str) -> Option<usize> {
    Reader { text, at: 0 }.document().err()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Read {
        // The byte order mark.
        self.eat("\u{feff}");
        let declared = self.rest().strip_prefix("<?xml");
        if declared.is_some_and(|rest| rest.starts_with(is_blank)) {
            self.eat("<?xml");
            self.declaration()?;
        }
        self.miscellany()?;
        self.root()?;
        self.miscellany()?;
        if self.rest().is_empty() {
            Ok(())
        } else {
            Err(self.at)
        }
    }

    fn declaration(&mut self) -> Read {
        if !self.setting("version", |value| value == "1.0")? {
            return Err(self.at);
        }
        self.setting("encoding", |value| value.eq_ignore_ascii_case("utf-8"))?;
        self.setting("standalone", |value| matches!(value, "yes" | "no"))?;
        self.blanks();
        self.expect("?>")
    }

    /// ` name="value"` of the declaration, if it is there.
    fn setting(&mut self, name: &str, fits: impl Fn(&str) -> bool) -> Read<bool> {
        let before = self.at;
        if !(self.blanks() && self.eat(name)) {
            self.at = before;
            return Ok(false);
        }
        self.equals()?;
        let begin = self.at;
        self.value()?;
        let value = self.text.get(begin + 1..self.at - 1);
        if value.is_some_and(fits) {
            Ok(true)
        } else {
            Err(begin)
        }
    }

    /// Blanks, comments and instructions around the root.
    fn miscellany(&mut self) -> Read {
        loop {
            self.blanks();
            if self.eat("<!--") {
                self.comment()?;
            } else if self.eat("<?") {
                self.instruction()?;
            } else {
                return Ok(());
            }
        }
    }

    /// An element with everything in it.
    fn root(&mut self) -> Read {
        self.expect("<")?;
        let (name, is_empty) = self.tag()?;
        let mut open = if is_empty { Vec::new() } else { vec![name] };
        while !open.is_empty() {
            if self.eat("</") {
                let at = self.at;
                if open.pop() != Some(self.name()?) {
                    return Err(at);
                }
                self.blanks();
                self.expect(">")?;
            } else if self.eat("<!--") {
                self.comment()?;
            } else if self.eat("<![CDATA[") {
                self.past("]]>")?;
            } else if self.eat("<?") {
                self.instruction()?;
            } else if self.eat("<") {
                let (name, is_empty) = self.tag()?;
                if !is_empty {
                    open.push(name);
                }
            } else {
                self.characters()?;
            }
        }
        Ok(())
    }

    /// The rest of a tag that opens: its name, and whether it closes itself.
    fn tag(&mut self) -> Read<(&'a str, bool)> {
        let name = self.name()?;
        let mut attributes = BTreeSet::new();
        loop {
            let is_apart = self.blanks();
            if self.eat("/>") {
                return Ok((name, true));
            }
            if self.eat(">") {
                return Ok((name, false));
            }
            let at = self.at;
            if !is_apart || !attributes.insert(self.name()?) {
                return Err(at);
            }
            self.equals()?;
            self.value()?;
        }
    }

    /// Text in quotes.
    fn value(&mut self) -> Read {
        let quote = self.rest().chars().next();
        let quote = quote.filter(|letter| matches!(letter, '"' | '\''));
        let quote = quote.ok_or(self.at)?;
        self.at += 1;
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '<' => return Err(self.at),
                '&' => self.reference()?,
                _ => self.at += letter.len_utf8(),
            }
            if letter == quote {
                return Ok(());
            }
        }
        Err(self.at)
    }

    /// Text up to the next tag: there is one, since an element is open.
    fn characters(&mut self) -> Read {
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '<' => return Ok(()),
                '&' => self.reference()?,
                ']' if self.rest().starts_with("]]>") => return Err(self.at),
                _ => self.at += letter.len_utf8(),
            }
        }
        Err(self.at)
    }

    /// `&amp;`, `&#38;` and the like.
    fn reference(&mut self) -> Read {
        let rest = self.rest().strip_prefix('&').unwrap_or_default();
        match rest.split_once(';') {
            Some((name, _)) if is_reference(name) => {
                self.at += name.len() + 2;
                Ok(())
            }
            _ => Err(self.at),
        }
    }

    /// The rest of a comment; two dashes end it.
    fn comment(&mut self) -> Read {
        self.past("--")?;
        self.expect(">")
    }

    /// The rest of an instruction; `<?xml ?>` may only begin the document.
    fn instruction(&mut self) -> Read {
        let at = self.at;
        if self.name()?.eq_ignore_ascii_case("xml") {
            return Err(at);
        }
        if self.eat("?>") {
            return Ok(());
        }
        if self.blanks() {
            self.past("?>")
        } else {
            Err(self.at)
        }
    }

    /// Goes behind the next such text; no value may stand before it.
    fn past(&mut self, end: &str) -> Read {
        let (inside, _) = self.rest().split_once(end).ok_or(self.at)?;
        match inside.find(HOLE) {
            Some(hole) => Err(self.at + hole),
            None => {
                self.at += inside.len() + end.len();
                Ok(())
            }
        }
    }

    /// A name, with at most one prefix.
    fn name(&mut self) -> Read<&'a str> {
        let rest = self.rest();
        let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        let (prefix, local) = name.split_once(':').unwrap_or(("a", name));
        let is_well = |part: &str| part.starts_with(is_name_start) && !part.contains(':');
        if !is_well(prefix) || !is_well(local) {
            return Err(self.at);
        }
        self.at += end;
        Ok(name)
    }

    fn equals(&mut self) -> Read {
        self.blanks();
        self.expect("=")?;
        self.blanks();
        Ok(())
    }

    /// Goes over blanks; tells whether there were any.
    fn blanks(&mut self) -> bool {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
        self.at += blanks;
        blanks > 0
    }

    fn expect(&mut self, text: &str) -> Read {
        if self.eat(text) { Ok(()) } else { Err(self.at) }
    }

    /// Goes over a text if it comes next; tells whether it did.
    fn eat(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

const fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}

fn is_reference(name: &str) -> bool {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.contains(&name);
    };
    let (digits, radix) = number
        .strip_prefix('x')
        .map_or((number, 10), |hex| (hex, 16));
    let is_number = digits.chars().all(|digit| digit.is_digit(radix));
    let code = u32::from_str_radix(digits, radix).ok();
    let letter = code.filter(|_| is_number).and_then(char::from_u32);
    letter.is_some_and(is_xml_character)
}

/// What a name may begin with; a colon ends its prefix.
const fn is_name_start(letter: char) -> bool {
    matches!(
        letter,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
            | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
            | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}'
    )
}

const fn is_name(letter: char) -> bool {
    is_name_start(letter)
        || matches!(
            letter,
            ':' | '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_read_to_its_end() {
        for text in [
            "<a/>",
            "\u{feff}<?xml version=\"1.0\" encoding='UTF-8' standalone = \"yes\" ?>\n<a></a >\n",
            "<!-- a - b --><?p?><?q a < b ?><a b='\"&#x41;>' c=\"'\"><b/>]]&gt; &amp;<![CDATA[<&]] >]]>]></a><!---->",
            "<soap:Envelope xmlns:soap=\"urn:x\"><soap:Body/></soap:Envelope>",
            "<лід імя=\"\"/>",
            "<a b=\"\0\">\0</a>",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_well_formed_is_told_with_its_place() {
        for (text, at) in [
            ("", 0),
            ("a", 0),
            ("<![CDATA[a]]>", 1),
            ("<a>", 3),
            ("<a></b>", 5),
            ("<a/><b/>", 4),
            ("<a b=\"1\"c=\"2\"/>", 8),
            ("<a b=\"1\" b=\"2\"/>", 9),
            ("<a b=1/>", 5),
            ("<a b=\"<\"/>", 6),
            ("<a>&nbsp;</a>", 3),
            ("<a>&#0;</a>", 3),
            ("<a>&#x+41;</a>", 3),
            ("<a>]]></a>", 3),
            ("<!DOCTYPE a><a/>", 1),
            ("<a><!-- -- --></a>", 10),
            ("<?xml version=\"1.1\"?><a/>", 14),
            ("<?xml version=\"1.0\" encoding=\"windows-1251\"?><a/>", 29),
            (" <?xml version=\"1.0\"?><a/>", 3),
            ("<1/>", 1),
            ("<a:b:c/>", 1),
            ("<\0/>", 1),
            ("<a \0=\"\"/>", 3),
            ("<a><!--\0--></a>", 7),
            ("<a><![CDATA[\0]]></a>", 12),
            ("\0<a/>", 0),
        ] {
            assert_eq!(fault(text), Some(at), "{text:?}");
        }
    }
}
