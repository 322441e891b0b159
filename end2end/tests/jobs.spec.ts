// Bulk jobs: made from the log and from an integration, seen with their progress, and stopped.
import type { Page } from "@playwright/test";
import { deliveries, makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** The card of the newest job. */
function newest(page: Page) {
  return page.locator(".job").first();
}

test("everything that matches is sent again, and a reload shows how far it came", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 2);
  await open(cabinet, "/deliveries?state=failed");
  await cabinet.getByRole("button", { name: t("jobs.all"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.all_title") });
  await expect(dialog).toContainText("2 requests");
  await dialog.getByRole("button", { name: t("jobs.all_do", { count: "2" }) }).click();
  await expect(cabinet).toHaveURL(/\/jobs$/);
  await expect(newest(cabinet)).toContainText(t("jobs.state.done"));
  await expect(newest(cabinet)).toContainText(t("jobs.of", { done: "2", total: "2" }));
  await settled(request, company, 4);
  await open(cabinet, "/jobs");
  await expect(newest(cabinet)).toContainText(t("jobs.send_again"));
});

test("where no state is chosen, only what failed is sent again", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await makeIntegration(request, company, { name: "Broken", url: missingAddress() });
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 3);
  await open(cabinet, "/deliveries");
  await cabinet.getByRole("button", { name: t("jobs.lost"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.lost_title") });
  await expect(dialog).toContainText(t("jobs.lost_found.one", { count: "1" }));
  await dialog.getByRole("button", { name: t("jobs.all_do", { count: "1" }) }).click();
  await expect(newest(cabinet)).toContainText(t("jobs.of", { done: "1", total: "1" }));
  const sent = await settled(request, company, 4);
  expect(sent.filter((delivery) => delivery.state === "delivered")).toHaveLength(2);
});

test("a job names the project that it is narrowed to", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_1", { project_name: "Shop Kyiv" }));
  await report(request, company, finishedCall("in_2", { project_name: "Shop Lviv" }));
  await settled(request, company, 2);
  await open(cabinet, "/deliveries?state=failed");
  await cabinet.getByLabel(t("deliveries.any_project"), { exact: true }).selectOption({ label: "Shop Lviv" });
  await expect(cabinet).toHaveURL(/project=prj_/);
  await cabinet.getByRole("button", { name: t("jobs.all"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.all_title") });
  await dialog.getByRole("button", { name: t("jobs.all_do", { count: "1" }) }).click();
  await expect(newest(cabinet)).toContainText("Shop Lviv");
  await expect(newest(cabinet)).not.toContainText("Shop Kyiv");
});

test("an integration made later gets the calls of today", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await makeIntegration(request, company);
  await open(cabinet, "/integrations");
  await cabinet.getByRole("button", { name: `${t("jobs.backfill")}: Leads` }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.backfill_title", { name: "Leads" }) });
  await expect(dialog).toContainText("1 event");
  await dialog.getByRole("button", { name: t("jobs.backfill_do"), exact: true }).click();
  await expect(newest(cabinet)).toContainText(t("jobs.state.done"));
  const [delivery] = await settled(request, company, 1);
  expect(delivery?.state).toBe("delivered");
});

test("what waited can be called off when an integration is enabled", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { enabled: false });
  await report(request, company, finishedCall("in_1"));
  await open(cabinet, "/integrations");
  await cabinet.getByRole("button", { name: `${t("integrations.enable")}: Leads` }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.release_title", { name: "Leads" }) });
  await dialog.getByRole("button", { name: t("jobs.release_none") }).click();
  await expect(newest(cabinet)).toContainText(t("jobs.state.done"));
  const [delivery] = await deliveries(request, company);
  expect(delivery?.state).toBe("cancelled");
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 2);
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  const headers = { authorization: `Bearer ${company.manageKey}` };
  const id = await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  const made = async (data: object) => {
    const response = await request.post("/api/v1/jobs", { headers, data });
    expect(response.status(), await response.text()).toBe(201);
    return ((await response.json()) as { id: string }).id;
  };
  const paused = await made({ kind: "send_again", filter: { state: "failed", integration: id, code: 404 } });
  const response = await request.patch(`/api/v1/jobs/${paused}`, { headers, data: { state: "paused" } });
  expect(response.status(), await response.text()).toBe(200);
  await made({ kind: "backfill", integration: id, from: "2026-01-01T00:00:00Z" });
  await open(cabinet, "/jobs");
  await expect(newest(cabinet)).toContainText(t("jobs.state.done"));
  // Both ends of a period say their day, also where one of them is today.
  await expect(newest(cabinet).locator(".job-marks")).toContainText(/\d{4}.*–.*\d{4} \d{2}:\d{2}/);
  const sent = cabinet.locator(".job").last();
  await expect(sent.locator(".job-marks")).toContainText(t("jobs.code", { code: "404" }));
  const log = sent.getByRole("link", { name: t("jobs.log") });
  // An underscore may be written by its code.
  await expect(log).toHaveAttribute("href", new RegExp(`^/deliveries\\?integration=${id.replaceAll("_", "(_|%5F)")}$`));
  await look(cabinet, "jobs");
});
