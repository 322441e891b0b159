//! What whoever is told of an integration wants to know beside: what it is called, and what was
//! changed of it last.

use crate::{Actor, StoreError, TenantStore, sql};
use domain::{ConnectionId, IntegrationId, TenantId};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

const NAME: &str = "SELECT name, connection_id FROM integration WHERE tenant_id = ? AND id = ?";

const LAST_CHANGE: &str = "SELECT version, author, created_at FROM integration_version
    WHERE tenant_id = ? AND integration_id = ? AND created_at <= ?
    ORDER BY version DESC LIMIT 1";

const EMAIL: &str = "SELECT s.email FROM member m JOIN sign_in s ON s.id = m.sign_in_id
    WHERE m.tenant_id = ? AND m.id = ?";

/// An integration and its last change before a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Background {
    /// As the customer calls it, or called it where it is deleted.
    pub name: String,
    /// Where its key lies, if it belongs to a connection.
    pub connection: Option<ConnectionId>,
    /// What was changed last.
    pub change: Option<LastChange>,
}

/// A change of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChange {
    /// The version that it made.
    pub version: i32,
    /// Who made it.
    pub author: Author,
    /// When, in milliseconds since 1970.
    pub changed_at: i64,
}

/// Who changed something, as a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// A member, by e-mail.
    Member(String),
    /// A member who is none any more.
    FormerMember,
    /// A person of the operator.
    Staff,
    /// A program with a key of the machine API.
    Key,
    /// Hookline itself.
    System,
}

#[derive(FromQueryResult)]
struct NameRow {
    name: String,
    connection_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Row {
    version: i32,
    author: String,
    created_at: i64,
}

impl TenantStore {
    /// What an integration is called, and its last change up to a time; of deleted ones too.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn background(&self, id: IntegrationId, at: i64) -> Result<Background, StoreError> {
        let db = self.store.reader();
        let named = vec![self.id.0.into(), id.0.into()];
        let named: Option<NameRow> = sql::row(db, NAME, named).await?;
        let named = named.ok_or(StoreError::NotFound)?;
        let values = vec![self.id.0.into(), id.0.into(), at.into()];
        let change = match sql::row::<Row>(db, LAST_CHANGE, values).await? {
            Some(row) => Some(LastChange {
                version: row.version,
                author: author(db, self.id, &row.author).await?,
                changed_at: row.created_at,
            }),
            None => None,
        };
        Ok(Background {
            name: named.name,
            connection: named.connection_id.map(ConnectionId),
            change,
        })
    }
}

/// Who is written down as the author of a change, in the text form of [`Actor`].
async fn author(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    written: &str,
) -> Result<Author, DbErr> {
    Ok(match written.parse() {
        Ok(Actor::Member(member)) => {
            let values = vec![tenant.0.into(), member.0.into()];
            let statement = sql::statement(db.get_database_backend(), EMAIL, values);
            let row = db.query_one_raw(statement).await?;
            let email = row.map(|row| row.try_get_by_index(0)).transpose()?;
            email.map_or(Author::FormerMember, Author::Member)
        }
        Ok(Actor::Staff(_) | Actor::Support(..)) => Author::Staff,
        Ok(Actor::Key(_)) => Author::Key,
        Ok(Actor::System) | Err(_) => Author::System,
    })
}
