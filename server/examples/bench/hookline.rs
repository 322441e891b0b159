//! The real binary on a fresh database.

use crate::{events, relay::PARALLEL};
use anyhow::{Context as _, Result, bail, ensure};
use reqwest::{Client, RequestBuilder};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database as Connection};
use serde_json::{Value, json};
use std::{
    env, fs,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use store::{Store, StoreOptions};
use tempfile::TempDir;

/// How often the binary is asked whether it is ready, and how long to wait in between.
const READY_TRIES_MAX: u32 = 6_000;
const READY_PAUSE: Duration = Duration::from_millis(10);
/// Each byte of the key that seals secrets.
const KEY_BYTE: u8 = 0x5e;
/// The address of the PostgreSQL that `.ci/postgres` starts.
const POSTGRES: &str = "HOOKLINE_TEST_POSTGRES";

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A database of its own on the server beside the measurements.
    Postgres,
}

impl Database {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    async fn make(self, folder: &TempDir) -> Result<String> {
        if self == Self::Sqlite {
            let file = folder.path().join("hookline.db");
            return Ok(format!("sqlite:{}", file.display()));
        }
        let server = env::var(POSTGRES).context("start it with `make bench`")?;
        let name = format!("bench_{}", uuid::Uuid::from_u128(rand::random()).simple());
        let admin = Connection::connect(&server).await?;
        let create = format!("CREATE DATABASE {name}");
        admin.execute_unprepared(&create).await?;
        let (base, _) = server.rsplit_once('/').context("an address")?;
        Ok(format!("{base}/{name}"))
    }
}

/// An installation with its server; both end with this value.
pub struct Portal {
    /// Where it answers.
    pub address: String,
    /// On what it runs.
    pub database: Database,
    folder: TempDir,
    database_url: String,
    listen: SocketAddr,
    process: Child,
}

/// A tenant with its keys.
pub struct Tenant {
    /// Which.
    pub id: String,
    /// For events.
    pub key: String,
    manage: String,
}

