// The second step of a sign-in; the way there is in the spec of security.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("without a password before it, a code leads back to the sign-in", async ({ page }) => {
  await open(page, "/second-factor");
  await page.getByLabel(t("door.code")).fill("123456");
  await page.getByRole("button", { name: t("signin.button") }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/second-factor");
  await look(page, "second_factor");
});
