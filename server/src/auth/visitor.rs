//! Turns session, cookies and headers of a request into the `Visitor` that pages ask for.

use super::session_store::{LOOK, SIGN_IN, TENANT};
use app::session::{Look, OTHERS_MAX, OtherSeat, Person, Seat, Visitor};
use domain::{ImpersonationId, Language, SignInId, StaffRight, TenantId};
use http::{HeaderMap, header};
use store::{LookRow, Membership, Store, StoreError};
use tower_sessions::{Session, cookie::Cookie, session};

/// The cookie that keeps the language of somebody who has not signed in.
pub const LANGUAGE_COOKIE: &str = "language";

/// It cannot be told who is asking.
#[derive(Debug, thiserror::Error)]
pub enum VisitorError {
    /// The session could not be read.
    #[error("the session cannot be read: {0}")]
    Session(#[from] session::Error),
    /// The person could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The visitor behind a request; without a session nothing is read.
///
/// # Errors
/// Where the database does not answer.
pub async fn visitor(
    store: &Store,
    session: &Session,
    headers: &HeaderMap,
    now: i64,
) -> Result<Visitor, VisitorError> {
    let (mut person, own) = match session.get::<SignInId>(SIGN_IN).await? {
        Some(id) => person(store, id, session.get(TENANT).await?, now).await?,
        None => (None, None),
    };
    if let (Some(person), Some(look)) = (&mut person, session.get(LOOK).await?)
        && let Some(seat) = looking(store, person, look, now).await?
    {
        person.seat = Some(seat);
    }
    Ok(Visitor {
        language: own.unwrap_or_else(|| language_of(headers)),
        person,
    })
}

/// The person of a sign-in with their own language; nobody where the sign-in is gone.
async fn person(
    store: &Store,
    id: SignInId,
    chosen: Option<TenantId>,
    now: i64,
) -> Result<(Option<Person>, Option<Language>), StoreError> {
    let sign_in = match store.get_sign_in(id).await {
        Ok(sign_in) => sign_in,
        Err(StoreError::NotFound) => return Ok((None, None)),
        Err(error) => return Err(error),
    };
    let memberships = store.memberships(id, now).await?;
    let person = Person {
        sign_in_id: id,
        email: sign_in.email,
        others: others(&memberships, chosen),
        seat: seat(memberships, chosen),
        staff: store.staff_of(id).await?,
    };
    Ok((Some(person), sign_in.language))
}

/// The seat of the member as whom somebody of the operator looks in, for as long as that goes
/// on. The row says so, not the browser's session.
async fn looking(
    store: &Store,
    person: &Person,
    id: ImpersonationId,
    now: i64,
) -> Result<Option<Seat>, StoreError> {
    let Some((staff_id, role)) = person.staff else {
        return Ok(None);
    };
    let found = store.find_look(id).await?;
    let is_theirs = |row: &LookRow| row.staff_id == staff_id && row.is_open(now);
    let Some(row) = found
        .filter(is_theirs)
        .filter(|_| role.may(StaffRight::LookIn))
    else {
        return Ok(None);
    };
    let factor = store.find_second_factor(person.sign_in_id).await?;
    Ok(Some(Seat {
        tenant: store.tenant(row.tenant_id).get().await?,
        member_id: row.member_id,
        role: row.role,
        numbers_allowed: false,
        look: Some(Look {
            id,
            staff_id,
            email: row.email,
            ticket: row.ticket,
            writes: row.writes,
            may_write: row.may_write,
            by_code: factor.is_some_and(|factor| factor.is_confirmed),
            left_ms: row.ends_at - now,
        }),
    }))
}

/// Where the tenant stands that was chosen, else the first one.
fn place(memberships: &[Membership], chosen: Option<TenantId>) -> usize {
    memberships
        .iter()
        .position(|membership| Some(membership.tenant.id) == chosen)
        .unwrap_or(0)
}

/// The first few tenants beside the one that is looked at.
fn others(memberships: &[Membership], chosen: Option<TenantId>) -> Vec<OtherSeat> {
    let here = place(memberships, chosen);
    memberships
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != here)
        .take(OTHERS_MAX)
        .map(|(_, membership)| OtherSeat {
            tenant: membership.tenant.id,
            name: membership.tenant.name.clone(),
        })
        .collect()
}

/// The seat in the tenant that was chosen, else the first one.
fn seat(memberships: Vec<Membership>, chosen: Option<TenantId>) -> Option<Seat> {
    let at = place(&memberships, chosen);
    let membership = memberships.into_iter().nth(at)?;
    Some(Seat {
        tenant: membership.tenant,
        member_id: membership.member_id,
        role: membership.role,
        numbers_allowed: membership.numbers_allowed,
        look: None,
    })
}

/// The language of somebody unknown: the cookie's, else the browser's, else English.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    cookie(headers, LANGUAGE_COOKIE)
        .and_then(|key| Language::from_key(&key))
        .unwrap_or_else(|| {
            let accepted = headers.get(header::ACCEPT_LANGUAGE);
            let accepted = accepted.and_then(|value| value.to_str().ok());
            Language::from_accept(accepted.unwrap_or_default())
        })
}

/// The value of a cookie of a request.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(cookie: &'static str, accepted: &'static str) -> HeaderMap {
        HeaderMap::from_iter([
            (header::COOKIE, HeaderValue::from_static(cookie)),
            (header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted)),
        ])
    }

    #[test]
    fn the_cookie_wins_over_the_browser() {
        let language = language_of(&headers("session=x; language=uk", "ru,en;q=0.5"));
        assert_eq!(language, Language::Uk);
    }

    #[test]
    fn an_unknown_cookie_leaves_the_choice_to_the_browser() {
        assert_eq!(language_of(&headers("language=de", "ru")), Language::Ru);
        assert_eq!(language_of(&HeaderMap::new()), Language::En);
    }
}
