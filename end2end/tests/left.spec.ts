// A page that is left before the server has answered: what came of it is told on the next one.
import type { Page } from "@playwright/test";
import { held } from "../support/held.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

async function goOnTo(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: t(name), exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t(name));
}

test("an integration that was paused on the way out", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/integrations");
  const answer = await held(cabinet, "set_integration_enabled");
  await cabinet.getByRole("button", { name: `${t("integrations.pause")}: Leads`, exact: true }).click();
  await answer.asked;
  await goOnTo(cabinet, "nav.connections");
  answer.release();
  await expect(cabinet.getByText(t("integrations.paused", { name: "Leads" }))).toBeVisible();
});

test("rows that were sent again on the way out", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await open(cabinet, "/deliveries");
  await cabinet.locator("tbody").getByRole("checkbox").first().check();
  const answer = await held(cabinet, "foresee");
  await cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  await answer.asked;
  await goOnTo(cabinet, "nav.connections");
  answer.release();
  await expect(cabinet.getByText(t("calls.sent.one", { count: "1" }))).toBeVisible();
  await settled(request, company, 2);
});
