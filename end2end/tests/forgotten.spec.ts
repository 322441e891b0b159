// A forgotten password: the way from the sign-in, and what is said where no mail leaves the server.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("the sign-in leads there and back", async ({ page }) => {
  await open(page, "/sign-in");
  await page.getByRole("link", { name: t("door.forgotten") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("door.forgotten"));
  // This server has no mail server: nobody is left waiting for a mail.
  await expect(page.getByText(t("door.no_mail"))).toBeVisible();
  await page.getByRole("link", { name: t("door.to_sign_in") }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/forgotten");
  await look(page, "forgotten");
});
