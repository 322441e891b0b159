//! `hookline tenant ...`.

use super::output;
use crate::{config::Config, database};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use domain::{Language, TenantId};
use engine::{Clock as _, SystemClock};
use serde_json::json;
use store::{Actor, NewTenant, Store, StoreError};

/// Longest name of a tenant, in characters.
const NAME_CHARS_MAX: usize = 120;

/// What can be done with tenants.
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Make a tenant; prints its id.
    Create(Create),
}

/// A new tenant.
#[derive(Debug, Args)]
pub struct Create {
    /// As the company calls itself.
    #[arg(long)]
    name: String,
    /// IANA time zone by which times without one are read and shown.
    #[arg(long, default_value = "Europe/Kyiv")]
    zone: String,
    /// ISO 3166 country by which phone numbers without a country code are read.
    #[arg(long, default_value = "UA")]
    country: String,
    /// Language of mails: en, ru or uk.
    #[arg(long, default_value = "en")]
    language: Language,
}

impl Tenant {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Create(create) = self;
        let new = create.check()?;
        let store = database::open(config).await?;
        let (actor, now) = (Actor::System, SystemClock.now_ms());
        let tenant = store.create_tenant(&actor, new, now).await?;
        output::print(&json!({"id": tenant.id}))
    }
}

impl Create {
    fn check(self) -> anyhow::Result<NewTenant> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            bail!("--name: write 1 to {NAME_CHARS_MAX} characters");
        }
        if jiff::tz::TimeZone::get(&self.zone).is_err() {
            bail!(
                "--zone: `{}` is no time zone; write one such as Europe/Kyiv",
                self.zone
            );
        }
        let country = self.country.to_ascii_uppercase();
        if country.parse::<phonenumber::country::Id>().is_err() {
            bail!("--country: `{country}` is no ISO 3166 country; write one such as UA");
        }
        Ok(NewTenant {
            name,
            zone: self.zone,
            country,
            language: self.language,
        })
    }
}

/// Says which tenant is not there.
///
/// # Errors
/// Where there is none of this id.
pub async fn must_exist(store: &Store, id: TenantId) -> anyhow::Result<()> {
    let found: Result<_, StoreError> = store.find_tenant(id).await;
    found?.with_context(|| {
        format!("--tenant: there is no tenant {id}; make one with `hookline tenant create`")
    })?;
    Ok(())
}
