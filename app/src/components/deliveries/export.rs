//! Exporting what the log shows: the choice of a file, and how far it has come.

use super::{
    api::{ExportFollowed, ExportProgress, count_log},
    following::follow,
    query::LogQuery,
};
use crate::{
    components::{
        dialog::Dialog,
        exports::table::{cut_word, state_word},
        failure::sentence,
        icon::{Icon, Symbol},
    },
    i18n::{text, use_texts},
};
use domain::{ExportState, SHEET_ROWS_MAX};
use leptos::prelude::*;
use leptos_router::components::A;

/// The button with its dialog.
#[component]
pub fn ExportLog(query: Memo<LogQuery>) -> impl IntoView {
    let t = use_texts();
    let open = RwSignal::new(false);
    let mark = RwSignal::new(String::new());
    let count = Action::new(|query: &LogQuery| count_log(query.clone()));
    let ask = move |_| {
        count.value().set(None);
        count.dispatch(query.get_untracked());
        mark.set(new_mark());
        open.set(true);
    };
    let said = move || match count.value().get() {
        None => t.get(text::COMMON_LOADING).to_owned(),
        Some(Ok(found)) if found > SHEET_ROWS_MAX => {
            let rows = t.number(SHEET_ROWS_MAX);
            t.with(text::EXPORT_FOUND_MORE, &[("rows", &rows)])
        }
        Some(Ok(found)) => t.count(text::EXPORT_FOUND, found),
        Some(Err(error)) => sentence(t, &error),
    };
    let href =
        move |ending: &'static str| move || query.with(|query| query.file(ending, &mark.get()));
    let following = follow(open, mark);
    let begin = move |_| following.update(|following| *following = following.begun());
    let progress = Memo::new(move |_| following.get().found.progress);
    // Said before a link is followed, and after one that nothing came of.
    let full = Memo::new(move |_| {
        let ExportFollowed {
            progress,
            in_the_way,
        } = following.get().found;
        let runs = progress.is_some_and(|progress| !progress.state.is_over());
        in_the_way.filter(|_| !runs)
    });
    let full = move || {
        let said = t.count(text::EXPORTS_FULL, full.get()?);
        Some(view! { <p class="note" role="status">{said}</p> })
    };
    view! {
        <button type="button" class="button" on:click=ask><Icon symbol=Symbol::Download/>{t.get(text::EXPORT_BUTTON)}</button>
        <Dialog open title=t.get(text::EXPORT_TITLE)>
            <p role="status">{said}</p>
            <p>{t.get(text::EXPORT_HINT)}</p>
            {move || progress.get().map(|progress| view! { <Progress progress/> })}
            {full}
            <div class="buttons dialog-buttons">
                <A href="/exports" attr:class="button">{t.get(text::EXPORTS_ALL)}</A>
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CLOSE)}</button>
                <a class="button primary" rel="external" download="" href=href("csv") on:click=begin>{t.get(text::EXPORT_CSV)}</a>
                <a class="button primary" rel="external" download="" href=href("xlsx") on:click=begin>{t.get(text::EXPORT_XLSX)}</a>
            </div>
        </Dialog>
    }
}

#[component]
fn Progress(progress: ExportProgress) -> impl IntoView {
    let t = use_texts();
    let far = |uncounted| match progress.total {
        Some(total) => {
            let (rows, total) = (t.number(progress.rows), t.number(total));
            t.with(text::JOBS_OF, &[("done", &rows), ("total", &total)])
        }
        None => t.count(uncounted, progress.rows),
    };
    let said = match progress.state {
        ExportState::Running => far(text::EXPORT_SO_FAR),
        ExportState::Whole => t.count(text::EXPORT_DONE, progress.rows),
        ExportState::Cut => cut_word(t, progress.rows),
        ExportState::BrokenOff | ExportState::Stopped => {
            let far = far(text::EXPORT_DONE);
            format!("{}: {far}", state_word(t, progress.state))
        }
    };
    let bar = progress.total.map(|total| {
        view! { <progress class="job-bar" max=total.max(1) value=progress.rows aria-label=t.get(text::EXPORT_TITLE)></progress> }
    });
    view! {
        <div class="stack" role="status">
            {bar}
            <p>{said}</p>
        </div>
    }
}

/// A text by which the page knows its own file again; it opens nothing.
fn new_mark() -> String {
    format!("{:.0}", js_sys::Math::random() * 1e15)
}
