//! Which columns of the log a member sees: kept with the member, and read with the rows, so that
//! the first paint has them on whatever machine.

use crate::i18n::{Key, text};

/// A column that can be left out; that of the time cannot, since its link opens the row.
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

    /// What stands for it where it is kept and, after `cell-`, in the style.
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
    /// What a member chose, as it is kept, or what is usual.
    #[must_use]
    pub fn of(kept: Option<&str>) -> Self {
        kept.map_or_else(Self::usual, Self::read)
    }

    fn usual() -> Self {
        Self(Column::ALL.into_iter().filter(|it| it.is_usual()).collect())
    }

    /// Those that a text names, with dots between; others are left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let is_named = |column: &Column| text.split('.').any(|key| key == column.key());
        Self(Column::ALL.into_iter().filter(is_named).collect())
    }

    /// The text that names them.
    #[must_use]
    pub fn text(&self) -> String {
        let keys: Vec<_> = self.0.iter().map(|column| column.key()).collect();
        keys.join(".")
    }

    /// Whether it is among them.
    #[must_use]
    pub fn shows(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// The keys of those that are left out, for the style.
    #[must_use]
    pub fn hidden(&self) -> String {
        let hidden = Column::ALL.into_iter().filter(|it| !self.shows(*it));
        hidden.map(Column::key).collect::<Vec<_>>().join(" ")
    }

    /// Shows a column, or leaves it out.
    pub fn set(&mut self, column: Column, is_shown: bool) {
        self.0.retain(|known| *known != column);
        self.0.extend(is_shown.then_some(column));
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
        assert_eq!(Columns::read("unknown").text(), "");
    }

    #[test]
    fn a_cell_is_found_by_the_key_of_its_column() {
        for column in Column::ALL {
            assert!(column.class().ends_with(&format!("cell-{}", column.key())));
        }
    }
}
