//! From a filter to the conditions of a query, for the open deliveries and for the log.

use super::{DeliveryFilter, StateFilter};
use crate::{ids::first_at, phone};
use domain::{DeliveryId, DeliveryState, TenantId};
use sea_orm::Value;

/// Of which table rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// `delivery`.
    Open,
    /// `delivery_log`.
    Log,
}

/// Durable and owed to an integration that is paused; an open delivery of that kind is held.
pub(crate) const PAUSED: &str = "d.class = 'durable' AND d.integration_id IN (
    SELECT i.id FROM integration i WHERE i.tenant_id = ? AND NOT i.enabled)";

/// A delivery that nobody sent again.
pub(crate) const NOT_AGAIN: &str = "NOT EXISTS (SELECT 1 FROM delivery_log r
        WHERE r.tenant_id = d.tenant_id AND r.resend_of = d.id)
    AND NOT EXISTS (SELECT 1 FROM delivery r
        WHERE r.tenant_id = d.tenant_id AND r.resend_of = d.id)";

/// Of a call, by the telephony's name of it.
const OF_CALL: &str = "d.call_key IN (
    SELECT c.id FROM call c WHERE c.tenant_id = ? AND c.call_id = ?)";

/// Of the calls of a number.
const OF_NUMBER: &str = "d.call_key IN (SELECT c.id FROM call c
    WHERE c.tenant_id = ? AND c.phone_reversed >= ? AND c.phone_reversed <= ?)";

/// Of a project, in the log.
pub(super) const ENDED_OF: &str = "d.project_id = ?";

/// There is nothing to send where the data of the call was erased, or its time is over.
pub(super) const HAS_EVENT: &str = "EXISTS (SELECT 1 FROM event x
    WHERE x.tenant_id = d.tenant_id AND x.id = d.event_key AND x.erased_at IS NULL)";

/// What did not arrive is lost for good unless a person sends it: tests and what was sent again are
/// not.
pub(super) fn is_lost() -> String {
    format!("NOT d.is_test AND {NOT_AGAIN} AND {HAS_EVENT}")
}

/// Of a project: open deliveries, which are few, ask their calls.
pub(super) const OPEN_OF: &str = "EXISTS (SELECT 1 FROM call c
    WHERE c.tenant_id = d.tenant_id AND c.id = d.call_key AND c.project_id = ?)";

/// What a list asks for.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    tenant: TenantId,
    filter: &'a DeliveryFilter,
    after: Option<DeliveryId>,
}

/// Conditions with their values.
#[derive(Debug, Default)]
pub(super) struct Where {
    /// `a = ? AND b = ?`.
    pub(super) sql: String,
    /// One for each mark.
    pub(super) values: Vec<Value>,
}

impl Where {
    pub(super) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

impl<'a> Wanted<'a> {
    pub(super) fn new(
        tenant: TenantId,
        filter: &'a DeliveryFilter,
        after: Option<DeliveryId>,
    ) -> Self {
        Self {
            tenant,
            filter,
            after,
        }
    }

    /// The conditions for a table; none where no row of it can pass.
    pub(super) fn of(&self, table: Table) -> Option<Where> {
        let mut all = Where::default();
        all.and("d.tenant_id = ?", [self.tenant.0.into()]);
        self.state(table, &mut all)?;
        self.phone(&mut all)?;
        self.columns(&mut all);
        self.project(table, &mut all);
        self.time(&mut all);
        if let Some(after) = self.after {
            all.and("d.id < ?", [after.0.into()]);
        }
        Some(all)
    }

    fn state(&self, table: Table, all: &mut Where) -> Option<()> {
        let (state, is_lost_alone) = match self.filter.state {
            None => return Some(()),
            Some(StateFilter::State(state)) => (state, false),
            Some(StateFilter::Lost) => (DeliveryState::Failed, true),
            Some(StateFilter::LostUnanswered) => (DeliveryState::Unanswered, true),
            Some(StateFilter::Open) => return (table == Table::Open).then_some(()),
            Some(StateFilter::Held) if table == Table::Log => return None,
            Some(StateFilter::Held) => {
                all.and(PAUSED, [self.tenant.0.into()]);
                return Some(());
            }
        };
        if state.is_final() != (table == Table::Log) {
            return None;
        }
        all.and("d.state = ?", [state.key().into()]);
        if !state.is_final() {
            // Those that are held are shown as such, whatever state is stored.
            all.and(&format!("NOT ({PAUSED})"), [self.tenant.0.into()]);
        }
        // Says what the partial index holds; a value that is bound does not say it. The few rows
        // of a call or a number are found by that alone.
        if state.is_final() && state != DeliveryState::Delivered && !self.is_by_call() {
            all.and("d.state <> 'delivered'", []);
        }
        if is_lost_alone {
            all.and(&is_lost(), []);
        }
        Some(())
    }

    fn phone(&self, all: &mut Where) -> Option<()> {
        let Some(typed) = &self.filter.phone else {
            return Some(());
        };
        // A text without a digit is the number of nobody.
        let range = phone::range(typed)?;
        let tenant = self.tenant.0.into();
        all.and(OF_NUMBER, [tenant, range.from.into(), range.to.into()]);
        Some(())
    }

    fn columns(&self, all: &mut Where) {
        let filter = self.filter;
        if let Some(integration) = filter.integration {
            all.and("d.integration_id = ?", [integration.0.into()]);
        }
        if let Some(moment) = filter.moment {
            all.and("d.moment = ?", [moment.key().into()]);
        }
        if let Some(call_id) = &filter.call_id {
            all.and(OF_CALL, [self.tenant.0.into(), call_id.as_str().into()]);
        }
        if let Some(code) = filter.code {
            all.and("d.code = ?", [code.into()]);
            if code != 200 {
                all.and("d.code <> 200", []);
            }
        }
    }

    fn project(&self, table: Table, all: &mut Where) {
        if let Some(project) = self.filter.project {
            let condition = match table {
                Table::Open => OPEN_OF,
                Table::Log => ENDED_OF,
            };
            all.and(condition, [project.0.into()]);
        }
    }

    /// Time stands in the key.
    fn time(&self, all: &mut Where) {
        if let Some(from) = self.filter.from {
            all.and("d.id >= ?", [first_at(from).into()]);
        }
        if let Some(to) = self.filter.to {
            all.and("d.id < ?", [first_at(to).into()]);
        }
    }

    /// Whether the rows are few and found by their calls: then they are sorted after they are
    /// found, instead of being looked for along the order of time.
    pub(super) fn is_by_call(&self) -> bool {
        self.filter.phone.is_some() || self.filter.call_id.is_some()
    }
}
