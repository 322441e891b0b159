//! What pages are made of. The parts of one page lie in a folder of its name.

pub mod cabinet;
pub mod icon;
pub mod language_switch;
pub mod sidebar;
pub mod sign_in;
pub mod theme_switch;
pub mod toast;
