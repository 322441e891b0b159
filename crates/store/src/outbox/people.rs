//! To whom of a tenant's people a mail goes.

use super::{Letter, MailArguments, post};
use crate::{StoreError, TenantStore, notifications, sql, text};
use domain::{MemberId, TenantId, notice::Notice};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The members whose time has not ended, with where and how they are told.
const PEOPLE: &str = "SELECT m.id, m.role, s.email, COALESCE(s.language, t.language) AS language
    FROM member m
    JOIN sign_in s ON s.id = m.sign_in_id
    JOIN tenant t ON t.id = m.tenant_id
    WHERE m.tenant_id = ? AND (m.ends_at IS NULL OR m.ends_at > ?) ORDER BY m.id";

/// A member, with where and how they are told.
#[derive(FromQueryResult)]
pub(super) struct Person {
    id: Uuid,
    role: String,
    email: String,
    language: String,
}

/// Owes a mail to owners and managers, without those who want no mail; where none of them is
/// left, to the owners.
pub(crate) async fn tell_managers(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    notice: Notice,
    arguments: &MailArguments,
    now: i64,
) -> Result<(), StoreError> {
    tell_wanted(db, tenant, &[], (notice, arguments), now).await
}

/// The same for those who are wanted in particular, where there are any.
pub(crate) async fn tell_wanted(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    wanted: &[MemberId],
    (notice, arguments): (Notice, &MailArguments),
    now: i64,
) -> Result<(), StoreError> {
    let muted = notifications::muted(db, tenant.id).await?;
    let all = people(db, tenant.id, now).await?;
    let told = recipients(&all, wanted, &muted);
    tell(db, tenant, &told, (notice, arguments), now).await
}

/// Owes every owner a mail.
pub(crate) async fn tell_owners(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    notice: Notice,
    arguments: &MailArguments,
    now: i64,
) -> Result<(), StoreError> {
    let all = people(db, tenant.id, now).await?;
    tell(db, tenant, &owners(&all), (notice, arguments), now).await
}

/// Owes each of these people a mail.
async fn tell(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    told: &[&Person],
    (notice, arguments): (Notice, &MailArguments),
    now: i64,
) -> Result<(), StoreError> {
    for person in told {
        let mail = person.told(tenant.id, notice, arguments)?;
        post(db, &tenant.store, mail, now).await?;
    }
    Ok(())
}

/// Every member of a tenant whose time has not ended.
pub(super) async fn people(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    now: i64,
) -> Result<Vec<Person>, DbErr> {
    sql::rows(db, PEOPLE, vec![tenant.0.into(), now.into()]).await
}

fn owners(all: &[Person]) -> Vec<&Person> {
    let owners = all.iter().filter(|person| person.role == "owner");
    owners.collect()
}

fn recipients<'a>(
    all: &'a [Person],
    wanted: &[MemberId],
    muted: &BTreeSet<MemberId>,
) -> Vec<&'a Person> {
    let is_asked = |person: &Person| {
        if wanted.is_empty() {
            matches!(person.role.as_str(), "owner" | "manager")
        } else {
            wanted.contains(&MemberId(person.id))
        }
    };
    let is_told = |person: &&Person| is_asked(person) && !muted.contains(&MemberId(person.id));
    let told: Vec<&Person> = all.iter().filter(is_told).collect();
    if told.is_empty() { owners(all) } else { told }
}

impl Person {
    /// Whether the person owns the tenant and is somebody else than who reads at an address.
    pub(super) fn owns_beside(&self, email: &str) -> bool {
        self.role == "owner" && self.email != email
    }

    /// A mail to the person.
    pub(super) fn told(
        &self,
        tenant: TenantId,
        notice: Notice,
        arguments: &MailArguments,
    ) -> Result<Letter, StoreError> {
        Ok(Letter {
            notice,
            tenant: Some(tenant),
            recipient: self.email.clone(),
            language: text::key("a language", &self.language)?,
            arguments: arguments.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u128, role: &str) -> Person {
        Person {
            id: Uuid::from_u128(id),
            role: role.to_owned(),
            email: format!("{id}@example.com"),
            language: "en".to_owned(),
        }
    }

    #[test]
    fn those_who_are_named_are_told_and_the_owners_where_none_of_them_is_left() {
        let all = [
            person(1, "owner"),
            person(2, "manager"),
            person(3, "viewer"),
        ];
        let told = |wanted: &[u128], muted: &[u128]| {
            let id = |id: &u128| MemberId(Uuid::from_u128(*id));
            let wanted: Vec<_> = wanted.iter().map(id).collect();
            let told = recipients(&all, &wanted, &muted.iter().map(id).collect());
            told.iter()
                .map(|person| person.id.as_u128())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&[], &[]), [1, 2]);
        assert_eq!(told(&[3], &[]), [3]);
        assert_eq!(told(&[3, 9], &[]), [3]);
        assert_eq!(told(&[9], &[]), [1]);
        assert_eq!(told(&[], &[1]), [2]);
        assert_eq!(told(&[3], &[3]), [1]);
        assert_eq!(told(&[], &[1, 2]), [1]);
    }
}
