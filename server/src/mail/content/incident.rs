//! Mails of what fails: an incident from its beginning to its end, single failures, and what a
//! pause holds for too long.

use super::Words;
use crate::mail::text::{MailText, Part};
use app::{i18n::text, words::author};
use domain::{
    Cause, ConnectionId, DeliveryId, DeliveryState, IncidentId, IntegrationId,
    explain::{self, Explanation},
    notice::Notice,
};
use std::str::FromStr;
use store::{
    Background, IncidentRow, LastChange, StoreError, TenantStore,
    mail_argument::{HELD, INCIDENT, INTEGRATION, SAMPLE, SINCE, UNTIL},
};

/// The mail without what all mails end with.
pub(super) async fn letter(
    words: &mut Words<'_>,
    tenant: &TenantStore,
) -> Result<MailText, StoreError> {
    let integration: IntegrationId = named(words, INTEGRATION)?;
    let mut letter = match words.mail.notice {
        Notice::Failures => failures(words, tenant, integration).await?,
        Notice::HeldLostSoon => held(words, tenant, integration).await?,
        _ => incident(words, tenant, integration).await?,
    };
    letter.footer.push(words.say("footer.failures"));
    Ok(letter)
}

async fn incident(
    words: &mut Words<'_>,
    tenant: &TenantStore,
    integration: IntegrationId,
) -> Result<MailText, StoreError> {
    let id: IncidentId = named(words, INCIDENT)?;
    let incident = tenant.get_incident(id).await?;
    let background = tenant.background(integration, incident.opened_at).await?;
    name_incident(words, &incident, &background);
    let mut letter = words.begin();
    letter.parts.push(Part::Facts(facts(
        words,
        &incident,
        background.change.as_ref(),
    )));
    match words.mail.notice {
        Notice::Recovered => {}
        Notice::SwitchedOff => letter.text(words.say("switch_on")),
        _ => letter.text(words.say("retry")),
    }
    let mut links = links(words, integration, Some(incident.sample));
    if words.mail.notice != Notice::Recovered {
        links.extend(remedies(words, &incident, background.connection));
    }
    letter.parts.push(Part::Links(links));
    Ok(letter)
}

/// The ways to what is mended elsewhere than in the integration.
fn remedies(
    words: &Words<'_>,
    incident: &IncidentRow,
    connection: Option<ConnectionId>,
) -> Vec<(String, String)> {
    let explanation = explain::explain(incident.cause, status(incident)).explanation;
    let connection = connection
        .filter(|_| explanation.is_of_key())
        .map(|id| ("link.connection", format!("/connections/{id}")));
    let addresses = (explanation == Explanation::Forbidden)
        .then(|| ("link.addresses", "/source-addresses".to_owned()));
    let links = connection.into_iter().chain(addresses);
    links.map(|link| linked(words, link)).collect()
}

fn status(incident: &IncidentRow) -> Option<u16> {
    incident.code.and_then(|code| u16::try_from(code).ok())
}

fn name_incident(words: &mut Words<'_>, incident: &IncidentRow, background: &Background) {
    let after_ms = i64::try_from(words.house.switch_off_after.as_millis()).unwrap_or(i64::MAX);
    let off = words.time(incident.opened_at.saturating_add(after_ms));
    let until = incident.closed.map_or(words.mail.created_at, |(at, _)| at);
    let (since, until) = (words.time(incident.opened_at), words.time(until));
    words.name("name", background.name.clone());
    words.name("off", off);
    words.name("since", since);
    words.name("until", until);
}

/// Cause and remedy in plain words, and what was changed just before.
fn facts(
    words: &Words<'_>,
    incident: &IncidentRow,
    change: Option<&LastChange>,
) -> Vec<(String, String)> {
    let mut facts = explained(words, incident.cause, status(incident));
    if words.mail.notice == Notice::Recovered {
        facts.truncate(1);
    }
    if let Some(change) = change {
        let version = change.version.to_string();
        let at = words.time(change.changed_at);
        let change = words.t.with(
            text::MAIL_CHANGE,
            &[
                ("version", &version),
                ("author", &author(words.t, &change.author)),
                ("at", &at),
            ],
        );
        facts.push((words.say("fact.change"), change));
    }
    facts
}

fn explained(words: &Words<'_>, cause: Cause, status: Option<u16>) -> Vec<(String, String)> {
    let explained = explain::explain(cause, status);
    let mut names = explained.arguments.clone();
    names.extend(words.names.clone());
    [
        ("fact.what", explained.what_key()),
        ("fact.do", explained.do_key()),
    ]
    .map(|(label, key)| (words.say(label), words.t.find_with(&key, &names)))
    .into()
}

async fn failures(
    words: &mut Words<'_>,
    tenant: &TenantStore,
    integration: IntegrationId,
) -> Result<MailText, StoreError> {
    let background = tenant
        .background(integration, words.mail.created_at)
        .await?;
    let since = words.time_of(SINCE).unwrap_or_default();
    words.name("name", background.name);
    words.name("since", since);
    let mut letter = words.begin();
    let states = [
        DeliveryState::Failed,
        DeliveryState::Unanswered,
        DeliveryState::Expired,
    ];
    let counts = states.into_iter().filter_map(|state| {
        let count = words.argument(state.key())?.parse().ok()?;
        Some((
            words.t.named(&format!("state.{state}")),
            words.t.number(count),
        ))
    });
    letter.parts.push(Part::Facts(counts.collect()));
    let sample = words.argument(SAMPLE).and_then(|id| id.parse().ok());
    let links = links(words, integration, sample);
    letter.parts.push(Part::Links(links));
    Ok(letter)
}

/// What a pause holds, and until when.
async fn held(
    words: &mut Words<'_>,
    tenant: &TenantStore,
    integration: IntegrationId,
) -> Result<MailText, StoreError> {
    let at = words.mail.created_at;
    let background = tenant.background(integration, at).await?;
    words.name("name", background.name);
    words.name("until", words.time_of(UNTIL).unwrap_or_default());
    let mut letter = words.begin();
    let count = words.argument(HELD).and_then(|count| count.parse().ok());
    let count = count.map(|count| (words.t.named("state.held"), words.t.number(count)));
    letter.parts.push(Part::Facts(count.into_iter().collect()));
    letter.text(words.say_of_it("do"));
    let links = links(words, integration, None);
    letter.parts.push(Part::Links(links));
    Ok(letter)
}

fn links(
    words: &Words<'_>,
    integration: IntegrationId,
    sample: Option<DeliveryId>,
) -> Vec<(String, String)> {
    let sample = sample.map(|id| ("link.delivery", format!("/deliveries/{id}")));
    let others = [
        ("link.log", format!("/deliveries?integration={integration}")),
        ("link.integration", format!("/integrations/{integration}")),
    ];
    let links = sample.into_iter().chain(others);
    links.map(|link| linked(words, link)).collect()
}

fn linked(words: &Words<'_>, (label, path): (&str, String)) -> (String, String) {
    (words.say(label), words.page(&path))
}

/// What a mail names, read.
pub(super) fn named<T: FromStr>(words: &Words<'_>, name: &str) -> Result<T, StoreError> {
    let id = words.argument(name).and_then(|id| id.parse().ok());
    id.ok_or(StoreError::NotFound)
}
