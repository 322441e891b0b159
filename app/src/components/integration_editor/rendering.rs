//! The request that the form as it stands would send, as far as it can be said.
//!
//! A row that is half typed must not take the whole picture away: what is at fault is left
//! out, and the faults are told beside it.

use domain::{
    Connection, Facts, FieldError, Integration, IntegrationDraft, IntegrationId, OutgoingRequest,
    Parameter, RenderError, TenantId, parameter::STEP_PREFIX, request, step::Step,
};
use std::sync::Arc;

/// How often faulty parts are left out before it is given up: parts, then what only they broke.
const ROUNDS_MAX: usize = 3;
/// A name that stands in until one is typed; it is never sent.
const NAME: &str = "-";

/// What the preview shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// The request.
    Request(Box<OutgoingRequest>),
    /// It could not be made: these are in the way.
    Faulty(Vec<FieldError>),
    /// It would be too large.
    TooLarge(RenderError),
}

impl Preview {
    /// The request, if there is one.
    #[must_use]
    pub fn request(&self) -> Option<OutgoingRequest> {
        match self {
            Self::Request(request) => Some((**request).clone()),
            Self::Faulty(_) | Self::TooLarge(_) => None,
        }
    }
}

/// Renders a step of a draft for what is known of a call. `connection` is the one that the draft
/// names.
#[must_use]
pub fn preview(
    tenant_id: TenantId,
    draft: &IntegrationDraft,
    connection: Option<Arc<Connection>>,
    step: usize,
    facts: &Facts,
) -> Preview {
    match compile(tenant_id, draft, connection) {
        Err(errors) => Preview::Faulty(errors),
        Ok(integration) => match request::render_step(&integration, step, facts, 1) {
            Ok(request) => Preview::Request(Box::new(request)),
            Err(error) => Preview::TooLarge(error),
        },
    }
}

/// What is known of a call, with examples of what earlier answers would give.
#[must_use]
pub fn with_taken(draft: &IntegrationDraft, facts: &Facts) -> Facts {
    let mut facts = facts.clone();
    let further = draft.steps.iter().flat_map(|step| &step.takes);
    for take in draft.takes.iter().chain(further) {
        let name = format!("{STEP_PREFIX}{}", take.name);
        if let Some(parameter) = Parameter::find(&name) {
            facts.set(name, parameter.example());
        }
    }
    facts
}

/// The integration that a draft makes without its faulty rows and headers.
///
/// # Errors
/// The faults that cannot be left out, such as those of the URL.
pub fn compile(
    tenant_id: TenantId,
    draft: &IntegrationDraft,
    connection: Option<Arc<Connection>>,
) -> Result<Integration, Vec<FieldError>> {
    let mut draft = draft.clone();
    if draft.name.is_empty() {
        NAME.clone_into(&mut draft.name);
    }
    // Without a name nothing is sent; the field says so when it is left.
    draft.parameters.retain(|row| !row.name.trim().is_empty());
    draft
        .headers
        .retain(|header| !header.name.trim().is_empty());
    for step in &mut draft.steps {
        step.parameters.retain(|row| !row.name.trim().is_empty());
        step.headers.retain(|header| !header.name.trim().is_empty());
    }
    let mut errors = Vec::new();
    for _ in 0..ROUNDS_MAX {
        // Nobody reads the identity of a preview.
        let nobody = IntegrationId(tenant_id.0);
        match Integration::compile(tenant_id, nobody, 1, draft.clone(), connection.clone()) {
            Ok(integration) => return Ok(integration),
            Err(found) => errors = found,
        }
        if !leave_out(&mut draft, &errors) {
            break;
        }
    }
    Err(errors)
}

/// Takes the rows and headers out that are at fault; tells whether there were any.
fn leave_out(draft: &mut IntegrationDraft, errors: &[FieldError]) -> bool {
    let before = parts(draft);
    retain(&mut draft.parameters, "parameters", errors);
    retain(&mut draft.headers, "headers", errors);
    for (place, step) in draft.steps.iter_mut().enumerate() {
        let list = |name: &str| format!("steps.{place}.{name}");
        retain(&mut step.parameters, &list("parameters"), errors);
        retain(&mut step.headers, &list("headers"), errors);
    }
    if errors.iter().any(|error| error.field.starts_with("key")) {
        draft.key = None;
    }
    before > parts(draft)
}

fn parts(draft: &IntegrationDraft) -> usize {
    let of_step = |step: &Step| step.parameters.len() + step.headers.len();
    let further: usize = draft.steps.iter().map(of_step).sum();
    draft.parameters.len() + draft.headers.len() + further + usize::from(draft.key.is_some())
}

/// Keeps what is not at fault of a list that stands at a path.
fn retain<T>(items: &mut Vec<T>, list: &str, errors: &[FieldError]) {
    let is_faulty = |place: usize| {
        let path = format!("{list}.{place}");
        errors.iter().any(|error| {
            let rest = error.field.strip_prefix(&path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let mut place = 0..;
    items.retain(|_| place.next().is_some_and(|place| !is_faulty(place)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::integration_editor::{form::Form, row_actions::parameter_row};
    use domain::{Moment, sample};

    fn draft(url: &str) -> IntegrationDraft {
        IntegrationDraft {
            url: url.to_owned(),
            parameters: vec![
                parameter_row("", ""),
                parameter_row("phone", "caller_number"),
            ],
            ..Form::fresh().draft()
        }
    }

    fn tenant() -> TenantId {
        TenantId(Default::default())
    }

    #[test]
    fn a_half_typed_row_is_left_out() {
        let draft = draft("https://examplecrm.com/index.php?param1=abc");
        let shown = preview(tenant(), &draft, None, 0, &sample::facts(Moment::AfterCall));
        let url = shown.request().map(|request| request.masked().url);
        assert_eq!(
            url.as_deref(),
            Some("https://examplecrm.com/index.php?param1=abc&phone=%2B380501112233")
        );
    }

    #[test]
    fn a_half_typed_header_of_a_further_step_is_left_out() {
        let mut draft = draft("https://examplecrm.com");
        draft.steps = serde_json::from_str(
            r#"[{"name": "s", "url": "https://examplecrm.com", "method": "GET", "headers": [
                {"name": "", "value": {"constant": ""}},
                {"name": "x-half", "value": {"template": "{{call_"}},
                {"name": "x-a", "value": {"template": "{{call_id}}"}}]}]"#,
        )
        .unwrap();
        let shown = preview(tenant(), &draft, None, 1, &sample::facts(Moment::AfterCall));
        let names = shown.request().map(|request| {
            let headers = request.masked().headers;
            headers.into_iter().map(|(name, _)| name).collect()
        });
        assert_eq!(names, Some(vec!["x-a".to_owned()]));
    }

    #[test]
    fn a_url_that_is_none_is_told() {
        let shown = preview(tenant(), &draft(""), None, 0, &Facts::default());
        assert!(
            matches!(shown, Preview::Faulty(errors) if errors.iter().any(|error| error.field == "url"))
        );
    }
}
