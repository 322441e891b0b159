// How the installation stands.
import { makeStaff } from "../support/company.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("it counts what is settled while one looks", async ({ page, company }) => {
  await makeIntegration(page.request, company);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/system");
  const figure = page.locator("#engine dl > div", { hasText: t("staff_system.settled") }).locator("dd");
  const before = Number((await figure.innerText()).replace(/\D/g, ""));
  await report(page.request, company, finishedCall("counted-call"));
  await settled(page.request, company, 1);
  const now = async () => Number((await figure.innerText()).replace(/\D/g, ""));
  await expect.poll(now, { timeout: 15_000 }).toBeGreaterThan(before);
  await expect(page.getByRole("heading", { name: t("staff_system.queue"), exact: true })).toBeVisible();
  await expect(page.locator("#workers .state")).toHaveText([t("staff_system.alive")]);
});

test("the size of the database is drawn by the day, with a table behind it", async ({ page }) => {
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/system");
  const growth = page.locator("#growth");
  await expect(growth.locator("dl")).toContainText(t("staff_system.database_grown.one", { count: "1" }));
  await expect(growth.locator(".system-day").first()).toBeAttached();
  await growth.getByText(t("overview.as_table")).click();
  await expect(growth.locator("tbody td").first()).toHaveText(/MB/);
});

test("it looks right and is accessible", async ({ page, company }) => {
  await makeIntegration(page.request, company, { name: "CRM of the florist" });
  await report(page.request, company, finishedCall("drawn-call"));
  await settled(page.request, company, 1);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/system");
  await look(page, "staff_system");
});
