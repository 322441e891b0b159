//! The real binary on a fresh SQLite database, with one integration that wants every call.

use crate::relay::PARALLEL;
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use std::{
    env,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// How often the binary is asked whether it is ready, and how long to wait in between.
const READY_TRIES_MAX: u32 = 200;
const READY_PAUSE: Duration = Duration::from_millis(50);

/// A running binary; it ends with this value.
pub struct Portal {
    /// Where it answers.
    pub address: String,
    /// A key for events.
    pub key: String,
    process: Child,
    folder: TempDir,
}

impl Portal {
    /// Starts it and makes tenant, keys and integration.
    ///
    /// # Errors
    /// Where the binary is missing or does not get ready.
    pub async fn start(receiver: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let process = command(&folder, listen, &["serve"])
            .spawn()
            .context(binary().display().to_string())?;
        let mut portal = Self {
            address: format!("http://{listen}"),
            key: String::new(),
            process,
            folder,
        };
        ready(&portal.address).await?;
        let run =
            |arguments: &[&str], field| printed(command(&portal.folder, listen, arguments), field);
        let tenant = run(&["tenant", "create", "--name", "Bench"], "id")?;
        let key = |scope| {
            run(
                &["key", "create", "--tenant", &tenant, "--scope", scope],
                "key",
            )
        };
        let (events, manage) = (key("ingest")?, key("manage")?);
        integrate(&portal.address, &manage, receiver).await?;
        portal.key = events;
        Ok(portal)
    }
}

fn command(folder: &TempDir, listen: SocketAddr, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .env("HOOKLINE_DATA_DIR", folder.path())
        .env("HOOKLINE_LISTEN", listen.to_string())
        .env("HOOKLINE_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8")
        .env("HOOKLINE_LOG", "warn")
        .stdin(Stdio::null());
    command
}

impl Drop for Portal {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The release build lies beside the folder of examples.
fn binary() -> PathBuf {
    let own = env::current_exe().unwrap_or_default();
    let folder = own
        .ancestors()
        .nth(2)
        .map(PathBuf::from)
        .unwrap_or_default();
    folder.join("hookline")
}

async fn ready(address: &str) -> Result<()> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    for _ in 0..READY_TRIES_MAX {
        if let Ok(response) = client.get(format!("{address}/readyz")).send().await
            && response.status().is_success()
        {
            return Ok(());
        }
        tokio::time::sleep(READY_PAUSE).await;
    }
    bail!("hookline did not get ready")
}

/// Runs a command; returns one field of the JSON object that it prints.
fn printed(mut command: Command, field: &str) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "a command of hookline failed");
    let object: Value = serde_json::from_slice(&output.stdout)?;
    let text = object.get(field).and_then(Value::as_str);
    Ok(text
        .with_context(|| format!("no {field} in {object}"))?
        .to_owned())
}

async fn integrate(address: &str, key: &str, receiver: &str) -> Result<()> {
    let integration = json!({
        "name": "Bench",
        "url": receiver,
        "moment": "after_call",
        "method": "POST",
        "body_format": "json",
        "parameters": [
            { "name": "phone", "value": { "parameter": "caller_number" }, "format": "phone:e164" },
            { "name": "call", "value": { "parameter": "call_id" } },
            { "name": "seconds", "value": { "parameter": "talk_duration" } },
            { "name": "source", "value": { "parameter": "utm_source" } },
        ],
        "limits": { "parallel": PARALLEL, "per_second": null },
    });
    let response = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .post(format!("{address}/api/v1/integrations"))
        .bearer_auth(key)
        .json(&integration)
        .send()
        .await?;
    let status = response.status();
    ensure!(
        status.as_u16() == 201,
        "{status}: {}",
        response.text().await?
    );
    Ok(())
}
