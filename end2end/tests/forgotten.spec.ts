// A forgotten password: from the sign-in to the mail and back.
import { look } from "../support/look.ts";
import { linkTo } from "../support/mail.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a new password is set by the link of the mail", async ({ page, company }) => {
  await open(page, "/sign-in");
  await page.getByRole("link", { name: t("door.forgotten") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("door.forgotten"));
  await page.getByLabel(t("signin.email")).fill(company.email);
  await page.getByRole("button", { name: t("door.send_link") }).click();
  await expect(page.getByRole("status")).toContainText(t("door.sent"));
  await open(page, await linkTo(company.email, "/reset/"));
  await page.getByLabel(t("door.new_password")).fill("four words of mine");
  await page.getByRole("button", { name: t("door.set_password") }).click();
  await expect(page.getByRole("status")).toHaveText(t("door.changed"));
  await page.getByLabel(t("signin.email")).fill(company.email);
  await page.getByLabel(t("signin.password")).fill("four words of mine");
  await page.getByRole("button", { name: t("signin.button") }).click();
  await expect(page).toHaveURL(/\/overview$/);
});

test("an e-mail that nobody has gets the same answer", async ({ page }) => {
  await open(page, "/forgotten");
  await page.getByLabel(t("signin.email")).fill("nobody@example.com");
  await page.getByRole("button", { name: t("door.send_link") }).click();
  await expect(page.getByRole("status")).toContainText(t("door.sent"));
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/forgotten");
  await look(page, "forgotten");
});
