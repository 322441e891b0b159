// Exports: who took out which view of the delivery log, how far it came, and how to take it again.
import type { APIRequestContext, Page } from "@playwright/test";
import type { Company } from "../support/company.ts";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** A log with two failed deliveries. */
async function failed(request: APIRequestContext, company: Company): Promise<void> {
  await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 2);
}

/** Takes a file out and waits until it is whole. */
async function take(page: Page, query: string): Promise<void> {
  const response = await page.request.get(`/export/deliveries.${query}`);
  expect(response.status()).toBe(200);
}

test("what is exported is listed with who took it, opens the same view and is taken again", async ({ cabinet, company, request }) => {
  await failed(request, company);
  await open(cabinet, "/deliveries?state=failed");
  await cabinet.getByRole("button", { name: t("export.button"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("export.title") });
  const download = cabinet.waitForEvent("download");
  await dialog.getByRole("link", { name: t("export.csv"), exact: true }).click();
  await (await download).path();
  await expect(dialog).toContainText(t("export.done.other", { count: "2" }));
  await dialog.getByRole("link", { name: t("exports.all"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/exports$/);
  const rows = cabinet.locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(company.email);
  await expect(rows).toContainText(t("exports.state.whole"));
  await expect(rows).toContainText(t("jobs.of", { done: "2", total: "2" }));
  const again = cabinet.waitForEvent("download");
  await rows.getByRole("link", { name: `${t("exports.again")}: ${t("state.failed")}, ${t("export.csv")}` }).click();
  expect((await again).suggestedFilename()).toMatch(/\.csv$/);
  await expect(rows).toHaveCount(2);
  await rows.first().getByRole("link", { name: t("state.failed"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/deliveries\?state=failed$/);
  await open(cabinet, "/audit");
  await expect(cabinet.locator("tbody tr", { hasText: t("audit.export.begin") })).toHaveCount(2);
});

test("the dialog of the log says that no further export may begin, and leads to those that run", async ({ cabinet, company, request }) => {
  await failed(request, company);
  await open(cabinet, "/deliveries");
  await cabinet.route("**/follow_export", (route) => route.fulfill({ json: { progress: null, in_the_way: 3 } }));
  await cabinet.getByRole("button", { name: t("export.button"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("export.title") });
  await expect(dialog).toContainText(t("exports.full.other", { count: "3" }));
  await cabinet.unroute("**/follow_export");
  await expect(dialog).not.toContainText(t("exports.full.other", { count: "3" }));
  await dialog.getByRole("link", { name: t("exports.all"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/exports$/);
});

/** What counts the clocks of a page that go off each second. */
interface Clocked {
  clocks: Set<number>;
}

/** Has every page count its clocks that go off each second. */
async function countClocks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const clocks = new Set<number>();
    const set = window.setInterval.bind(window) as unknown as (handler: TimerHandler, every?: number) => number;
    const clear = window.clearInterval.bind(window) as unknown as (id?: number) => void;
    const counted = (handler: TimerHandler, every?: number): number => {
      const id = set(handler, every);
      if (every === 1000) {
        clocks.add(id);
      }
      return id;
    };
    const uncounted = (id?: number): void => {
      clocks.delete(id ?? 0);
      clear(id);
    };
    Object.assign(window, { clocks, setInterval: counted, clearInterval: uncounted });
  });
  return () => page.evaluate(() => (window as unknown as Clocked).clocks.size);
}

test("the dialog of the log asks each second only while there is something to wait for", async ({ cabinet, company, request }) => {
  await failed(request, company);
  const clocks = await countClocks(cabinet);
  await open(cabinet, "/deliveries");
  const told = cabinet.waitForResponse("**/follow_export");
  await cabinet.getByRole("button", { name: t("export.button"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("export.title") });
  await expect(dialog).toContainText(t("export.found.other", { count: "2" }));
  await told;
  expect(await clocks()).toBe(0);
  for (const word of ["csv", "xlsx"]) {
    const download = cabinet.waitForEvent("download");
    await dialog.getByRole("link", { name: t(`export.${word}`), exact: true }).click();
    await expect.poll(clocks).toBe(1);
    await (await download).path();
    await expect(dialog).toContainText(t("export.done.other", { count: "2" }));
    await expect.poll(clocks).toBe(0);
  }
});

test("nothing was exported yet, and the page leads to the log", async ({ cabinet }) => {
  await open(cabinet, "/exports");
  await expect(cabinet.getByRole("heading", { name: t("exports.empty_title") })).toBeVisible();
  await cabinet.getByRole("link", { name: t("jobs.empty_action"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/deliveries$/);
});

test("an export says what it holds as rows do, with its day, and the page leads to the next one", async ({ cabinet, company, request }) => {
  await failed(request, company);
  await take(cabinet, "csv?q=%2B380501112233&period=today");
  await open(cabinet, "/exports");
  const what = cabinet.locator("tbody .cell-what");
  await expect(what).toContainText("+380 50 111 2233");
  await expect(what).toContainText(String(new Date().getFullYear()));
  await cabinet.getByRole("link", { name: t("jobs.empty_action"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/deliveries$/);
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await failed(request, company);
  await take(cabinet, "csv");
  await take(cabinet, "xlsx?state=failed&period=week");
  await take(cabinet, "csv?q=%2B380501112233&moment=after_call&period=today");
  await open(cabinet, "/exports");
  await expect(cabinet.locator("tbody tr")).toHaveCount(3);
  await look(cabinet, "exports");
});
