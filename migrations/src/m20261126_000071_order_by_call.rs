//! The open deliveries of an order are found by their call: an index less to write for each
//! delivery, and once more when it is over.

use crate::dialect::migration;

migration!(
    "m20261126_000071_order_by_call",
    &["DROP INDEX delivery_by_order"]
);
