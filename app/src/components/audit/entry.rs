//! An entry of the audit log in words: the same for the tenant whose it is and for the operator.

use super::names::Names;
use crate::{
    components::moment::moment_name,
    i18n::{Key, text},
    stamp::Stamp,
};
use domain::{ExportId, JobId, Moment};
use store::AuditRow;

/// The entry whose subject is what a mail tells.
const MAIL: &str = "mail.read";
/// The entry whose details are words of the code.
const EXPORT: &str = "export.begin";
/// The entries whose details are what their subjects were called.
const NAMING: [&str; 3] = ["member.remove", "project.delete", "staff.remove"];
/// The entry whose subject is a path, or a function with the ids that it was asked with.
const LOOK: &str = "support.look";
/// What paths and functions belong to which page, by their beginning or a word in their name.
const PAGES: [(&str, Key); 12] = [
    ("overview", text::NAV_OVERVIEW),
    ("integration", text::NAV_INTEGRATIONS),
    ("editor", text::NAV_INTEGRATIONS),
    ("connection", text::NAV_CONNECTIONS),
    ("deliver", text::NAV_DELIVERIES),
    ("incoming", text::NAV_INCOMING),
    ("call", text::NAV_CALLS),
    ("bench", text::NAV_TEST_BENCH),
    ("jobs", text::NAV_JOBS),
    ("exports", text::NAV_EXPORTS),
    ("settings", text::NAV_SETTINGS),
    ("audit", text::NAV_AUDIT),
];

/// Everything in an entry that may have a name.
#[must_use]
pub fn ids(row: &AuditRow) -> Vec<String> {
    let whole = [Some(&row.actor), Some(&row.subject), row.detail.as_ref()];
    let parts = told(row).map(|(_, value)| value);
    let parts = parts.chain(looked_at(row).into_iter().flat_map(|(_, rest)| rest));
    let parts = parts.map(str::to_owned);
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
    /// time, and a job by what it does, too; of a mail that was read, what it tells; of what
    /// support opened, the page.
    #[must_use]
    pub fn subject(&self, row: &AuditRow) -> String {
        let (t, subject) = (self.names.texts(), row.subject.as_str());
        if row.action == MAIL {
            return t.named(&format!("staff_mail.notice.{subject}"));
        }
        if let Some((page, rest)) = looked_at(row) {
            let rest = rest.into_iter().map(|part| self.names.of(part));
            let words: Vec<String> = std::iter::once(t.get(page).to_owned())
                .chain(rest)
                .collect();
            return words.join(" · ");
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

/// The page that support opened, and what of it; none where the page has no name.
fn looked_at(row: &AuditRow) -> Option<(Key, Vec<&str>)> {
    let subject = Some(row.subject.as_str()).filter(|_| row.action == LOOK)?;
    let path = subject.strip_prefix('/');
    let mut parts = match path {
        Some(path) => path.splitn(2, '/'),
        None => subject.splitn(2, ' '),
    };
    let place = parts.next()?;
    let (_, page) = PAGES.iter().find(|(word, _)| place.contains(*word))?;
    // What has no digit is a word of the address, such as `new`.
    let is_id = |part: &&str| part.contains(|letter: char| letter.is_ascii_digit());
    let rest = parts.flat_map(|rest| rest.split(' ')).filter(is_id);
    Some((*page, rest.collect()))
}
