// The overview: each figure leads to its rows, what fails says why, and what was lost is sent.
import type { Page } from "@playwright/test";
import { makeConnection } from "../support/connections.ts";
import { Crm } from "../support/crm.ts";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { unanswered } from "../support/silent.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

function figure(page: Page, label: string) {
  return page.getByRole("link", { name: new RegExp(`^${t(label)}`) });
}

test("each figure of the day leads to exactly its calls", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  await makeIntegration(request, company, {
    name: "Bad",
    url: missingAddress(),
    conditions: [{ parameter: "status", comparison: "is", values: ["no_answer"] }],
  });
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2"));
  await report(request, company, finishedCall("in_3", { status: "no_answer" }));
  await settled(request, company, 4);
  for (const [label, calls] of [
    ["overview.calls_today", ["in_3", "in_2", "in_1"]],
    ["overview.arrived", ["in_2", "in_1"]],
    ["overview.waiting", []],
    ["overview.need_you", ["in_3"]],
  ] as const) {
    await open(cabinet, "/overview");
    await expect(figure(cabinet, label)).toContainText(String(calls.length));
    await figure(cabinet, label).click();
    await expect(cabinet).toHaveURL(/\/calls\?period=today/);
    await expect(cabinet.locator("tbody tr code")).toHaveText([...calls]);
  }
});

test("the figures of a project lead to its calls", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  await report(request, company, finishedCall("in_1", { project_name: "Shop Kyiv" }));
  await report(request, company, finishedCall("in_2", { project_name: "Shop Lviv" }));
  await settled(request, company, 2);
  await open(cabinet, "/overview");
  await cabinet.getByLabel(t("deliveries.any_project"), { exact: true }).selectOption({ label: "Shop Lviv" });
  await expect(cabinet).toHaveURL(/project=prj_/);
  await expect(figure(cabinet, "overview.arrived")).toContainText("1");
  await expect(cabinet.getByText(t("overview.of_all"))).toBeVisible();
  const sent = cabinet.getByRole("row").filter({ hasText: "Good" }).getByRole("link", { name: "1", exact: true });
  await expect(sent).toHaveAttribute("href", /state=delivered.*project=prj_|project=prj_.*state=delivered/);
  await figure(cabinet, "overview.arrived").click();
  await expect(cabinet).toHaveURL(/\/calls\?period=today/);
  await expect(cabinet.locator("tbody tr code")).toHaveText(["in_2"]);
});

test("what needs a person is that of the chosen project, and leads to its rows", async ({ cabinet, company, request }) => {
  const conditions = [{ parameter: "project_name", comparison: "is_not", values: ["Shop Odesa"] }];
  await makeIntegration(request, company, { name: "Paused", enabled: false, conditions });
  for (const [call, project] of [
    ["in_1", "Shop Kyiv"],
    ["in_2", "Shop Lviv"],
    ["in_3", "Shop Lviv"],
    ["in_4", "Shop Odesa"],
  ] as const) {
    await report(request, company, finishedCall(call, { project_name: project }));
  }
  await open(cabinet, "/overview");
  const needs = cabinet.locator(".overview-needs");
  await expect(needs).toContainText(t("overview.kept.other", { count: "3" }));
  const projects = cabinet.getByLabel(t("deliveries.any_project"), { exact: true });
  await projects.selectOption({ label: "Shop Odesa" });
  await expect(needs).toContainText(t("overview.all_well_project"));
  await projects.selectOption({ label: "Shop Lviv" });
  await needs.getByRole("link", { name: t("overview.kept.other", { count: "2" }) }).click();
  await expect(cabinet).toHaveURL(/state=open/);
  await expect(cabinet.locator("tbody tr")).toHaveCount(2);
});

test("the pulse shows what comes while one looks", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/overview");
  const live = cabinet.getByRole("region", { name: t("overview.today") });
  await expect(live.getByRole("img", { name: t("overview.nothing_sent") })).toBeVisible();
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await expect(live.getByRole("img", { name: `${t("state.delivered")} 1` })).toBeVisible();
  await expect(figure(cabinet, "overview.arrived")).toContainText("1");
  await live.getByText(t("overview.as_table")).click();
  await expect(live.getByRole("columnheader", { name: t("state.delivered") })).toBeVisible();
});

test("what fails says why and what to do, and what was lost is sent again", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  for (const call of ["in_1", "in_2", "in_3"]) {
    await report(request, company, finishedCall(call));
  }
  await open(cabinet, "/overview");
  const needs = cabinet.locator(".overview-needs");
  await expect(async () => {
    await cabinet.reload();
    await expect(needs).toContainText(t("explain.not_found.what", { name: "Bad" }), { timeout: 1000 });
  }).toPass();
  await expect(needs).toContainText(t("explain.not_found.do"));
  await expect(needs.getByRole("link", { name: t("overview.correct_address") })).toBeVisible();
});

