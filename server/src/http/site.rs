//! The files of the browser's half: wasm, its loader, the style sheet, fonts and icons.

use crate::config::Config;
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
};
use http::{HeaderValue, header};
use leptos::config::{Env, LeptosOptions};
use std::{path::Path, sync::Arc};
use tower_http::services::{ServeDir, ServeFile};

/// What the browser's build calls its files.
const OUTPUT_NAME: &str = "hookline";
/// Where they lie below the site's folder.
const PKG: &str = "pkg";
/// Names the hashes in their names; written by the browser's build.
const HASH_FILE: &str = "hash.txt";
/// Folders of the site that are served as they lie.
const FOLDERS: [&str; 1] = ["fonts"];
/// Files of the site that are served as they lie.
const FILES: [&str; 4] = [
    "favicon.ico",
    "favicon.svg",
    "robots.txt",
    "site.webmanifest",
];

/// A name with a hash in it never changes what it means.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Fonts and icons change with a release at most.
const A_WEEK: HeaderValue = HeaderValue::from_static("public, max-age=604800");

/// What pages have to know of the files they load.
///
/// The hashes are read at each rendering, from the site's folder rather than from beside the
/// executable, so that a new browser's half counts without a new server.
#[must_use]
pub fn leptos_options(config: &Config) -> LeptosOptions {
    let hash_file = config.site_dir.join(HASH_FILE);
    // Joining an absolute path to the executable's folder yields the absolute path.
    let hash_file = std::path::absolute(&hash_file).unwrap_or(hash_file);
    let has_site = hash_file.exists();
    if !has_site {
        tracing::warn!(
            folder = %config.site_dir.display(),
            "the browser's half is not there: pages can be read, but do not react; \
             run `make browser` or set HOOKLINE_SITE_DIR"
        );
    }
    LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(config.site_dir.to_string_lossy().as_ref())
        .site_pkg_dir(PKG)
        .env(Env::PROD)
        .site_addr(config.listen)
        .hash_file(Arc::from(hash_file.to_string_lossy().as_ref()))
        .hash_files(has_site)
        .build()
}

/// The routes of the files; what is not there is a plain 404.
pub fn router(site_dir: &Path) -> Router {
    let folder = |name: &str| {
        ServeDir::new(site_dir.join(name))
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip()
    };
    let mut router = Router::new().nest_service(&format!("/{PKG}"), folder(PKG));
    for name in FOLDERS {
        router = router.nest_service(&format!("/{name}"), folder(name));
    }
    for name in FILES {
        router = router.route_service(&format!("/{name}"), ServeFile::new(site_dir.join(name)));
    }
    router.layer(from_fn(keep_in_browser))
}

async fn keep_in_browser(request: Request, next: Next) -> Response {
    let hashed = is_hashed(request.uri().path());
    let mut response = next.run(request).await;
    let status = response.status();
    if status.is_success() || status == http::StatusCode::NOT_MODIFIED {
        let kept = if hashed { FOREVER } else { A_WEEK };
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
    response
}

/// Whether a path ends in `name.hash.ending`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let hash = name.split('.').nth(1).unwrap_or_default();
    name.split('.').count() == 3 && hash.len() >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_forever() {
        assert!(is_hashed("/pkg/hookline.Zx81bQ7yTq0aLmNp.wasm"));
        assert!(!is_hashed("/pkg/hookline.wasm"));
        assert!(!is_hashed("/fonts/inter.woff2"));
        assert!(!is_hashed("/fonts/inter.v4.woff2"));
    }
}
