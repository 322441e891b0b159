// The addresses from which requests leave: for anybody, as a page and for programs.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("page and API name the same addresses", async ({ page, request }) => {
  const { addresses } = (await (await request.get("/api/v1/source-ips")).json()) as { addresses: string[] };
  expect(addresses).toEqual(["203.0.113.7", "2001:db8:7::/64"]);
  await open(page, "/source-addresses");
  for (const address of addresses) {
    await expect(page.getByText(address, { exact: true })).toBeVisible();
  }
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("door.addresses"));
  await expect(page.getByRole("button", { name: t("door.copy_all") })).toBeVisible();
  await expect(page.getByRole("link", { name: t("nav.reference") })).toBeVisible();
  await page.getByRole("link", { name: t("door.to_sign_in") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("signin.title"));
});

test("the settings lead there", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  await cabinet.getByRole("link", { name: t("settings.addresses_open") }).click();
  await expect(cabinet).toHaveURL(/\/source-addresses$/);
  await cabinet.getByRole("link", { name: t("nav.settings"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/settings$/);
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/source-addresses");
  await look(page, "source_addresses");
});
