//! The sign-in (e-mail and password) that members and staff share.

use crate::{
    Store, StoreError, audit,
    entity::sign_in::{ActiveModel, Column, Entity, Model},
    sessions, text,
};
use domain::{Language, SignInId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set,
    sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// By what a person signs in.
#[derive(Clone)]
pub struct SignIn {
    /// Which.
    pub id: SignInId,
    /// In lower case.
    pub email: String,
    /// None until the person has chosen a password.
    pub password_hash: Option<String>,
    /// The language that the person chose, if any.
    pub language: Option<Language>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.id.fmt(f)
    }
}

impl Store {
    /// The sign-in with this e-mail, in any letter case.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_sign_in(&self, email: &str) -> Result<Option<SignIn>, StoreError> {
        find(self.reader(), email).await
    }

    /// One sign-in.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_sign_in(&self, id: SignInId) -> Result<SignIn, StoreError> {
        let row = Entity::find_by_id(id.0).one(self.reader()).await?;
        sign_in(row.ok_or(StoreError::NotFound)?)
    }

    /// Changes the password of a person who is signed in; their other sessions end.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn change_password(
        &self,
        id: SignInId,
        hash: String,
        kept_session: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        set_password(&db, self, id, hash, "password.change", now).await?;
        sessions::end_all(&db, id, kept_session).await?;
        db.commit().await?;
        Ok(())
    }

    /// Sets the language that a person chose.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_language(&self, id: SignInId, language: Language) -> Result<(), StoreError> {
        set_language(&self.inner.writer, id, language).await
    }
}

/// The sign-in with this e-mail, inside or outside of a transaction.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<SignIn>, StoreError> {
    let row = Entity::find()
        .filter(Column::Email.eq(folded(email)))
        .one(db)
        .await?;
    row.map(sign_in).transpose()
}

/// Sets the language of a person.
pub(crate) async fn set_language(
    db: &impl ConnectionTrait,
    id: SignInId,
    language: Language,
) -> Result<(), StoreError> {
    set(db, id, Column::Language, language.key().to_owned()).await
}

/// Sets the hash of a person's password, and notes it wherever the person is somebody.
pub(crate) async fn set_password(
    db: &impl ConnectionTrait,
    store: &Store,
    id: SignInId,
    hash: String,
    action: &str,
    now: i64,
) -> Result<(), StoreError> {
    write_password(db, id, hash).await?;
    audit::note_person(db, store, id, action, now).await
}

/// Sets the hash of a person's password; whoever does it notes it.
pub(crate) async fn write_password(
    db: &impl ConnectionTrait,
    id: SignInId,
    hash: String,
) -> Result<(), StoreError> {
    set(db, id, Column::PasswordHash, hash).await
}

async fn set(
    db: &impl ConnectionTrait,
    id: SignInId,
    column: Column,
    text: String,
) -> Result<(), StoreError> {
    let changed = Entity::update_many()
        .col_expr(column, Expr::value(text))
        .filter(Column::Id.eq(id.0))
        .exec(db)
        .await?;
    match changed.rows_affected {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// The sign-in with this e-mail, made where there is none; a password is set where one is given.
pub(crate) async fn obtain(
    store: &Store,
    db: &impl ConnectionTrait,
    email: &str,
    password_hash: Option<String>,
    now: i64,
) -> Result<SignInId, StoreError> {
    let email = folded(email);
    let known = Entity::find()
        .filter(Column::Email.eq(&email))
        .one(db)
        .await?;
    let Some(known) = known else {
        let row = ActiveModel {
            id: Set(store.inner.ids.at(now)),
            email: Set(email),
            password_hash: Set(password_hash),
            language: Set(None),
            created_at: Set(now),
        };
        return Ok(SignInId(row.insert(db).await?.id));
    };
    let id = known.id;
    if password_hash.is_some() {
        let mut row = ActiveModel::from(known);
        row.password_hash = Set(password_hash);
        row.update(db).await?;
    }
    Ok(SignInId(id))
}

/// The e-mails of sign-ins.
pub(crate) async fn emails(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, StoreError> {
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Email])
        .filter(Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// One person is one e-mail, however it is typed.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

fn sign_in(row: Model) -> Result<SignIn, StoreError> {
    let language = row.language.map(|key| text::key("a language", &key));
    Ok(SignIn {
        id: SignInId(row.id),
        email: row.email,
        password_hash: row.password_hash,
        language: language.transpose()?,
    })
}
