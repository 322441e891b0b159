//! Personal data by phone number: everything that is kept of one, and its erasure.

mod erase;

pub use erase::{Erasure, Received};

use crate::{
    CallDetail, DeliveryDetail, IncomingFilter, IncomingRow, InspectedRequest, StoreError,
    TenantStore, phone, sql,
};
use domain::number::names;
use sea_orm::{FromQueryResult, Value};

/// Most calls of one number in a file.
pub const CALLS_IN_FILE_MAX: usize = 1_000;
/// How many requests of the telephony are looked at in one go.
const INCOMING_PAGE: u64 = 500;

const CALLS: &str =
    "SELECT call_id FROM call WHERE tenant_id = ? AND phone_reversed = ? ORDER BY id LIMIT ?";

/// What answers left on the calls of a number.
const KEPT: &str = "SELECT call_id, name, value, kept_at FROM call_value
    WHERE tenant_id = ? AND call_id IN (
        SELECT call_id FROM call WHERE tenant_id = ? AND phone_reversed = ?)
    ORDER BY call_id, name";

/// What an answer left on a call.
#[derive(Debug, FromQueryResult)]
pub struct KeptValue {
    /// On which call.
    pub call_id: String,
    /// Under which name.
    pub name: String,
    /// The value, as JSON.
    pub value: String,
    /// When, in milliseconds since 1970.
    pub kept_at: i64,
}

/// Everything that is kept of one number.
#[derive(Debug)]
pub struct NumberFile {
    /// Its calls, oldest first, each with its events.
    pub calls: Vec<CallDetail>,
    /// The deliveries of those calls, with their attempts.
    pub deliveries: Vec<DeliveryDetail>,
    /// What answers left on those calls.
    pub kept: Vec<KeptValue>,
    /// Requests in the inspector that name it.
    pub inspected: Vec<InspectedRequest>,
    /// Requests of the telephony that name it, as far as their bodies are kept.
    pub incoming: Vec<IncomingRow>,
    /// What jobs, saved views and exports of the log look for, where they name it.
    pub filters: Vec<String>,
    /// Whether there are more calls than fit.
    pub is_cut: bool,
}

#[derive(FromQueryResult)]
struct Row {
    call_id: String,
}

impl TenantStore {
    /// Everything that is kept of a number, by all its digits in the international form.
    ///
    /// # Errors
    /// `NotFound` where the text has no digits.
    pub async fn number_file(&self, number: &str) -> Result<NumberFile, StoreError> {
        let reversed = whole(number)?;
        let limit = i64::try_from(CALLS_IN_FILE_MAX + 1).unwrap_or(i64::MAX);
        let tenant = Value::from(self.id.0);
        let kept = vec![tenant.clone(), tenant.clone(), reversed.clone().into()];
        let values = vec![tenant, reversed.into(), limit.into()];
        let mut rows: Vec<Row> = sql::rows(self.store.reader(), CALLS, values).await?;
        let is_cut = rows.len() > CALLS_IN_FILE_MAX;
        rows.truncate(CALLS_IN_FILE_MAX);
        let (mut calls, mut deliveries) = (Vec::new(), Vec::new());
        for row in rows {
            let call = self.get_call(&row.call_id).await?;
            for delivery in &call.deliveries {
                deliveries.push(self.get_delivery(delivery.id).await?);
            }
            calls.push(call);
        }
        Ok(NumberFile {
            calls,
            deliveries,
            kept: sql::rows(self.store.reader(), KEPT, kept).await?,
            inspected: self.inspected_of(number).await?,
            incoming: self.incoming_of(number).await?,
            filters: self.filters_of(number).await?,
            is_cut,
        })
    }

    /// Requests in the inspector that name a number, in any spelling.
    async fn inspected_of(&self, number: &str) -> Result<Vec<InspectedRequest>, StoreError> {
        let mut found = Vec::new();
        for line in self.list_inspected().await? {
            let request = self.find_inspected(line.id).await?;
            found.extend(request.filter(|it| {
                let headers = it.headers.iter().map(|(_, value)| value);
                let mut texts = [&it.url, &it.body].into_iter().chain(headers);
                texts.any(|text| names(text, number))
            }));
        }
        Ok(found)
    }

    async fn incoming_of(&self, number: &str) -> Result<Vec<IncomingRow>, StoreError> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let filter = IncomingFilter::default();
            let page = self.list_incoming(filter, after.as_deref(), INCOMING_PAGE);
            let page = page.await?;
            let rows = page.items.into_iter();
            found.extend(rows.filter(|row| names(&row.body, number) || names(&row.detail, number)));
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    async fn filters_of(&self, number: &str) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for (find, _) in erase::FILTERS {
            let texts = erase::texts(self.store.reader(), find, self.id).await?;
            let said = texts.into_iter().map(|text| text.said);
            found.extend(said.filter(|said| names(said, number)));
        }
        Ok(found)
    }
}

/// The searched column of a whole number.
fn whole(number: &str) -> Result<String, StoreError> {
    let digits = phone::reversed_digits(number);
    if digits.is_empty() {
        return Err(StoreError::NotFound);
    }
    Ok(digits)
}