impl Portal {
    /// Makes a database and starts the binary on it.
    ///
    /// # Errors
    /// Where the binary is missing or does not get ready.
    pub async fn start(database: Database) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database_url = database.make(&folder).await?;
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let process = command(&folder, &database_url, listen, &["serve"]).spawn();
        let portal = Self {
            address: format!("http://{listen}"),
            database,
            process: process.context(binary().display().to_string())?,
            folder,
            database_url,
            listen,
        };
        portal.ready().await?;
        Ok(portal)
    }

    /// Kills the server without warning.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn stop(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Kills the server without warning, starts another one, and says how long that took.
    ///
    /// # Errors
    /// Where it does not get ready.
    pub async fn start_again(&mut self) -> Result<Duration> {
        self.stop()?;
        let begun = Instant::now();
        self.process = self.command(&["serve"]).spawn()?;
        self.ready().await?;
        Ok(begun.elapsed())
    }

    /// Makes a tenant with its keys.
    ///
    /// # Errors
    /// Where a command fails.
    pub fn tenant(&self, name: &str) -> Result<Tenant> {
        let id = self.printed(&["tenant", "create", "--name", name], "id")?;
        let key = |scope| {
            let arguments = ["key", "create", "--tenant", &id, "--scope", scope];
            self.printed(&arguments, "key")
        };
        Ok(Tenant {
            key: key("ingest")?,
            manage: key("manage")?,
            id,
        })
    }

    /// The database, past the server.
    ///
    /// # Errors
    /// Where it cannot be reached.
    pub async fn store(&self) -> Result<Store> {
        let options = StoreOptions {
            url: self.database_url.clone(),
            key: [KEY_BYTE; 32],
        };
        Ok(Store::connect(&options).await?)
    }

    /// A question to the management API, at a path below its address.
    ///
    /// # Errors
    /// Where no client can be made.
    pub fn manage(&self, tenant: &Tenant, path: &str) -> Result<RequestBuilder> {
        let url = format!("{}/api/v1{path}", self.address);
        let request = Client::builder().no_proxy().build()?.get(url);
        Ok(request.bearer_auth(&tenant.manage))
    }

    /// Makes an integration that wants every call; returns its id.
    ///
    /// # Errors
    /// Where it is refused.
    pub async fn integrate(
        &self,
        tenant: &Tenant,
        receiver: &str,
        enabled: bool,
    ) -> Result<String> {
        let integration = json!({
            "name": "Bench",
            "url": receiver,
            "moment": "after_call",
            "method": "POST",
            "body_format": "json",
            "parameters": events::rows(),
            "limits": { "parallel": PARALLEL, "per_second": null },
            "enabled": enabled,
        });
        self.make(tenant, "/integrations", &integration).await
    }

    /// Makes a thing at a path of the management API; returns its id.
    ///
    /// # Errors
    /// Where it is refused.
    pub async fn make(&self, tenant: &Tenant, path: &str, thing: &Value) -> Result<String> {
        let url = format!("{}/api/v1{path}", self.address);
        let request = Client::builder().no_proxy().build()?.post(url);
        let made = answered(request.bearer_auth(&tenant.manage).json(thing)).await?;
        let id = made.get("id").and_then(Value::as_str);
        Ok(id.with_context(|| format!("no id in {made}"))?.to_owned())
    }

    /// Switches an integration on.
    ///
    /// # Errors
    /// Where it is refused.
    pub async fn switch_on(&self, tenant: &Tenant, id: &str) -> Result<()> {
        let url = format!("{}/api/v1/integrations/{id}", self.address);
        let request = Client::builder().no_proxy().build()?.patch(url);
        let change = json!({ "enabled": true });
        answered(request.bearer_auth(&tenant.manage).json(&change)).await?;
        Ok(())
    }

    /// What the management API answers at a path.
    ///
    /// # Errors
    /// Where it refuses.
    pub async fn read(&self, tenant: &Tenant, path: &str) -> Result<Value> {
        answered(self.manage(tenant, path)?).await
    }

    /// One of the numbers that `/readyz` shows.
    ///
    /// # Errors
    /// Where it shows none.
    pub async fn figure(&self, path: &str) -> Result<f64> {
        let url = format!("{}/readyz", self.address);
        let shown = answered(Client::builder().no_proxy().build()?.get(url)).await?;
        let number = shown.pointer(path).and_then(Value::as_f64);
        number.with_context(|| format!("no {path} in {shown}"))
    }

    /// Memory that the process holds, in megabytes.
    ///
    /// # Errors
    /// Where the system does not say.
    pub fn memory_mb(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        Ok(kilobytes.context("no VmRSS")?.parse::<f64>()? / 1_024.0)
    }

    /// Processor time that the process has used, in seconds.
    ///
    /// # Errors
    /// Where the system does not say.
    pub fn cpu_s(&self) -> Result<f64> {
        /// The kernel counts in hundredths of a second.
        const TICKS: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let (_, fields) = stat.rsplit_once(')').context("no name in stat")?;
        // After the name: state is the first, user and system time are the 12th and 13th.
        let times = fields.split_whitespace().skip(11).take(2);
        let ticks: Vec<f64> = times.map(str::parse).collect::<Result<_, _>>()?;
        Ok(ticks.iter().sum::<f64>() / TICKS)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        command(&self.folder, &self.database_url, self.listen, arguments)
    }

    async fn ready(&self) -> Result<()> {
        let client = Client::builder().no_proxy().build()?;
        for _ in 0..READY_TRIES_MAX {
            if let Ok(response) = client.get(format!("{}/readyz", self.address)).send().await
                && response.status().is_success()
            {
                return Ok(());
            }
            tokio::time::sleep(READY_PAUSE).await;
        }
        bail!("hookline did not get ready")
    }

    /// Runs a command; returns one field of the JSON object that it prints.
    ///
    /// # Errors
    /// Where it fails or prints no such field.
    pub fn printed(&self, arguments: &[&str], field: &str) -> Result<String> {
        let output = self.command(arguments).stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "a command of hookline failed");
        let object: Value = serde_json::from_slice(&output.stdout)?;
        let text = object.get(field).and_then(Value::as_str);
        Ok(text
            .with_context(|| format!("no {field} in {object}"))?
            .to_owned())
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        let _ = self.stop();
    }
}

async fn answered(request: RequestBuilder) -> Result<Value> {
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    ensure!(status.is_success(), "{status}: {text}");
    Ok(serde_json::from_str(&text)?)
}

fn command(
    folder: &TempDir,
    database_url: &str,
    listen: SocketAddr,
    arguments: &[&str],
) -> Command {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .env("HOOKLINE_DATABASE_URL", database_url)
        .env("HOOKLINE_SECRET_KEY", format!("{KEY_BYTE:02x}").repeat(32))
        .env("HOOKLINE_DATA_DIR", folder.path())
        .env("HOOKLINE_LISTEN", listen.to_string())
        .env("HOOKLINE_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8")
        .env("HOOKLINE_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// The release build lies beside the folder of examples.
fn binary() -> PathBuf {
    let own = env::current_exe().unwrap_or_default();
    let folder = own.ancestors().nth(2).map(PathBuf::from);
    folder.unwrap_or_default().join("hookline")
}
