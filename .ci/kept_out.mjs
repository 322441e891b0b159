// Refuses a browser's half that carries what only the server needs: phone library, time-zone data,
// TOML, regex. Argument: the wasm as the compiler leaves it, whose functions still have their names.
// The crates, each with all whose names begin so, stand in kept_out.txt; a test reads it as well,
// and holds the graph of crates to it as far as the graph can tell.
import { readFile } from "node:fs/promises";

/** Surely in it: where it is not found, nothing would be. */
const KNOWN = "domain";
/** The part of the section of names that holds those of functions. */
const FUNCTION_NAMES = 1;

/** Tells whether a mangled name is of a crate, or of something generic over one. */
function namer(crates) {
  const names = `(?:${crates.map((name) => name.replaceAll("-", "_")).join("|")})`;
  const older = `^_ZN\\d+${names}|\\$${names}\\w*\\.\\.`;
  const newer = `C(?:s[0-9A-Za-z]*_)?\\d+${names}`;
  return new RegExp(`${older}|${newer}`);
}

/** The names of all functions, as WebAssembly's section of names lists them. */
async function functionNames(path) {
  const module = await WebAssembly.compile(await readFile(path));
  const bytes = new Uint8Array(WebAssembly.Module.customSections(module, "name")[0] ?? []);
  const text = new TextDecoder();
  const names = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        return value;
      }
    }
  };
  while (at < bytes.length) {
    const kind = bytes[at++];
    const end = number() + at;
    for (let left = kind === FUNCTION_NAMES ? number() : 0; left > 0; left -= 1) {
      number();
      const length = number();
      names.push(text.decode(bytes.subarray(at, at + length)));
      at += length;
    }
    at = end;
  }
  return names;
}

const list = await readFile(new URL("kept_out.txt", import.meta.url), "utf8");
const names = await functionNames(process.argv[2]);
if (!names.some((name) => namer([KNOWN]).test(name))) {
  console.error(`The functions of the browser's half have no names that can be read: not even ${KNOWN} is found.`);
  process.exit(1);
}
const keptOut = namer(list.trim().split("\n"));
const found = names.filter((name) => keptOut.test(name));
if (found.length > 0) {
  console.error(`The browser's half carries ${found.length} functions of crates that only the server needs:`);
  console.error(found.slice(0, 10).join("\n"));
  console.error("See who brings them: cargo tree -p frontend --target wasm32-unknown-unknown -i NAME");
  process.exit(1);
}
