//! `hookline doctor`: says in words what is wrong, and what to do. Changes nothing.

mod clock;
mod database;
mod disk;

use crate::{
    config::{Config, ConfigErrors},
    mail,
};
use clock::Looked;
pub(crate) use disk::free_bytes;
use engine::{HttpOptions, HttpSender};
use serde::Serialize;
use std::{fmt, time::Instant};
use url::Url;

/// A mail server there is reached without leaving the machine.
const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What the doctor looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The settings.
    Configuration,
    /// The database and its key.
    Database,
    /// Outgoing requests: roots and names.
    Sending,
    /// The way to the mail server.
    Mail,
    /// Time and time zones.
    Clock,
    /// Room and rights on the disk.
    Disk,
    /// The browser's half.
    Site,
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Something does not work or will not.
    Fault,
    /// Worth knowing.
    Note,
}

/// One thing the doctor found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where.
    pub area: Area,
    /// How much it matters.
    pub weight: Weight,
    /// What it is and what to do, in English.
    pub sentence: String,
}

/// All that the doctor found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Whether there is no fault; notes do not count.
    pub ok: bool,
    /// In the order of looking.
    pub findings: Vec<Finding>,
}

impl Finding {
    fn fault(area: Area, sentence: impl Into<String>) -> Self {
        Self {
            area,
            weight: Weight::Fault,
            sentence: sentence.into(),
        }
    }

    fn note(area: Area, sentence: impl Into<String>) -> Self {
        Self {
            area,
            weight: Weight::Note,
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let mark = match finding.weight {
                Weight::Fault => "wrong",
                Weight::Note => "note ",
            };
            writeln!(f, "{mark}  {}", finding.sentence)?;
        }
        f.write_str(if self.ok {
            "Nothing is wrong."
        } else {
            "Something is wrong: see above."
        })
    }
}

/// Looks at everything that the settings name; `now` is in milliseconds since 1970.
///
/// Settings that cannot be read are the only finding then: nothing else is known.
pub async fn run(config: Result<Config, ConfigErrors>, now: i64) -> Report {
    let findings = match config {
        Ok(config) => examine(&config, now).await,
        Err(errors) => errors
            .0
            .iter()
            .map(|error| Finding::fault(Area::Configuration, error.to_string()))
            .collect(),
    };
    let is_fault = |finding: &Finding| finding.weight == Weight::Fault;
    Report {
        ok: !findings.iter().any(is_fault),
        findings,
    }
}

async fn examine(config: &Config, now: i64) -> Vec<Finding> {
    let began = Instant::now();
    let mut findings = configuration(config);
    findings.extend(database::findings(config).await);
    findings.extend(sending(config));
    findings.extend(mail_findings(config).await);
    findings.extend(clock::findings(config, Looked { now, began }).await);
    findings.extend(disk::findings(config));
    findings.extend(site(config));
    findings
}

/// What can be read, but is rarely meant.
fn configuration(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !config.is_https() && !config.listen.ip().is_loopback() {
        findings.push(Finding::note(
            Area::Configuration,
            format!(
                "People sign in over plain HTTP at {}: put a proxy with HTTPS before it and set \
                 HOOKLINE_PUBLIC_URL to its https:// address.",
                config.public_url
            ),
        ));
    }
    if config.is_https() && config.trusted_proxies.is_empty() {
        findings.push(Finding::note(
            Area::Configuration,
            "The public address is https, so there is a proxy, but HOOKLINE_TRUSTED_PROXIES is \
             empty: every client counts as the proxy, and ten wrong passwords lock everybody out \
             for a quarter of an hour. Name the proxy's network.",
        ));
    }
    findings
}

fn sending(config: &Config) -> Option<Finding> {
    let options = HttpOptions {
        policy: config.address_policy(),
        own: vec![config.listen],
        ca_file: config.ca_file.clone(),
    };
    let error = HttpSender::new(&options).err()?;
    Some(Finding::fault(
        Area::Sending,
        format!("No request can be sent: {error}. Mend HOOKLINE_CA_FILE or /etc/resolv.conf."),
    ))
}

