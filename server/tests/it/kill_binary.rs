//! The real binary: started on settings of its own, asked by HTTP, and killed.

use super::{api_receiver::PATIENCE, databases::Database};
use serde_json::Value;
use std::{net::SocketAddr, path::Path, process::Stdio};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

/// An installation: its folder, its database, its address. Servers come and go on it.
pub struct Installation {
    pub folder: TempDir,
    pub database_url: String,
    pub listen: SocketAddr,
}

/// An address that nobody listens at.
pub async fn free_address() -> SocketAddr {
    // The port is free again at once; nothing else asks for it on this machine.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub is_success: bool,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The one JSON object on standard output.
    pub fn json(&self) -> Value {
        assert!(self.is_success, "{}", self.err);
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        serde_json::from_str(&self.out).unwrap()
    }
}

impl Installation {
    pub async fn new(database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = database.make(folder.path()).await;
        Self {
            folder,
            database_url,
            listen: free_address().await,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.listen)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookline"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOOKLINE_DATABASE_URL", &self.database_url)
            .env("HOOKLINE_DATA_DIR", text(self.folder.path()))
            .env("HOOKLINE_SITE_DIR", text(&self.folder.path().join("site")))
            .env("HOOKLINE_LISTEN", self.listen.to_string())
            .env("HOOKLINE_SECRET_KEY", "5e".repeat(32))
            .env("HOOKLINE_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8")
            .env("HOOKLINE_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, "", &[]).await
    }

    /// Runs a command with a text on standard input and other settings.
    pub async fn run_with(
        &self,
        arguments: &[&str],
        input: &str,
        settings: &[(&str, &str)],
    ) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).envs(settings.iter().copied());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that reads nothing may have ended already.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let done = child.wait_with_output().await.unwrap();
        Said {
            is_success: done.status.success(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Runs a command whose standard output nobody reads any more.
    pub async fn run_unread(&self, arguments: &[&str]) -> Said {
        let mut child = self.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().await.unwrap();
        Said {
            is_success: done.status.success(),
            out: String::new(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// The id that a command prints.
    pub async fn made(&self, arguments: &[&str]) -> String {
        self.run(arguments).await.json()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A key of a tenant.
    pub async fn key(&self, tenant: &str, scope: &str) -> String {
        let said = self
            .run(&["key", "create", "--tenant", tenant, "--scope", scope])
            .await;
        said.json()["key"].as_str().unwrap().to_owned()
    }

    /// Starts the server and waits until it listens.
    pub async fn serve(&self) -> Server {
        self.serve_on(self.listen).await
    }

    /// Starts a server at another address than the installation's, beside the one there.
    pub async fn serve_on(&self, listen: SocketAddr) -> Server {
        let mut command = self.command(&["serve"]);
        command.env("HOOKLINE_LISTEN", listen.to_string());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listens = async {
            let mut said = String::new();
            while let Some(line) = lines.next_line().await.unwrap() {
                if line.contains("listens on") {
                    return line;
                }
                said.push_str(&line);
            }
            panic!("the server ended: {said}");
        };
        let listens = tokio::time::timeout(PATIENCE, listens)
            .await
            .expect("the server listens in time");
        // What it says later must be read, or it would wait for a reader.
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("{line}");
            }
        });
        Server { child, listens }
    }
}

/// A running server; killed with the test.
pub struct Server {
    child: Child,
    /// What it said when it began to listen.
    pub listens: String,
}

impl Server {
    /// Ends it as a power cut does.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to end, waits until it did, and tells what it printed on standard output.
    pub async fn end(mut self) -> String {
        let id = self.child.id().unwrap().to_string();
        let told = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .await
            .unwrap();
        assert!(told.success());
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        assert!(ended.expect("the server ends in time").unwrap().success());
        let mut out = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .await
            .unwrap();
        out
    }
}
