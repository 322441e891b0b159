// The texts of the portal, by the same keys as in the code, so that a spec reads in any language.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const LANGUAGES = ["en", "ru", "uk"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Texts = (key: string, args?: Record<string, string>) => string;

const FOLDER = resolve(import.meta.dirname, "../../app/locales");

/** The texts of one language: `texts("en")("signin.button")`. */
export function texts(language: Language): Texts {
  const folder = join(FOLDER, language);
  // The guides lie in folders of their own.
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const namespaces = files.map((file) => [
    file.replace(".json", ""),
    JSON.parse(readFileSync(join(folder, file), "utf8")) as unknown,
  ]);
  const all = Object.fromEntries(namespaces) as Record<string, unknown>;
  return (key, args = {}) => {
    let found: unknown = all;
    for (const name of key.split(".")) {
      found = (found as Record<string, unknown> | undefined)?.[name];
    }
    if (typeof found !== "string") {
      throw new Error(`there is no text ${key} in ${language}`);
    }
    return found.replace(/\{(\w+)\}/g, (whole, name: string) => args[name] ?? whole);
  };
}

/** English, the language of the specs. */
export const t: Texts = texts("en");
