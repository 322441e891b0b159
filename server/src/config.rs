//! The operator's settings, checked: each with a default, each fault as a sentence that says
//! what to do.

mod read;
pub mod secret_key;
pub mod settings;

use domain::{AddressPolicy, Networks};
use ipnet::IpNet;
use lettre::message::Mailbox;
use secret_key::SecretKey;
use settings::Settings;
use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};

/// [`Config::switch_off_after`], where nothing is set.
const SWITCH_OFF_AFTER: Duration = Duration::from_secs(5 * 24 * 3_600);

const KEY_IS_REQUIRED: &str = "it is required on PostgreSQL, and the same on every machine; make \
    one with `openssl rand -hex 32`";

/// The settings after checking.
#[derive(Debug, Clone)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://...`.
    pub database_url: String,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where it is reached, without a slash at its end.
    pub public_url: String,
    /// The folder of database and key.
    pub data_dir: PathBuf,
    /// The folder of the browser's half.
    pub site_dir: PathBuf,
    /// The key that was set; absent on SQLite means the one in the data folder.
    pub secret_key: Option<SecretKey>,
    /// Inner networks that may be sent to.
    pub allowed_private_networks: Vec<IpNet>,
    /// Roots trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// The mail server.
    pub smtp_url: Option<String>,
    /// From which address mails come; none means [`Config::sender`]'s own.
    pub mail_from: Option<Mailbox>,
    /// An integration that did nothing but fail for so long is switched off.
    pub switch_off_after: Duration,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// From where requests leave this service, published for receivers.
    pub source_addresses: Networks,
    /// What is logged.
    pub log: String,
}

/// A setting that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct ConfigError {
    /// The name of the setting in the environment.
    pub setting: &'static str,
    /// What is wrong and what to do.
    pub problem: String,
}

impl ConfigError {
    /// A fault of a setting.
    #[must_use]
    pub const fn new(setting: &'static str, problem: String) -> Self {
        Self { setting, problem }
    }
}

/// Every setting that cannot be taken; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// Reads the settings with their TOML file. Nothing is written.
    ///
    /// # Errors
    /// Every fault at once, so that a person mends them in one go.
    pub fn load(settings: Settings) -> Result<Self, ConfigErrors> {
        Self::check(&settings.with_file()?)
    }

    fn check(settings: &Settings) -> Result<Self, ConfigErrors> {
        let mut faults = Faults(Vec::new());
        let data_dir = said(settings.data_dir.as_deref()).unwrap_or("data");
        let database = format!("sqlite:{data_dir}/hookline.db");
        let listen = said(settings.listen.as_deref()).unwrap_or("127.0.0.1:3000");
        let listen = faults.take("HOOKLINE_LISTEN", Some(listen), read::listen);
        let public_url = faults.take(
            "HOOKLINE_PUBLIC_URL",
            said(settings.public_url.as_deref()),
            read::public_url,
        );
        let database_url = said(settings.database_url.as_deref()).unwrap_or(&database);
        let database_url = faults.take(
            "HOOKLINE_DATABASE_URL",
            Some(database_url),
            read::database_url,
        );
        let secret_key = faults.take(
            "HOOKLINE_SECRET_KEY",
            said(settings.secret_key.as_deref()),
            read::secret_key,
        );
        let allowed = said(settings.allowed_private_networks.as_deref());
        let allowed = faults.take("HOOKLINE_ALLOWED_PRIVATE_NETWORKS", allowed, read::networks);
        let ca_file = faults.take(
            "HOOKLINE_CA_FILE",
            said(settings.ca_file.as_deref()),
            read::certificates,
        );
        let (smtp_url, mail_from) = mail(settings, &mut faults);
        let switch_off_after = faults.take(
            "HOOKLINE_SWITCH_OFF_AFTER",
            said(settings.switch_off_after.as_deref()),
            read::switch_off_after,
        );
        let proxies = said(settings.trusted_proxies.as_deref());
        let proxies = faults.take("HOOKLINE_TRUSTED_PROXIES", proxies, read::networks);
        let addresses = said(settings.source_addresses.as_deref());
        let addresses = faults.take("HOOKLINE_SOURCE_ADDRESSES", addresses, read::networks);
        let log = said(settings.log.as_deref()).unwrap_or("info");
        let log = faults.take("HOOKLINE_LOG", Some(log), crate::telemetry::filter);
        if database_url.as_deref().is_some_and(|url| !is_sqlite(url))
            && said(settings.secret_key.as_deref()).is_none()
        {
            faults.note("HOOKLINE_SECRET_KEY", KEY_IS_REQUIRED);
        }
        let (Some(listen), Some(database_url), Some(log), true) =
            (listen, database_url, log, faults.0.is_empty())
        else {
            return Err(ConfigErrors(faults.0));
        };
        Ok(Self {
            database_url,
            listen,
            public_url: public_url.unwrap_or_else(|| read::public_url_of(listen)),
            data_dir: PathBuf::from(data_dir),
            site_dir: PathBuf::from(said(settings.site_dir.as_deref()).unwrap_or("target/site")),
            secret_key,
            allowed_private_networks: allowed.unwrap_or_default().0,
            ca_file,
            smtp_url,
            mail_from,
            switch_off_after: switch_off_after.unwrap_or(SWITCH_OFF_AFTER),
            source_addresses: addresses.unwrap_or_default(),
            trusted_proxies: proxies.unwrap_or_default().0,
            log,
        })
    }

    /// Takes the address that the system gave for the one that was asked for: a public URL that
    /// nobody set names the port that was found free.
    pub fn listen_on(&mut self, address: SocketAddr) {
        if self.public_url == read::public_url_of(self.listen) {
            self.public_url = read::public_url_of(address);
        }
        self.listen = address;
    }

    /// The file of the database, on SQLite.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let rest = self.database_url.strip_prefix("sqlite:")?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
    }

    /// From which address mails come: the one that is set, else `hookline` at the host of the
    /// public URL.
    ///
    /// # Errors
    /// Where that host is no place for mail, in a sentence.
    pub fn sender(&self) -> Result<Mailbox, String> {
        match &self.mail_from {
            Some(set) => Ok(set.clone()),
            None => read::sender_at(&self.public_url),
        }
    }

    /// Which addresses integrations may send to.
    #[must_use]
    pub fn address_policy(&self) -> AddressPolicy {
        AddressPolicy {
            allowed: self.allowed_private_networks.clone(),
            public_url: self.public_url.clone(),
        }
    }

    /// Whether people reach the server by https, so that cookies can be bound to it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// By which way mails go, and from which address.
