//! What stands in the form, as a person typed it, and its way from and to a draft.
//!
//! Numbers are kept as text, so that nothing typed is lost; what cannot be read becomes a
//! number that validation refuses at its field.

use super::{auth_form::AuthForm, rows::Rows, step_form::StepForm, success_form::SuccessForm};
use domain::{
    ConnectionId, IntegrationDraft, MemberId, Method, Moment,
    condition::{Comparison, Condition},
    integration::{BodyFormat, HeaderRow, KeyPlacement, Limits, ParameterRow, WhenUnanswered},
    step::Take,
};

/// The time-out of a new integration, in milliseconds.
const TIMEOUT_MS: u32 = 15_000;

/// How long is offered to wait for a recording, in minutes.
const RECORDING_WAIT_MINUTES: u32 = 10;

/// The form as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// How the customer recognises the integration.
    pub name: String,
    /// The connection it belongs to.
    pub connection: Option<ConnectionId>,
    /// Where the request goes.
    pub url: String,
    /// When it fires.
    pub moment: Moment,
    /// With which method.
    pub method: Method,
    /// Where the rows go.
    pub body_format: BodyFormat,
    /// The body's text; kept while another format is chosen.
    pub body_template: String,
    /// The table of parameters.
    pub parameters: Rows<ParameterRow>,
    /// Further headers.
    pub headers: Rows<HeaderRow>,
    /// What must hold for a call to be sent.
    pub conditions: Rows<Condition>,
    /// When an answer counts as accepted.
    pub success: SuccessForm,
    /// What later steps use of the answer.
    pub takes: Rows<Take>,
    /// Further requests, in their order.
    pub steps: Rows<StepForm>,
    /// What is done where the receiver may have done the work without saying so.
    pub when_unanswered: WhenUnanswered,
    /// Whether it waits for the recording, where its moment has one to wait for.
    pub waits_for_recording: bool,
    /// How many minutes it waits at most; kept while it does not wait.
    pub recording_wait: String,
    /// Requests in flight at once.
    pub parallel: String,
    /// Requests a second; empty means no limit.
    pub per_second: String,
    /// The time-out in seconds.
    pub timeout_s: String,
    /// Where the secret key goes, if there is one.
    pub key: Option<KeyPlacement>,
    /// How the receiver knows who calls by `Authorization`.
    pub auth: AuthForm,
    /// Who is told of failures; empty means owners and managers.
    pub failure_recipients: Vec<MemberId>,
    /// Whether requests carry Hookline's stamp.
    pub signature: bool,
    /// Whether it sends.
    pub enabled: bool,
}

impl Form {
    /// The form of a new integration: after the call, incoming calls whose number is known.
    #[must_use]
    pub fn fresh() -> Self {
        Self::of(&IntegrationDraft {
            name: String::new(),
            url: String::new(),
            moment: Moment::AfterCall,
            method: Method::Get,
            body_format: BodyFormat::Query,
            body_template: None,
            headers: Vec::new(),
            parameters: Vec::new(),
            conditions: vec![direction_is("in"), number_is_known()],
            success: None,
            limits: Limits::default(),
            timeout_ms: TIMEOUT_MS,
            recording_wait_minutes: None,
            connection: None,
            key: None,
            auth: None,
            takes: Vec::new(),
            steps: Vec::new(),
            when_unanswered: WhenUnanswered::SendAgain,
            failure_recipients: Vec::new(),
            signature: true,
            enabled: true,
        })
    }

    /// The form that shows a draft.
    #[must_use]
    pub fn of(draft: &IntegrationDraft) -> Self {
        Self {
            name: draft.name.clone(),
            connection: draft.connection,
            url: draft.url.clone(),
            moment: draft.moment,
            method: draft.method,
            body_format: draft.body_format,
            body_template: draft.body_template.clone().unwrap_or_default(),
            parameters: draft.parameters.iter().cloned().collect(),
            headers: draft.headers.iter().cloned().collect(),
            conditions: draft.conditions.iter().cloned().collect(),
            success: SuccessForm::of(draft.success.as_ref()),
            takes: draft.takes.iter().cloned().collect(),
            steps: draft.steps.iter().map(StepForm::of).collect(),
            when_unanswered: draft.when_unanswered,
            waits_for_recording: draft.recording_wait_minutes.is_some(),
            recording_wait: draft
                .recording_wait_minutes
                .unwrap_or(RECORDING_WAIT_MINUTES)
                .to_string(),
            parallel: draft.limits.parallel.to_string(),
            per_second: draft
                .limits
                .per_second
                .map(|n| n.to_string())
                .unwrap_or_default(),
            timeout_s: seconds_text(draft.timeout_ms),
            key: draft.key.clone(),
            auth: AuthForm::of(draft.auth.as_ref()),
            failure_recipients: draft.failure_recipients.clone(),
            signature: draft.signature,
            enabled: draft.enabled,
        }
    }

