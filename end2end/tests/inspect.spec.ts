// The inspector: an address that takes requests instead of a CRM and shows them as text.
import type { Page } from "@playwright/test";
import { makeCompany } from "../support/company.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** How many requests are kept. */
const KEPT_MAX = 200;

/** The address of the company's inspector, as its settings tell it. */
async function inspectorOf(page: Page): Promise<string> {
  await open(page, "/settings");
  const link = page.getByRole("link", { name: t("settings.inspector_open") });
  return (await link.getAttribute("href")) ?? "";
}

test("what an integration sends arrives", async ({ cabinet, company, request }) => {
  const url = await inspectorOf(cabinet);
  await open(cabinet, url);
  await expect(cabinet.getByRole("heading", { name: t("inspect.empty_title") })).toBeVisible();
  await expect(cabinet.locator(".copy-line")).toContainText(url);
  await makeIntegration(request, company, { url: `${url}?param1=abc` });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  // The page looks for new requests by itself.
  const chosen = cabinet.getByRole("region", { name: t("inspect.chosen") });
  await expect(chosen).toContainText("?param1=abc&phone=%2B380501112233");
  await expect(chosen).toContainText("webhook-signature");
  await chosen.getByRole("link", { name: t("inspect.in_log") }).click();
  await expect(cabinet).toHaveURL(/\/deliveries\/dlv_/);
});

test("every request that is kept is in the list, and any of them can be read whole", async ({ cabinet, request }) => {
  const url = await inspectorOf(cabinet);
  for (let number = 1; number <= KEPT_MAX + 1; number += 1) {
    await request.post(`${url}?number=${number}`, { data: `body of ${number}` });
  }
  await open(cabinet, url);
  const lines = cabinet.getByRole("list", { name: t("inspect.list") }).getByRole("link");
  const chosen = cabinet.getByRole("region", { name: t("inspect.chosen") });
  await expect(lines).toHaveCount(KEPT_MAX);
  await expect(chosen).toContainText(`body of ${KEPT_MAX + 1}`);
  await lines.last().click();
  await expect(chosen).toContainText("?number=2");
  await expect(chosen).toContainText("body of 2");
  // What has been chosen can be sent to a colleague, and read without scripts.
  const plain = await cabinet.request.get(cabinet.url(), { headers: { accept: "text/html" } });
  expect(await plain.text()).toContain("body of 2<");
});

test("what arrives is text, whatever it says", async ({ cabinet, request }) => {
  const url = await inspectorOf(cabinet);
  const body = `<script>document.title = "taken over"</script><b>bold</b>`;
  await request.post(url, { headers: { "content-type": "text/html" }, data: body });
  await open(cabinet, url);
  await expect(cabinet.getByRole("region", { name: t("inspect.chosen") })).toContainText(body);
  await expect(cabinet).not.toHaveTitle(/taken over/);
  await cabinet.getByRole("button", { name: t("inspect.clear") }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("inspect.clear_title") });
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await expect(cabinet.getByRole("region", { name: t("inspect.chosen") })).toContainText(body);
  await cabinet.getByRole("button", { name: t("inspect.clear") }).click();
  await dialog.getByRole("button", { name: t("inspect.clear") }).click();
  await expect(cabinet.getByRole("heading", { name: t("inspect.empty_title") })).toBeVisible();
});

test("another company sees nothing of it", async ({ page, company, context }) => {
  await signInAs(page, company.email);
  const url = await inspectorOf(page);
  await page.request.post(url, { data: "private" });
  await open(page, url);
  await expect(page.getByRole("region", { name: t("inspect.chosen") })).toContainText("private");
  const other = await makeCompany("Another company");
  await context.clearCookies();
  await signInAs(page, other.email);
  await page.goto(url);
  await expect(page.locator("body")).toHaveText(JSON.stringify({ ok: true }));
});

test("its crumb leads to the test bench", async ({ cabinet }) => {
  await open(cabinet, await inspectorOf(cabinet));
  await cabinet.getByRole("main").getByRole("link", { name: t("nav.test_bench"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/test-bench$/);
});

test("it looks right and is accessible", async ({ cabinet, request }) => {
  const url = await inspectorOf(cabinet);
  await request.get(`${url}?from=hookline&phone=380501112233`);
  await request.post(`${url}?answer=503`, { data: { fields: { PHONE: "+380501112233" } } });
  await open(cabinet, url);
  await look(cabinet, "inspect");
});
