//! What a step says of its request, before anything of it is parsed.

use crate::integration::{BodyFormat, HeaderRow, Method, ParameterRow};

/// What one step says of its request, be it the integration itself or a further one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestWords<'a> {
    pub(crate) url: &'a str,
    pub(crate) method: Method,
    pub(crate) body_format: BodyFormat,
    pub(crate) body_template: Option<&'a str>,
    pub(crate) headers: &'a [HeaderRow],
    pub(crate) parameters: &'a [ParameterRow],
}
