//! The browser's `EventSource`, as far as a page needs it.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::EventTarget;

/// What `readyState` says of one that does not ask again by itself.
const CLOSED: f64 = 2.0;

/// What is done with an event.
type Act = Closure<dyn FnMut()>;

/// A connection on which the server says what happens; it ends when this goes.
pub struct Source {
    target: EventTarget,
    heard: Vec<(&'static str, Act)>,
}

impl Source {
    /// Begins to listen; none where the browser cannot.
    pub fn open(address: &str) -> Option<Self> {
        let made = Reflect::get(&window(), &JsValue::from_str("EventSource")).ok()?;
        let arguments = Array::of1(&JsValue::from_str(address));
        let source = Reflect::construct(made.dyn_ref::<Function>()?, &arguments).ok()?;
        Some(Self {
            target: source.dyn_into().ok()?,
            heard: Vec::new(),
        })
    }

    /// Does something with each event of a name.
    pub fn on(&mut self, event: &'static str, act: impl FnMut() + 'static) {
        let act = Act::new(act);
        let listener = act.as_ref().unchecked_ref();
        // A listener that is a function is always taken.
        let _ = self
            .target
            .add_event_listener_with_callback(event, listener);
        self.heard.push((event, act));
    }

    /// Tells from then on whether it is closed for good.
    pub fn closed(&self) -> impl Fn() -> bool + 'static {
        let target = self.target.clone();
        move || {
            let state = Reflect::get(&target, &JsValue::from_str("readyState"));
            state.is_ok_and(|state| state.as_f64() == Some(CLOSED))
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        for (event, act) in &self.heard {
            let listener = act.as_ref().unchecked_ref();
            let _ = self
                .target
                .remove_event_listener_with_callback(event, listener);
        }
        let close = Reflect::get(&self.target, &JsValue::from_str("close"));
        if let Some(close) = close
            .ok()
            .and_then(|close| close.dyn_into::<Function>().ok())
        {
            // Closing what is closed does nothing.
            let _ = close.call0(&self.target);
        }
    }
}
