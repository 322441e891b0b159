// A new e-mail by the link of a mail: what a link says that opens nothing.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a link that opens nothing says what to do", async ({ page }) => {
  const response = await page.goto("/email/no-such-link");
  expect(response?.status()).toBe(404);
  await expect(page.getByText(t("door.link_gone"))).toBeVisible();
  const security = page.getByRole("link", { name: t("door.email_again") });
  await expect(security).toHaveAttribute("href", "/settings/security");
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/email/no-such-link");
  await look(page, "email_change");
});
