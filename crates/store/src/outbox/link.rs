//! The link in a mail opens something: it is sealed while the mail waits.

use super::{COLUMNS, Row, argument::LINK, shown};
use crate::{
    StoreError,
    seal::{Place, Sealer},
    sql, text,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::TenantId;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Where the link of a mail stands.
pub(super) fn place_of_link(mail: Uuid) -> Place<'static> {
    Place {
        tenant: TenantId(Uuid::nil()),
        owner: mail,
        name: LINK,
    }
}

/// Seals the links of waiting mails with a new key; how many.
pub(crate) async fn reseal(
    db: &impl ConnectionTrait,
    old: &Sealer,
    new: &Sealer,
) -> Result<u64, StoreError> {
    let find = format!("SELECT {COLUMNS} FROM mail WHERE state = 'waiting'");
    let rows: Vec<Row> = sql::rows(db, &find, Vec::new()).await?;
    let mut count = 0;
    for row in rows {
        let mut mail = shown(row)?;
        let Some(link) = mail.arguments.get_mut(LINK) else {
            continue;
        };
        let bytes = BASE64_STANDARD
            .decode(&*link)
            .map_err(|error| StoreError::unreadable("a link", error))?;
        let place = place_of_link(mail.id.0);
        *link = BASE64_STANDARD.encode(new.seal(place, &old.open(place, &bytes)?)?);
        let arguments = text::json("the arguments of a mail", &mail.arguments)?;
        let set = "UPDATE mail SET arguments = ? WHERE id = ?";
        let values = vec![arguments.into(), mail.id.0.into()];
        count += sql::execute(db, set, values).await?.rows_affected();
    }
    Ok(count)
}
