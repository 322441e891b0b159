//! An entry of the audit log in words: the same for the tenant whose it is and for the operator.

use super::names::Names;
use crate::{components::moment::moment_name, i18n::text, stamp::Stamp};
use domain::{ExportId, JobId, Moment};
use store::AuditRow;

/// The entry whose subject is what a mail tells.
const MAIL: &str = "mail.read";
/// The entry whose details are words of the code.
const EXPORT: &str = "export.begin";
/// The entries whose details are what their subjects were called.
const NAMING: [&str; 2] = ["member.remove", "project.delete"];

/// Everything in an entry that may have a name.
#[must_use]
pub fn ids(row: &AuditRow) -> Vec<String> {
    let whole = [Some(&row.actor), Some(&row.subject), row.detail.as_ref()];
    let parts = told(row).map(|(_, value)| value.to_owned());
    whole.into_iter().flatten().cloned().chain(parts).collect()
}

/// What entries are put into words with.
pub struct Words<'a, S> {
    /// What ids are called.
    pub names: &'a Names,
    /// An instant, in milliseconds since 1970, on the clock of whoever reads.
    pub stamp: S,
}

impl<S: Fn(i64) -> Stamp> Words<'_, S> {
    /// What was done; what has no words is told as it is written.
    #[must_use]
    pub fn action(&self, row: &AuditRow) -> String {
        let word = self.names.texts().find(&format!("audit.{}", row.action));
        word.unwrap_or(&row.action).to_owned()
    }

    /// To what something was done: an export and a job, which have no name, are told by their
    /// time, and a job by what it does, too; of a mail that was read, what it tells.
    #[must_use]
    pub fn subject(&self, row: &AuditRow) -> String {
        let (t, subject) = (self.names.texts(), row.subject.as_str());
        if row.action == MAIL {
            return t.named(&format!("staff_mail.notice.{subject}"));
        }
        let at = |made: i64| (self.stamp)(made).text;
        let export = subject.parse::<ExportId>().ok();
        if let Some(at) = export.and_then(ExportId::made_at).map(at) {
            return t.with(text::AUDIT_PAGE_EXPORT_OF, &[("at", &at)]);
        }
        let job = subject.parse::<JobId>().ok();
        let made = job.and_then(|id| Some((id, id.made_at().map(at)?)));
        match made {
            Some((id, at)) => match self.names.job(id) {
                Some(does) => format!("{does} · {at}"),
                None => t.with(text::AUDIT_PAGE_JOB_OF, &[("at", &at)]),
            },
            None => self.names.of(subject),
        }
    }

    /// What is said beside: a reason as it was written, and of an export what narrows it.
    #[must_use]
    pub fn detail(&self, row: &AuditRow) -> Option<String> {
        if NAMING.contains(&row.action.as_str()) {
            return None;
        }
        let words: Vec<String> = told(row).map(|part| self.word(part)).collect();
        if words.is_empty() {
            // A project that another was merged into stands there by its id.
            return row.detail.as_deref().map(|detail| self.names.of(detail));
        }
        Some(words.join(" · "))
    }

    fn word(&self, (name, value): (&str, &str)) -> String {
        let t = self.names.texts();
        match name {
            "state" => t.named(&format!("state.{value}")),
            "moment" => Moment::from_key(value).map_or(value.to_owned(), |it| moment_name(t, it)),
            "period" => t.named(&format!("deliveries.period.{value}")),
            "q" => t.get(text::AUDIT_PAGE_SEARCHED).to_owned(),
            "" => t.named(&format!("export.{value}")),
            _ => self.names.of(value),
        }
    }
}

/// What the entry of an export says of it, each as a name and a value.
fn told(row: &AuditRow) -> impl Iterator<Item = (&str, &str)> {
    let said = row.detail.as_deref();
    let said = said.filter(|_| row.action == EXPORT).unwrap_or_default();
    let parts = said.split_whitespace();
    parts.map(|part| part.split_once('=').unwrap_or(("", part)))
}
