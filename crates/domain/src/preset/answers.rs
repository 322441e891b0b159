//! What a person answered: checked, taken apart, and ready to be put in.

use super::{ANSWER_BYTES_MAX, AnswerKind, Preset, Question, Use};
use crate::{
    DraftSecrets, FieldError,
    fault::Fault,
    integration::KEY_SECRET,
    request::encoding::{has_control, percent_decoded},
};
use std::collections::BTreeMap;

/// Answers by the names under which they are put in, and the secrets among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// What is put in.
    pub(super) texts: BTreeMap<String, String>,
    /// What is kept apart.
    pub(super) secrets: DraftSecrets,
}

impl Answers {
    /// Reads what was typed for the questions of the chosen uses.
    ///
    /// # Errors
    /// A fault for each answer that cannot be taken, at `answers.<name>`.
    pub fn read(
        preset: &Preset,
        chosen: &[Use],
        typed: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut answers = Self::default();
        let mut faults = Vec::new();
        for question in preset.asked(chosen) {
            let text = typed.get(&question.name).map_or("", |text| text.trim());
            if let Err(fault) = answers.take(question, text) {
                faults.push(fault.within("answers."));
            }
        }
        if faults.is_empty() {
            Ok(answers)
        } else {
            Err(faults)
        }
    }

    fn take(&mut self, question: &Question, text: &str) -> Result<(), FieldError> {
        let refused = |fault| FieldError::new(&question.name, fault);
        if text.is_empty() {
            return Err(refused(Fault::Required));
        }
        if text.len() > ANSWER_BYTES_MAX {
            return Err(refused(Fault::TooLong).with("max", ANSWER_BYTES_MAX));
        }
        if has_control(text) || text.contains("{{") {
            return Err(refused(Fault::LineBreak));
        }
        match question.kind {
            AnswerKind::Text => self.put(&question.name, text),
            AnswerKind::Number => {
                if !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    let fault = refused(Fault::OutOfRange).with("min", 0);
                    return Err(fault.with("max", u32::MAX));
                }
                self.put(&question.name, text);
            }
            AnswerKind::Host => {
                let host = host_of(text).ok_or_else(|| refused(Fault::UrlInvalid))?;
                self.put(&question.name, &host);
            }
            AnswerKind::Address => self
                .take_address(question, text)
                .ok_or_else(|| refused(Fault::UrlInvalid))?,
            AnswerKind::Secret => {
                let name = question.secret.as_deref().unwrap_or(KEY_SECRET);
                self.secrets.0.insert(name.to_owned(), text.to_owned());
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, text: &str) {
        self.texts.insert(name.to_owned(), text.to_owned());
    }

    /// An address under its name without its query, and its query under `<name>.query`; the key
    /// in either becomes the secret `key`.
    fn take_address(&mut self, question: &Question, text: &str) -> Option<()> {
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let reference = format!("{{{{secret:{KEY_SECRET}}}}}");
        let (address, query) = whole.split_once('?').unwrap_or((&whole, ""));
        let (scheme, rest) = address.split_once("://")?;
        let mut parts: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
        if let Some(from_end) = question.key_segment {
            // The host is no key.
            let place = parts.len().checked_sub(from_end + 1).filter(|at| *at > 0)?;
            let part = parts.get_mut(place).filter(|part| !part.is_empty())?;
            let key = key_of(std::mem::replace(part, &reference))?;
            self.secrets.0.insert(KEY_SECRET.to_owned(), key);
        }
        host_of(parts.first()?)?;
        let joined = format!("{scheme}://{}", parts.join("/"));
        let query = self.without_key(question, query, &reference)?;
        self.put(&question.name, &joined);
        self.put(&format!("{}.query", question.name), &query);
        Some(())
    }

    fn without_key(&mut self, question: &Question, query: &str, reference: &str) -> Option<String> {
        let Some(wanted) = &question.key_parameter else {
            return Some(query_of(query));
        };
        let mut is_found = false;
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| {
                let found = pair.split_once('=').filter(|(name, _)| name == wanted);
                let Some((name, key)) = found.and_then(|(name, key)| Some((name, key_of(key)?)))
                else {
                    return pair.to_owned();
                };
                is_found = true;
                self.secrets.0.insert(KEY_SECRET.to_owned(), key);
                format!("{name}={reference}")
            })
            .collect();
        is_found.then(|| query_of(&pairs.join("&")))
    }
}

/// The key that is written so in an address. It is encoded anew where it is sent.
fn key_of(written: &str) -> Option<String> {
    let key = percent_decoded(written);
    let is_text = !key.is_empty() && !has_control(&key) && !key.contains('\u{fffd}');
    is_text.then_some(key)
}

fn query_of(query: &str) -> String {
    if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    }
}

/// The host of what was typed, with its port: an address says more than is asked.
fn host_of(text: &str) -> Option<String> {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = text.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    (!host.is_empty() && host.bytes().all(may_stand)).then_some(host)
}
