// A new password by link: what a link says that opens nothing.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a link that opens nothing says what to do", async ({ page }) => {
  const response = await page.goto("/reset/no-such-link");
  expect(response?.status()).toBe(404);
  await expect(page.getByText(t("door.link_gone"))).toBeVisible();
  await page.getByRole("link", { name: t("door.new_link") }).click();
  await expect(page).toHaveURL(/\/forgotten$/);
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/reset/no-such-link");
  await look(page, "reset");
});
