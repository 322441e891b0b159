// The menu: which of its places is marked, and how all of them are reached on a phone.
import type { Page } from "@playwright/test";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** What the menu marks as the place where one is. */
const marked = (page: Page) => page.getByRole("navigation", { name: t("nav.label") }).locator("[aria-current=page]");

test("a page without an entry of its own marks the one it belongs to", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const inspector = await cabinet.getByRole("link", { name: t("settings.inspector_open") }).getAttribute("href");
  const places = [
    ["/presets", "nav.integrations"],
    ["/presets/bitrix24", "nav.integrations"],
    ["/missing", "nav.calls"],
    [inspector ?? "", "nav.test_bench"],
  ] as const;
  for (const [address, name] of places) {
    await open(cabinet, address);
    await expect(marked(cabinet)).toHaveText([t(name)]);
    const crumb = cabinet.getByRole("main").locator(".crumb").getByRole("link", { name: t(name), exact: true });
    await expect(crumb).toBeVisible();
  }
  await open(cabinet, "/help/first_integration");
  await expect(marked(cabinet)).toHaveCount(0);
});

test("the mark goes along to the place that is chosen", async ({ cabinet }) => {
  await open(cabinet, "/presets");
  const places = cabinet.getByRole("navigation", { name: t("nav.label") });
  await places.getByRole("link", { name: t("nav.calls"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/calls$/);
  await expect(marked(cabinet)).toHaveText([t("nav.calls")]);
});
