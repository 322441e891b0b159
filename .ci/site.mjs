// Lays out the site: bundles loader and style sheet, gives each file its hash, compresses, and
// checks the size. Arguments: mode (release | dev), folder of the wasm parts, folder to fill.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

// What the first visit may load of our own code: the first wasm part, the loader, the style sheet.
const BUNDLE_BROTLI_BYTES_MAX = 358_400;
const COMPRESSED_ENDINGS = [".svg", ".txt", ".webmanifest"];
const FIRST_PART = "hookline.wasm";

const [mode, parts, site] = process.argv.slice(2);
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
    // The loader names the file of the lazy parts once for each of their functions.
    logOverride: { "duplicate-object-key": "silent" },
    logLevel: "warning",
    minify: small,
    plugins: [servedAsItLies],
    write: false,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** Writes a file under a name with its hash, which stands for what is in it. */
async function place(name, ending, bytes) {
  const hash = createHash("sha256").update(bytes).digest("base64url").replace(/[-_]/g, "").slice(0, 16);
  const file = `${name}.${hash}.${ending}`;
  await writeFile(join(site, "pkg", file), bytes);
  const compressed = await writeCompressed(join(site, "pkg", file), bytes);
  console.error(`${file.padEnd(60)} ${String(bytes.length).padStart(9)} bytes, ${String(compressed).padStart(7)} with brotli`);
  return { ending, hash, file, compressed };
}

/** The parts that lazy routes fetch; the loader is told their names with hashes. */
async function placeLazyParts(loader) {
  let text = loader.toString();
  const names = (await readdir(parts)).filter((name) => name.endsWith(".wasm") && name !== FIRST_PART);
  for (const name of names.sort()) {
    const { file } = await place(name.slice(0, -".wasm".length), "wasm", await readFile(join(parts, name)));
    text = text.replaceAll(`./${name}`, `./${file}`);
  }
  return Buffer.from(text);
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
const loader = await placeLazyParts(await bundle(join(parts, "hookline.js"), "esm"));
const first = [
  await place("hookline", "js", loader),
  await place("hookline", "wasm", await readFile(join(parts, FIRST_PART))),
  await place("hookline", "css", await bundle("style/main.css")),
];
// The server reads here which names the pages have to load.
await writeFile(join(site, "hash.txt"), first.map(({ ending, hash }) => `${ending}: ${hash}\n`).join(""));

const total = first.reduce((sum, { compressed }) => sum + compressed, 0);
console.error(`first load ${total} bytes with brotli, ${BUNDLE_BROTLI_BYTES_MAX} allowed`);
if (small && total > BUNDLE_BROTLI_BYTES_MAX) {
  console.error("The browser's half is too large: look for a new dependency, or for a page that can come later.");
  process.exit(1);
}