fn mail(settings: &Settings, faults: &mut Faults) -> (Option<String>, Option<Mailbox>) {
    let url = said(settings.smtp_url.as_deref());
    let from = said(settings.mail_from.as_deref());
    (
        faults.take("HOOKLINE_SMTP_URL", url, read::smtp_url),
        faults.take("HOOKLINE_MAIL_FROM", from, read::mail_from),
    )
}

/// A setting that is there and not empty.
fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

struct Faults(Vec<ConfigError>);

impl Faults {
    fn note(&mut self, setting: &'static str, problem: &str) {
        self.0.push(ConfigError::new(setting, problem.to_owned()));
    }

    fn take<T>(
        &mut self,
        setting: &'static str,
        text: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        match read(text?) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.0.push(ConfigError::new(setting, problem));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_means_the_defaults() {
        let config = Config::check(&Settings::default()).unwrap();
        assert_eq!(config.database_url, "sqlite:data/hookline.db");
        assert_eq!(
            config.sqlite_file(),
            Some(PathBuf::from("data/hookline.db"))
        );
        assert_eq!(config.public_url, "http://127.0.0.1:3000");
        assert_eq!(config.trusted_proxies, []);
        assert!(!config.is_https());
    }

    #[test]
    fn postgresql_needs_a_secret_key() {
        let settings = Settings {
            database_url: Some("postgres://a@b/c".to_owned()),
            ..Settings::default()
        };
        let errors = Config::check(&settings).unwrap_err();
        assert_eq!(errors.0.len(), 1);
        assert_eq!(errors.0[0].setting, "HOOKLINE_SECRET_KEY");
    }

    #[test]
    fn a_free_port_is_that_of_the_public_url_unless_one_is_set() {
        let address = "127.0.0.1:4711".parse().unwrap();
        for (public_url, reached) in [
            (None, "http://127.0.0.1:4711"),
            (Some("https://a.example"), "https://a.example"),
        ] {
            let settings = Settings {
                listen: Some("127.0.0.1:0".to_owned()),
                public_url: public_url.map(str::to_owned),
                ..Settings::default()
            };
            let mut config = Config::check(&settings).unwrap();
            config.listen_on(address);
            assert_eq!(config.public_url, reached);
            assert_eq!(config.listen, address);
        }
    }

    #[test]
    fn every_wrong_setting_is_told_at_once() {
        let settings = Settings {
            listen: Some("here".to_owned()),
            public_url: Some("nowhere".to_owned()),
            trusted_proxies: Some("10/8/8".to_owned()),
            ..Settings::default()
        };
        let errors = Config::check(&settings).unwrap_err();
        let names: Vec<_> = errors.0.iter().map(|error| error.setting).collect();
        assert_eq!(
            names,
            [
                "HOOKLINE_LISTEN",
                "HOOKLINE_PUBLIC_URL",
                "HOOKLINE_TRUSTED_PROXIES"
            ]
        );
    }

    #[test]
    fn the_file_of_the_database_is_found_in_every_spelling() {
        for (url, file) in [
            ("sqlite:a/b.db", "a/b.db"),
            ("sqlite:///a/b.db?mode=rwc", "/a/b.db"),
            ("sqlite:/a/b.db", "/a/b.db"),
            ("sqlite://a/b.db", "a/b.db"),
        ] {
            let settings = Settings {
                database_url: Some(url.to_owned()),
                ..Settings::default()
            };
            let config = Config::check(&settings).unwrap();
            assert_eq!(config.sqlite_file(), Some(PathBuf::from(file)), "{url}");
        }
    }
}
