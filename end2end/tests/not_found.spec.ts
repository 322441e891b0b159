// What is not there is said on a page, with the status that programs read.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("an address that is none answers 404 with a page", async ({ page }) => {
  const response = await page.goto("/no-such-place");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("error.not_found_title"));
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/no-such-place");
  await look(page, "not_found");
});
