// The inspector: an address that takes requests instead of a CRM and shows them as text.
import type { Page } from "@playwright/test";
import { makeCompany } from "../support/company.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

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
  await makeIntegration(request, company, { url: `${url}?param1=abc` });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  // The page looks for new requests by itself.
  await expect(cabinet.getByText("?param1=abc&phone=%2B380501112233")).toBeVisible();
  await expect(cabinet.getByText("webhook-signature")).toBeVisible();
});

test("what arrives is text, whatever it says", async ({ cabinet, request }) => {
  const url = await inspectorOf(cabinet);
  const body = `<script>document.title = "taken over"</script><b>bold</b>`;
  await request.post(url, { headers: { "content-type": "text/html" }, data: body });
  await open(cabinet, url);
  await expect(cabinet.getByText(body)).toBeVisible();
  await expect(cabinet).not.toHaveTitle(/taken over/);
  await cabinet.getByRole("button", { name: t("inspect.clear") }).click();
  await expect(cabinet.getByRole("heading", { name: t("inspect.empty_title") })).toBeVisible();
});

test("another company sees nothing of it", async ({ page, company, context }) => {
  await signInAs(page, company.email);
  const url = await inspectorOf(page);
  await page.request.post(url, { data: "private" });
  await open(page, url);
  await expect(page.getByText("private")).toBeVisible();
  const other = await makeCompany("Another company");
  await context.clearCookies();
  await signInAs(page, other.email);
  await page.goto(url);
  await expect(page.locator("body")).toHaveText(JSON.stringify({ ok: true }));
});

test("it looks right and is accessible", async ({ cabinet, request }) => {
  const url = await inspectorOf(cabinet);
  await request.post(`${url}?answer=503`, { data: { fields: { PHONE: "+380501112233" } } });
  await open(cabinet, url);
  await look(cabinet, "inspect");
});
