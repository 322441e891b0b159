// The menu: which of its places is marked, and how all of them are reached on a phone.
import type { Locator, Page } from "@playwright/test";
import { makeStaff } from "../support/company.ts";
import { expectAccessible, speak } from "../support/look.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { LANGUAGES, t, texts } from "../support/texts.ts";

const PHONE = { width: 390, height: 844 };
const BAR = ["/overview", "/integrations", "/deliveries", "/calls"];
const OTHERS = ["/connections", "/incoming", "/test-bench", "/jobs", "/exports", "/settings", "/audit"];

/** The entries of the bar of a phone that are seen. */
const bar = (page: Page) => page.locator(".menu > .menu-entry:visible");

/** What opens the other places of a phone. */
const more = (page: Page) => page.locator(".person-box summary");

/** The other places of a phone, once they are open. */
const others = (page: Page) => page.getByRole("navigation", { name: t("nav.menu"), exact: true }).getByRole("link");

async function addresses(entries: Locator): Promise<(string | null)[]> {
  return entries.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
}

/** All that stands in the bar is equally wide, side by side over the whole width, and no word is cut. */
async function expectWholeBar(page: Page, what: string): Promise<void> {
  const drawn = await page.locator(".menu > .menu-entry:visible, .person-box summary").evaluateAll((all) =>
    all.map((one) => {
      const { left, right } = one.getBoundingClientRect();
      const words = [...one.querySelectorAll("span")].filter((span) => span.checkVisibility());
      const isCut = words.some((span) => span.scrollWidth > span.clientWidth + 1);
      return { left: Math.round(left), width: Math.round(right - left), isCut };
    }),
  );
  const width = PHONE.width / (BAR.length + 1);
  const expected = [0, 1, 2, 3, 4].map((seat) => ({ left: seat * width, width, isCut: false }));
  expect(drawn, what).toEqual(expected);
}

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

test("names that are cut are told whole, and the dots beside them are drawn strongly", async ({ cabinet, company }) => {
  await open(cabinet, "/overview");
  await expect(cabinet.locator(".tenant-box strong")).toHaveAttribute("title", company.name);
  await expect(cabinet.locator(".person-email")).toHaveAttribute("title", company.email);
  const stroke = (selector: string) => cabinet.locator(selector).evaluate((icon) => Number.parseFloat(getComputedStyle(icon).strokeWidth));
  expect(await stroke(".person-box summary .icon")).toBeGreaterThan(await stroke(".menu > [aria-current] .icon"));
});

test("on a phone four places stand in the bar, whichever page is open and in every language", async ({ cabinet }) => {
  await cabinet.setViewportSize(PHONE);
  for (const language of LANGUAGES) {
    await speak(cabinet, language);
    for (const address of ["/overview", "/integrations", "/audit"]) {
      await open(cabinet, address);
      expect(await addresses(bar(cabinet))).toEqual(BAR);
      await expect(more(cabinet)).toContainText(texts(language)("nav.menu"));
      await expectWholeBar(cabinet, `${address}, ${language}`);
    }
  }
});

test("on a phone the other places are behind More, which closes once one is chosen", async ({ cabinet }) => {
  await cabinet.setViewportSize(PHONE);
  await open(cabinet, "/overview");
  await expect(others(cabinet)).toHaveCount(0);
  await more(cabinet).click();
  expect(await addresses(others(cabinet))).toEqual(OTHERS);
  await expectAccessible(cabinet, "the places behind More");
  await others(cabinet).filter({ hasText: t("nav.exports") }).click();
  await expect(cabinet).toHaveURL(/\/exports$/);
  await expect(others(cabinet)).toHaveCount(0);
  await more(cabinet).click();
  await expect(others(cabinet).and(cabinet.locator("[aria-current=page]"))).toHaveText([t("nav.exports")]);
});

test("on a phone More is marked on the pages behind it, and on no other", async ({ cabinet }) => {
  await cabinet.setViewportSize(PHONE);
  const weight = () => more(cabinet).evaluate((summary) => getComputedStyle(summary).fontWeight);
  await open(cabinet, "/calls");
  const unmarked = await weight();
  await open(cabinet, "/settings/people");
  expect(Number(await weight())).toBeGreaterThan(Number(unmarked));
});

test("on a phone staff have four places of theirs in the bar", async ({ page }) => {
  await signInAs(page, (await makeStaff()).email);
  await page.setViewportSize(PHONE);
  // English comes last: the page is left as the specs read it.
  for (const language of LANGUAGES.toReversed()) {
    await speak(page, language);
    await open(page, "/staff");
    expect(await addresses(bar(page))).toEqual(["/staff", "/staff/system", "/staff/people", "/staff/audit"]);
    await expectWholeBar(page, language);
  }
  await more(page).click();
  expect(await addresses(others(page))).toEqual(["/staff/mail"]);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the other places of a phone open too", async ({ cabinet }) => {
    await cabinet.setViewportSize(PHONE);
    await cabinet.goto("/overview");
    await more(cabinet).click();
    await others(cabinet).filter({ hasText: t("nav.jobs") }).click();
    await expect(cabinet).toHaveURL(/\/jobs$/);
  });
});
