// How a page looks and reads: accessibility in both themes and three languages, and its picture.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { untilItReacts } from "./test.ts";
import { LANGUAGES, type Language } from "./texts.ts";
import { world } from "./world.ts";

const SCREENS = resolve(import.meta.dirname, "../results/screens");
/** `HOOKLINE_PICTURES=none` leaves the pictures out; what is checked is the same without them. */
const PICTURES = process.env.HOOKLINE_PICTURES !== "none";
/** Whose pictures are taken in Russian too, whose words are longer. */
const IN_RUSSIAN = ["overview", "integration_editor", "deliveries", "call", "settings", "presets"];
const THEMES = ["light", "dark"] as const;
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const SIZES = [WIDE, PHONE, { width: 2560, height: 1440 }];

/**
 * Checks the page that is open in every theme, language and size, and takes its picture. `repeated` selects
 * what is made like the rest of a page too long to be checked whole.
 */
export async function look(page: Page, name: string, repeated?: string): Promise<void> {
  // Two themes, three languages and three sizes take their time on a busy machine.
  test.slow();
  const path = page.url();
  // English comes last: the page is left as the specs read it.
  for (const [turn, language] of LANGUAGES.toReversed().entries()) {
    await speak(page, language);
    await page.goto(path);
    await untilItReacts(page);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expectNoSideways(page, `${name}, ${language}`);
    for (const [place, theme] of THEMES.entries()) {
      // By turns, so that each theme is checked wide and on a phone.
      const size = (turn + place) % 2 === 0 ? WIDE : PHONE;
      await page.setViewportSize(size);
      await wear(page, theme);
      await expectAccessible(page, `${name}, ${theme}, ${language}, ${size.width}`, repeated);
      if (PICTURES && language === "en") {
        await portray(page, `${name}-${theme}`);
      } else if (PICTURES && language === "ru" && IN_RUSSIAN.includes(name)) {
        await portray(page, `${name}-ru-${theme}`);
      }
    }
  }
  await page.setViewportSize(WIDE);
}

/** Puts a theme on the page that is open; done once its colours have gone over. */
async function wear(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
}

/** The language of somebody who chose none as a member: the cookie's. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.context().addCookies([{ name: "language", value: language, url: world().address }]);
}

/** Nothing that axe calls serious or critical, apart from what is repeated. */
export async function expectAccessible(page: Page, what: string, repeated?: string): Promise<void> {
  // In the page itself: otherwise the results of each check are put together in a page of their own.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (repeated ? axe.exclude(repeated) : axe).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).slice(0, 3).join(" ")}`);
  expect(grave, `accessibility of ${what}`).toEqual([]);
}

/** Nothing is wider than the screen. */
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