async fn mail_findings(config: &Config) -> Vec<Finding> {
    let Some(url) = &config.smtp_url else {
        return vec![Finding::note(
            Area::Mail,
            "No mail server is set, so nobody is told by mail, and what would be sent waits: set \
             HOOKLINE_SMTP_URL.",
        )];
    };
    let mut findings = Vec::new();
    if let Err(error) = mail::reach(url, config.ca_file.as_deref()).await {
        findings.push(Finding::fault(
            Area::Mail,
            format!("Mail cannot be sent: {error}. Mend HOOKLINE_SMTP_URL or the mail server."),
        ));
    }
    findings.extend(plain_finding(url));
    findings.extend(sender_finding(config));
    findings
}

/// A password that whoever sits on the way can read.
fn plain_finding(smtp_url: &str) -> Option<Finding> {
    let url = Url::parse(smtp_url).ok()?;
    let is_protected = url.scheme() == "smtps" || url.query_pairs().any(|(name, _)| name == "tls");
    let is_here = url
        .host_str()
        .is_some_and(|host| THIS_MACHINE.contains(&host));
    (url.password().is_some() && !is_protected && !is_here).then(|| {
        Finding::note(
            Area::Mail,
            "Mails and the password of the mail server go there in plain text: begin \
             HOOKLINE_SMTP_URL with smtps://, or add ?tls=required.",
        )
    })
}

/// An address that nobody chose is one that mail servers may not believe.
fn sender_finding(config: &Config) -> Option<Finding> {
    match config.sender() {
        Ok(_) if config.mail_from.is_some() => None,
        Ok(sender) => Some(Finding::note(
            Area::Mail,
            format!(
                "Mails come from {}: if your mail server may not send for that host, set \
                 HOOKLINE_MAIL_FROM.",
                sender.email
            ),
        )),
        Err(error) => Some(Finding::fault(
            Area::Mail,
            format!("Mail cannot be sent: {error}. Set HOOKLINE_MAIL_FROM."),
        )),
    }
}

fn site(config: &Config) -> Option<Finding> {
    let folder = &config.site_dir;
    let is_there = folder.join("hash.txt").is_file();
    (!is_there).then(|| {
        Finding::fault(
            Area::Site,
            format!(
                "The browser's half is not in {}: pages can be read, but do not react. Run \
                 `make browser` or set HOOKLINE_SITE_DIR.",
                folder.display()
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigError;

    #[tokio::test]
    async fn settings_that_cannot_be_read_are_told_one_by_one() {
        let errors = ConfigErrors(vec![
            ConfigError::new("HOOKLINE_LISTEN", "is wrong".to_owned()),
            ConfigError::new("HOOKLINE_PUBLIC_URL", "is wrong, too".to_owned()),
        ]);
        let report = run(Err(errors), 0).await;
        assert!(!report.ok);
        assert_eq!(report.findings.len(), 2);
        assert!(
            report
                .to_string()
                .starts_with("wrong  HOOKLINE_LISTEN: is wrong\n")
        );
    }

    #[test]
    fn a_password_that_goes_in_plain_text_is_noted() {
        for (url, is_noted) in [
            ("smtp://user:secret@mail.example", true),
            ("smtp://user:secret@mail.example?tls=required", false),
            ("smtps://user:secret@mail.example", false),
            ("smtp://user:secret@127.0.0.1:2525", false),
            ("smtp://mail.example", false),
        ] {
            let finding = plain_finding(url);
            assert_eq!(finding.is_some(), is_noted, "{url}");
            let told = finding.map(|finding| finding.sentence);
            assert!(!told.unwrap_or_default().contains("secret"), "{url}");
        }
    }

    #[test]
    fn a_note_is_no_fault() {
        let report = Report {
            ok: true,
            findings: vec![Finding::note(Area::Mail, "None.")],
        };
        assert_eq!(report.to_string(), "note   None.\nNothing is wrong.");
    }
}
