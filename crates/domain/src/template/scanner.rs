//! Cutting a text at its braces.

/// What opens a reference.
pub(super) const OPEN: &str = "{{";
/// What closes it.
const CLOSE: &str = "}}";

/// Cuts a text at its braces, without looking at what stands between them.
pub(super) struct Scanner<'a> {
    rest: &'a str,
    offset: usize,
}

/// What the scanner found.
pub(super) enum Scanned<'a> {
    Text(&'a str),
    /// Braces that are never closed.
    Open,
    Reference {
        /// With its braces.
        whole: &'a str,
        inside: &'a str,
    },
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            offset: 0,
        }
    }

    /// Takes so many bytes from the front.
    fn take(&mut self, bytes: usize) -> (usize, &'a str) {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        let begin = self.offset;
        self.rest = rest;
        self.offset += taken.len();
        (begin, taken)
    }
}

impl<'a> Iterator for Scanner<'a> {
    /// The offset in bytes, and what begins there.
    type Item = (usize, Scanned<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let Some((before, after)) = self.rest.split_once(OPEN) else {
            let (offset, text) = self.take(self.rest.len());
            return (!text.is_empty()).then_some((offset, Scanned::Text(text)));
        };
        let more = after.bytes().take_while(|&byte| byte == b'{').count();
        if before.len() + more > 0 {
            let (offset, text) = self.take(before.len() + more);
            return Some((offset, Scanned::Text(text)));
        }
        let Some((inside, _)) = after.split_once(CLOSE) else {
            let (offset, _) = self.take(OPEN.len());
            return Some((offset, Scanned::Open));
        };
        let (offset, whole) = self.take(OPEN.len() + inside.len() + CLOSE.len());
        Some((offset, Scanned::Reference { whole, inside }))
    }
}
