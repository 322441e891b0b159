// Lighthouse on the pages that people see most, with its desktop preset: the median of some runs, as a
// table and as JSON in target/bench.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { chromium, expect, request, test, type APIRequestContext } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";
import { makeCompany, PASSWORD, type Company } from "../support/company.ts";
import { freePort } from "../support/global.ts";
import { failing, makeIntegration, settled } from "../support/integrations.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { world } from "../support/world.ts";

const RUNS = 3;
const WANTED = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
/** How many calls the pages show. */
const CALLS = 20;
const FOLDER = resolve(import.meta.dirname, "../../target/bench");

/** Where the browser listens, and what it sends with each request. */
interface Flags {
  port: number;
  extraHeaders?: Record<string, string>;
}

interface Row {
  what: string;
  figures: Record<string, number>;
  reached: boolean;
  /** The audits that took points off in any run. */
  lacking: string[];
}

test(`the pages that people see most score at least ${WANTED}`, async ({}, info) => {
  const port = await freePort();
  const options = info.project.use.launchOptions ?? {};
  // Its own tabs, which Playwright leaves alone.
  const browser = await chromium.launch({
    ...options,
    args: [...(options.args ?? []), `--remote-debugging-port=${port}`],
  });
  const portal = await request.newContext({ baseURL: world().address });
  const company = await makeCompany("Lighthouse");
  const integration = await fill(portal, company);
  const cookie = await signedIn(portal, company);
  const rows = [await measured({ port }, "sign-in", "/sign-in")];
  for (const [what, path] of [
    ["overview", "/overview"],
    ["editor", `/integrations/${integration}`],
    ["delivery log", "/deliveries"],
  ] as const) {
    rows.push(await measured({ port, extraHeaders: { cookie } }, what, path));
  }
  await browser.close();
  mkdirSync(FOLDER, { recursive: true });
  const shown = { cores: availableParallelism(), rows };
  writeFileSync(resolve(FOLDER, "lighthouse.json"), JSON.stringify(shown, undefined, 2));
  const missed = rows.filter(({ reached }) => !reached).map(({ what, lacking }) => ({ what, lacking }));
  expect(missed, `pages below ${WANTED}`).toEqual([]);
});

/** Calls that came and calls that failed; returns an integration. */
async function fill(portal: APIRequestContext, company: Company): Promise<string> {
  const integration = await makeIntegration(portal, company);
  for (let call = 0; call < CALLS; call += 1) {
    await report(portal, company, finishedCall(`call_${call}`));
  }
  await settled(portal, company, CALLS);
  await failing(portal, company, "Deals");
  return integration;
}

/** Signs the owner in; returns the cookies. */
async function signedIn(portal: APIRequestContext, company: Company): Promise<string> {
  const form = { email: company.email, password: PASSWORD };
  const response = await portal.post("/sign-in", { form, maxRedirects: 0 });
  expect(response.status(), "signing in").toBe(303);
  const { cookies } = await portal.storageState();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** The medians of a page. */
async function measured(flags: Flags, what: string, path: string): Promise<Row> {
  const lacking = new Set<string>();
  const scores: Record<string, number>[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    scores.push(await score(flags, path, lacking));
  }
  const figures = Object.fromEntries(
    CATEGORIES.map((category) => [category, median(scores.map((each) => each[category] ?? 0))]),
  );
  const reached = Object.values(figures).every((figure) => figure >= WANTED);
  const texts = Object.entries(figures).map(([category, figure]) => `${figure} ${category}`);
  console.log(`  ${what.padEnd(16)} ${texts.join("   ")}   ${reached ? "reached" : "MISSED"}`);
  return { what, figures, reached, lacking: [...lacking] };
}

/** One run: points of each category, from 0 to 100. */
async function score(flags: Flags, path: string, lacking: Set<string>): Promise<Record<string, number>> {
  const url = new URL(path, world().address).href;
  const options = { ...flags, onlyCategories: CATEGORIES, logLevel: "error" } as const;
  const result = await lighthouse(url, options, desktopConfig);
  const lhr = result?.lhr;
  expect(lhr?.runtimeError, path).toBeUndefined();
  expect(new URL(lhr?.finalDisplayedUrl ?? "about:blank").pathname, "the page that was measured").toBe(path);
  const points: Record<string, number> = {};
  for (const [key, category] of Object.entries(lhr?.categories ?? {})) {
    points[key] = Math.round((category.score ?? 0) * 100);
    for (const { id, weight } of category.auditRefs) {
      if (weight > 0 && (lhr?.audits[id]?.score ?? 1) < 0.9) {
        lacking.add(id);
      }
    }
  }
  return points;
}

function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}
