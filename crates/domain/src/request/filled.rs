//! The template of a body with something in the place of each value, to be read as a whole; and
//! the way back from there to what the customer wrote.

use crate::{
    fault::{Fault, FieldError},
    template::{Segment, Template},
};

/// Where the template of a body stands in a draft.
pub(super) const FIELD: &str = "body_template";

/// A template with something in the place of each value.
pub(super) struct Filled<'a> {
    /// The whole text.
    pub(super) text: String,
    /// The segments, and where each begins in the text.
    parts: Vec<(&'a Segment, usize)>,
}

impl<'a> Filled<'a> {
    /// Fills a template: each segment comes with what stands in its place, where it is a value.
    pub(super) fn of<'b>(segments: impl Iterator<Item = (&'a Segment, &'b str)>) -> Self {
        let mut filled = Self {
            text: String::new(),
            parts: Vec::new(),
        };
        for (segment, filler) in segments {
            filled.parts.push((segment, filled.text.len()));
            filled.text.push_str(match segment {
                Segment::Text(text) => text,
                Segment::Parameter { .. } | Segment::Secret(_) => filler,
            });
        }
        filled
    }

    /// Where the template's own text first has such a character.
    pub(super) fn find(&self, is_such: impl Fn(char) -> bool) -> Option<usize> {
        self.parts
            .iter()
            .find_map(|(segment, begin)| match segment {
                Segment::Text(text) => text.find(&is_such).map(|at| begin + at),
                Segment::Parameter { .. } | Segment::Secret(_) => None,
            })
    }

    /// The same place in the template as it is printed.
    pub(super) fn printed(&self, at: usize) -> usize {
        let index = self
            .parts
            .partition_point(|(_, begin)| *begin <= at)
            .saturating_sub(1);
        let within = match self.parts.get(index) {
            Some((Segment::Text(_), begin)) => at - begin,
            _ => 0,
        };
        self.printed_before(index) + within
    }

    /// How long the printed text before a segment is.
    pub(super) fn printed_before(&self, index: usize) -> usize {
        let before = self.parts.iter().take(index);
        before.map(|(segment, _)| printed(segment).len()).sum()
    }
}

fn printed(segment: &Segment) -> String {
    let mut template = Template::default();
    template.segments.push(segment.clone());
    template.to_string()
}

/// The fault at an offset of a text: the character, its line, and its place in the line.
pub(super) fn fault_at(fault: Fault, text: &str, offset: usize) -> FieldError {
    let before = text
        .get(..text.floor_char_boundary(offset.min(text.len())))
        .unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let in_line = before.get(line_start..).unwrap_or_default();
    FieldError::new(FIELD, fault)
        .with("position", before.chars().count() + 1)
        .with("line", before.matches('\n').count() + 1)
        .with("column", in_line.chars().count() + 1)
}
