//! Invitations into a tenant: a link by mail that opens once, for a while.

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::{
        invitation::{ActiveModel, Column, Entity, Model},
        member,
    },
    links, members,
    outbox::{self, Letter, MailArguments, argument},
    sign_ins, tenants, text,
};
use domain::{
    Fault, FieldError, InvitationId, Language, MemberId, Role, SignInId, Tenant, TenantId,
    notice::Notice,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set,
};

/// How long an invitation opens, in milliseconds.
pub const INVITATION_KEPT_MS: i64 = 7 * 24 * 3_600_000;
/// Most open invitations of a tenant.
pub const INVITATIONS_MAX: u64 = 200;
/// Where an invitation is opened; its token follows.
pub const INVITATION_PATH: &str = "/invitation/";

/// Who is asked in.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// By which the person will sign in, as [`domain::email::email_of`] makes it.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// When the membership ends; none for one without an end.
    pub ends_at: Option<i64>,
}

/// An invitation as the tenant's list shows one.
#[derive(Debug, Clone)]
pub struct InvitationRow {
    /// Which.
    pub id: InvitationId,
    /// Whom it asks.
    pub email: String,
    /// With which role.
    pub role: Role,
    /// When the membership will end.
    pub ends_at: Option<i64>,
    /// When it was sent, in milliseconds since 1970.
    pub created_at: i64,
    /// Until when it opens.
    pub expires_at: i64,
}

/// An invitation as its reader sees it.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Into which tenant.
    pub tenant: Tenant,
    /// Whom it asks.
    pub email: String,
    /// With which role.
    pub role: Role,
    /// When the membership will end.
    pub ends_at: Option<i64>,
    /// The sign-in of the person, where they have one with a password already.
    pub known: Option<SignInId>,
}

/// Who comes with an invitation.
#[derive(Debug, Clone)]
pub enum Guest {
    /// Somebody without a sign-in, with the hash of the password they chose.
    New {
        /// The hash.
        password_hash: String,
        /// The language in which they read the page.
        language: Language,
    },
    /// Somebody who signed in as this.
    Known(SignInId),
}

impl Store {
    /// The invitation that a link opens.
    ///
    /// # Errors
    /// `NotFound` where it was used, withdrawn, replaced, or is too old.
    pub async fn get_invitation(&self, token: &str, now: i64) -> Result<Invitation, StoreError> {
        let row = find(self.reader(), token, now).await?;
        let tenant = tenants::find(self.reader(), TenantId(row.tenant_id)).await?;
        let known = self.find_sign_in(&row.email).await?;
        Ok(Invitation {
            tenant: tenant.ok_or(StoreError::NotFound)?,
            role: text::key("a role", &row.role)?,
            email: row.email,
            ends_at: row.ends_at,
            known: known
                .filter(|sign_in| sign_in.password_hash.is_some())
                .map(|sign_in| sign_in.id),
        })
    }

    /// Makes the person a member, once.
    ///
    /// # Errors
    /// `NotFound` where the link opens nothing, or where its e-mail is not that of the guest;
    /// `Taken` where they are a member already.
    pub async fn accept_invitation(
        &self,
        token: &str,
        guest: Guest,
        now: i64,
    ) -> Result<(SignInId, TenantId), StoreError> {
        let db = self.write().await?;
        let row = find(&db, token, now).await?;
        let tenant = self.tenant(TenantId(row.tenant_id));
        let gone = Entity::delete_by_id((row.tenant_id, row.id))
            .exec(&db)
            .await?;
        if gone.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        let sign_in = sign_in_of(self, &db, &row, guest, now).await?;
        let id = MemberId(self.inner.ids.at(now));
        members::insert(&db, &tenant, id, sign_in, &row.role, row.ends_at, now).await?;
        let actor = Actor::Member(id);
        audit::note(&db, &tenant, &actor, "member.join", &id.to_string(), now).await?;
        db.commit().await?;
        Ok((sign_in, tenant.id))
    }
}

