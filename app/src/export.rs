//! The log as a table of cells, in the words of whoever asks: what an export writes.

use crate::{
    components::{
        deliveries::query::{LogQuery, PERIODS, filter},
        moment::moment_name,
    },
    desk::Desk,
    error::AppError,
    i18n::{Key, Texts, text},
    session::{Scope, Visitor},
};
use domain::{ExportFormat, ExportId, Language};
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use store::{DeliveryFilter, DeliveryRow, NewExport, Store, TenantStore};

/// Rows that are read at once.
const ROWS: u64 = 1_000;
/// So many rows are counted before a file begins, which takes no longer than a blink; of a longer
/// one is told how far it has come, and not of how many.
const COUNTED_MAX: i64 = 100_000;

const HEADS: [Key; 13] = [
    text::DELIVERIES_COLUMN_TIME,
    text::DELIVERIES_COLUMN_STATE,
    text::DELIVERIES_COLUMN_INTEGRATION,
    text::MOMENT_LABEL,
    text::DELIVERIES_COLUMN_PHONE,
    text::CALLS_COLUMN_ID,
    text::DELIVERIES_COLUMN_CODE,
    text::EXPORT_TOOK_MS,
    text::EXPORT_TRIES,
    text::EXPORT_CAUSE,
    text::DELIVERY_IS_TEST,
    text::DELIVERY_RESEND_OF,
    text::DELIVERY_ID,
];

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A time on the tenant's clock: `2026-03-07 10:23:05`.
    Time(String),
}

/// Some rows of the table, and where it goes on.
#[derive(Debug)]
pub struct Rows {
    /// The rows, newest first.
    pub rows: Vec<Vec<Cell>>,
    /// What `after` is for the next ones; none at the end.
    pub next: Option<String>,
}

/// The part of the log that somebody exports.
pub struct LogTable {
    scope: Scope,
    query: LogQuery,
    filter: DeliveryFilter,
}

impl LogTable {
    /// The view of the log that an address shows; its query is that of the page.
    ///
    /// # Errors
    /// Where the visitor has no place in a tenant, or may not search by the number.
    pub async fn of(
        visitor: &Visitor,
        store: Store,
        desk: Arc<dyn Desk>,
        address: Vec<(String, String)>,
    ) -> Result<Self, AppError> {
        let scope = Scope::of(visitor.clone(), || Ok(store), || Ok(desk))?;
        let address: ParamsMap = address.into_iter().collect();
        let mut query = LogQuery::read(&address);
        let filter = filter(&scope, &query).await?;
        query.leave_out_unread(&filter);
        Ok(Self {
            scope,
            query,
            filter,
        })
    }

    /// Notes that somebody takes it out as a file; none where the tenant does so too often at
    /// once.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn begin(
        &self,
        format: ExportFormat,
        mark: &str,
    ) -> Result<Option<ExportId>, AppError> {
        let scope = &self.scope;
        let query = self.query.query(&[]);
        let new = NewExport {
            mark,
            format,
            query: query.trim_start_matches('?'),
            period: PERIODS.into_iter().find(|key| *key == self.query.period),
            filter: &self.filter,
            counted_max: COUNTED_MAX,
        };
        let (actor, now) = (scope.actor(), scope.now());
        Ok(scope.tenant.begin_export(&actor, &new, now).await?)
    }

    /// Whose rows they are.
    #[must_use]
    pub const fn tenant(&self) -> &TenantStore {
        &self.scope.tenant
    }

    /// The language of its words.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.scope.language
    }

    /// Its file's name, without an ending.
    #[must_use]
    pub fn name(&self) -> String {
        let exact = self.scope.stamp(self.scope.now()).exact;
        let day: String = exact.chars().take(10).collect();
        format!("hookline-log-{day}")
    }

    /// The names of its columns.
    #[must_use]
    pub fn heads(&self) -> Vec<&'static str> {
        let t = self.scope.texts();
        HEADS.iter().map(|key| t.get(*key)).collect()
    }

    /// The rows behind a cursor.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn rows(&self, after: Option<&str>) -> Result<Rows, AppError> {
        let tenant = &self.scope.tenant;
        let page = tenant.list_deliveries(&self.filter, after, ROWS).await?;
        let cells = page.items.into_iter().map(|row| self.cells(row));
        Ok(Rows {
            rows: cells.collect(),
            next: page.next,
        })
    }

    fn cells(&self, row: DeliveryRow) -> Vec<Cell> {
        let t = self.scope.texts();
        let masked = self.scope.masked();
        let phone = row.phone.as_ref().map(|phone| masked.phone(phone));
        let exact = self.scope.stamp(row.accepted_at).exact;
        let state = if row.held {
            t.get(text::STATE_HELD).to_owned()
        } else {
            t.named(&format!("state.{}", row.state.key()))
        };
        let cause = row
            .cause
            .map(|cause| t.named(&format!("cause.{}", cause.key())));
        vec![
            Cell::Time(exact.chars().take(19).collect()),
            Cell::Text(state),
            Cell::Text(row.integration_name),
            Cell::Text(moment_name(t, row.moment)),
            text_or_empty(phone),
            Cell::Text(row.call_id),
            number_or_empty(row.code.map(i64::from)),
            number_or_empty(row.took_ms),
            Cell::Number(i64::from(row.tries)),
            text_or_empty(cause),
            text_or_empty(row.is_test.then(|| yes(t))),
            text_or_empty(row.resend_of.map(|id| id.to_string())),
            Cell::Text(row.id.to_string()),
        ]
    }
}

fn yes(t: Texts) -> String {
    t.get(text::COMMON_YES).to_owned()
}

fn text_or_empty(text: Option<String>) -> Cell {
    text.map_or(Cell::Empty, Cell::Text)
}

fn number_or_empty(number: Option<i64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}
