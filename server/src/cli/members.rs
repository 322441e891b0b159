//! `hookline member ...` and `hookline staff ...`: people and their sign-ins.

use super::{output, tenants};
use crate::{auth::password, config::Config, database};
use anyhow::bail;
use clap::{Args, Subcommand};
use domain::{Role, StaffRole, TenantId, email::email_of};
use engine::{Clock as _, SystemClock};
use serde_json::{Map, Value};
use store::{Actor, Store, StoreError};

/// What can be done with members.
#[derive(Debug, Subcommand)]
pub enum Member {
    /// Make a member of a tenant; prints its id, and a password where one was made: a person who
    /// is known already keeps theirs.
    Create(CreateMember),
    /// Set a new password for whoever signs in with an e-mail, where no mail reaches them; ends
    /// their sessions.
    Password(Person),
}

/// A new member.
#[derive(Debug, Args)]
pub struct CreateMember {
    /// The id of the tenant.
    #[arg(long)]
    tenant: TenantId,
    /// owner, manager, integrator or viewer.
    #[arg(long)]
    role: Role,
    #[command(flatten)]
    person: Person,
}

/// What can be done with staff.
#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Make a person of the operator; prints its id, and a password where one was made.
    Create(CreateStaff),
}

/// A new person of the operator.
#[derive(Debug, Args)]
pub struct CreateStaff {
    /// support or admin.
    #[arg(long)]
    role: StaffRole,
    #[command(flatten)]
    person: Person,
}

/// How a person signs in.
#[derive(Debug, Args)]
pub struct Person {
    /// By which the person signs in.
    #[arg(long)]
    email: String,
    /// Read the password from standard input instead of making one.
    #[arg(long)]
    password_stdin: bool,
}

/// A password that will be set: plain where it was made here and has to be told.
struct Chosen {
    hash: Option<String>,
    told: Option<String>,
}

impl Member {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let CreateMember {
            tenant,
            role,
            person,
        } = match self {
            Self::Create(member) => member,
            Self::Password(person) => return person.set_password(config).await,
        };
        let email = person.email()?;
        let store = database::open(config).await?;
        tenants::must_exist(&store, tenant).await?;
        let chosen = person.password(&store, &email).await?;
        let (actor, now) = (Actor::System, SystemClock.now_ms());
        let id = store
            .tenant(tenant)
            .create_member(&actor, &email, role, chosen.hash, now)
            .await;
        print(
            &taken(id, &email, "a member of this tenant")?.to_string(),
            chosen.told,
        )
    }
}

impl Staff {
    /// Runs the command.
    ///
    /// # Errors
    /// In sentences.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let Self::Create(CreateStaff { role, person }) = self;
        let email = person.email()?;
        let store = database::open(config).await?;
        let chosen = person.password(&store, &email).await?;
        let (actor, now) = (Actor::System, SystemClock.now_ms());
        let id = store
            .create_staff(&actor, &email, role, chosen.hash, now)
            .await;
        print(&taken(id, &email, "staff")?.to_string(), chosen.told)
    }
}

impl Person {
    fn email(&self) -> anyhow::Result<String> {
        match email_of(&self.email) {
            Some(email) => Ok(email),
            None => bail!("--email: `{}` is no e-mail address", self.email),
        }
    }

    /// Sets the password of somebody who is known.
    async fn set_password(self, config: &Config) -> anyhow::Result<()> {
        let email = self.email()?;
        let store = database::open(config).await?;
        let Some(known) = store.find_sign_in(&email).await? else {
            bail!("--email: nobody signs in with {email}");
        };
        let (hash, told) = self.chosen()?;
        let (actor, now) = (Actor::System, SystemClock.now_ms());
        store.set_password(&actor, known.id, hash, now).await?;
        print(&known.id.to_string(), told)
    }

    async fn password(&self, store: &Store, email: &str) -> anyhow::Result<Chosen> {
        let known = store.find_sign_in(email).await?;
        let is_set = known.is_some_and(|sign_in| sign_in.password_hash.is_some());
        if is_set && !self.password_stdin {
            return Ok(Chosen {
                hash: None,
                told: None,
            });
        }
        let (hash, told) = self.chosen()?;
        Ok(Chosen {
            hash: Some(hash),
            told,
        })
    }

    /// The hash of the password that was sent, or of one that is made and has to be told.
    fn chosen(&self) -> anyhow::Result<(String, Option<String>)> {
        if self.password_stdin {
            let password = output::read_secret("password")?;
            return Ok((password::hash(&password)?, None));
        }
        let password = password::generate();
        Ok((password::hash(&password)?, Some(password)))
    }
}

fn taken<T>(made: Result<T, StoreError>, email: &str, what: &str) -> anyhow::Result<T> {
    match made {
        Err(StoreError::Taken { .. }) => bail!("--email: {email} is {what} already"),
        made => Ok(made?),
    }
}

fn print(id: &str, password: Option<String>) -> anyhow::Result<()> {
    let mut answer = Map::from_iter([("id".to_owned(), Value::from(id))]);
    answer.extend(password.map(|password| ("password".to_owned(), Value::from(password))));
    output::print(&answer)
}
