// Who did what in the tenant, and what support may do.
import { makeIntegration } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a change is in the log, and the owner says what support may do", async ({ cabinet, company }) => {
  await makeIntegration(cabinet.request, company, { name: "Leads of the log" });
  await open(cabinet, "/audit");
  const row = cabinet.locator("tbody tr", { hasText: "Leads of the log" });
  await expect(row).toContainText(t("audit.integration.create"));
  // The log comes first, and what support may do stands beside it.
  const rules = cabinet.locator("#support");
  const [log, beside] = [await cabinet.locator("#log").boundingBox(), await rules.boundingBox()];
  expect(log?.x).toBeLessThan(beside?.x ?? 0);
  await rules.getByLabel(t("audit_page.access.closed")).check();
  await rules.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await open(cabinet, "/audit");
  await expect(rules.getByLabel(t("audit_page.access.closed"))).toBeChecked();
  await expect(cabinet.locator("tbody tr").first()).toContainText(t("audit.support.rules_closed"));
});

test("it looks right and is accessible", async ({ cabinet, company }) => {
  await makeIntegration(cabinet.request, company);
  await open(cabinet, "/audit");
  await look(cabinet, "audit");
});
