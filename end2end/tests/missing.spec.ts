// Reconciliation: what an integration never got of a period, and the button that sends it.
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("calls that never arrived are found, and sent after a question that says how many", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 1);
  await open(cabinet, "/calls");
  await cabinet.getByRole("link", { name: t("missing.link") }).click();
  await expect(cabinet.locator("tbody tr code")).toHaveText(["in_1"]);
  await expect(cabinet.locator("tbody tr")).toContainText(t("missing.never_sent"));
  await cabinet.getByRole("button", { name: t("missing.send"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.backfill_title", { name: "Leads" }) });
  await expect(dialog.getByRole("status")).toHaveText(t("jobs.backfill_found.other", { count: "2" }));
  await dialog.getByRole("button", { name: t("jobs.backfill_do"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/jobs$/);
  await settled(request, company, 2);
  await open(cabinet, "/missing");
  await expect(cabinet.getByRole("heading", { name: t("missing.none_title") })).toBeVisible();
});

test("without an integration it says what will be here", async ({ cabinet }) => {
  await open(cabinet, "/missing");
  await expect(cabinet.getByRole("heading", { name: t("missing.no_integration_title") })).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_2", { caller_number: "+380672223344" }));
  await settled(request, company, 1);
  await open(cabinet, "/missing");
  await expect(cabinet.locator("tbody tr")).toHaveCount(2);
  await look(cabinet, "missing");
});
