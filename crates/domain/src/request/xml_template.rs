//! XML as the customer wrote it, with parameters in it.
//!
//! A value stands where text does: between tags, or within the quotes of an attribute. It is
//! escaped there, so that nothing in it is markup. A template is taken only if it is one
//! well-formed document whatever the values are.

mod reader;

use super::{
    Encoding, Rich,
    encoding::is_xml_character,
    filled::{FIELD, Filled, fault_at},
};
use crate::{
    fault::{Fault, FieldError},
    scope::Scope,
    template::{Segment, Template},
};
use reader::HOLE;

/// A template of an XML body.
#[derive(Debug, Clone)]
pub(crate) struct XmlTemplate(Template);

impl XmlTemplate {
    /// Parses the template of a body.
    pub(crate) fn of(text: &str) -> Result<Self, FieldError> {
        let template = Template::parse(text).map_err(|error| error.at(FIELD))?;
        match fault(&template) {
            None => Ok(Self(template)),
            Some(offset) => Err(fault_at(Fault::BodyTemplateNoXml, text, offset)),
        }
    }

    /// What it is made of.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.0.segments.iter()
    }

    pub(crate) fn render(&self, scope: &Scope<'_>) -> Rich {
        let mut rich = Rich::default();
        for segment in self.segments() {
            let piece = segment.piece(scope);
            rich.push(match segment {
                Segment::Text(_) => piece,
                Segment::Parameter { .. } | Segment::Secret(_) => piece.encoded(Encoding::Xml),
            });
        }
        rich
    }
}

/// Where the template would not be XML, as an offset into its printed text.
///
/// What is well-formed with a text in every place and with nothing there is so with any value:
/// only a place for text takes both, and a value ends with no bracket that is not escaped.
fn fault(template: &Template) -> Option<usize> {
    let hole = HOLE.to_string();
    [hole.as_str(), ""].into_iter().find_map(|filler| {
        let filled = Filled::of(template.segments.iter().map(|segment| (segment, filler)));
        let at = filled
            .find(|letter| !is_xml_character(letter))
            .or_else(|| reader::fault(&filled.text))?;
        Some(filled.printed(at))
    })
}
