//! A server on a database of its own, with a tenant and its keys, asked as a program asks.

use super::{
    api_receiver::Receiver,
    databases::Database,
    portal_house::{Answer, NOW, tenant},
};
use axum::{Router, body::Body};
use domain::{Adapter, KeyScope, SourceId, TenantId};
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use server::{
    Portal,
    config::{Config, settings::Settings},
    database,
};
use store::{Actor, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Where the server of these tests is reached.
pub const PUBLIC_URL: &str = "https://hookline.example";

/// A server with one tenant.
pub struct Machine {
    pub router: Router,
    pub store: Store,
    pub tenant: TenantId,
    pub ingest: String,
    pub manage: String,
    pub engine: engine::Engine,
    _folder: TempDir,
}

impl Machine {
    pub async fn open(database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = database.make(folder.path()).await;
        Self::at(folder, database_url).await
    }

    /// One on the database at an address.
    pub async fn at(folder: TempDir, database_url: String) -> Self {
        // Fails only where another provider was chosen before, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = config(folder.path(), database_url);
        let store = database::open(&config).await.unwrap();
        let built = server::build_on(config, store.clone()).await;
        let Portal { router, engine, .. } = built.unwrap();
        let tenant = tenant(&store, "Shop").await;
        let ingest = key(&store, tenant, KeyScope::Ingest).await;
        let manage = key(&store, tenant, KeyScope::Manage).await;
        Self {
            router,
            store,
            tenant,
            ingest,
            manage,
            engine,
            _folder: folder,
        }
    }

    /// Asks with the `manage` key.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Told {
        self.ask_as(&self.manage, method, path, body).await
    }

    pub async fn ask_as(&self, key: &str, method: Method, path: &str, body: Option<Value>) -> Told {
        let request = Request::builder().method(method).uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        match body {
            None => self.send(request, Body::empty()).await,
            Some(body) => {
                let request = request.header(header::CONTENT_TYPE, "application/json");
                self.send(request, Body::from(body.to_string())).await
            }
        }
    }

    /// Reports events with the `ingest` key.
    pub async fn report(&self, events: Value) -> Told {
        self.ask_as(&self.ingest, Method::POST, "/api/v1/events", Some(events))
            .await
    }

    pub async fn send(&self, request: http::request::Builder, body: Body) -> Told {
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        Told::of(Answer::of(response).await)
    }

    /// Makes an integration on `after_call` that sends the call's id to the receiver.
    pub async fn integration(&self, receiver: &Receiver) -> Value {
        let made = self
            .ask(Method::POST, "/api/v1/integrations", Some(draft(receiver)))
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        made.body
    }

    pub async fn source(&self, adapter: Adapter, secret: &str) -> SourceId {
        let tenant = self.store.tenant(self.tenant);
        tenant
            .create_source(&Actor::System, adapter, secret, NOW)
            .await
            .unwrap()
    }
}

/// The integration of these tests.
pub fn draft(receiver: &Receiver) -> Value {
    json!({
        "name": "CRM",
        "url": receiver.url("/index.php?param1=abc&param2=def"),
        "moment": "after_call",
        "method": "GET",
        "parameters": [
            {"name": "call", "value": {"parameter": "call_id"}},
            {"name": "phone", "value": {"parameter": "caller_number"}, "format": "phone:e164"},
        ],
    })
}

/// An answer, with its JSON.
#[derive(Debug)]
pub struct Told {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Told {
    fn of(answer: Answer) -> Self {
        let body = serde_json::from_str(&answer.body).unwrap_or_default();
        Self {
            status: answer.status,
            headers: answer.headers,
            text: answer.body,
            body,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of a problem.
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text
        );
        (self.status.as_u16(), self.body["code"].as_str().unwrap())
    }
}

pub async fn key(store: &Store, tenant: TenantId, scope: KeyScope) -> String {
    let made = store
        .tenant(tenant)
        .create_key(&Actor::System, scope, NOW)
        .await;
    made.unwrap().1
}

pub fn config(folder: &std::path::Path, database_url: String) -> Config {
    let text = |path: &std::path::Path| Some(path.to_string_lossy().into_owned());
    let settings = Settings {
        database_url: Some(database_url),
        data_dir: text(folder),
        site_dir: text(&folder.join("site")),
        public_url: Some(PUBLIC_URL.to_owned()),
        secret_key: Some("5e".repeat(32)),
        allowed_private_networks: Some("127.0.0.0/8".to_owned()),
        ..Settings::default()
    };
    Config::load(settings).unwrap()
}
