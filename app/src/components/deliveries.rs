//! The parts of the delivery log.

pub mod api;
pub mod aside;
pub mod columns;
pub mod columns_menu;
pub mod export;
pub mod filters;
pub mod following;
pub mod foresee;
mod keeping;
pub mod line;
pub mod live;
#[cfg(feature = "ssr")]
pub mod marks;
pub mod query;
pub mod selection;
pub mod table;
pub mod views;
