//! What the operator does that concerns a person wherever they are somebody: it is written down
//! in each of those tenants.

use crate::{
    Actor, MailRow, Store, StoreError, audit, entity::member, outbox::LINK, sessions, sign_ins, sql,
};
use domain::{MailId, MemberId, SignInId, TenantId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

/// What stands in a link that is not shown.
const HIDDEN: &str = "••••••••";

const CHANGES_TO: &str = "SELECT sign_in_id FROM email_change WHERE email = ?";

#[derive(FromQueryResult)]
struct Changing {
    sign_in_id: Uuid,
}

impl Store {
    /// A mail for the operator's eyes: what its link opens is for the recipient alone and is
    /// left out, and that it was read is noted in the tenant that it is of. Where it is of a
    /// person, that is every tenant of theirs, and the operator's own log.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn read_mail(
        &self,
        actor: &Actor,
        id: MailId,
        now: i64,
    ) -> Result<MailRow, StoreError> {
        let mut mail = self.get_mail(id).await?;
        if mail.notice.opens()
            && let Some(link) = mail.arguments.get_mut(LINK)
        {
            link.truncate(link.rfind('/').map_or(0, |slash| slash + 1));
            link.push_str(HIDDEN);
        }
        let (action, notice) = ("mail.read", mail.notice.key());
        let db = self.write().await?;
        match mail.tenant_id {
            Some(tenant) => {
                let tenant = self.tenant(tenant);
                audit::note(&db, &tenant, actor, action, notice, now).await?;
            }
            None => {
                if let Some(person) = reached_at(&db, &mail.recipient).await? {
                    for (tenant, _) in seats(&db, person).await? {
                        let tenant = self.tenant(tenant);
                        audit::note(&db, &tenant, actor, action, notice, now).await?;
                    }
                }
                audit::note_staff(&db, self, actor, action, notice, now).await?;
            }
        }
        db.commit().await?;
        Ok(mail)
    }

    /// Sets the password of a person whom no mail reaches; every session and every link of theirs
    /// ends.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_password(
        &self,
        actor: &Actor,
        person: SignInId,
        hash: String,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        sign_ins::write_password(&db, person, hash).await?;
        let forget = "DELETE FROM password_reset WHERE sign_in_id = ?";
        sql::execute(&db, forget, vec![person.0.into()]).await?;
        sessions::end_all(&db, person, None).await?;
        let action = "password.set";
        for (tenant, member) in seats(&db, person).await? {
            let (tenant, member) = (self.tenant(tenant), member.to_string());
            audit::note(&db, &tenant, actor, action, &member, now).await?;
        }
        audit::note_staff(&db, self, actor, action, &person.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Who is reached at an address, or wants to be.
async fn reached_at(
    db: &impl ConnectionTrait,
    address: &str,
) -> Result<Option<SignInId>, StoreError> {
    if let Some(known) = sign_ins::find(db, address).await? {
        return Ok(Some(known.id));
    }
    let changing: Option<Changing> = sql::row(db, CHANGES_TO, vec![address.into()]).await?;
    Ok(changing.map(|row| SignInId(row.sign_in_id)))
}

/// In which tenants a person is who.
async fn seats(
    db: &impl ConnectionTrait,
    person: SignInId,
) -> Result<Vec<(TenantId, MemberId)>, StoreError> {
    let rows = member::Entity::find()
        .filter(member::Column::SignInId.eq(person.0))
        .all(db)
        .await?;
    let seats = rows.into_iter();
    Ok(seats
        .map(|row| (TenantId(row.tenant_id), MemberId(row.id)))
        .collect())
}
