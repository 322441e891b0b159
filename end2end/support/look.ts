// How a page looks and reads: accessibility in both themes and three languages, and its picture.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { untilItReacts } from "./test.ts";
import { LANGUAGES, type Language } from "./texts.ts";
import { world } from "./world.ts";

const SCREENS = resolve(import.meta.dirname, "../results/screens");
const THEMES = ["light", "dark"] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Checks the page that is open in every theme, language and size, and takes its picture. */
export async function look(page: Page, name: string): Promise<void> {
  // Two themes, three languages and two sizes take their time on a busy machine.
  test.slow();
  const path = page.url();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const language of LANGUAGES) {
      await speak(page, language);
      await page.goto(path);
      await untilItReacts(page);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expectAccessible(page, `${name}, ${theme}, ${language}`);
      await expectNoSideways(page, `${name}, ${language}`);
    }
    await speak(page, "en");
    await page.goto(path);
    await untilItReacts(page);
    await portray(page, `${name}-${theme}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** The language of somebody who chose none as a member: the cookie's. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.context().addCookies([{ name: "language", value: language, url: world().address }]);
}

/** Nothing that axe calls serious or critical. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).slice(0, 3).join(" ")}`);
  expect(grave, `accessibility of ${what}`).toEqual([]);
}

/** On a phone nothing is wider than the screen. */
async function expectNoSideways(page: Page, what: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const wider = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // The browser may still be laying out for the new size.
    await expect.poll(wider, `${what} is too wide at ${size.width}`).toBeLessThanOrEqual(0);
  }
}

async function portray(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${SCREENS}/${name}-${size.width}x${size.height}.png`, animations: "disabled" });
  }
}
