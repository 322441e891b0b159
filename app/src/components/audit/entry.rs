//! An entry of the audit log in words: the same for the tenant whose it is and for the operator.

use crate::{
    components::moment::moment_name,
    i18n::{Key, Texts, text},
    stamp::Stamp,
};
use domain::{ExportId, IntegrationId, Moment, ProjectId};
use std::collections::HashMap;
use store::AuditRow;

/// The entry whose details are words of the code.
const EXPORT: &str = "export.begin";
/// What an export may be narrowed to, and what is said where that has no name any more.
const DELETED: [(&str, Key); 2] = [
    (IntegrationId::PREFIX, text::JOBS_DELETED_INTEGRATION),
    (ProjectId::PREFIX, text::JOBS_DELETED_PROJECT),
];

/// Everything in an entry that may have a name.
#[must_use]
pub fn ids(row: &AuditRow) -> Vec<String> {
    let whole = [Some(&row.actor), Some(&row.subject), row.detail.as_ref()];
    let parts = told(row).map(|(_, value)| value.to_owned());
    whole.into_iter().flatten().cloned().chain(parts).collect()
}

/// What entries are put into words with.
pub struct Words<'a, S> {
    /// The texts of whoever reads.
    pub texts: Texts,
    /// What ids are called.
    pub names: &'a HashMap<String, String>,
    /// An instant, in milliseconds since 1970, on the clock of whoever reads.
    pub stamp: S,
}

impl<S: Fn(i64) -> Stamp> Words<'_, S> {
    /// To what something was done: an export, which has no name, is told by its time.
    #[must_use]
    pub fn subject(&self, row: &AuditRow) -> String {
        let export = row.subject.parse::<ExportId>().ok();
        match export.and_then(ExportId::made_at) {
            Some(at) => {
                let at = (self.stamp)(at).text;
                self.texts.with(text::AUDIT_PAGE_EXPORT_OF, &[("at", &at)])
            }
            None => self.named(&row.subject),
        }
    }

    /// What is said beside: a reason as it was written, and of an export what narrows it.
    #[must_use]
    pub fn detail(&self, row: &AuditRow) -> Option<String> {
        let words: Vec<String> = told(row).map(|part| self.word(part)).collect();
        if words.is_empty() {
            // A project that another was merged into stands there by its id.
            return row.detail.as_deref().map(|detail| self.named(detail));
        }
        Some(words.join(" · "))
    }

    fn word(&self, (name, value): (&str, &str)) -> String {
        let t = self.texts;
        match name {
            "state" => t.named(&format!("state.{value}")),
            "moment" => Moment::from_key(value).map_or(value.to_owned(), |it| moment_name(t, it)),
            "period" => t.named(&format!("deliveries.period.{value}")),
            "q" => t.get(text::AUDIT_PAGE_SEARCHED).to_owned(),
            "" => t.named(&format!("export.{value}")),
            _ => self.named_or_deleted(value),
        }
    }

    fn named_or_deleted(&self, id: &str) -> String {
        let prefix = id.split('_').next();
        let deleted = DELETED.iter().find(|(known, _)| prefix == Some(*known));
        match deleted {
            Some((_, key)) if !self.names.contains_key(id) => self.texts.get(*key).to_owned(),
            _ => self.named(id),
        }
    }

    fn named(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// What the entry of an export says of it, each as a name and a value.
fn told(row: &AuditRow) -> impl Iterator<Item = (&str, &str)> {
    let said = row.detail.as_deref();
    let said = said.filter(|_| row.action == EXPORT).unwrap_or_default();
    let parts = said.split_whitespace();
    parts.map(|part| part.split_once('=').unwrap_or(("", part)))
}
