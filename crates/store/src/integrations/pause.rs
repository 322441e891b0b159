//! Pausing rewrites no delivery: what is held is derived. Only when an integration starts again
//! the time it stood still is given back to what it held.

use crate::{entity::integration::Model, sql};
use sea_orm::{ConnectionTrait, DbErr};

/// The clock of a durable delivery stood since the pause began, or since it was accepted.
const RESTART: &str = "UPDATE delivery SET deadline_at = deadline_at + ?
        - CASE WHEN accepted_at > ? THEN accepted_at ELSE CAST(? AS BIGINT) END
    WHERE tenant_id = ? AND integration_id = ? AND class = 'durable'";

/// Since when an integration is paused after a change.
pub(super) fn paused_at(before: &Model, enabled: bool, now: i64) -> Option<i64> {
    (!enabled).then(|| before.paused_at.unwrap_or(now))
}

/// Lets the clocks of held deliveries run on, where a change starts an integration again.
pub(super) async fn restart_clocks(
    db: &impl ConnectionTrait,
    before: &Model,
    enabled: bool,
    now: i64,
) -> Result<(), DbErr> {
    let (true, Some(paused_at)) = (enabled, before.paused_at) else {
        return Ok(());
    };
    let values = vec![
        now.into(),
        paused_at.into(),
        paused_at.into(),
        before.tenant_id.into(),
        before.id.into(),
    ];
    sql::execute(db, RESTART, values).await?;
    Ok(())
}
