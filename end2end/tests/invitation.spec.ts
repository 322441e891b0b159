// An invitation: from the link to the cabinet, for somebody new and for somebody known.
import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { makeCompany, PASSWORD } from "../support/company.ts";
import { look } from "../support/look.ts";
import { linkTo } from "../support/mail.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** Asks somebody in; the path of the link in the mail. */
async function invite(cabinet: Page, email: string): Promise<string> {
  await open(cabinet, "/settings/people");
  const form = cabinet.locator("#invite");
  await form.getByLabel(t("signin.email")).fill(email);
  await form.getByRole("button", { name: t("people.send_invitation") }).click();
  await expect(form.getByRole("status")).toHaveText(t("people.sent"));
  return linkTo(email, "/invitation/");
}

const guest = () => `guest-${randomBytes(4).toString("hex")}@example.com`;

test("somebody new chooses a password and is in, without JavaScript too", async ({ cabinet, company, browser }) => {
  const link = await invite(cabinet, guest());
  const context = await browser.newContext({ baseURL: new URL(cabinet.url()).origin, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(link);
  const title = t("door.join_company", { company: company.name });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await page.getByLabel(t("door.choose_password")).fill("qwertyuiop");
  await page.getByRole("button", { name: t("door.join") }).click();
  await expect(page.getByRole("alert")).toHaveText(t("door.common"));
  await page.getByLabel(t("door.choose_password")).fill("four words of mine");
  await page.getByRole("button", { name: t("door.join") }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await expect(page.getByText(company.name).first()).toBeVisible();
  await context.close();
});

test("somebody known signs in, joins, and moves between companies", async ({ cabinet, company, context }) => {
  const other = await makeCompany("Agency");
  const link = await invite(cabinet, other.email);
  await context.clearCookies();
  await open(cabinet, link);
  await cabinet.getByRole("link", { name: t("signin.button") }).click();
  await cabinet.getByLabel(t("signin.email")).fill(other.email);
  await cabinet.getByLabel(t("signin.password")).fill(PASSWORD);
  await cabinet.getByRole("button", { name: t("signin.button") }).click();
  await cabinet.getByRole("button", { name: t("door.join") }).click();
  await expect(cabinet).toHaveURL(/\/overview$/);
  const box = cabinet.locator(".tenant-switch");
  await expect(box.locator("summary")).toContainText(company.name);
  await box.locator("summary").click();
  await box.getByRole("button", { name: "Agency" }).click();
  await expect(box.locator("summary")).toContainText("Agency");
});

test("it looks right and is accessible", async ({ cabinet, page, context }) => {
  const link = await invite(cabinet, guest());
  await context.clearCookies();
  await open(page, link);
  await look(page, "invitation");
});
