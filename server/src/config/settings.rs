//! The settings as the operator says them: flag, else environment, else TOML file.
//!
//! Everything is text here; what it means is worked out in `config.rs`, which also knows the
//! defaults that depend on other settings.

use super::{ConfigError, ConfigErrors};
use clap::Args;
use serde::Deserialize;
use std::path::Path;

/// Read when no other file is named; it need not exist.
pub const DEFAULT_FILE: &str = "hookline.toml";

/// What may be set; an absent entry means the default.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[command(next_help_heading = "Settings (flag, else environment, else TOML file, else default)")]
pub struct Settings {
    /// TOML file with these settings, named as the flags with `_` for `-`
    /// [default: hookline.toml, where it exists]
    #[arg(long, env = "HOOKLINE_CONFIG", value_name = "FILE", global = true)]
    #[serde(skip)]
    pub config: Option<String>,

    /// Database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`
    /// [default: sqlite:DATA_DIR/hookline.db]
    #[arg(
        long,
        env = "HOOKLINE_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        global = true
    )]
    pub database_url: Option<String>,

    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "HOOKLINE_LISTEN", value_name = "ADDRESS", global = true)]
    pub listen: Option<String>,

    /// Address under which people and receivers reach this server [default: http://LISTEN]
    #[arg(long, env = "HOOKLINE_PUBLIC_URL", value_name = "URL", global = true)]
    pub public_url: Option<String>,

    /// Folder of the SQLite database and of the secret key [default: data]
    #[arg(long, env = "HOOKLINE_DATA_DIR", value_name = "FOLDER", global = true)]
    pub data_dir: Option<String>,

    /// Folder of the browser's half [default: target/site]
    #[arg(long, env = "HOOKLINE_SITE_DIR", value_name = "FOLDER", global = true)]
    pub site_dir: Option<String>,

    /// Key that seals the secrets in the database: 64 hexadecimal digits
    /// [default: made and kept in DATA_DIR/secret.key on SQLite; required on PostgreSQL]
    #[arg(
        long,
        env = "HOOKLINE_SECRET_KEY",
        value_name = "HEX",
        hide_env_values = true,
        global = true
    )]
    pub secret_key: Option<String>,

    /// Inner networks that integrations may send to, as CIDRs with commas between [default: none]
    #[arg(
        long,
        env = "HOOKLINE_ALLOWED_PRIVATE_NETWORKS",
        value_name = "CIDRS",
        global = true
    )]
    pub allowed_private_networks: Option<String>,

    /// PEM file of roots trusted beside the system's, for sending and mail [default: none]
    #[arg(long, env = "HOOKLINE_CA_FILE", value_name = "FILE", global = true)]
    pub ca_file: Option<String>,

    /// Mail server: `smtp://` or `smtps://USER:PASSWORD@HOST:PORT` [default: none, no mail]
    #[arg(
        long,
        env = "HOOKLINE_SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        global = true
    )]
    pub smtp_url: Option<String>,

    /// Address from which mails come, such as `Hookline <hookline@example.com>`
    /// [default: hookline at the host of the public URL]
    #[arg(
        long,
        env = "HOOKLINE_MAIL_FROM",
        value_name = "ADDRESS",
        global = true
    )]
    pub mail_from: Option<String>,

    /// An integration that did nothing but fail for so long is switched off, such as `5 days`;
    /// it is told a day before [default: 5 days]
    #[arg(
        long,
        env = "HOOKLINE_SWITCH_OFF_AFTER",
        value_name = "TIME",
        global = true
    )]
    pub switch_off_after: Option<String>,

    /// Addresses from which requests leave this service, as CIDRs, published for receivers that
    /// list whom they let in
    #[arg(
        long,
        env = "HOOKLINE_SOURCE_ADDRESSES",
        value_name = "CIDRS",
        global = true
    )]
    pub source_addresses: Option<String>,

    /// Proxies whose `X-Forwarded-For` is believed, as CIDRs with commas between; the client's
    /// address is the rightmost one that is none of them [default: none]
    #[arg(
        long,
        env = "HOOKLINE_TRUSTED_PROXIES",
        value_name = "CIDRS",
        global = true
    )]
    pub trusted_proxies: Option<String>,

    /// What is logged on standard error, such as `info` or `warn,server=debug` [default: info]
    #[arg(long, env = "HOOKLINE_LOG", value_name = "FILTER", global = true)]
    pub log: Option<String>,
}

