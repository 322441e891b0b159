// The operator's list of tenants: for staff, and as if it were not there for anybody else.
import { randomBytes, randomInt } from "node:crypto";
import { makeCompany, makeStaff } from "../support/company.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a member of a tenant finds nothing there", async ({ cabinet }) => {
  const response = await cabinet.goto("/staff");
  expect(response?.status()).toBe(404);
  await expect(cabinet.getByRole("heading", { name: t("error.not_found_title") })).toBeVisible();
  await expect(cabinet.getByRole("link", { name: t("nav.staff") })).toHaveCount(0);
});

test("staff find a tenant by a part of its name", async ({ page }) => {
  // The list is everybody's: the name is of this run alone.
  const mark = randomBytes(4).toString("hex");
  const wanted = await makeCompany(`Carrots ${mark} and Sons`);
  await makeCompany("Potatoes Ltd");
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff");
  await page.getByLabel(t("staff.search")).fill(`carrots ${mark}`);
  await page.getByRole("button", { name: t("common.search") }).click();
  await expect(page).toHaveURL(/q=carrots.+/);
  const found = page.locator("tbody tr a");
  await expect(found).toHaveText([wanted.name]);
  await expect(found).toHaveAttribute("href", `/staff/tenants/${wanted.tenantId}`);
  await page.getByLabel(t("staff.search")).fill("no such tenant");
  await page.getByRole("button", { name: t("common.search") }).click();
  await expect(page.getByRole("heading", { name: t("staff.none_title") })).toBeVisible();
});

test("staff find a tenant by a number that called it and by a member's e-mail", async ({ page, company }) => {
  const number = `+38067${randomInt(1_000_000, 9_999_999)}`;
  await report(page.request, company, finishedCall("call-of-staff", { caller_number: number }));
  await signInAs(page, (await makeStaff()).email);
  for (const search of [number, company.email]) {
    await open(page, `/staff?q=${encodeURIComponent(search)}`);
    await expect(page.locator("tbody tr a")).toHaveText([company.name]);
  }
});

test("it looks right and is accessible", async ({ page }) => {
  await makeCompany("Carrots and Sons");
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff");
  await look(page, "staff");
});
