// Help inside, and the search that finds it: both from the keyboard.
import { makeIntegration } from "../support/integrations.ts";
import { look, speak } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { LANGUAGES, t, texts } from "../support/texts.ts";

const GUIDES = ["first_integration", "bitrix24", "signature", "when_it_fails"];

test("each guide is there in each language", async ({ cabinet }) => {
  for (const language of LANGUAGES) {
    await speak(cabinet, language);
    for (const guide of GUIDES) {
      await open(cabinet, `/help/${guide}`);
      await expect(cabinet.getByRole("heading", { level: 1 })).toBeVisible();
      const others = cabinet.getByRole("navigation", { name: texts(language)("help.others") });
      await expect(others.locator("[aria-current]")).toHaveText(texts(language)(`help.name.${guide}`));
    }
  }
});

test("the first guide begins with the ready-made integrations", async ({ cabinet }) => {
  await open(cabinet, "/help/first_integration");
  const guide = cabinet.locator(".help-guide");
  await guide.locator(".buttons").getByRole("link").first().click();
  await expect(cabinet).toHaveURL(/\/presets$/);
});

test("on a phone the other guides are folded away above the guide", async ({ cabinet }) => {
  await open(cabinet, "/help/first_integration");
  await cabinet.setViewportSize({ width: 390, height: 844 });
  const others = cabinet.getByRole("navigation", { name: t("help.others") });
  await expect(others).toBeHidden();
  await cabinet.locator(".help-more > summary").click();
  await others.getByRole("link", { name: t("help.name.bitrix24") }).click();
  await expect(cabinet).toHaveURL(/\/help\/bitrix24$/);
});

test("Ctrl+K finds a page, an integration and a call, by the keyboard alone", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Bitrix leads" });
  await report(request, company, finishedCall("in_1"));
  await open(cabinet, "/overview");
  const dialog = cabinet.getByRole("dialog", { name: t("search.title") });
  const hit = (name: string) => dialog.getByRole("link").filter({ hasText: name });
  await cabinet.keyboard.press("Control+k");
  await expect(dialog).toBeVisible();
  await cabinet.keyboard.type("bitrix l");
  await expect(hit("Bitrix leads")).toBeVisible();
  await cabinet.keyboard.press("Control+a");
  await cabinet.keyboard.type("050 111 22 33");
  await expect(hit("in_1")).toBeVisible();
  await cabinet.keyboard.press("ArrowDown");
  await cabinet.keyboard.press("Enter");
  await expect(cabinet).toHaveURL(/\/calls\/in_1$/);
  await cabinet.keyboard.press("Control+k");
  await expect(dialog).toBeVisible();
  await cabinet.keyboard.press("Control+a");
  await cabinet.keyboard.type("delivery lo");
  await expect(hit(t("nav.deliveries"))).toBeVisible();
  await cabinet.keyboard.press("Enter");
  await expect(cabinet).toHaveURL(/\/deliveries$/);
});

test("Enter opens what is typed, also where the answer is not there yet", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2", { caller_number: "+380672223344" }));
  await open(cabinet, "/overview");
  const dialog = cabinet.getByRole("dialog", { name: t("search.title") });
  await cabinet.keyboard.press("Control+k");
  await cabinet.keyboard.type("050 111 22 33");
  await expect(dialog.getByRole("link").first()).toContainText("in_1");
  await cabinet.keyboard.press("Enter");
  await expect(cabinet).toHaveURL(/\/calls\/in_1$/);
  await cabinet.route("**/search", async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue();
  });
  await cabinet.keyboard.press("Control+k");
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  await cabinet.keyboard.press("Control+a");
  await cabinet.keyboard.type("067 222 33 44");
  await expect(dialog.getByRole("link")).toHaveCount(0);
  await cabinet.keyboard.press("Enter");
  await expect(cabinet).toHaveURL(/\/calls\/in_2$/);
  await expect(dialog).toBeHidden();
});

test("the question mark lists the shortcuts, but not while one types", async ({ cabinet }) => {
  await open(cabinet, "/calls");
  await cabinet.keyboard.press("?");
  const list = cabinet.getByRole("dialog", { name: t("search.shortcuts") });
  await expect(list).toBeVisible();
  await cabinet.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await cabinet.getByRole("searchbox", { name: t("deliveries.search") }).press("?");
  await expect(list).toBeHidden();
});

test("it looks right and is accessible", async ({ cabinet }) => {
  await open(cabinet, "/help/first_integration");
  await look(cabinet, "help");
});