impl TenantStore {
    /// Asks a person in by mail, in place of an earlier invitation of the same person; the
    /// token of the link, which is kept nowhere but in the mail.
    ///
    /// # Errors
    /// `Taken` where the person is a member already, `Invalid` where too many are open.
    pub async fn invite(
        &self,
        actor: &Actor,
        new: &NewInvitation,
        now: i64,
    ) -> Result<String, StoreError> {
        let (link, id) = (links::make(), InvitationId(self.store.inner.ids.at(now)));
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        if is_member(&db, self.id, &new.email).await? {
            return Err(StoreError::Taken { what: "email" });
        }
        remove_of(&db, self.id, &new.email).await?;
        if of(self.id).count(&db).await? >= INVITATIONS_MAX {
            let fault = FieldError::new("email", Fault::TooMany).with("max", INVITATIONS_MAX);
            return Err(StoreError::Invalid(vec![fault]));
        }
        let row = ActiveModel {
            tenant_id: Set(self.id.0),
            id: Set(id.0),
            email: Set(new.email.clone()),
            role: Set(new.role.key().to_owned()),
            ends_at: Set(new.ends_at),
            hash: Set(link.hash),
            created_at: Set(now),
            expires_at: Set(now + INVITATION_KEPT_MS),
        };
        Entity::insert(row).exec_without_returning(&db).await?;
        let letter = letter(&db, self.id, new, &link.token, now).await?;
        outbox::post(&db, &self.store, letter, now).await?;
        audit::note(&db, self, actor, "member.invite", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(link.token)
    }

    /// The open invitations, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_invitations(&self, now: i64) -> Result<Vec<InvitationRow>, StoreError> {
        let rows = of(self.id)
            .filter(Column::ExpiresAt.gt(now))
            .order_by_desc(Column::Id)
            .all(self.store.reader())
            .await?;
        let shown = rows.into_iter().map(|row| {
            Ok(InvitationRow {
                id: InvitationId(row.id),
                email: row.email,
                role: text::key("a role", &row.role)?,
                ends_at: row.ends_at,
                created_at: row.created_at,
                expires_at: row.expires_at,
            })
        });
        shown.collect()
    }

    /// Takes an invitation back: its link opens nothing any more.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn withdraw_invitation(
        &self,
        actor: &Actor,
        id: InvitationId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let gone = Entity::delete_by_id((self.id.0, id.0)).exec(&db).await?;
        if gone.rows_affected == 0 {
            return Err(StoreError::NotFound);
        }
        audit::note(&db, self, actor, "member.uninvite", &id.to_string(), now).await?;
        db.commit().await?;
        Ok(())
    }
}

fn of(tenant: TenantId) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(tenant.0))
}

async fn find(db: &impl ConnectionTrait, token: &str, now: i64) -> Result<Model, StoreError> {
    let row = Entity::find()
        .filter(Column::Hash.eq(links::hash(token)))
        .filter(Column::ExpiresAt.gt(now))
        .one(db)
        .await?;
    row.ok_or(StoreError::NotFound)
}

/// The sign-in that joins. A person who has a password joins with their own session only.
async fn sign_in_of(
    store: &Store,
    db: &impl ConnectionTrait,
    row: &Model,
    guest: Guest,
    now: i64,
) -> Result<SignInId, StoreError> {
    let known = sign_ins::find(db, &row.email).await?;
    let has_password = known
        .as_ref()
        .is_some_and(|sign_in| sign_in.password_hash.is_some());
    match guest {
        Guest::Known(id) if has_password && known.is_some_and(|sign_in| sign_in.id == id) => Ok(id),
        Guest::New {
            password_hash,
            language,
        } if !has_password => {
            let id = sign_ins::obtain(store, db, &row.email, Some(password_hash), now).await?;
            sign_ins::set_language(db, id, language).await?;
            Ok(id)
        }
        Guest::Known(_) | Guest::New { .. } => Err(StoreError::NotFound),
    }
}

async fn is_member(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    email: &str,
) -> Result<bool, StoreError> {
    let Some(sign_in) = sign_ins::find(db, email).await? else {
        return Ok(false);
    };
    let found = member::Entity::find()
        .filter(member::Column::TenantId.eq(tenant.0))
        .filter(member::Column::SignInId.eq(sign_in.id.0))
        .one(db)
        .await?;
    Ok(found.is_some())
}

async fn remove_of(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    email: &str,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::TenantId.eq(tenant.0))
        .filter(Column::Email.eq(email))
        .exec(db)
        .await?;
    Ok(())
}

/// The mail with the link, in the person's own language where they have one.
async fn letter(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    new: &NewInvitation,
    token: &str,
    now: i64,
) -> Result<Letter, StoreError> {
    let own = sign_ins::find(db, &new.email).await?;
    let tenant_row = tenants::find(db, tenant)
        .await?
        .ok_or(StoreError::NotFound)?;
    let language = own.and_then(|sign_in| sign_in.language);
    let arguments = MailArguments::from([
        (argument::ROLE.to_owned(), new.role.key().to_owned()),
        (
            argument::UNTIL.to_owned(),
            (now + INVITATION_KEPT_MS).to_string(),
        ),
        (
            argument::LINK.to_owned(),
            format!("{INVITATION_PATH}{token}"),
        ),
    ]);
    Ok(Letter {
        notice: Notice::Invited,
        tenant: Some(tenant),
        recipient: new.email.clone(),
        language: language.unwrap_or(tenant_row.language),
        arguments,
    })
}
