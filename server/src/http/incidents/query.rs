//! The filters of the incidents, from the address.

use crate::http::{
    deliveries::query::{PAGE_ROWS, each, limit},
    problem::ApiError,
};
use serde::Deserialize;
use store::IncidentFilter;
use utoipa::IntoParams;

/// What is asked for; all that is said has to hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// The id of an integration.
    integration: Option<String>,
    /// `true`: those that last still; `false`: those that ended.
    open: Option<String>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows of the page: 1 to 200; 50 where it is not said.
    limit: Option<String>,
}

impl IncidentQuery {
    /// Reads the filters and how many rows are wanted.
    ///
    /// # Errors
    /// `Fields`, at the first filter that cannot be read.
    pub fn read(&self) -> Result<(IncidentFilter, u64), ApiError> {
        let filter = IncidentFilter {
            integration: each("integration", self.integration.clone(), |text| {
                text.parse()
                    .map_err(|error: domain::IdError| error.to_string())
            })?,
            open: each("open", self.open.clone(), |text| {
                text.parse().map_err(|_error| "true or false".to_owned())
            })?,
        };
        let rows = each("limit", self.limit.clone(), limit)?.unwrap_or(PAGE_ROWS);
        Ok((filter, rows))
    }
}
