//! The rules over an answer as a person typed them, and their way from and to a draft.

use super::rows::Rows;
use domain::answer::{AnswerRule, Meaning, SuccessRule};

/// What stands between several texts in one field.
const BETWEEN: &str = " | ";

/// When an answer counts as accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuccessForm {
    /// Accepted status codes with commas between them; empty means any 2xx.
    pub statuses: String,
    /// The rules, of which the first that holds decides.
    pub rules: Rows<RuleForm>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleForm {
    /// What the answer means where it holds.
    pub means: Meaning,
    /// Status codes with commas between them.
    pub statuses: String,
    /// A place of a JSON answer.
    pub path: String,
    /// What stands there, with bars between several.
    pub values: String,
    /// What the text contains, with bars between several.
    pub contains: String,
}

impl Default for RuleForm {
    fn default() -> Self {
        Self {
            means: Meaning::Refused,
            statuses: String::new(),
            path: "$.error".to_owned(),
            values: String::new(),
            contains: String::new(),
        }
    }
}

impl SuccessForm {
    /// The form of a rule; of none where any 2xx is accepted.
    #[must_use]
    pub fn of(rule: Option<&SuccessRule>) -> Self {
        rule.map_or_else(Self::default, |rule| Self {
            statuses: statuses_text(&rule.status),
            rules: rule.answers.iter().map(RuleForm::of).collect(),
        })
    }

    /// The rule that the form says.
    #[must_use]
    pub fn rule(&self) -> Option<SuccessRule> {
        let status = statuses(&self.statuses);
        let answers: Vec<_> = self.rules.iter().map(|(_, rule)| rule.rule()).collect();
        let is_said = !status.is_empty() || !answers.is_empty();
        is_said.then_some(SuccessRule { status, answers })
    }
}

impl RuleForm {
    fn of(rule: &AnswerRule) -> Self {
        Self {
            means: rule.means,
            statuses: statuses_text(&rule.status),
            path: rule.path.clone().unwrap_or_default(),
            values: rule.values.join(BETWEEN),
            contains: rule.contains.join(BETWEEN),
        }
    }

    fn rule(&self) -> AnswerRule {
        let path = self.path.trim();
        AnswerRule {
            means: self.means,
            status: statuses(&self.statuses),
            path: (!path.is_empty()).then(|| path.to_owned()),
            values: texts(&self.values),
            contains: texts(&self.contains),
        }
    }
}

fn texts(text: &str) -> Vec<String> {
    let pieces = text.split('|').map(str::trim);
    pieces
        .filter(|piece| !piece.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Status codes with commas between them.
#[must_use]
pub fn statuses_text(statuses: &[u16]) -> String {
    let codes: Vec<String> = statuses.iter().map(u16::to_string).collect();
    codes.join(", ")
}

/// What is no status becomes 0, which validation refuses.
fn statuses(text: &str) -> Vec<u16> {
    text.split([',', ';', ' '])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.parse().unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_as_they_are_typed() {
        let typed = |text: &str| SuccessForm {
            statuses: text.to_owned(),
            ..SuccessForm::default()
        };
        let read = |text: &str| typed(text).rule().map(|rule| rule.status);
        assert_eq!(read("200, 201;302 "), Some(vec![200, 201, 302]));
        assert_eq!(read("20x"), Some(vec![0]));
        assert_eq!(read(" , "), None);
    }

    #[test]
    fn a_rule_comes_out_as_it_went_in() {
        let rule: SuccessRule = serde_json::from_str(
            r#"{"status": [200], "answers": [
                {"means": "later", "status": [503], "path": "$.error", "values": ["BUSY", "WAIT"]},
                {"means": "refused", "contains": ["<html", "sign in"]}
            ]}"#,
        )
        .unwrap();
        assert_eq!(SuccessForm::of(Some(&rule)).rule(), Some(rule));
        assert_eq!(SuccessForm::of(None).rule(), None);
    }
}
