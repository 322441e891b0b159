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
});

test("the settings lead there", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  await cabinet.getByRole("link", { name: t("settings.addresses_open") }).click();
  await expect(cabinet).toHaveURL(/\/source-addresses$/);
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/source-addresses");
  await look(page, "source_addresses");
});
