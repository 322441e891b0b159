// The fixtures of every spec: a tenant of its own, somebody signed in, and a watch over each page.
import { test as base, expect, type Page } from "@playwright/test";
import { makeCompany, PASSWORD, type Company } from "./company.ts";
import { world } from "./world.ts";

const REACTS_MS_MAX = 15_000;

interface Fixtures {
  /** A tenant that only this test uses. */
  company: Company;
  /** A page with the owner of that tenant signed in. */
  cabinet: Page;
  /** What must not happen on any page, whatever the test is about. */
  watch: void;
}

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(world().address),
  company: async ({}, use, info) => use(await makeCompany(`Company of ${info.title}`.slice(0, 80))),
  cabinet: async ({ page, company }, use) => {
    await signInAs(page, company.email);
    await use(page);
  },
  watch: [
    async ({ page }, use) => {
      const faults = watchPage(page);
      await use();
      expect(faults, "faults in the browser").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Signs in without the form, for tests that are about something else. */
export async function signInAs(page: Page, email: string): Promise<void> {
  const response = await page.request.post("/sign-in", {
    form: { email, password: PASSWORD },
    maxRedirects: 0,
  });
  expect(response.status(), "signing in").toBe(303);
}

/** Opens a page and waits until it reacts. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await untilItReacts(page);
}

export async function untilItReacts(page: Page): Promise<void> {
  // Looks at each frame; `expect` comes back after a while.
  await page.waitForFunction(() => document.documentElement.hasAttribute("data-live"), undefined, {
    timeout: REACTS_MS_MAX,
  });
}

/** Sends a form as a browser does whose scripts have not come yet; what a script would be told. */
export async function sendEarly(
  page: Page,
  path: string,
  name: string,
  form: Record<string, string>,
): Promise<unknown> {
  const headers = { accept: "text/html", referer: `${world().address}${path}` };
  const response = await page.request.post(`/fn/${name}`, { form, headers, maxRedirects: 0 });
  expect(response.status(), await response.text()).toBe(302);
  return response.json();
}

/** Collects errors of scripts, hydration and policy, and requests to any other host. */
function watchPage(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    const answer = message.text().startsWith("Failed to load resource");
    if ((message.type() === "error" || message.type() === "warning") && !answer) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    const own = request.url().startsWith(world().address) || /^(data|blob):/.test(request.url());
    if (!own) {
      faults.push(`another host: ${request.url()}`);
    }
  });
  return faults;
}
