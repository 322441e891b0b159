//! A portal on a database of its own, and a browser that keeps its cookies.

use super::databases::Database;
use axum::{Router, body::Body, response::Response};
use domain::{Language, Role, TenantId};
use http::{HeaderMap, Request, StatusCode, header};
use server::{
    Portal,
    auth::password,
    config::{Config, settings::Settings},
    database,
};
use store::{Actor, NewTenant, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The password of everybody in these tests.
pub const PASSWORD: &str = "correct horse battery";
/// Some time in 2026, in milliseconds.
pub const NOW: i64 = 1_772_871_785_000;

/// A portal with one tenant and its owner `olena@shop.example`.
pub struct House {
    pub router: Router,
    pub store: Store,
    pub tenant: TenantId,
    pub config: Config,
    pub engine: engine::Engine,
    _tasks: server::tasks::Tasks,
    _folder: TempDir,
}

impl House {
    pub async fn open() -> Self {
        Self::at("http://127.0.0.1:3000", Database::Sqlite).await
    }

    pub async fn on(database: Database) -> Self {
        Self::at("http://127.0.0.1:3000", database).await
    }

    pub async fn at(public_url: &str, database: Database) -> Self {
        // Fails only where another provider was chosen before, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path(), public_url);
        config.database_url = database.make(folder.path()).await;
        config.allowed_private_networks = vec!["127.0.0.0/8".parse().unwrap()];
        let store = database::open(&config).await.unwrap();
        let portal = server::build(config.clone()).await.unwrap();
        let Portal {
            router,
            engine,
            tasks,
        } = portal;
        let tenant = tenant(&store, "Shop").await;
        member(&store, tenant, "olena@shop.example", Role::Owner).await;
        Self {
            router,
            store,
            tenant,
            config,
            engine,
            _tasks: tasks,
            _folder: folder,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: Vec::new(),
        }
    }

    /// A browser in which the owner is signed in.
    pub async fn owner(&self) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in("olena@shop.example", PASSWORD, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        browser
    }
}

pub fn config(folder: &std::path::Path, public_url: &str) -> Config {
    let text = |path: &std::path::Path| Some(path.to_string_lossy().into_owned());
    let settings = Settings {
        data_dir: text(folder),
        site_dir: text(&folder.join("site")),
        public_url: Some(public_url.to_owned()),
        ..Settings::default()
    };
    Config::load(settings).unwrap()
}

pub async fn tenant(store: &Store, name: &str) -> TenantId {
    let new = NewTenant {
        name: name.to_owned(),
        zone: "Europe/Kyiv".to_owned(),
        country: "UA".to_owned(),
        language: Language::En,
    };
    store
        .create_tenant(&Actor::System, new, NOW)
        .await
        .unwrap()
        .id
}

/// Where numbers begin with 8, as those of Vietnam do from abroad.
pub async fn move_to_russia(store: &Store, tenant: TenantId) {
    let (actor, language) = (Actor::System, Language::En);
    let tenant = store.tenant(tenant);
    let moved = tenant.update(&actor, "Shop", "Europe/Moscow", "RU", language, NOW);
    moved.await.unwrap();
}

pub async fn member(store: &Store, tenant: TenantId, email: &str, role: Role) {
    let hash = password::hash(PASSWORD).unwrap();
    let tenant = store.tenant(tenant);
    tenant
        .create_member(&Actor::System, email, role, Some(hash), NOW)
        .await
        .unwrap();
}

/// What a browser got.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub fn set_cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().unwrap()).collect()
    }
}

/// Sends requests as a browser does, and keeps cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: Vec<(String, String)>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        self.send(request, Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(encoded(form))).await
    }

    /// Sends a form of a page as a browser does in which no script runs.
    pub async fn submit(&mut self, page: &str, function: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::post(function)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::REFERER, format!("http://127.0.0.1:3000{page}"))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(encoded(form))).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str, next: &str) -> Answer {
        let form = [("email", email), ("password", password), ("next", next)];
        self.post("/sign-in", &form).await
    }

    pub async fn send(&mut self, request: http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request.header(header::COOKIE, cookies.join("; "));
        let response = self.router.clone().oneshot(request.body(body).unwrap());
        let answer = Answer::of(response.await.unwrap()).await;
        for cookie in answer.set_cookies() {
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// The status alone of an answer that has no end.
    pub async fn status(&self, path: &str) -> StatusCode {
        let cookies = self.cookies.iter();
        let cookies: Vec<_> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::get(path).header(header::COOKIE, cookies.join("; "));
        let response = self
            .router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap());
        response.await.unwrap().status()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let found = self.cookies.iter().find(|(kept, _)| kept == name);
        found.map(|(_, value)| value.as_str())
    }
}

pub fn encoded(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}
