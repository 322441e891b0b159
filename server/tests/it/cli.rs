//! The command line: one JSON object on standard output, sentences on standard error.

use super::{
    databases::{Database, on_both},
    kill_binary::Installation,
};
use serde_json::json;

on_both!(
    what_a_tenant_needs_is_made_beside_a_running_server,
    a_key_of_another_database_stops_every_command,
    a_check_of_the_audit_log_says_what_it_found_of_tenants_and_of_the_operator,
    a_new_key_at_rest_that_nobody_read_is_not_lost,
);

async fn what_a_tenant_needs_is_made_beside_a_running_server(database: Database) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let installation = Installation::new(database).await;
    let server = installation.serve().await;
    let tenant = installation
        .made(&[
            "tenant",
            "create",
            "--name",
            "Shop",
            "--zone",
            "Europe/Kyiv",
        ])
        .await;
    assert!(tenant.starts_with("ten_"), "{tenant}");
    let key = installation.key(&tenant, "ingest").await;
    assert!(key.starts_with("hk_ingest_"), "{key}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let event = json!({"moment": "after_call", "call_id": "c-1"});
    let told = client
        .post(installation.url("/api/v1/events"))
        .bearer_auth(&key)
        .json(&event)
        .send()
        .await
        .unwrap();
    assert_eq!(told.status().as_u16(), 202);
    let source = [
        "source",
        "create",
        "--tenant",
        &tenant,
        "--adapter",
        "zadarma",
        "--secret-stdin",
    ];
    let source = installation.run_with(&source, "secret\n", &[]).await.json();
    let id = source["id"].as_str().unwrap();
    assert_eq!(
        source["url"],
        installation.url(&format!("/api/v1/ingest/zadarma/{id}"))
    );
    let echo = client
        .get(format!(
            "{}?zd_echo=abc123",
            source["url"].as_str().unwrap()
        ))
        .send()
        .await
        .unwrap();
    assert_eq!(echo.text().await.unwrap(), "abc123");
    assert_eq!(server.end().await, "");
}

async fn a_key_of_another_database_stops_every_command(database: Database) {
    let installation = Installation::new(database).await;
    installation.run(&["migrate"]).await.json();
    let other = "5f".repeat(32);
    let settings = [("HOOKLINE_SECRET_KEY", other.as_str())];
    for command in ["serve", "migrate", "demo"] {
        let said = installation.run_with(&[command], "", &settings).await;
        assert!(
            !said.is_success
                && said
                    .err
                    .contains("HOOKLINE_SECRET_KEY: it is not the key of"),
            "{command}: {}",
            said.err
        );
    }
    installation.run(&["migrate"]).await.json();
}

async fn a_check_of_the_audit_log_says_what_it_found_of_tenants_and_of_the_operator(
    database: Database,
) {
    let installation = Installation::new(database).await;
    let made = ["tenant", "create", "--name", "Shop"];
    let tenant = installation.made(&made).await;
    let email = "sam@hookline.example";
    let staff = ["staff", "create", "--email", email, "--role", "admin"];
    installation.run(&staff).await.json();
    let whole = installation.run(&["audit", "verify"]).await.json();
    let counts = ["ok", "logs", "entries"].map(|name| whole[name].clone());
    assert_eq!(counts, [json!(true), json!(2), json!(2)]);
    let ends = whole["ends"].as_array().unwrap();
    let ends: Vec<&str> = ends.iter().map(|end| end.as_str().unwrap()).collect();
    assert!(ends[0].starts_with(&format!("{tenant}:1:")), "{whole}");
    assert!(ends[1].starts_with("operator:1:"), "{whole}");
    let expected = ["audit", "verify", "--expect", ends[0], "--expect", ends[1]];
    installation.run(&expected).await.json();
    let ahead = ends[1].replace("operator:1:", "operator:2:");
    let missing = ["audit", "verify", "--expect", &ahead];
    let said = installation.run(&missing).await;
    assert!(!said.is_success);
    assert!(
        said.out.contains("operator") && said.out.contains(&tenant),
        "{}",
        said.out
    );
    // Of one tenant alone, nothing is expected of the operator.
    let one = ["audit", "verify", "--tenant", &tenant, "--expect", ends[1]];
    let said = installation.run(&one).await;
    assert!(
        !said.is_success && said.err.contains("operator is expected"),
        "{}",
        said.err
    );
}

