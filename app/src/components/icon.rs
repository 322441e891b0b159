//! The product's own pictures, drawn with one stroke on a grid of 16.

use leptos::prelude::*;

macro_rules! symbols {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)*) => {
        /// A picture. It never stands alone: a word is beside it, or the control has a label.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Symbol { $($(#[$doc])* $name,)* }

        impl Symbol {
            const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }
        }
    };
}

symbols! {
    /// The overview.
    Home = "M2.5 7.8L8 3l5.5 4.8M4 6.8v6.7h8V6.8",
    /// Integrations.
    Link = "M6.5 4.5H5a3.5 3.5 0 0 0 0 7h1.5M9.5 4.5H11a3.5 3.5 0 0 1 0 7H9.5M5.5 8h5",
    /// Connections.
    Plug = "M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0zM8 11.5V14",
    /// The log.
    Lines = "M2.5 4h11M2.5 8h11M2.5 12h7",
    /// Bulk jobs.
    Stack = "M8 2.5l5.5 3L8 8.5l-5.5-3zM2.5 8.2L8 11.2l5.5-3M2.5 10.9L8 13.9l5.5-3",
    /// Calls.
    Phone = "M3.2 2.8h2.4l1.1 2.9-1.5 1.2a8.5 8.5 0 0 0 3.9 3.9l1.2-1.5 2.9 1.1v2.4c-6 .9-10.9-4-10-10z",
    /// The test bench.
    Flask = "M6.2 2.5h3.6M6.8 2.5v4L3 13.5h10L9.2 6.5v-4M4.6 10.5h6.8",
    /// What came in.
    Inbox = "M2.5 9.5h3l1 2h3l1-2h3M2.5 9.5v4h11v-4l-2-6.5h-7zM8 2v4.5M6 4.8l2 2 2-2",
    /// Help.
    Help = "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM6.4 6.3a1.6 1.6 0 1 1 2.3 1.5c-.5.3-.7.6-.7 1.2M8 11h.01",
    /// Settings.
    Gear = "M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8zM8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2",
    /// Tenants.
    Building = "M3.5 13.5v-11h6v11M9.5 6.5h3v7M2 13.5h12M5.5 5.5h2M5.5 8h2M5.5 10.5h2",
    /// How the installation stands.
    Pulse = "M2 8.5h3l1.8-5 2.8 9 1.7-4H14",
    /// People.
    People = "M6 3a2.3 2.3 0 1 0 0 4.6A2.3 2.3 0 0 0 6 3zM1.8 13c0-2.4 1.9-3.9 4.2-3.9s4.2 1.5 4.2 3.9M10.6 3.3a2.2 2.2 0 0 1 0 4.1M11.8 9.6c1.5.5 2.4 1.7 2.4 3.4",
    /// Who did what.
    Scroll = "M4.5 2.5h7v11h-7zM6.5 5.5h3M6.5 8h3M6.5 10.5h1.5",
    /// Who did what, in all tenants.
    Shield = "M8 2l5 2v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4zM5.8 8l1.6 1.6L10.3 6.5",
    /// Mail.
    Letter = "M2.5 3.5h11v9h-11zM2.8 4l5.2 4.5L13.2 4",
    /// Search.
    Glass = "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2",
    /// Add.
    Plus = "M8 3v10M3 8h10",
    /// Copy.
    Copy = "M6 5.5h7v8H6zM10 5.5v-3H3v8h3",
    /// Delete.
    Bin = "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9",
    /// Pause.
    Pause = "M5.5 3.5v9M10.5 3.5v9",
    /// Enable.
    Play = "M5 3.2l7 4.8-7 4.8z",
    /// Further actions.
    Dots = "M3.5 8h.01M8 8h.01M12.5 8h.01",
    /// Opens below.
    Down = "M4 6.2l4 4 4-4",
    /// A file to keep.
    Download = "M8 2.5v7.5M4.8 6.8L8 10l3.2-3.2M2.5 11v2.5h11V11",
    /// Opens above.
    Up = "M4 9.8l4-4 4 4",
    /// Light.
    Sun = "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
    /// Dark.
    Moon = "M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z",
    /// As the system.
    Screen = "M2.5 3.5h11v7h-11zM6 13.5h4",
    /// Done.
    Check = "M3.2 8.4l3.2 3.2 6.4-7.2",
    /// Close.
    Cross = "M4 4l8 8M12 4l-8 8",
    /// A key.
    Key = "M5.2 6.8a2.8 2.8 0 1 0 2.6 3.9L14 4.5V2.8h-2v1.7h-1.7v1.8L8 8.3",
    /// Again.
    Again = "M13 8a5 5 0 1 1-1.6-3.7M13.2 2v3h-3",
    /// Send.
    Send = "M14 2L2 7l5 2 2 5zM7 9l7-7",
    /// Take hold of.
    Grip = "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
    /// Leave.
    Leave = "M9.5 3H3.5v10h6M7 8h7M11.5 5.5L14 8l-2.5 2.5",
}

/// Draws a symbol; hidden from screen readers.
#[component]
pub fn Icon(symbol: Symbol) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=symbol.path()></path>
        </svg>
    }
}

/// The product's mark: a line that takes a hook's turn and ends in a station.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
            <path d="M4 3v9a5 5 0 0 0 10 0v-1.8"></path>
            <circle cx="14" cy="7.5" r="2.6"></circle>
            <circle class="mark-start" cx="4" cy="3" r="1.3"></circle>
        </svg>
    }
}
