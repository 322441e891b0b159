//! Whether a request after the call waits for the recording of it.

use super::{
    fields::{SwitchOption, TextField},
    model::use_editor,
};
use crate::i18n::{Key, text, use_texts};
use domain::Moment;
use leptos::prelude::*;

/// The two ways, and what each is called.
const WAYS: [(bool, &str, Key); 2] = [
    (false, "at_once", text::EDITOR_RECORDING_AT_ONCE),
    (true, "wait", text::EDITOR_RECORDING_WAIT),
];

/// The choice; nothing where the moment has no recording to wait for.
#[component]
pub fn RecordingField() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let is_after_call = model.read(|form| form.moment == Moment::AfterCall);
    let waits = model.read(|form| form.waits_for_recording);
    let option = move |(way, value, label): (bool, &'static str, Key)| {
        let chosen = Signal::derive(move || waits.get() == way);
        let choose = move |()| {
            model.edit("recording_wait_minutes", |form| {
                form.waits_for_recording = way;
            });
        };
        view! { <SwitchOption name="recording" value label chosen on_choose=choose/> }
    };
    let minutes = move || {
        waits.get().then(|| {
            view! {
                <TextField path="recording_wait_minutes" label=text::EDITOR_RECORDING_MINUTES
                    help=text::EDITOR_RECORDING_HELP mode="numeric"
                    get=|form| &form.recording_wait get_mut=|form| &mut form.recording_wait/>
            }
        })
    };
    let field = move || {
        view! {
            <div class="recording-field">
                <div class="field">
                    <p class="field-label" id="recording-label">{t.get(text::EDITOR_RECORDING_LABEL)}</p>
                    <div class="switch" role="radiogroup" aria-labelledby="recording-label">
                        {WAYS.map(option).collect_view()}
                    </div>
                </div>
                {minutes}
            </div>
        }
    };
    move || is_after_call.get().then(field)
}