async fn a_new_key_at_rest_that_nobody_read_is_not_lost(database: Database) {
    let installation = Installation::new(database).await;
    installation.run(&["migrate"]).await.json();
    let kept = installation.folder.path().join("secret.key.new");
    let rotate = ["secrets", "rotate"];
    let said = installation.run_unread(&rotate).await;
    assert!(
        !said.is_success && said.err.contains("secret.key.new: set it as"),
        "{}",
        said.err
    );
    // The old key is that of the database no more, and it is said where the new one lies.
    let refused = installation.run(&["migrate"]).await;
    assert!(
        !refused.is_success && refused.err.contains("or the one in"),
        "{}",
        refused.err
    );
    let new = std::fs::read_to_string(&kept).unwrap();
    let settings = [("HOOKLINE_SECRET_KEY", new.as_str())];
    installation
        .run_with(&["migrate"], "", &settings)
        .await
        .json();
    // One that was told lies nowhere.
    let told = installation.run_with(&rotate, "", &settings).await.json();
    assert!(!kept.exists());
    let settings = [("HOOKLINE_SECRET_KEY", told["key"].as_str().unwrap())];
    installation
        .run_with(&["migrate"], "", &settings)
        .await
        .json();
}

#[tokio::test]
async fn a_new_key_takes_the_place_of_the_one_in_the_data_folder() {
    let installation = Installation::new(Database::Sqlite).await;
    let in_the_folder = [("HOOKLINE_SECRET_KEY", "")];
    let run = async |arguments: &[&str]| {
        let said = installation.run_with(arguments, "", &in_the_folder).await;
        said.json()
    };
    run(&["migrate"]).await;
    let key = |name: &str| std::fs::read_to_string(installation.folder.path().join(name)).unwrap();
    let first = key("secret.key");
    let told = run(&["secrets", "rotate"]).await;
    assert_eq!(told["key"], json!(null));
    assert_eq!(key("secret.key.old"), first);
    assert_ne!(key("secret.key").trim(), first.trim());
    run(&["migrate"]).await;
}

#[tokio::test]
async fn a_password_is_read_or_made_and_told_once() {
    let installation = Installation::new(Database::Sqlite).await;
    let tenant = installation
        .made(&["tenant", "create", "--name", "Shop"])
        .await;
    let member = |email: &'static str| {
        [
            "member", "create", "--tenant", &tenant, "--email", email, "--role", "owner",
        ]
        .map(str::to_owned)
    };
    let arguments = member("olena@shop.example");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let made = installation.run(&arguments).await.json();
    assert!(made["password"].as_str().unwrap().len() >= 16);
    let again = installation.run(&arguments).await;
    assert!(
        !again.is_success && again.err.contains("is a member of this tenant already"),
        "{}",
        again.err
    );
    let staff = [
        "staff",
        "create",
        "--email",
        "olena@shop.example",
        "--role",
        "admin",
    ];
    let staff = installation.run(&staff).await.json();
    assert!(staff.get("password").is_none(), "{staff}");
    let arguments = member("petro@shop.example");
    let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    arguments.push("--password-stdin");
    let read = installation
        .run_with(&arguments, "correct horse battery\n", &[])
        .await
        .json();
    assert!(read.get("password").is_none(), "{read}");
    let anew = ["member", "password", "--email", "olena@shop.example"];
    let told = installation.run(&anew).await.json();
    assert_ne!(told["password"], made["password"]);
    assert!(told["password"].as_str().unwrap().len() >= 16);
    let nobody = ["member", "password", "--email", "nobody@shop.example"];
    let nobody = installation.run(&nobody).await;
    assert!(!nobody.is_success && nobody.err.contains("nobody signs in with"));
    let short = installation.run_with(&arguments, "short\n", &[]).await;
    assert!(!short.is_success && short.out.is_empty(), "{}", short.out);
}

#[tokio::test]
async fn a_wrong_value_is_told_in_a_sentence() {
    let installation = Installation::new(Database::Sqlite).await;
    for (setting, value, sentence) in [
        (
            "HOOKLINE_LISTEN",
            "here",
            "write one such as 127.0.0.1:3000",
        ),
        (
            "HOOKLINE_PUBLIC_URL",
            "hookline.example",
            "HOOKLINE_PUBLIC_URL",
        ),
        (
            "HOOKLINE_DATABASE_URL",
            "mysql://a",
            "sqlite:data/hookline.db",
        ),
        ("HOOKLINE_SECRET_KEY", "abc", "64 hexadecimal digits"),
        ("HOOKLINE_ALLOWED_PRIVATE_NETWORKS", "10.0.0.0/99", "CIDRs"),
        ("HOOKLINE_CA_FILE", "/nowhere/ca.pem", "cannot be read"),
        ("HOOKLINE_SMTP_URL", "mail.example", "smtps://"),
        ("HOOKLINE_MAIL_FROM", "hookline", "not an e-mail address"),
        ("HOOKLINE_SWITCH_OFF_AFTER", "soon", "not a time"),
        ("HOOKLINE_SMTP_URL", "smtp://x?tls=bogus", "tls=required"),
        ("HOOKLINE_CA_FILE", "/etc/hostname", "name a PEM file"),
        ("HOOKLINE_DATABASE_URL", "sqlite:a?mode=memory", "in memory"),
        ("HOOKLINE_TRUSTED_PROXIES", "all", "CIDRs"),
        (
            "HOOKLINE_CONFIG",
            "/nowhere/hookline.toml",
            "cannot be read",
        ),
    ] {
        let said = installation
            .run_with(&["serve"], "", &[(setting, value)])
            .await;
        assert!(!said.is_success && said.out.is_empty(), "{setting}");
        assert!(
            said.err.contains(setting) && said.err.contains(sentence),
            "{setting}: {}",
            said.err
        );
    }
    for arguments in [
        vec!["tenant", "create", "--name", "Shop", "--zone", "Mars/Base"],
        vec!["tenant", "create", "--name", "Shop", "--country", "XX"],
        vec!["tenant", "create", "--name", " "],
        vec![
            "key",
            "create",
            "--tenant",
            "ten_00000000000000000000000000000001",
            "--scope",
            "ingest",
        ],
    ] {
        let said = installation.run(&arguments).await;
        assert!(
            !said.is_success && said.err.starts_with("hookline: --"),
            "{arguments:?}: {}",
            said.err
        );
    }
}