    /// The draft that the form says.
    #[must_use]
    pub fn draft(&self) -> IntegrationDraft {
        IntegrationDraft {
            name: self.name.clone(),
            connection: self.connection,
            url: self.url.clone(),
            moment: self.moment,
            method: self.method,
            body_format: self.body_format,
            body_template: self
                .body_format
                .is_template()
                .then(|| self.body_template.clone()),
            headers: self.headers.items(),
            parameters: self.parameters.items(),
            conditions: self.conditions.items(),
            success: self.success.rule(),
            takes: self.takes.items(),
            steps: self.steps.iter().map(|(_, step)| step.step()).collect(),
            when_unanswered: self.when_unanswered,
            recording_wait_minutes: (self.moment == Moment::AfterCall && self.waits_for_recording)
                .then(|| whole(&self.recording_wait)),
            limits: Limits {
                parallel: whole(&self.parallel),
                per_second: Some(self.per_second.trim())
                    .filter(|text| !text.is_empty())
                    .map(whole),
            },
            timeout_ms: milliseconds(&self.timeout_s),
            key: self.key.clone(),
            auth: self.auth.auth(),
            failure_recipients: self.failure_recipients.clone(),
            signature: self.signature,
            enabled: self.enabled,
        }
    }

    /// Chooses the calls of one direction, or of both.
    pub fn choose_direction(&mut self, direction: Option<&str>) {
        let found = self.direction_key();
        match (direction, found) {
            (None, None) => {}
            (None, Some(key)) => self.conditions.remove(key),
            (Some(direction), None) => {
                self.conditions.add(direction_is(direction));
            }
            (Some(direction), Some(key)) => {
                if let Some(condition) = self.conditions.find_mut(key) {
                    *condition = direction_is(direction);
                }
            }
        }
    }

    /// The one direction whose calls are sent; `None` if both are, or a condition of another
    /// kind decides.
    #[must_use]
    pub fn direction(&self) -> Option<&str> {
        let condition = self.conditions.find(self.direction_key()?)?;
        condition.values.first().map(String::as_str)
    }

    /// The condition that the choice of direction stands for.
    #[must_use]
    pub fn direction_key(&self) -> Option<u32> {
        let is_choice = |condition: &Condition| {
            condition.parameter == "direction"
                && condition.comparison == Comparison::Is
                && condition.values.len() == 1
        };
        self.conditions
            .iter()
            .find(|(_, condition)| is_choice(condition))
            .map(|(key, _)| key)
    }
}

fn direction_is(direction: &str) -> Condition {
    is("direction", direction)
}

/// Whether a number is hidden is not known where nothing is known of the number, so that this
/// does not hold there either.
fn number_is_known() -> Condition {
    is("is_anonymous", "false")
}

fn is(parameter: &str, value: &str) -> Condition {
    Condition {
        parameter: parameter.to_owned(),
        comparison: Comparison::Is,
        values: vec![value.to_owned()],
    }
}

/// What is no whole number becomes 0, which validation refuses.
fn whole(text: &str) -> u32 {
    text.trim().parse().unwrap_or(0)
}

fn seconds_text(timeout_ms: u32) -> String {
    let (seconds, rest) = (timeout_ms / 1_000, timeout_ms % 1_000);
    if rest == 0 {
        return seconds.to_string();
    }
    format!("{seconds}.{rest:03}")
        .trim_end_matches('0')
        .to_owned()
}

