//! Which columns of the log a person sees: kept in a cookie, so that the first paint has them.

use crate::{
    components::{
        icon::{Icon, Symbol},
        menu::Menu,
    },
    cookie,
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;

/// The cookie's name; its text is what is shown, with dots between.
const COOKIE: &str = "log_columns";
/// What is always shown, since its link opens the row: the cookie's text is never empty.
const ALWAYS: &str = "time";

/// A column that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// How the delivery stands.
    State,
    /// The integration's name.
    Integration,
    /// The moment of the call.
    Moment,
    /// The client's number.
    Phone,
    /// The telephony's name of the call.
    Call,
    /// The status of the last answer.
    Code,
    /// How often it was sent.
    Tries,
    /// How long the last try took.
    Took,
}

impl Column {
    /// All, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::State,
        Self::Integration,
        Self::Moment,
        Self::Phone,
        Self::Call,
        Self::Code,
        Self::Tries,
        Self::Took,
    ];

    /// What stands for it in the cookie and, after `cell-`, in the style.
    const fn key(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Integration => "integration",
            Self::Moment => "moment",
            Self::Phone => "phone",
            Self::Call => "call",
            Self::Code => "code",
            Self::Tries => "tries",
            Self::Took => "took",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> Key {
        match self {
            Self::State => text::DELIVERIES_COLUMN_STATE,
            Self::Integration => text::DELIVERIES_COLUMN_INTEGRATION,
            Self::Moment => text::MOMENT_LABEL,
            Self::Phone => text::DELIVERIES_COLUMN_PHONE,
            Self::Call => text::DELIVERIES_COLUMN_CALL,
            Self::Code => text::DELIVERIES_COLUMN_CODE,
            Self::Tries => text::DELIVERIES_COLUMN_TRIES,
            Self::Took => text::DELIVERIES_COLUMN_TOOK,
        }
    }

    /// The class of its head.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::State => "cell-state",
            Self::Integration => "cell-integration",
            Self::Moment => "cell-moment",
            Self::Phone => "cell-phone",
            Self::Call => "cell-call",
            Self::Code => "number cell-code",
            Self::Tries => "number cell-tries",
            Self::Took => "number cell-took",
        }
    }

    /// Whether it is shown to whoever chose nothing.
    const fn is_usual(self) -> bool {
        !matches!(self, Self::Call | Self::Tries)
    }
}

/// The columns that are shown, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// What the person chose in this browser.
    #[must_use]
    pub fn kept() -> Self {
        cookie::find(COOKIE).map_or_else(Self::usual, |text| Self::read(&text))
    }

    fn usual() -> Self {
        Self(Column::ALL.into_iter().filter(|it| it.is_usual()).collect())
    }

    fn read(text: &str) -> Self {
        let is_named = |column: &Column| text.split('.').any(|key| key == column.key());
        Self(Column::ALL.into_iter().filter(is_named).collect())
    }

    fn text(&self) -> String {
        let keys = self.0.iter().map(|column| column.key());
        std::iter::once(ALWAYS)
            .chain(keys)
            .collect::<Vec<_>>()
            .join(".")
    }

    fn shows(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// The keys of those that are left out, for the style.
    #[must_use]
    pub fn hidden(&self) -> String {
        let hidden = Column::ALL.into_iter().filter(|it| !self.shows(*it));
        hidden.map(Column::key).collect::<Vec<_>>().join(" ")
    }

    fn set(&mut self, column: Column, is_shown: bool) {
        self.0.retain(|known| *known != column);
        self.0.extend(is_shown.then_some(column));
    }
}

/// The menu with a box for each column.
#[component]
pub fn ColumnsMenu(columns: RwSignal<Columns>) -> impl IntoView {
    let t = use_texts();
    let menu = Menu::closed();
    let entry = |column: Column| {
        let at_first = columns.with_untracked(|columns| columns.shows(column));
        let is_shown = move || columns.with(|columns| columns.shows(column));
        let change = move |event| {
            let on = event_target_checked(&event);
            columns.update(|columns| columns.set(column, on));
            cookie::keep(COOKIE, &columns.with_untracked(Columns::text));
        };
        view! {
            <label class="drop-item">
                <input type="checkbox" checked=at_first prop:checked=is_shown on:change=change/>{t.get(column.name())}
            </label>
        }
    };
    // What can take the focus itself keeps it when a label is pressed.
    view! {
        <details class="drop" node_ref=menu.whole on:focusout=move |event| menu.leave(&event) on:keydown=move |event| menu.press(&event)>
            <summary class="button">{t.get(text::DELIVERIES_COLUMNS)}<Icon symbol=Symbol::Down/></summary>
            <div class="drop-items" role="group" aria-label=t.get(text::DELIVERIES_COLUMNS) tabindex="-1">{Column::ALL.map(entry).collect_view()}</div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_read_as_it_was_written() {
        let mut columns = Columns::usual();
        columns.set(Column::Call, true);
        columns.set(Column::Moment, false);
        let read = Columns::read(&columns.text());
        assert_eq!(read.hidden(), "moment tries");
        assert_eq!(Columns::read("time.unknown").text(), ALWAYS);
    }

    #[test]
    fn a_cell_is_found_by_the_key_of_its_column() {
        for column in Column::ALL {
            assert!(column.class().ends_with(&format!("cell-{}", column.key())));
        }
    }
}
