// Lays out the site: bundles the style sheet, gives each file its hash, compresses, checks the size.
// Arguments: mode (release | dev), folder of wasm-bindgen's output, folder to fill.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

// What the first visit may load of our own code: wasm, its loader and the style sheet.
const BUNDLE_BROTLI_BYTES_MAX = 358_400;
const COMPRESSED_ENDINGS = [".js", ".wasm", ".css", ".svg", ".txt", ".webmanifest"];

const [mode, madeByBindgen, site] = process.argv.slice(2);
const small = mode === "release";

function brotli(bytes) {
  const quality = small ? 11 : 4;
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Writes the compressed forms beside a file; returns the size of the one that browsers take. */
async function writeCompressed(path, bytes) {
  const compressed = brotli(bytes);
  await writeFile(`${path}.br`, compressed);
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: small ? 9 : 1 }));
  return compressed.length;
}

/** What begins with a slash, such as a font, is served as it lies. */
const servedAsItLies = {
  name: "served-as-it-lies",
  setup({ onResolve }) {
    onResolve({ filter: /^\// }, ({ kind, path }) => (kind === "entry-point" ? undefined : { path, external: true }));
  },
};


async function bundle(entry, format) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format,
    legalComments: "none",
    logLevel: "warning",
    minify: small,
    plugins: [servedAsItLies],
    write: false,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** Writes a file under a name with its hash; returns the hash and what it weighs. */
async function place(ending, bytes) {
  const hash = createHash("sha256").update(bytes).digest("base64url").replace(/[-_]/g, "").slice(0, 16);
  const path = join(site, "pkg", `hookline.${hash}.${ending}`);
  await writeFile(path, bytes);
  return { ending, hash, bytes: bytes.length, brotli: await writeCompressed(path, bytes) };
}

async function copyPublicFiles() {
  await cp("style/public", site, { recursive: true });
  for (const entry of await readdir(site, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && COMPRESSED_ENDINGS.some((ending) => entry.name.endsWith(ending))) {
      await writeCompressed(path, await readFile(path));
    }
  }
}

await copyPublicFiles();
await mkdir(join(site, "pkg"), { recursive: true });
const parts = [
  await place("js", await bundle(join(madeByBindgen, "hookline.js"), "esm")),
  await place("wasm", await readFile(join(madeByBindgen, "hookline_bg.wasm"))),
  await place("css", await bundle("style/main.css")),
];
// The server reads here which names the pages have to load.
await writeFile(join(site, "hash.txt"), parts.map((part) => `${part.ending}: ${part.hash}\n`).join(""));

const total = parts.reduce((sum, part) => sum + part.brotli, 0);
for (const part of parts) {
  console.error(`${part.ending.padEnd(5)} ${String(part.bytes).padStart(9)} bytes, ${String(part.brotli).padStart(7)} with brotli`);
}
console.error(`first load ${total} bytes with brotli, ${BUNDLE_BROTLI_BYTES_MAX} allowed`);
if (small && total > BUNDLE_BROTLI_BYTES_MAX) {
  console.error("The browser's half is too large: look for a new dependency in the browser's graph.");
  process.exit(1);
}
