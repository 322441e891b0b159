//! Exports: a view of the delivery log taken out as a file.

use crate::catalogue::catalogue;

catalogue! {
    /// What kind of file it is.
    pub enum ExportFormat {
        /// Texts between separators.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
    }
}

catalogue! {
    /// Where an export stands.
    pub enum ExportState {
        /// It is being written.
        Running = "running",
        /// The file has every row.
        Whole = "whole",
        /// The writing ended before the last row: the reader left, or the server went away.
        BrokenOff = "broken_off",
        /// A person ended it.
        Stopped = "stopped",
    }
}

impl ExportState {
    /// Whether nothing more is written.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Running => false,
            Self::Whole | Self::BrokenOff | Self::Stopped => true,
        }
    }
}
