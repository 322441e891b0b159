// The editor of an integration: faults at their fields, nothing lost, all of it by keyboard.
import type { Locator, Page } from "@playwright/test";
import { makeIntegration, missingAddress } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";
import { world } from "../support/world.ts";

function field(page: Page, name: string): Locator {
  return page.getByLabel(t(name), { exact: true });
}

function exactRequest(page: Page): Locator {
  return page.getByRole("region", { name: t("delivery.exact") });
}

test("a fault is told at its field, and nothing typed is lost", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Leads");
  await field(cabinet, "editor.url.label").fill("ftp://crm.example/hook");
  await cabinet.keyboard.press("Control+s");
  const url = field(cabinet, "editor.url.label");
  await expect(url).toHaveAccessibleDescription(t("fault.url_scheme"));
  await expect(url).toBeFocused();
  await expect(url).toHaveValue("ftp://crm.example/hook");
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Leads");
  await expect(cabinet).toHaveURL(/\/integrations\/new$/);
  await url.fill(world().webhook.url);
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_/);
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText("Leads");
});

test("what was not saved is offered again after a reload", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Half done");
  await open(cabinet, "/integrations/new");
  await expect(field(cabinet, "editor.name.label")).toHaveValue("");
  await cabinet.getByRole("button", { name: t("editor.draft.restore") }).click();
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Half done");
});

test("a parameter is chosen with the keyboard, and the exact request follows each keystroke", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.url.label").fill("https://examplecrm.com/index.php?param1=abc");
  await expect(exactRequest(cabinet)).toContainText("/index.php?param1=abc");
  await cabinet.getByRole("button", { name: t("editor.rows.add"), exact: true }).focus();
  await cabinet.keyboard.press("Enter");
  const cell = (column: string) => t("editor.rows.cell", { column: t(column), place: "1" });
  await expect(cabinet.getByLabel(cell("editor.rows.name"), { exact: true })).toBeFocused();
  await cabinet.keyboard.type("phone");
  await cabinet.keyboard.press("Tab");
  await cabinet.keyboard.press("Enter");
  await expect(cabinet.getByRole("combobox", { name: t("editor.picker.search") })).toBeFocused();
  await cabinet.keyboard.type("caller_number");
  await cabinet.keyboard.press("Enter");
  const picker = `${cell("editor.rows.value")}: ${t("parameter.caller_number")}`;
  await expect(cabinet.getByRole("button", { name: picker })).toBeFocused();
  await expect(exactRequest(cabinet)).toContainText("phone=%2B380501112233");
});

test("the answer to a test stands in place", async ({ cabinet, company, request }) => {
  const good = await makeIntegration(request, company);
  const bad = await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  const panel = cabinet.getByRole("region", { name: t("editor.test.title") });
  for (const [id, answer] of [
    [good, `200 · ${t("editor.test.accepted")}`],
    [bad, `404 · ${t("editor.test.refused")}`],
  ] as const) {
    await open(cabinet, `/integrations/${id}`);
    await panel.getByRole("button", { name: t("editor.test.button") }).click();
    await expect(panel.getByRole("status")).toContainText(answer);
  }
  await panel.getByRole("link", { name: t("editor.test.in_log") }).click();
  await expect(cabinet).toHaveURL(/\/deliveries\/dlv_/);
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await open(cabinet, `/integrations/${id}`);
  await look(cabinet, "integration_editor");
});
