// The operator's people and their roles.
import { randomBytes } from "node:crypto";
import { makeStaff } from "../support/company.ts";
import { look } from "../support/look.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a person who is added signs in with the password that is shown, and is removed", async ({ page, browser }) => {
  const email = `new-${randomBytes(6).toString("hex")}@example.com`;
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/people");
  const form = page.locator("#add");
  await form.getByLabel(t("staff_people.email")).fill(email);
  await form.getByRole("button", { name: t("staff_people.add") }).click();
  const password = await form.locator(".copy-line code").innerText();

  const other = await browser.newPage();
  const signedIn = await other.request.post("/sign-in", { form: { email, password }, maxRedirects: 0 });
  expect(signedIn.headers()["location"]).toBe("/staff");
  expect((await other.goto("/staff/people"))?.status()).toBe(200);
  await expect(other.locator("#add")).toHaveCount(0);

  await page.getByRole("button", { name: `${t("staff_people.remove")}: ${email}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: t("staff_people.remove") }).click();
  await expect(page.getByRole("cell", { name: email })).toHaveCount(0);
  expect((await other.goto("/staff/people"))?.status()).toBe(404);
  await other.close();
});

test("it looks right and is accessible", async ({ page }) => {
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/people");
  await look(page, "staff_people");
});