#[tokio::test]
async fn a_usage_line_names_what_was_typed() {
    let installation = Installation::new(Database::Sqlite).await;
    let said = installation.run(&["tenant", "create"]).await;
    assert!(!said.is_success && said.out.is_empty(), "{}", said.out);
    assert!(
        said.err
            .contains("Usage: hookline tenant create --name <NAME>"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("--secret-key"), "{}", said.err);
}

#[tokio::test]
async fn a_server_on_a_free_port_names_it() {
    let mut installation = Installation::new(Database::Sqlite).await;
    installation.listen.set_port(0);
    let server = installation.serve().await;
    let (listens, opens) = server.listens.split_once("; open http://").unwrap();
    assert!(listens.ends_with(opens), "{}", server.listens);
    assert!(!opens.ends_with(":0"), "{opens}");
}

#[tokio::test]
async fn a_second_server_on_one_file_stops_with_a_sentence() {
    let installation = Installation::new(Database::Sqlite).await;
    let _server = installation.serve().await;
    let said = installation
        .run_with(&["serve"], "", &[("HOOKLINE_LISTEN", "127.0.0.1:0")])
        .await;
    assert!(
        !said.is_success && said.err.contains("another server already serves"),
        "{}",
        said.err
    );
}

#[tokio::test]
async fn the_help_of_serve_lists_every_setting_with_its_default() {
    let installation = Installation::new(Database::Sqlite).await;
    let help = installation.run(&["serve", "--help"]).await.out;
    for (setting, default) in [
        (
            "HOOKLINE_DATABASE_URL",
            "[default: sqlite:DATA_DIR/hookline.db]",
        ),
        ("HOOKLINE_LISTEN", "[default: 127.0.0.1:3000]"),
        ("HOOKLINE_PUBLIC_URL", "[default: http://LISTEN]"),
        ("HOOKLINE_DATA_DIR", "[default: data]"),
        ("HOOKLINE_SECRET_KEY", "required on PostgreSQL]"),
        ("HOOKLINE_ALLOWED_PRIVATE_NETWORKS", "[default: none]"),
        ("HOOKLINE_CA_FILE", "[default: none]"),
        ("HOOKLINE_SMTP_URL", "[default: none, no mail]"),
        ("HOOKLINE_SWITCH_OFF_AFTER", "[default: 5 days]"),
        ("HOOKLINE_TRUSTED_PROXIES", "[default: none]"),
    ] {
        assert!(help.contains(setting), "{setting}");
        assert!(help.contains(default), "{default}");
    }
    assert!(
        !help.contains(&"5e".repeat(32)),
        "the help shows the secret key"
    );
}

#[tokio::test]
async fn a_first_start_makes_its_folder_and_its_key() {
    let installation = Installation::new(Database::Sqlite).await;
    let url = format!(
        "sqlite:{}",
        installation
            .folder
            .path()
            .join("deep/er/hookline.db")
            .display()
    );
    let settings = [
        ("HOOKLINE_DATABASE_URL", url.as_str()),
        ("HOOKLINE_SECRET_KEY", ""),
    ];
    let said = installation.run_with(&["migrate"], "", &settings).await;
    assert_eq!(said.json(), json!({"migrated": true}));
    let key = std::fs::read_to_string(installation.folder.path().join("secret.key")).unwrap();
    assert_eq!(key.trim().len(), 64);
    std::fs::remove_file(installation.folder.path().join("secret.key")).unwrap();
    let said = installation.run_with(&["migrate"], "", &settings).await;
    assert!(
        !said.is_success && said.err.contains("put the file back"),
        "{}",
        said.err
    );
}
