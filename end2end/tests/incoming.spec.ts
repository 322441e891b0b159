// Incoming: what the telephony sent, why some of it was refused, and how that is mended.
import { makeIntegration, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";
import type { APIRequestContext, Page } from "@playwright/test";
import type { Company } from "../support/company.ts";

/** Sends a body that cannot be read. */
async function refused(request: APIRequestContext, company: Company, data: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${company.ingestKey}` };
  const response = await request.post("/api/v1/events", { headers, data });
  expect(response.status()).toBe(422);
}

/** Opens the page until it shows so many rows: notes are written every two seconds. */
async function openWith(page: Page, path: string, rows: number): Promise<void> {
  await open(page, path);
  await expect(async () => {
    await page.getByRole("button", { name: t("deliveries.refresh") }).click();
    await expect(page.locator("tbody tr")).toHaveCount(rows, { timeout: 1000 });
  }).toPass();
}

test("a refused request says why, and is mended and sent again", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  await refused(request, company, { ...finishedCall("in_2"), moment: "after_cal" });
  await openWith(cabinet, "/incoming", 2);
  await cabinet.getByRole("link", { name: t("incoming.refused"), exact: true }).click();
  await expect(cabinet.locator("tbody tr")).toHaveCount(1);
  await expect(cabinet.locator("tbody tr")).toContainText(t("incoming.refusal.fields"));
  await cabinet.locator("tbody tr").getByRole("link").first().click();
  const chosen = cabinet.getByRole("complementary", { name: t("incoming.chosen") });
  await expect(chosen.getByRole("listitem")).toHaveCount(1);
  await expect(chosen.getByRole("listitem")).toContainText(`moment: ${t("incoming_fault.one_of", { values: "" })}`);
  const body = chosen.getByLabel(t("incoming.body"));
  await body.fill((await body.inputValue()).replace("after_cal", "after_call").replace("after_calll", "after_call"));
  await chosen.getByRole("button", { name: t("incoming.send") }).click();
  await settled(request, company, 2);
  await expect(cabinet.locator("tbody tr")).toContainText(t("incoming.mended"));
});

test("what came with one key is listed alone, also from the key in the settings", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await openWith(cabinet, "/incoming", 1);
  const row = cabinet.locator("tbody tr");
  await expect(row.getByRole("link", { name: t("incoming.count.one", { count: "1" }) })).toHaveAttribute("href", "/calls");
  await row.getByRole("link").first().click();
  await expect(cabinet).toHaveURL(/from=/);
  const name = await cabinet.locator("tbody tr code").innerText();
  const alone = cabinet.getByRole("link", { name: t("incoming.alone", { name }) });
  await alone.click();
  await expect(cabinet).toHaveURL(/\/incoming$/);
  await open(cabinet, "/settings");
  await cabinet.getByRole("link", { name: t("settings.came_in") }).first().click();
  await expect(alone).toBeVisible();
  await expect(cabinet.locator("tbody tr")).toHaveCount(1);
});

test("a body that is being mended stays when the list is read again", async ({ cabinet, company, request }) => {
  await refused(request, company, { ...finishedCall("in_1"), moment: "after_cal" });
  await openWith(cabinet, "/incoming", 1);
  await cabinet.locator("tbody tr").getByRole("link").first().click();
  const body = cabinet.getByLabel(t("incoming.body"));
  await body.fill('{"half": "typed"}');
  await report(request, company, finishedCall("in_2"));
  await expect(async () => {
    await cabinet.getByRole("button", { name: t("deliveries.refresh") }).click();
    await expect(cabinet.locator("tbody tr")).toHaveCount(2, { timeout: 1000 });
  }).toPass();
  await expect(body).toHaveValue('{"half": "typed"}');
});

test("nothing has come yet, and the page says how it will", async ({ cabinet }) => {
  await open(cabinet, "/incoming");
  await expect(cabinet.getByRole("heading", { name: t("incoming.empty_title") })).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await refused(request, company, { ...finishedCall("in_2"), moment: "after_cal", caller_numbr: "1" });
  await openWith(cabinet, "/incoming", 2);
  await cabinet.locator("tbody tr").getByRole("link").first().click();
  await expect(cabinet.getByLabel(t("incoming.body"))).toBeVisible();
  await look(cabinet, "incoming");
});
