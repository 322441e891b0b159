//! What mends the failure of a delivery: the button that leads there.

use super::api::DeliveryView;
use crate::{address::of_remedy, components::remedy::remedy, i18n::Key};
use domain::{DeliveryState, explain::explain};

/// The word of the button, and where it leads; nothing where nothing failed, where time mends it,
/// or where the integration was changed since, which may have mended it.
#[must_use]
pub fn remedy_of(view: &DeliveryView) -> Option<(Key, String)> {
    let is_over = matches!(
        view.line.standing.state,
        DeliveryState::Delivered | DeliveryState::Cancelled
    );
    if is_over || view.current.is_some() {
        return None;
    }
    let status = view.attempts.last().and_then(|last| last.status);
    let explanation = explain(view.cause?, status).explanation;
    let word = remedy(explanation)?;
    let sent = view.versions.get(&view.version);
    let connection = sent.and_then(|sent| sent.connection.as_ref());
    let connection = connection.map(|connection| connection.id);
    let page = of_remedy(explanation, view.line.integration_id, connection);
    Some((word, page))
}
