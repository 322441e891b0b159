//! What a delivery is about, in a list of names and values.

use super::api::DeliveryView;
use crate::{
    address,
    components::{
        look::{api::NumberOf, number::Number},
        time::Time,
    },
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The list.
#[component]
pub fn DeliveryFacts(view: DeliveryView) -> impl IntoView {
    let t = use_texts();
    let line = view.line;
    let call = view! { <A href=address::of_call(&line.call_id) attr:class="link">{line.call_id.clone()}</A> };
    let history = address::of_version(line.integration_id, view.version);
    let version = view! { <A href=history attr:class="link">{view.version}</A> };
    let again = line.resend_of.map(|id| {
        let link = view! { <A href=format!("/deliveries/{id}") attr:class="link">{t.get(text::DELIVERY_FIRST_ONE)}</A> };
        view! { <Fact name=text::DELIVERY_RESEND_OF>{link}</Fact> }
    });
    let test = line.is_test.then(
        || view! { <Fact name=text::DELIVERY_IS_TEST>{t.get(text::COMMON_TEST_HINT)}</Fact> },
    );
    view! {
        <section class="panel panel-body">
            <dl class="facts">
                {line.phone.map(|shown| view! { <Fact name=text::DELIVERIES_COLUMN_PHONE><Number shown of=NumberOf::Delivery(line.id)/></Fact> })}
                <Fact name=text::DELIVERY_CALL>{call}</Fact>
                <Fact name=text::DELIVERY_OCCURRED><Time stamp=view.occurred/></Fact>
                <Fact name=text::DELIVERY_ACCEPTED><Time stamp=line.accepted/></Fact>
                <Fact name=text::DELIVERY_VERSION>{version}</Fact>
                {again}
                {test}
                <Fact name=text::DELIVERY_ID whole=true><code>{line.id.to_string()}</code></Fact>
            </dl>
        </section>
    }
}

#[component]
fn Fact(
    name: Key,
    /// Whether it is long and has the whole line.
    #[prop(optional)]
    whole: bool,
    children: Children,
) -> impl IntoView {
    let class = whole.then_some("fact-whole");
    view! { <div class=class><dt>{use_texts().get(name)}</dt><dd>{children()}</dd></div> }
}
