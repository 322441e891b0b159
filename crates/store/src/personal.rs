//! Personal data by phone number: everything that is kept of one, and its erasure.

mod erase;

pub use erase::{Erasure, Received};

use crate::{CallDetail, DeliveryDetail, InspectedRequest, StoreError, TenantStore, phone, sql};
use sea_orm::FromQueryResult;

/// Most calls of one number in a file.
pub const CALLS_IN_FILE_MAX: usize = 1_000;

const CALLS: &str =
    "SELECT call_id FROM call WHERE tenant_id = ? AND phone_reversed = ? ORDER BY id LIMIT ?";

/// Everything that is kept of one number.
#[derive(Debug)]
pub struct NumberFile {
    /// Its calls, oldest first, each with its events.
    pub calls: Vec<CallDetail>,
    /// The deliveries of those calls, with their attempts.
    pub deliveries: Vec<DeliveryDetail>,
    /// Requests in the inspector that name it.
    pub inspected: Vec<InspectedRequest>,
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
        let values = vec![self.id.0.into(), reversed.into(), limit.into()];
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
            inspected: self.inspected_of(number).await?,
            is_cut,
        })
    }

    /// Requests in the inspector that name a number, in any spelling.
    async fn inspected_of(&self, number: &str) -> Result<Vec<InspectedRequest>, StoreError> {
        let mut found = Vec::new();
        for line in self.list_inspected().await? {
            let request = self.find_inspected(line.id).await?;
            found.extend(
                request
                    .filter(|request| names(&request.url, number) || names(&request.body, number)),
            );
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

/// Whether a text names a number: its digits follow each other, whatever people and encodings
/// put between them, at least from the operator on.
fn names(text: &str, number: &str) -> bool {
    /// Digits at the end by which a number is known within its country.
    const END: usize = 9;
    let all: String = number.chars().filter(char::is_ascii_digit).collect();
    let end = all.get(all.len().saturating_sub(END)..).unwrap_or(&all);
    let decoded = text
        .replace("%20", " ")
        .replace("%2B", "+")
        .replace("%2b", "+");
    let mut run = String::new();
    for letter in decoded.chars().chain(std::iter::once('\n')) {
        match letter {
            digit if digit.is_ascii_digit() => run.push(digit),
            ' ' | '\u{a0}' | '+' | '-' | '(' | ')' | '.' => {}
            _ => {
                if run.contains(end) {
                    return true;
                }
                run.clear();
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_in_any_spelling() {
        for text in [
            "/?phone=%2B380501112233",
            r#"{"PHONE": "+380 (50) 111-22-33"}"#,
            "phone=0501112233&x=1",
            "380501112233",
        ] {
            assert!(names(text, "+380501112233"), "{text}");
        }
        assert!(!names("phone=380501112234", "+380501112233"));
        assert!(!names("05011, 12233", "+380501112233"));
    }
}
