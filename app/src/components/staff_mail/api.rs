//! What the mail outbox asks of the server.

use crate::{error::AppError, i18n::Key, i18n::text, stamp::Stamp};
use domain::{MailId, TenantId, notice::Notice};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Mails of a page.
#[cfg(feature = "ssr")]
const ROWS: u64 = 50;

/// A page of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    /// The mails, newest first.
    pub lines: Vec<MailLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether there is a mail server to send by.
    pub has_server: bool,
}

/// A mail as a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// Which.
    pub id: MailId,
    /// What it tells.
    pub notice: Notice,
    /// To whom.
    pub recipient: String,
    /// In whose name, and what that is called.
    pub tenant: Option<(TenantId, String)>,
    /// Where it stands.
    pub standing: Standing,
    /// How often it was tried.
    pub tries: i32,
    /// Why the last try failed.
    pub error: Option<String>,
    /// When it was written.
    pub written: Stamp,
    /// When it was sent, or is tried next.
    pub next: Option<Stamp>,
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is to be sent.
    Waiting,
    /// A try failed, and it is tried again.
    Retrying,
    /// The mail server took it.
    Sent,
    /// It is not sent any more.
    Failed,
}

impl Standing {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> Key {
        match self {
            Self::Waiting => text::STAFF_MAIL_STATE_WAITING,
            Self::Retrying => text::STAFF_MAIL_STATE_RETRYING,
            Self::Sent => text::STAFF_MAIL_STATE_SENT,
            Self::Failed => text::STAFF_MAIL_STATE_FAILED,
        }
    }

    /// The class of its shape and colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Waiting => "state waiting",
            Self::Retrying => "state retrying",
            Self::Sent => "state delivered",
            Self::Failed => "state failed",
        }
    }
}

/// A mail as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReading {
    /// Its line.
    pub line: MailLine,
    /// Its subject and its text; none where what it tells of is gone.
    pub words: Option<(String, String)>,
}

/// The mails from a cursor on.
#[server(prefix = "/fn/staff")]
pub async fn list_mails(after: String) -> Result<MailPage, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadSystem)?;
    let (store, desk) = (scope.store, scope.desk);
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    let page = store.list_mail(after, ROWS).await?;
    let mut lines = Vec::with_capacity(page.items.len());
    for mail in &page.items {
        lines.push(server::line(&store, desk.now(), mail).await?);
    }
    Ok(MailPage {
        lines,
        next: page.next,
        has_server: desk.sends_mail(),
    })
}

/// One mail in words. What its link opens is left out, and that it was read is written down.
#[server(prefix = "/fn/staff")]
pub async fn read_mail(id: MailId) -> Result<MailReading, AppError> {
    let scope = crate::session::require_staff(domain::StaffRight::ReadSystem)?;
    let actor = scope.actor();
    let (store, desk) = (scope.store, scope.desk);
    let mail = store.read_mail(&actor, id, desk.now()).await?;
    Ok(MailReading {
        line: server::line(&store, desk.now(), &mail).await?,
        words: desk.compose_mail(&mail).await?,
    })
}

#[cfg(feature = "ssr")]
mod server {
    //! From a row of the outbox to a line.

    use super::{MailLine, Standing};
    use crate::{error::AppError, i18n::Texts, session::request_visitor, stamp::stamp};
    use store::{MailRow, MailState, Store};

    pub(super) async fn line(
        store: &Store,
        now: i64,
        mail: &MailRow,
    ) -> Result<MailLine, AppError> {
        let texts = Texts::of(request_visitor().language);
        let on_clock = |at| stamp(texts, "UTC", at, now);
        let tenant = match mail.tenant_id {
            Some(id) => store.find_tenant(id).await?.map(|tenant| (id, tenant.name)),
            None => None,
        };
        let (standing, next) = match mail.state {
            MailState::Sent => (Standing::Sent, mail.sent_at),
            MailState::Failed => (Standing::Failed, None),
            MailState::Waiting if mail.tries > 0 => (Standing::Retrying, Some(mail.due_at)),
            MailState::Waiting => (Standing::Waiting, None),
        };
        Ok(MailLine {
            id: mail.id,
            notice: mail.notice,
            recipient: mail.recipient.clone(),
            tenant,
            standing,
            tries: mail.tries,
            error: mail.error.clone(),
            written: on_clock(mail.created_at),
            next: next.map(on_clock),
        })
    }
}
