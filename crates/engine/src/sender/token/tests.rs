//! Facts about tokens: asked for once, renewed in time, never told.
