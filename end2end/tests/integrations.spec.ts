// The list of integrations: how each one stands, and what can be done with it from there.
import type { Locator, Page } from "@playwright/test";
import { failing, makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

function row(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

function action(page: Page, word: string, name: string): Locator {
  return page.getByRole("button", { name: `${t(word)}: ${name}`, exact: true });
}

test("the list shows state and last deliveries, and its figures lead to the log", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 2);
  await open(cabinet, "/integrations");
  await expect(row(cabinet, "Good")).toContainText(t("integrations.standing.delivering"));
  await expect(row(cabinet, "Bad")).toContainText(t("integrations.standing.failing"));
  const pulse = t("integrations.pulse", { delivered: "1", failed: "0", open: "0" });
  await expect(row(cabinet, "Good").getByRole("img", { name: pulse })).toBeVisible();
  await row(cabinet, "Bad").getByRole("link", { name: "1", exact: true }).click();
  await expect(cabinet).toHaveURL(/\/deliveries\?.*state=failed/);
  await expect(cabinet.getByRole("cell", { name: "Bad", exact: true })).toBeVisible();
});

test("what comes during a pause waits, and goes when it ends", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/integrations");
  await action(cabinet, "integrations.pause", "Leads").click();
  await expect(cabinet.getByText(t("integrations.paused", { name: "Leads" }))).toBeVisible();
  await expect(row(cabinet, "Leads")).toContainText(t("integrations.standing.paused"));
  await report(request, company, finishedCall("in_1"));
  await open(cabinet, "/integrations");
  await expect(row(cabinet, "Leads")).toContainText(t("integrations.waiting.one", { count: "1" }));
  const waiting = t("integrations.pulse", { delivered: "0", failed: "0", open: "1" });
  await expect(row(cabinet, "Leads").getByRole("img", { name: waiting })).toBeVisible();
  await action(cabinet, "integrations.enable", "Leads").click();
  await cabinet.getByRole("dialog").getByRole("button", { name: t("jobs.release_all") }).click();
  const [delivery] = await settled(request, company, 1);
  expect(delivery?.state).toBe("delivered");
});

test("a key that ends soon is seen in the list", async ({ cabinet, company, request }) => {
  const key = { place: "header", name: "x-key" };
  const id = await makeIntegration(request, company, { key, secrets: { key: "k-1" } });
  await open(cabinet, `/integrations/${id}`);
  const fold = cabinet.locator("summary").filter({ hasText: t("editor.key.pill_both") });
  await fold.click();
  const soon = new Date(Date.now() + 5 * 24 * 3_600_000).toISOString().slice(0, 10);
  const day = cabinet.getByLabel(t("key_ends.day", { name: t("key_ends.key") }));
  await day.fill(soon);
  await expect(cabinet.getByText(t("common.saved"), { exact: true })).toBeVisible();
  await open(cabinet, `/integrations/${id}`);
  await fold.click();
  await expect(day).toHaveValue(soon);
  await open(cabinet, "/integrations");
  await expect(row(cabinet, "Leads")).toContainText(t("key_ends.near", { day: "" }).trim());
});

test("a copy begins paused", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/integrations");
  await action(cabinet, "integrations.duplicate", "Leads").click();
  const copy = row(cabinet, t("integrations.copy_of", { name: "Leads" }));
  await expect(copy).toContainText(t("integrations.standing.paused"));
});

test("deleting says what is lost, and can be called off", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/integrations");
  const dialog = cabinet.getByRole("dialog", { name: t("integrations.delete_title", { name: "Leads" }) });
  await action(cabinet, "common.delete", "Leads").click();
  await expect(dialog).toContainText(t("integrations.delete_lost_nothing"));
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await expect(row(cabinet, "Leads")).toBeVisible();
  await action(cabinet, "common.delete", "Leads").click();
  await dialog.getByRole("button", { name: t("common.delete") }).click();
  await expect(cabinet.getByRole("heading", { name: t("integrations.empty_title") })).toBeVisible();
});

test("a pause and a deletion can be taken back, and what waited goes out", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/integrations");
  const undo = cabinet.getByRole("button", { name: t("common.undo") });
  await action(cabinet, "integrations.pause", "Leads").click();
  await expect(row(cabinet, "Leads")).toContainText(t("integrations.standing.paused"));
  await undo.click();
  await expect(cabinet.getByText(t("integrations.enabled", { name: "Leads" }))).toBeVisible();
  await expect(action(cabinet, "integrations.pause", "Leads")).toBeVisible();
  await action(cabinet, "integrations.pause", "Leads").click();
  await expect(action(cabinet, "integrations.enable", "Leads")).toBeVisible();
  await report(request, company, finishedCall("in_1"));
  await action(cabinet, "common.delete", "Leads").click();
  await cabinet.getByRole("dialog").getByRole("button", { name: t("common.delete") }).click();
  await expect(cabinet.getByRole("heading", { name: t("integrations.empty_title") })).toBeVisible();
  const deleted = cabinet.locator(".toast").filter({ hasText: t("integrations.deleted", { name: "Leads" }) });
  await deleted.getByRole("button", { name: t("common.undo") }).click();
  await expect(cabinet.getByText(t("integrations.restored"))).toBeVisible();
  await expect(row(cabinet, "Leads")).toContainText(t("integrations.standing.paused"));
  await action(cabinet, "integrations.enable", "Leads").click();
  await cabinet.getByRole("dialog").getByRole("button", { name: t("jobs.release_all") }).click();
  const [delivery] = await settled(request, company, 1);
  expect(delivery?.state).toBe("delivered");
});

test("what does not work is said above the list, and on its own page with its history", async ({ cabinet, company, request }) => {
  const id = await failing(request, company, "Leads");
  await open(cabinet, "/integrations");
  const note = cabinet.getByRole("article").filter({ hasText: t("incident.fails", { name: "Leads" }) });
  await expect(note).toContainText(t("explain.not_found.what", { name: "Leads" }));
  await expect(note).toContainText(t("author.key"));
  await note.getByRole("link", { name: t("incident.mend") }).click();
  await expect(cabinet).toHaveURL(new RegExp(`/integrations/${id}$`));
  await expect(cabinet.locator(".page-header .state")).toHaveText(t("integrations.standing.failing"));
  await cabinet.getByText(t("incident.history.one", { count: "1" })).click();
  await expect(cabinet.getByRole("row").filter({ hasText: t("incident.end.lasts") })).toBeVisible();
  await cabinet.getByRole("link", { name: t("incident.sample") }).click();
  await expect(cabinet.getByText(t("incident.part_of"))).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await failing(request, company, "Second CRM");
  await open(cabinet, "/integrations");
  await look(cabinet, "integrations");
});
