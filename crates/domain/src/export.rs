//! Exports: a view of the delivery log taken out as a file.

use crate::catalogue::catalogue;

/// Most rows of a sheet below its head: the limit of the format.
pub const SHEET_ROWS_MAX: i64 = 1_048_575;

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
        /// The file is full, and there were more rows.
        Cut = "cut",
        /// The writing ended before the last row: the reader left, or the server went away.
        BrokenOff = "broken_off",
        /// A person ended it.
        Stopped = "stopped",
    }
}

impl ExportFormat {
    /// Most rows of such a file, its head not counted; none where there is no limit.
    #[must_use]
    pub const fn rows_max(self) -> Option<i64> {
        match self {
            Self::Csv => None,
            Self::Xlsx => Some(SHEET_ROWS_MAX),
        }
    }
}

impl ExportState {
    /// Whether nothing more is written.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Running => false,
            Self::Whole | Self::Cut | Self::BrokenOff | Self::Stopped => true,
        }
    }
}