impl Settings {
    /// Adds what the TOML file says where neither flag nor environment does.
    ///
    /// # Errors
    /// Where a file that was named is missing, or the file is not TOML of these settings.
    pub fn with_file(self) -> Result<Self, ConfigErrors> {
        let named = self.config.clone().filter(|path| !path.is_empty());
        let path = named.as_deref().unwrap_or(DEFAULT_FILE);
        if named.is_none() && !Path::new(path).exists() {
            return Ok(self);
        }
        let fault =
            |problem: String| ConfigErrors(vec![ConfigError::new("HOOKLINE_CONFIG", problem)]);
        let text = std::fs::read_to_string(path).map_err(|error| {
            fault(format!(
                "the file {path} cannot be read ({error}); name a TOML file that exists"
            ))
        })?;
        let file = toml::from_str(&text).map_err(|error| {
            fault(format!(
                "the file {path} cannot be taken; mend its line {}: {}",
                line_of(&text, &error),
                // Without the line itself, which may hold a password or the secret key: this is
                // logged.
                error.message()
            ))
        })?;
        Ok(self.or(file))
    }

    /// Each setting, or that of `other` where it is absent or empty.
    fn or(self, other: Self) -> Self {
        let pick = |mine: Option<String>, theirs: Option<String>| {
            mine.filter(|text| !text.trim().is_empty()).or(theirs)
        };
        Self {
            config: self.config,
            database_url: pick(self.database_url, other.database_url),
            listen: pick(self.listen, other.listen),
            public_url: pick(self.public_url, other.public_url),
            data_dir: pick(self.data_dir, other.data_dir),
            site_dir: pick(self.site_dir, other.site_dir),
            secret_key: pick(self.secret_key, other.secret_key),
            allowed_private_networks: pick(
                self.allowed_private_networks,
                other.allowed_private_networks,
            ),
            ca_file: pick(self.ca_file, other.ca_file),
            smtp_url: pick(self.smtp_url, other.smtp_url),
            mail_from: pick(self.mail_from, other.mail_from),
            switch_off_after: pick(self.switch_off_after, other.switch_off_after),
            source_addresses: pick(self.source_addresses, other.source_addresses),
            trusted_proxies: pick(self.trusted_proxies, other.trusted_proxies),
            log: pick(self.log, other.log),
        }
    }
}

/// On which line of a text an error was found.
fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start));
    1 + before.unwrap_or_default().matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_outright_wins_over_the_file() {
        let file: Settings = toml::from_str("listen = \"1.1.1.1:1\"\ndata_dir = \"here\"").unwrap();
        let said = Settings {
            listen: Some("2.2.2.2:2".to_owned()),
            data_dir: Some(String::new()),
            ..Settings::default()
        };
        let both = said.or(file);
        assert_eq!(both.listen.as_deref(), Some("2.2.2.2:2"));
        assert_eq!(both.data_dir.as_deref(), Some("here"));
    }

    #[test]
    fn a_file_that_cannot_be_taken_is_told_by_its_line_and_never_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hookline.toml");
        let secret = "5e".repeat(32);
        for wrong in ["secret-key = \"{}\"", "secret_key = {}"] {
            let line = wrong.replace("{}", &secret);
            std::fs::write(&path, format!("log = \"info\"\n\n{line}\n")).unwrap();
            let named = Settings {
                config: Some(path.to_string_lossy().into_owned()),
                ..Settings::default()
            };
            let told = named.with_file().unwrap_err().to_string();
            assert!(told.contains("mend its line 3: "), "{told}");
            assert!(!told.contains(&secret), "{told}");
        }
    }

    #[test]
    fn an_unknown_setting_in_the_file_is_a_fault() {
        let error = toml::from_str::<Settings>("lisen = \"1.1.1.1:1\"").unwrap_err();
        assert!(error.to_string().contains("lisen"), "{error}");
    }
}
