# What the scripts beside this file share. To be sourced from the project's top folder.

# What is being done, apart from what the tools say themselves.
say() { printf '\n\033[1m== %s\033[0m\n' "$*" >&2; }

# The end, with a sentence that says what to do.
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Cargo's target folder: in CI one that outlives the clone, so that only what changed is compiled.
if [ "${CI:-}" = true ] && [ -z "${CARGO_TARGET_DIR:-}" ]; then
  export CARGO_TARGET_DIR="${XDG_CACHE_HOME:-$HOME/.cache}/hookline/target"
  export CARGO_INCREMENTAL=0
fi
target_dir="${CARGO_TARGET_DIR:-target}"

# Tools of exact versions live here, beside whatever the machine has in its own places.
tools_dir="${XDG_CACHE_HOME:-$HOME/.cache}/hookline/tools"
export PATH="$tools_dir/bin:$PATH"

# The version of wasm-bindgen that the workspace asks for: the command line tool must be the same.
wasm_bindgen_version() {
  sed -n 's/^wasm-bindgen = "=\([0-9.]*\)".*/\1/p' Cargo.toml
}

# Cuts the browser's half into the parts that its lazy routes name.
wasm_split_version=0.2.4

# The browser that Playwright drives: the machine's own, none is downloaded.
chromium_path() {
  if [ -n "${HOOKLINE_CHROMIUM:-}" ]; then
    printf '%s\n' "$HOOKLINE_CHROMIUM"
    return
  fi
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

# The folder with initdb and pg_ctl: Debian keeps them off the PATH.
postgres_bin() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ]; then
      printf '%s\n' "$folder"
      return
    fi
  done
  have initdb && dirname "$(command -v initdb)"
}
