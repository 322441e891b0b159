// Who did what, over all tenants.
import { makeStaff } from "../support/company.ts";
import { makeIntegration } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("what was done in a tenant is told with its names", async ({ page, company }) => {
  await makeIntegration(page.request, company, { name: "Leads of the audit" });
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/audit");
  const row = page.locator("tbody tr", { hasText: "Leads of the audit" }).first();
  await expect(row).toContainText(t("audit.integration.create"));
  await expect(row).toContainText(company.name);
});

test("it looks right and is accessible", async ({ page, company }) => {
  await makeIntegration(page.request, company);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/audit");
  await look(page, "staff_audit");
});
