//! What pages are made of. The parts of one page lie in a folder of its name.

pub mod cabinet;
pub mod deliveries;
pub mod delivery;
pub mod dialog;
pub mod empty;
pub mod exact_request;
pub mod failure;
pub mod icon;
pub mod integration_editor;
pub mod integrations;
pub mod language_switch;
pub mod loaded;
pub mod moment;
pub mod page_header;
pub mod pager;
pub mod pulse;
pub mod rail;
pub mod row_keys;
pub mod sidebar;
pub mod sign_in;
pub mod state;
pub mod theme_switch;
pub mod time;
pub mod toast;
