//! The ready-made sets, read once from the files that are built in.

use app::desk::KnownPreset;
use domain::preset::{Preset, SOURCES};
use std::sync::LazyLock;

/// Every set, in the order in which they are offered. A test holds each file to being readable.
pub static PRESETS: LazyLock<Vec<KnownPreset>> = LazyLock::new(|| {
    let read = SOURCES.iter().filter_map(|&(key, source)| {
        let preset: Result<Preset, _> = toml::from_str(source);
        let preset =
            preset.inspect_err(|error| tracing::error!(key, %error, "a preset cannot be read"));
        preset.ok().map(|preset| KnownPreset { key, preset })
    });
    read.collect()
});