/// Reads seconds with a point or comma, without going through floating point.
fn milliseconds(text: &str) -> u32 {
    let text = text.trim().replace(',', ".");
    let (seconds, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (seconds.parse::<u32>(), padded.parse::<u32>()) {
        (Ok(seconds), Ok(rest)) => seconds.saturating_mul(1_000).saturating_add(rest),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        connection::Auth,
        integration::{KeyPlace, RowValue, WhenEmpty},
    };

    fn full_draft() -> IntegrationDraft {
        IntegrationDraft {
            name: "Bitrix24 leads".into(),
            url: "https://examplecrm.com/index.php?param1=abc&param2=def".into(),
            body_format: BodyFormat::JsonTemplate,
            body_template: Some("{\"a\": {{duration}}}".into()),
            headers: vec![HeaderRow {
                name: "x-a".into(),
                value: RowValue::Constant("b".into()),
            }],
            parameters: vec![ParameterRow {
                name: "phone".into(),
                value: RowValue::Parameter("caller_number".into()),
                format: None,
                when_empty: WhenEmpty::Default("x".into()),
            }],
            success: serde_json::from_str(
                r#"{"status": [200, 302], "answers": [{"means": "later", "path": "$.error"}]}"#,
            )
            .unwrap(),
            auth: Some(Auth::Bearer),
            when_unanswered: WhenUnanswered::Stop,
            takes: serde_json::from_str(r#"[{"name": "id", "path": "$.id"}]"#).unwrap(),
            steps: serde_json::from_str(
                r#"[{"name": "s", "url": "https://a.example", "method": "GET"}]"#,
            )
            .unwrap(),
            limits: Limits {
                parallel: 2,
                per_second: Some(2),
            },
            timeout_ms: 1_500,
            recording_wait_minutes: Some(30),
            key: Some(KeyPlacement {
                place: KeyPlace::Header,
                name: "x-key".into(),
            }),
            signature: false,
            enabled: false,
            ..Form::fresh().draft()
        }
    }

    #[test]
    fn a_draft_comes_out_of_the_form_as_it_went_in() {
        for draft in [full_draft(), Form::fresh().draft()] {
            assert_eq!(Form::of(&draft).draft(), draft);
        }
    }

    #[test]
    fn a_new_form_sends_incoming_calls_after_the_call() {
        let form = Form::fresh();
        assert_eq!(form.direction(), Some("in"));
        assert_eq!(form.moment, Moment::AfterCall);
        assert!(form.signature && form.enabled);
    }

    #[test]
    fn a_new_form_leaves_hidden_numbers_out() {
        let wants = |facts: &domain::Facts| {
            let conditions = Form::fresh().draft().conditions;
            domain::condition::first_unmet(&conditions, facts).is_none()
        };
        let mut facts = domain::sample::facts(Moment::AfterCall);
        assert!(wants(&facts));
        facts.set("is_anonymous", domain::value::Value::Boolean(true));
        assert!(!wants(&facts));
    }

    #[test]
    fn the_direction_is_one_condition_among_others() {
        let mut form = Form::fresh();
        form.choose_direction(Some("out"));
        assert_eq!(form.direction(), Some("out"));
        form.choose_direction(None);
        assert_eq!(form.conditions.items(), [number_is_known()]);
        form.choose_direction(Some("in"));
        assert_eq!(form.direction(), Some("in"));
    }

    #[test]
    fn only_after_the_call_the_form_waits_for_a_recording() {
        let mut form = Form::of(&full_draft());
        assert_eq!(form.draft().recording_wait_minutes, Some(30));
        form.moment = Moment::AfterRating;
        assert_eq!(form.draft().recording_wait_minutes, None);
        form.moment = Moment::AfterCall;
        form.waits_for_recording = false;
        assert_eq!(form.draft().recording_wait_minutes, None);
    }

    #[test]
    fn numbers_are_read_as_they_are_typed() {
        assert_eq!(
            ["15", "1.5", "1,25", " 2 ", "x", ""].map(milliseconds),
            [15_000, 1_500, 1_250, 2_000, 0, 0]
        );
        assert_eq!(seconds_text(1_250), "1.25");
    }

    #[test]
    fn another_body_format_keeps_the_template_in_the_form_only() {
        let mut form = Form::of(&full_draft());
        form.body_format = BodyFormat::Json;
        assert_eq!(form.draft().body_template, None);
        assert!(!form.body_template.is_empty());
    }
}
