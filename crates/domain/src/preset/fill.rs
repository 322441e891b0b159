//! From a preset and answers to a connection with its integrations.

use super::{Answers, Preset, Use};
use crate::{
    ConnectionDraft, DraftSecrets, IntegrationDraft, answer::SuccessRule, integration::BodyFormat,
    request::Encoding,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

/// A set that is ready to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The connection.
    pub connection: ConnectionDraft,
    /// Its secrets.
    pub secrets: DraftSecrets,
    /// Its integrations, not yet bound to it.
    pub integrations: Vec<IntegrationDraft>,
}

impl Preset {
    /// Makes the set of the chosen uses. `words` gives the text of a name in the person's
    /// language; the name of an integration is one of those too.
    #[must_use]
    pub fn fill(
        &self,
        chosen: &[Use],
        answers: &Answers,
        words: &dyn Fn(&str) -> String,
    ) -> Filled {
        let filler = Filler { answers, words };
        let uses = self.uses.iter().filter(|set| chosen.contains(&set.name));
        let integrations = uses.flat_map(|set| &set.integrations).map(|draft| {
            let mut draft = filler.filled(draft);
            draft.name = words(&format!("made.{}", draft.name));
            self.judge(&mut draft);
            draft
        });
        Filled {
            integrations: integrations.collect(),
            connection: filler.filled(&self.connection),
            secrets: answers.secrets.clone(),
        }
    }

    /// Gives the CRM's own rules over answers to every step without any.
    fn judge(&self, draft: &mut IntegrationDraft) {
        let further = draft.steps.iter_mut().map(|step| &mut step.success);
        for success in std::iter::once(&mut draft.success).chain(further) {
            let rule: Option<&SuccessRule> = self.success.as_ref();
            *success = success.take().or_else(|| rule.cloned());
        }
    }
}

struct Filler<'a> {
    answers: &'a Answers,
    words: &'a dyn Fn(&str) -> String,
}

impl Filler<'_> {
    /// The same with everything put in. Only texts change, so that it can always be read again.
    fn filled<T: Serialize + DeserializeOwned + Clone>(&self, draft: &T) -> T {
        let Ok(mut json) = serde_json::to_value(draft) else {
            return draft.clone();
        };
        self.fill(&mut json, Encoding::Plain);
        serde_json::from_value(json).unwrap_or_else(|_| draft.clone())
    }

    fn fill(&self, json: &mut Json, encoding: Encoding) {
        match json {
            Json::String(text) => *text = self.put_in(text, encoding),
            Json::Array(items) => items.iter_mut().for_each(|item| self.fill(item, encoding)),
            Json::Object(fields) => {
                let format = fields.get("body_format").and_then(Json::as_str);
                let is_xml = format == Some(BodyFormat::XmlTemplate.key());
                for (name, value) in fields {
                    // Inside the template of a body a text is written as JSON or XML writes it.
                    let encoding = match name.as_str() {
                        "body_template" if is_xml => Encoding::Xml,
                        "body_template" => Encoding::JsonString,
                        _ => encoding,
                    };
                    self.fill(value, encoding);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    /// A single pass: an answer that contains `<name>` is not looked into.
    fn put_in(&self, text: &str, encoding: Encoding) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            filled.push_str(before);
            let found = after
                .split_once('>')
                .and_then(|(name, tail)| Some((self.find(name, encoding)?, tail)));
            if let Some((value, tail)) = found {
                filled.push_str(&value);
                rest = tail;
            } else {
                filled.push('<');
                rest = after;
            }
        }
        filled.push_str(rest);
        filled
    }

    fn find(&self, name: &str, encoding: Encoding) -> Option<String> {
        if let Some(name) = name.strip_prefix("text:") {
            // Templates in it are meant.
            return Some(encoding.write(&(self.words)(&format!("text.{name}"))));
        }
        let answer = self.answers.texts.get(name)?;
        Some(encoding.write(answer))
    }
}
