//! The delivery beside the list, on a wide screen.

use crate::{
    components::{
        delivery::panel::DeliveryPanel,
        icon::{Icon, Symbol},
    },
    i18n::{text, use_texts},
};
use domain::DeliveryId;
use leptos::prelude::*;
use leptos_router::components::A;

/// The panel of the delivery that the address names.
#[component]
pub fn DeliveryAside(
    id: DeliveryId,
    /// The address without it.
    closed: String,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <aside class="deliveries-aside panel" aria-label=t.get(text::DELIVERIES_CHOSEN)>
            <div class="panel-head">
                <A href=format!("/deliveries/{id}") attr:class="link">{t.get(text::DELIVERIES_OPEN_PAGE)}</A>
                <A href=closed attr:class="button quiet icon-only" attr:aria-label=t.get(text::COMMON_CLOSE) scroll=false>
                    <Icon symbol=Symbol::Cross/>
                </A>
            </div>
            <div class="panel-body"><DeliveryPanel id/></div>
        </aside>
    }
}
