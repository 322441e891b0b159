// The main job without a mouse: an integration is made, calls come in, and a delivery is found.
import type { Locator, Page } from "@playwright/test";
import { PASSWORD, type Company } from "../support/company.ts";
import { IntegrationForm } from "../support/integration_form.ts";
import { settled } from "../support/integrations.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test, untilItReacts } from "../support/test.ts";
import { t } from "../support/texts.ts";
import { world } from "../support/world.ts";

/** More than any of these pages has places to stop at. */
const STOPS_MAX = 100;
const NAME = "CRM of the keys";

test("an integration is made and its delivery found by the keyboard alone", async ({ page, company, request }) => {
  await signIn(page, company);
  await goTo(page, t("nav.integrations"), /\/integrations$/);
  await skipTheMenu(page);
  await press(page, page.getByRole("link", { name: t("integrations.new") }).first());
  await expect(page).toHaveURL(/\/integrations\/new$/);
  await fillAndSave(page);

  for (const [call, caller] of [["in_1", "+380501112233"], ["in_2", "+380672223344"]] as const) {
    await report(request, company, finishedCall(call, { moment: "answered", caller_number: caller }));
  }
  await settled(request, company, 2);

  await goTo(page, t("nav.deliveries"), /\/deliveries$/);
  await chooseTheOlder(page);
  const beside = page.getByRole("complementary", { name: t("deliveries.chosen") });
  await expectRequest(beside);
  await press(page, beside.getByRole("link", { name: t("deliveries.open_page") }));
  await expect(page).toHaveURL(/\/deliveries\/dlv_\w+$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(NAME);
  await expectRequest(page.getByRole("main"));
});

async function signIn(page: Page, company: Company): Promise<void> {
  await open(page, "/sign-in");
  await expect(page.getByLabel(t("signin.email"))).toBeFocused();
  await expectSeen(page);
  await page.keyboard.type(company.email);
  await tabTo(page, page.getByLabel(t("signin.password")));
  await page.keyboard.type(PASSWORD);
  await press(page, page.getByRole("button", { name: t("signin.button") }));
  await expect(page).toHaveURL(/\/overview$/);
  await untilItReacts(page);
}

/** To a page by the search, which opens from everywhere. */
async function goTo(page: Page, name: string, address: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog", { name: t("search.title") });
  await page.keyboard.press("Control+k");
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type(name);
  await expect(dialog.getByRole("link").first()).toContainText(name);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(address);
  await expect(dialog).toBeHidden();
}

/** The first stop of a page leads past its menu. */
async function skipTheMenu(page: Page): Promise<void> {
  const skip = page.getByRole("link", { name: t("common.skip") });
  await tabTo(page, skip);
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
}

async function fillAndSave(page: Page): Promise<void> {
  const form = new IntegrationForm(page);
  await tabTo(page, page.getByLabel(t("editor.name.label"), { exact: true }));
  await page.keyboard.type(NAME);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(NAME);
  await tabTo(page, page.getByLabel(t("editor.url.label"), { exact: true }));
  await page.keyboard.type(world().webhook.url);
  await expect(form.exact).toContainText("/hooks/index.php HTTP/1.1");
  const station = (moment: string) => page.getByRole("radio", { name: t(`moment.name.${moment}`) });
  await tabTo(page, station("after_call"));
  await page.keyboard.press("ArrowLeft");
  await expect(station("answered")).toBeFocused();
  await expect(station("answered")).toBeChecked();
  await expectSeen(page);
  await press(page, page.getByRole("button", { name: t("editor.rows.add"), exact: true }));
  await form.rowByKeyboard("phone", "caller_number");
  await expectSeen(page);
  await form.save();
}

/** Down the rows of the log, up again, and into the older one. */
async function chooseTheOlder(page: Page): Promise<void> {
  const rows = page.locator("a.row-link");
  await expect(rows).toHaveCount(2);
  for (const [key, row] of [["j", 0], ["j", 1], ["k", 0], ["j", 1]] as const) {
    await page.keyboard.press(key);
    await expect(rows.nth(row)).toBeFocused();
    await expectSeen(page);
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/show=dlv_/);
}

async function expectRequest(place: Locator): Promise<void> {
  const sent = place.getByRole("region", { name: t("delivery.exact") });
  await expect(sent).toContainText("GET /hooks/index.php?phone=%2B380501112233 HTTP/1.1");
}

/** Goes to something by Tab and presses it. */
async function press(page: Page, what: Locator): Promise<void> {
  await tabTo(page, what);
  await page.keyboard.press("Enter");
}

/** Goes on by Tab until something has the focus, which is seen. */
async function tabTo(page: Page, what: Locator): Promise<void> {
  await expect(what).toBeVisible();
  const isThere = () => what.evaluate((element) => element === document.activeElement);
  for (let stop = 0; stop < STOPS_MAX && !(await isThere()); stop += 1) {
    await page.keyboard.press("Tab");
  }
  await expect(what).toBeFocused();
  await expectSeen(page);
}

/** An outline is drawn round what has the focus, or round the label or the row that stand for it. */
async function expectSeen(page: Page): Promise<void> {
  const isSeen = () =>
    page.evaluate(() => {
      const focused = document.activeElement;
      const isOutlined = (element: Element | null | undefined, pseudo?: string) => {
        const style = element ? getComputedStyle(element, pseudo) : undefined;
        const isDrawn = style?.outlineStyle !== "none" && Number.parseFloat(style?.outlineWidth ?? "0") > 0;
        return isDrawn && style?.opacity !== "0";
      };
      return isOutlined(focused) || isOutlined(focused, "::after") || isOutlined(focused?.closest("label"));
    });
  await expect.poll(isSeen, "an outline where the focus is").toBe(true);
}
