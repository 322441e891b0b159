//! The second factor: setting it up with an app, the recovery codes, and taking it off. All of it
//! works without JavaScript too.

use super::api::{BeginSecondFactor, ConfirmSecondFactor, RemoveSecondFactor, SetUpView};
use crate::{
    components::{
        copy::CopyButton,
        settings::{company::told, once::CopyLine},
    },
    error::AppError,
    i18n::{text, use_texts},
    refusal::{is_refused, use_form},
};
use leptos::prelude::*;

/// The panel.
#[component]
pub fn SecondFactor(
    in_use: bool,
    codes_left: i64,
    /// What an app needs, where the set-up began before the page was made.
    set_up: StoredValue<Option<SetUpView>>,
    /// Outlives the reading of the page, which knows them only once.
    codes: RwSignal<Option<Vec<String>>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let shown_codes = move || codes.get().map(|codes| view! { <RecoveryCodes codes/> });
    let (state, class) = if in_use {
        (text::SECURITY_ON, "state delivered")
    } else {
        (text::SECURITY_OFF, "state skipped")
    };
    let body = if in_use {
        let left = t.count(text::SECURITY_CODES_LEFT, codes_left);
        view! { <p class="quiet-text">{left}</p><TakeOff on_change/> }.into_any()
    } else {
        view! {
            <p class="quiet-text">{t.get(text::SECURITY_FACTOR_HINT)}</p>
            <SetUp set_up codes on_change/>
        }
        .into_any()
    };
    view! {
        <section class="panel" id="second-factor">
            <h2>{t.get(text::SECURITY_FACTOR)}<span class=class>{t.get(state)}</span></h2>
            <div class="panel-body stack">
                {shown_codes}
                {body}
            </div>
        </section>
    }
}

/// First the password, then the picture and the code that proves that it was read. Where no script
/// runs and the code was wrong, the picture is not shown again: the app has it, or it is made anew.
#[component]
fn SetUp(
    set_up: StoredValue<Option<SetUpView>>,
    codes: RwSignal<Option<Vec<String>>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let begin = use_form::<BeginSecondFactor>();
    if let Some(made) = set_up.get_value() {
        begin.value().set(Some(Ok(made)));
    }
    // In the browser alone: the server may walk over the panel twice.
    Effect::new(move || set_up.set_value(None));
    let was_refused = is_refused::<ConfirmSecondFactor>("");
    move || {
        match begin.value().get() {
        Some(Ok(made)) => view! { <Confirm made=Some(made) codes on_change/> }.into_any(),
        answer => view! {
            {was_refused.then(|| view! { <Confirm made=None codes on_change/> })}
            <ActionForm action=begin attr:class="settings-form">
                <PasswordField/>
                <Fault error=answer.and_then(Result::err)/>
                <div class="buttons settings-wide">
                    <button class="button primary" type="submit">{t.get(text::SECURITY_SET_UP)}</button>
                </div>
            </ActionForm>
        }
        .into_any(),
    }
    }
}

#[component]
fn Confirm(
    /// What an app needs, where it is shown.
    made: Option<SetUpView>,
    codes: RwSignal<Option<Vec<String>>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let confirm = use_form::<ConfirmSecondFactor>();
    Effect::new(move || {
        if let Some(Ok(made)) = confirm.value().get() {
            codes.set(Some(made));
            on_change.run(());
        }
    });
    let fault = move || {
        let error = confirm.value().get().and_then(Result::err);
        view! { <Fault error/> }
    };
    let form = view! {
        <ActionForm action=confirm attr:class="stack">
            <label class="field">
                <span class="field-label">{t.get(text::DOOR_CODE)}</span>
                <input class="input code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="12"/>
            </label>
            {fault}
            <div class="buttons">
                <button class="button primary" type="submit">{t.get(text::SECURITY_CONFIRM)}</button>
            </div>
        </ActionForm>
    };
    match made {
        Some(made) => view! {
            <div class="security-set-up">
                <div class="security-picture" role="img" aria-label=t.get(text::SECURITY_PICTURE) inner_html=made.picture></div>
                <div class="stack">
                    <p>{t.get(text::SECURITY_SCAN)}</p>
                    <CopyLine content=made.secret/>
                    {form}
                </div>
            </div>
        }
        .into_any(),
        None => form.into_any(),
    }
}

#[component]
fn TakeOff(on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let remove = use_form::<RemoveSecondFactor>();
    Effect::new(move || {
        if matches!(remove.value().get(), Some(Ok(()))) {
            on_change.run(());
        }
    });
    let fault = move || {
        let error = remove.value().get().and_then(Result::err);
        view! { <Fault error/> }
    };
    view! {
        <ActionForm action=remove attr:class="settings-form">
            <PasswordField/>
            {fault}
            <div class="buttons settings-wide">
                <button class="button danger" type="submit">{t.get(text::SECURITY_TAKE_OFF)}</button>
            </div>
        </ActionForm>
    }
}

#[component]
fn PasswordField() -> impl IntoView {
    let t = use_texts();
    view! {
        <label class="field">
            <span class="field-label">{t.get(text::SECURITY_CURRENT_PASSWORD)}</span>
            <input class="input" type="password" name="password" autocomplete="current-password" required/>
        </label>
    }
}

#[component]
fn Fault(error: Option<AppError>) -> impl IntoView {
    let t = use_texts();
    error.map(|error| {
        view! { <p class="field-error settings-wide" role="alert">{told(t, &error)}</p> }
    })
}

/// Told once; each lets in once.
#[component]
fn RecoveryCodes(codes: Vec<String>) -> impl IntoView {
    let t = use_texts();
    let all = codes.join("\n");
    let lines = codes
        .into_iter()
        .map(|code| view! { <li><code>{code}</code></li> })
        .collect_view();
    view! {
        <div class="note note-delivered" role="status">
            <p><strong>{t.get(text::SECURITY_CODES)}</strong></p>
            <p>{t.get(text::SECURITY_CODES_HINT)}</p>
            <ul class="security-codes">{lines}</ul>
            <CopyButton content=Signal::stored(all)/>
        </div>
    }
}
