// The editor of an integration while a saving runs, and when it is left.
import type { Locator, Page } from "@playwright/test";
import { IntegrationForm } from "../support/integration_form.ts";
import { makeIntegration } from "../support/integrations.ts";
import { held } from "../support/held.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";
import { world } from "../support/world.ts";

function field(page: Page, name: string): Locator {
  return page.getByLabel(t(name), { exact: true });
}

function saved(page: Page): Locator {
  return page.getByText(t("editor.save.saved"), { exact: true });
}

test("what is typed while a saving runs stays, and waits for the next one", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await open(cabinet, `/integrations/${id}`);
  await new IntegrationForm(cabinet).keyInHeader("X-Key", "first");
  const answer = await held(cabinet, "save_integration");
  await field(cabinet, "editor.name.label").fill("Leads of May");
  await cabinet.keyboard.press("Control+s");
  await answer.asked;
  await field(cabinet, "editor.name.label").fill("Leads of June");
  await field(cabinet, "editor.key.title").fill("second");
  answer.release();
  await expect(saved(cabinet)).toBeVisible();
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Leads of June");
  await expect(field(cabinet, "editor.key.title")).toHaveValue("second");
  await expect(cabinet.getByText(t("editor.save.unsaved"), { exact: true })).toBeVisible();
  await cabinet.keyboard.press("Control+s");
  await expect(field(cabinet, "editor.key.title")).toHaveValue("");
  await expect(cabinet.getByText(t("editor.save.unsaved"), { exact: true })).toBeHidden();
});

test("what is typed while the first saving runs stays, too", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Leads");
  await field(cabinet, "editor.url.label").fill(world().webhook.url);
  const answer = await held(cabinet, "save_integration");
  await cabinet.keyboard.press("Control+s");
  await answer.asked;
  await field(cabinet, "editor.name.label").fill("Leads of June");
  answer.release();
  await expect(saved(cabinet)).toBeVisible();
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Leads of June");
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_/);
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText("Leads of June");
});

test("an editor that is left while it saves says so on the next page", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await open(cabinet, `/integrations/${id}`);
  const answer = await held(cabinet, "save_integration");
  await field(cabinet, "editor.name.label").fill("Leads of May");
  await cabinet.keyboard.press("Control+s");
  await answer.asked;
  await cabinet.getByRole("link", { name: t("nav.integrations"), exact: true }).first().click();
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText(t("nav.integrations"));
  answer.release();
  await expect(saved(cabinet)).toBeVisible();
  await expect(cabinet).toHaveURL(/\/integrations$/);
  await open(cabinet, `/integrations/${id}`);
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Leads of May");
  await expect(cabinet.getByRole("button", { name: t("editor.draft.restore") })).toHaveCount(0);
});

/** Answers the questions of the browser, and keeps what was asked. */
function answering(page: Page): { asked: string[]; leave: boolean } {
  const answers = { asked: [] as string[], leave: false };
  page.on("dialog", async (dialog) => {
    answers.asked.push(dialog.message());
    await (answers.leave ? dialog.accept() : dialog.dismiss());
  });
  return answers;
}

/** Comes to the editor from the list and types a key; the questions from then on. */
async function typeKey(page: Page, id: string): Promise<ReturnType<typeof answering>> {
  await open(page, "/integrations");
  await page.getByRole("main").getByRole("link", { name: "Leads", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/integrations/${id}$`));
  await new IntegrationForm(page).keyInHeader("X-Key", "typed");
  return answering(page);
}

test("a key that is typed and not saved is not left without a question", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  const answers = await typeKey(cabinet, id);
  const place = cabinet.getByRole("navigation").getByRole("link", { name: t("nav.deliveries"), exact: true }).first();

  await place.click();
  await expect.poll(() => answers.asked).toEqual([t("editor.leave.keys")]);
  const search = cabinet.getByRole("dialog", { name: t("search.title") });
  await cabinet.keyboard.press("Control+k");
  await search.getByRole("searchbox").fill(t("nav.deliveries"));
  await cabinet.keyboard.press("Enter");
  await expect.poll(() => answers.asked.length).toBe(2);
  await search.getByRole("searchbox").fill("");
  await cabinet.keyboard.press("Escape");
  await expect(search).toBeHidden();
  await expect(cabinet).toHaveURL(new RegExp(`/integrations/${id}$`));
  await expect(field(cabinet, "editor.key.title")).toHaveValue("typed");

  answers.leave = true;
  await place.click();
  await expect(cabinet).toHaveURL(/\/deliveries$/);
  expect(answers.asked).toHaveLength(3);
});

test("the browser's way back asks as well, and who stays keeps what was typed", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  const answers = await typeKey(cabinet, id);
  await cabinet.evaluate(() => history.back());
  await expect.poll(() => answers.asked).toEqual([t("editor.leave.keys")]);
  await expect(cabinet).toHaveURL(new RegExp(`/integrations/${id}$`));
  await expect(field(cabinet, "editor.key.title")).toHaveValue("typed");

  answers.leave = true;
  await cabinet.evaluate(() => history.back());
  await expect(cabinet).toHaveURL(/\/integrations$/);
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText(t("nav.integrations"));
  expect(answers.asked).toHaveLength(2);
});

test("nothing is asked once the key is saved", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await open(cabinet, `/integrations/${id}`);
  await new IntegrationForm(cabinet).keyInHeader("X-Key", "typed");
  const answers = answering(cabinet);
  await cabinet.keyboard.press("Control+s");
  await expect(saved(cabinet)).toBeVisible();
  await cabinet.getByRole("navigation").getByRole("link", { name: t("nav.deliveries"), exact: true }).first().click();
  await expect(cabinet).toHaveURL(/\/deliveries$/);
  expect(answers.asked).toEqual([]);
});
