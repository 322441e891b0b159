//! Sends what the outbox owes. Nothing else waits for it.

use super::{
    MailError,
    content::{House, compose},
    text::MailText,
    transport,
};
use crate::config::Config;
use futures::future::join_all;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use store::{MailRow, Store, StoreError};

/// So many mails are on their way at once.
const AT_ONCE: u64 = 8;
/// So many are sent in one turn; the next turn goes on.
const PER_TURN_MAX: usize = 400;
/// After the first failure a mail waits for so long, then twice as long each time, in
/// milliseconds.
const WAIT_MS: i64 = 60_000;
/// But no longer than so where the mail server asked to try later: 4 hours.
const WAIT_MAX_MS: i64 = 4 * 3_600_000;
/// And no longer than so where the mail server was not there at all: 5 minutes.
const AWAY_WAIT_MAX_MS: i64 = 300_000;
/// A mail that is older is not sent any more, in milliseconds: 3 days.
const WORTH_MS: i64 = 3 * 24 * 3_600_000;
/// Tells other mail programs not to answer that somebody is on holiday.
const AUTOMATIC: (&str, &str) = ("Auto-Submitted", "auto-generated");

/// The way from the outbox to the mail server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
    house: House,
}

/// How a try to send ended.
enum Tried {
    Sent,
    /// The mail server refuses it for good.
    Refused(String),
    /// The mail server asks to try later.
    Later(String),
    /// There was no talking to the mail server.
    Away(String),
}

impl Mailer {
    /// The way that the settings name, if they name one.
    ///
    /// # Errors
    /// Where it cannot be gone, in a sentence for the operator.
    pub fn new(config: &Config) -> Result<Option<Self>, MailError> {
        let Some(url) = &config.smtp_url else {
            return Ok(None);
        };
        Ok(Some(Self {
            transport: transport(url, config.ca_file.as_deref())?,
            sender: config.sender().map_err(MailError::Sender)?,
            house: House::of(config),
        }))
    }

    /// Sends what is due by now.
    ///
    /// # Errors
    /// `Unavailable`; what was sent before is noted.
    pub async fn post_due(&self, store: &Store, now: i64) -> Result<(), StoreError> {
        let mut posted = 0;
        while posted < PER_TURN_MAX {
            let mails = store.take_mail(now, AT_ONCE).await?;
            if mails.is_empty() {
                return Ok(());
            }
            posted += mails.len();
            let posts = mails.iter().map(|mail| self.post(store, mail, now));
            for post in join_all(posts).await {
                post?;
            }
        }
        Ok(())
    }

    /// Sends one mail and notes what came of it.
    async fn post(&self, store: &Store, mail: &MailRow, now: i64) -> Result<(), StoreError> {
        if mail.tries <= 1 && now - mail.created_at > WORTH_MS {
            return store
                .mail_outdated(mail, "it was not sent within three days")
                .await;
        }
        let words = match compose(store, &self.house, mail).await {
            Ok(words) => words,
            Err(StoreError::NotFound) => {
                return store.mail_outdated(mail, "what it tells of is gone").await;
            }
            Err(error) => return Err(error),
        };
        match self.send(mail, &words).await {
            Tried::Sent => store.mail_sent(mail, now).await,
            Tried::Refused(error) => self.bounced(store, mail, &error, now).await,
            Tried::Later(error) => self.put_off(store, mail, &error, WAIT_MAX_MS, now).await,
            Tried::Away(error) => {
                self.put_off(store, mail, &error, AWAY_WAIT_MAX_MS, now)
                    .await
            }
        }
    }

    async fn send(&self, mail: &MailRow, words: &MailText) -> Tried {
        let Ok(recipient) = mail.recipient.parse::<Address>() else {
            return Tried::Refused(format!("`{}` is not an e-mail address", mail.recipient));
        };
        let message = match self.message(mail, words, recipient) {
            Ok(message) => message,
            Err(error) => return Tried::Later(error.to_string()),
        };
        match self.transport.send(message).await {
            Ok(_) => Tried::Sent,
            Err(error) if error.is_permanent() => Tried::Refused(error.to_string()),
            Err(error) if error.is_transient() => Tried::Later(error.to_string()),
            Err(error) => Tried::Away(error.to_string()),
        }
    }

    fn message(
        &self,
        mail: &MailRow,
        words: &MailText,
        recipient: Address,
    ) -> Result<Message, lettre::error::Error> {
        let (name, value) = AUTOMATIC;
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        let sender = self.sender.clone();
        // The same at each try, so that whoever gets it twice can tell.
        let message_id = format!("<{}@{}>", mail.id, sender.email.domain());
        Message::builder()
            .from(sender)
            .to(Mailbox::new(None, recipient))
            .subject(&words.subject)
            .message_id(Some(message_id))
            .raw_header(automatic)
            .multipart(MultiPart::alternative_plain_html(
                words.plain(),
                words.html(),
            ))
    }

    async fn put_off(
        &self,
        store: &Store,
        mail: &MailRow,
        error: &str,
        wait_max_ms: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        let due_at = now + wait_ms(mail.tries).min(wait_max_ms);
        if due_at - mail.created_at > WORTH_MS {
            return self.bounced(store, mail, error, now).await;
        }
        tracing::warn!(mail = %mail.id, error, "a mail could not be sent; it is tried again");
        store.mail_put_off(mail.id, error, due_at).await
    }

    async fn bounced(
        &self,
        store: &Store,
        mail: &MailRow,
        error: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        tracing::warn!(mail = %mail.id, error, "a mail cannot be delivered");
        store.mail_bounced(mail, error, now).await
    }
}

/// How long a mail waits that was tried so often.
fn wait_ms(tries: i32) -> i64 {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or_default();
    WAIT_MS.saturating_mul(2_i64.saturating_pow(doublings.min(30)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait() {
        let minutes = [1, 2, 3, 5, 60].map(|tries| wait_ms(tries).min(WAIT_MAX_MS) / 60_000);
        assert_eq!(minutes, [1, 2, 4, 16, 240]);
    }
}
