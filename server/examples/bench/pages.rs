//! How soon the server answers with each page, with a long log behind it.

use crate::{
    Settings, answers,
    hookline::{Database, Portal},
    report::{Report, percentile_ms},
    seed::{self, Seeded, Size},
    standing::SETTLED_AFTER,
};
use anyhow::{Context as _, Result, ensure};
use app::nav::{PLACES, Place};
use domain::TenantId;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::{Value, json};

/// How soon 95 % of the answers are wanted, in milliseconds.
const WANTED_MS: f64 = 50.0;
/// Pages for people who are not signed in.
const DOORS: [&str; 8] = [
    "sign_in",
    "forgotten",
    "reset",
    "invitation",
    "second_factor",
    "email_change",
    "source_addresses",
    "reference",
];

/// A page to ask for.
struct Visit {
    /// Its address in the list of places.
    what: &'static str,
    path: String,
    cookies: String,
}

/// Fills each database for one tenant, and asks for every page: as its owner, as staff, or as
/// nobody.
///
/// # Errors
/// Where something does not start or is refused.
pub async fn run(settings: &Settings) -> Result<()> {
    let mut report = Report::new("pages");
    let size = Size {
        rows: settings.page_rows,
        tenants: 1,
    };
    for database in Database::ALL {
        let mut portal = Portal::start(database).await?;
        let seeded = seed::fill(&mut portal, size).await?;
        let visits = visits(&portal, &seeded).await?;
        tokio::time::sleep(SETTLED_AFTER).await;
        let (name, client) = (database.name(), client()?);
        let mut slowest = ("", 0.0);
        for visit in visits {
            let url = format!("{}{}", portal.address, visit.path);
            let request = client.get(url).header(COOKIE, visit.cookies);
            // As browsers do.
            let request = request.header(ACCEPT_ENCODING, "gzip, br");
            let answers = answers::ask(&request).await?;
            let what = match answers.status {
                StatusCode::OK => format!("{name}, {}", visit.what),
                status => format!("{name}, {} ({})", visit.what, status.as_u16()),
            };
            ensure!(!answers.status.is_server_error(), "{what}");
            report.judged(what, &answers.times, WANTED_MS);
            let p95_ms = percentile_ms(&answers.times, 95);
            if p95_ms > slowest.1 {
                slowest = (visit.what, p95_ms);
            }
        }
        report.row(
            format!("{name}, the slowest: {}", slowest.0),
            vec![("ms p95", slowest.1), ("deliveries", size.rows as f64)],
        );
    }
    report.write()
}

/// Every page, with what its address has to name.
async fn visits(portal: &Portal, seeded: &Seeded) -> Result<Vec<Visit>> {
    let tenant = &seeded.tenant;
    let member = [
        "member", "create", "--role", "owner", "--tenant", &tenant.id,
    ];
    let owner = signed_in(portal, &member, "owner@bench.example").await?;
    let staff = ["staff", "create", "--role", "admin"];
    let staff = signed_in(portal, &staff, "staff@bench.example").await?;
    let crm = json!({ "name": "CRM", "url": "http://127.0.0.1:9/rest" });
    let connection = portal.make(tenant, "/connections", &crm).await?;
    let id: TenantId = tenant.id.parse()?;
    let inspector = seeded.store.tenant(id).inspector_token().await?;
    let failed = portal.read(tenant, "/deliveries?state=failed&limit=1");
    let failed = failed.await?;
    let delivery = failed.pointer("/items/0/id").and_then(Value::as_str);
    let delivery = delivery.context("no delivery has failed")?;
    let integration = seeded.integrations.first().context("no integration")?;
    let named = |page: &str| match page {
        "integration_editor" => integration.as_str(),
        "connection" => connection.as_str(),
        "preset" => "bitrix24",
        "delivery" => delivery,
        "call" => seeded.call.as_str(),
        "staff_tenant" => tenant.id.as_str(),
        "inspect" => inspector.as_str(),
        "help" => "first_integration",
        // The token of a link that nobody was sent.
        _ => "nobody",
    };
    let visit = |place: &Place| Visit {
        what: place.path,
        path: path(place, named(place.page)),
        cookies: match place.page {
            page if DOORS.contains(&page) => String::new(),
            page if page.starts_with("staff") => staff.clone(),
            _ => owner.clone(),
        },
    };
    let empty_editors = ["/integrations/new", "/connections/new"].map(|path| Visit {
        what: path,
        path: path.to_owned(),
        cookies: owner.clone(),
    });
    Ok(PLACES.iter().map(visit).chain(empty_editors).collect())
}

/// The address of a page with what it is of.
fn path(place: &Place, named: &str) -> String {
    let segments = place.path.split('/').map(|segment| match segment {
        "*" => "nowhere",
        parameter if parameter.starts_with(':') => named,
        fixed => fixed,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Makes a person with a command and signs them in; returns the cookies.
async fn signed_in(portal: &Portal, command: &[&str], email: &str) -> Result<String> {
    let command = [command, &["--email", email]].concat();
    let password = portal.printed(&command, "password")?;
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", email), ("password", password.as_str())])
        .finish();
    let request = client()?.post(format!("{}/sign-in", portal.address));
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let response = request.body(form).send().await?;
    let status = response.status();
    ensure!(status == StatusCode::SEE_OTHER, "signing in: {status}");
    let cookies = response.headers().get_all(SET_COOKIE).iter();
    let cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    Ok(cookies.collect::<Vec<_>>().join("; "))
}

/// Follows no redirect: where one leads is another page.
fn client() -> Result<Client> {
    Ok(Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .build()?)
}