test("a refused key is mended in the connection that brings it", async ({ cabinet, company, request }) => {
  const crm = await Crm.start(() => ({ status: 403, body: {} }));
  const connection = await makeConnection(request, company, { url: crm.url });
  const id = await makeIntegration(request, company, { name: "Below", url: "?from=hookline", connection });
  for (const call of ["in_1", "in_2", "in_3"]) {
    await report(request, company, finishedCall(call));
  }
  await open(cabinet, "/overview");
  const needs = cabinet.locator(".overview-needs");
  await expect(async () => {
    await cabinet.reload();
    await expect(needs).toContainText(t("explain.forbidden.what", { name: "Below" }), { timeout: 1000 });
  }).toPass();
  const mend = needs.getByRole("link", { name: t("overview.update_key") });
  await expect(mend).toHaveAttribute("href", `/connections/${connection}`);
  await expect(needs.getByRole("link", { name: t("door.addresses") })).toHaveAttribute("href", "/source-addresses");
  await open(cabinet, `/integrations/${id}`);
  const note = cabinet.locator(".incident").first();
  await expect(note.getByRole("link", { name: t("incident.mend_connection") })).toHaveAttribute("href", `/connections/${connection}`);
  crm.stop();
});

test("a single refusal is told as lost, and can be sent again", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await open(cabinet, "/overview");
  const lost = cabinet.locator(".overview-lost");
  await expect(lost).toContainText("Bad");
  await lost.getByRole("button", { name: t("overview.send_them") }).click();
  await settled(request, company, 2);
});

test("the figure of what was lost leads to exactly its rows", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  const [first] = await settled(request, company, 1);
  const again = await request.post(`/api/v1/deliveries/${first?.id}/send-again`, {
    headers: { authorization: `Bearer ${company.manageKey}` },
  });
  expect(again.status(), await again.text()).toBe(201);
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 3);
  await open(cabinet, "/overview");
  const count = { count: "2" };
  await cabinet.locator(".overview-lost").getByRole("link", { name: t("overview.lost_requests.other", count) }).click();
  await expect(cabinet).toHaveURL(/state=lost&/);
  await expect(cabinet.locator("tbody tr")).toHaveCount(2);
  await cabinet.getByLabel(t("deliveries.any_state"), { exact: true }).selectOption({ label: t("state.failed") });
  await expect(cabinet.locator("tbody tr")).toHaveCount(3);
});

test("what nobody answered is told apart from what failed, and asked about", async ({ cabinet, company, request }) => {
  await unanswered(request, company);
  await open(cabinet, "/overview");
  const lost = cabinet.locator(".overview-lost");
  await expect(lost).toContainText(t("overview.lost_unanswered"));
  await lost.getByRole("button", { name: t("overview.send_them") }).click();
  const dialog = lost.getByRole("dialog", { name: t("delivery.unanswered.title") });
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await lost.locator("a.state").click();
  await expect(cabinet).toHaveURL(/state=lost(_|%5F)unanswered/);
  await expect(cabinet.locator("tbody tr")).toHaveCount(1);
});

test("a new tenant learns the first steps", async ({ cabinet }) => {
  await open(cabinet, "/");
  await expect(cabinet).toHaveURL(/\/overview$/);
  const steps = cabinet.locator(".overview-steps");
  await expect(steps.getByRole("heading", { name: t("overview.steps") })).toBeVisible();
  await expect(cabinet.locator(".overview-live, .overview-needs, .overview-lost")).toHaveCount(0);
  const ground = (name: string) => cabinet.getByRole("link", { name: t(name) }).evaluate((link) => getComputedStyle(link).backgroundColor);
  expect(await ground("integrations.new")).not.toBe(await ground("integrations.from_preset"));
  await steps.getByRole("link", { name: t("integrations.from_preset") }).click();
  await expect(cabinet).toHaveURL(/\/presets$/);
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await open(cabinet, "/overview");
  await look(cabinet, "overview_empty");
  await makeIntegration(request, company, { name: "Bitrix24 leads" });
  await makeIntegration(request, company, { name: "Missed-call task", url: missingAddress() });
  await makeIntegration(request, company, { name: "Screen pop", moment: "answered" });
  for (let number = 1; number <= 6; number += 1) {
    await report(request, company, finishedCall(`in_${number}`));
    await report(request, company, { ...finishedCall(`in_${number}`), moment: "answered" });
  }
  await open(cabinet, "/overview");
  await expect(async () => {
    await cabinet.reload();
    await expect(cabinet.locator(".overview-needs .overview-line")).toHaveCount(1, { timeout: 1000 });
  }).toPass();
  await look(cabinet, "overview");
});
