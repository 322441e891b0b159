//! A receiver of requests: real, on this machine, and told how to answer.

use axum::{
    Router,
    extract::{OriginalUri, State},
    response::IntoResponse as _,
};
use http::{HeaderMap, Method, StatusCode};
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where what is answered reads like an error.
pub const DOUBTFUL: &str = "/doubtful";

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Got {
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub headers: HeaderMap,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

#[derive(Default)]
struct Desk {
    got: Mutex<Vec<Got>>,
    arrived: Notify,
    status: AtomicU16,
}

/// The receiver; it ends with the test.
pub struct Receiver {
    pub address: SocketAddr,
    desk: Arc<Desk>,
    task: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    /// Listens on a free port and answers 200.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let desk = Arc::new(Desk {
            status: AtomicU16::new(200),
            ..Desk::default()
        });
        let router = Router::new().fallback(take).with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            desk,
            task,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on answers with this status.
    pub fn answer(&self, status: u16) {
        self.desk.status.store(status, Ordering::SeqCst);
    }

    /// What came in so far.
    pub fn got(&self) -> Vec<Got> {
        self.desk.got.lock().unwrap().clone()
    }

    /// Waits until at least so many requests came in.
    pub async fn wait_for(&self, count: usize) -> Vec<Got> {
        let enough = async {
            loop {
                let arrived = self.desk.arrived.notified();
                let got = self.got();
                if got.len() >= count {
                    return got;
                }
                arrived.await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, enough).await;
        waited.unwrap_or_else(|_| panic!("{} of {count} requests came", self.got().len()))
    }
}

async fn take(
    State(desk): State<Arc<Desk>>,
    method: Method,
    OriginalUri(target): OriginalUri,
    headers: HeaderMap,
) -> axum::response::Response {
    desk.got.lock().unwrap().push(Got {
        method,
        target: target.to_string(),
        headers,
    });
    desk.arrived.notify_waiters();
    let status = StatusCode::from_u16(desk.status.load(Ordering::SeqCst)).unwrap();
    let body = match target.path() {
        DOUBTFUL => r#"{"success":false}"#,
        _ => "{}",
    };
    (status, body).into_response()
}
