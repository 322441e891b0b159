// The settings: the company, its keys, the platforms that report its calls.
import { hookline, makeSource } from "../support/company.ts";
import { look, speak } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, sendEarly, test } from "../support/test.ts";
import { LANGUAGES, t } from "../support/texts.ts";
import type { APIRequestContext, Locator, Page } from "@playwright/test";

/** Makes a key on the open page, and tells its text. */
async function makeKey(page: Page, name: string, networks = ""): Promise<string> {
  const keys = page.locator("#keys");
  const form = keys.locator("form").last();
  await form.getByLabel(t("settings.name")).fill(name);
  await form.getByLabel(t("settings.networks")).fill(networks);
  await form.getByRole("button", { name: t("settings.new_key") }).click();
  return shownKey(page);
}

/** Makes the key of a row anew, its old text going on for a week, and tells the new one. */
async function makeAnew(page: Page, line: Locator): Promise<string> {
  await line.getByText(t("settings.change_key")).click();
  await line.getByLabel(t("settings.overlap")).selectOption("7d");
  await line.getByRole("button", { name: t("settings.rotate_key") }).click();
  await expect(line).toContainText(t("settings.old_unused"));
  return shownKey(page);
}

async function shownKey(page: Page): Promise<string> {
  const once = page.getByRole("status").filter({ hasText: t("settings.once_title") });
  return once.locator("code").innerText();
}

async function use(request: APIRequestContext, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  return (await request.post("/api/v1/events", { headers, data: finishedCall("in_1") })).status();
}

test("a key is shown once, works, and is refused once revoked", async ({ cabinet, request }) => {
  await open(cabinet, "/settings");
  const key = await makeKey(cabinet, "Office");
  expect(await use(request, key)).toBe(202);

  await open(cabinet, "/settings");
  expect(await cabinet.content()).not.toContain(key);
  const line = cabinet.locator("#keys").getByRole("listitem").filter({ hasText: "Office" });
  await expect(line).toContainText(t("settings.used"));
  await line.getByRole("button", { name: t("settings.revoke") }).click();
  const dialog = cabinet.getByRole("dialog");
  await expect(dialog).toContainText(t("settings.revoke_lost"));
  await dialog.getByRole("button", { name: t("settings.revoke") }).click();
  await expect(line).toContainText(t("settings.revoked_at"));
  await expect.poll(() => use(request, key)).toBe(401);
});

test("a key of the command line is known by its name", async ({ cabinet, company }) => {
  await hookline(["key", "create", "--tenant", company.tenantId, "--scope", "ingest", "--name", "Exchange"]);
  await open(cabinet, "/settings");
  await expect(cabinet.locator("#keys").getByRole("listitem").filter({ hasText: "Exchange" })).toHaveCount(1);
});

test("a key is made anew, and the old one goes on until it is ended", async ({ cabinet, request }) => {
  await open(cabinet, "/settings");
  const old = await makeKey(cabinet, "Branch");
  const line = cabinet.locator("#keys").getByRole("listitem").filter({ hasText: "Branch" });
  const key = await makeAnew(cabinet, line);
  expect(key).not.toBe(old);
  expect([await use(request, key), await use(request, old)]).toEqual([202, 202]);
  await open(cabinet, "/settings");
  await expect(line).toContainText(t("settings.old_used"));
  await line.getByRole("button", { name: t("settings.old_end") }).click();
  await expect(line.getByRole("button", { name: t("settings.old_end") })).toHaveCount(0);
  await expect.poll(() => use(request, old)).toBe(401);
  expect(await use(request, key)).toBe(202);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a key is shown once and works, and so is the one that is made in its place", async ({ cabinet, request }) => {
    await cabinet.goto("/settings");
    const old = await makeKey(cabinet, "Front desk");
    expect(await use(request, old)).toBe(202);
    await cabinet.goto("/settings");
    expect(await cabinet.content()).not.toContain(old);
    const line = cabinet.locator("#keys").getByRole("listitem").filter({ hasText: "Front desk" });
    const key = await makeAnew(cabinet, line);
    expect(key).not.toBe(old);
    expect([await use(request, key), await use(request, old)]).toEqual([202, 202]);
    await cabinet.goto("/settings");
    expect(await cabinet.content()).not.toContain(key);
  });
});

test("a key whose form was sent before the scripts had come is shown, and the page reacts", async ({ cabinet }) => {
  const key = await sendEarly(cabinet, "/settings", "create_key", { scope: "ingest", name: "Early", networks: "" });
  await open(cabinet, "/settings");
  expect(await shownKey(cabinet)).toBe(key);
  await makeKey(cabinet, "Late");
  await expect.poll(() => shownKey(cabinet)).not.toBe(key);
});

test("a key counts from its addresses alone, and what comes from elsewhere is seen", async ({ cabinet, request }) => {
  await open(cabinet, "/settings");
  const keys = cabinet.locator("#keys");
  const form = keys.locator("form").last();
  await form.getByLabel(t("settings.name")).fill("Far office");
  await form.getByLabel(t("settings.networks")).fill("far.example");
  await form.getByRole("button", { name: t("settings.new_key") }).click();
  await expect(form.getByRole("alert")).toContainText("far.example");
  const key = await makeKey(cabinet, "Far office", "203.0.113.0/24");
  expect(await use(request, key)).toBe(403);
  await open(cabinet, "/incoming");
  await expect(async () => {
    await cabinet.getByRole("button", { name: t("deliveries.refresh") }).click();
    const row = cabinet.locator("tbody tr").filter({ hasText: "Far office" });
    await expect(row).toContainText(t("incoming.refusal.address"), { timeout: 1000 });
  }).toPass();
  await open(cabinet, "/settings");
  const line = keys.getByRole("listitem").filter({ hasText: "Far office" });
  await line.getByText(t("settings.change_key")).click();
  await line.getByLabel(t("settings.networks")).fill("");
  await line.getByRole("button", { name: t("common.save") }).click();
  await expect(line).not.toContainText("203.0.113.0/24");
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await expect.poll(() => use(request, key)).toBe(202);
});

test("on a phone every tab is seen whole, in each language", async ({ cabinet }) => {
  await cabinet.setViewportSize({ width: 390, height: 844 });
  for (const language of LANGUAGES.toReversed()) {
    await speak(cabinet, language);
    await open(cabinet, "/settings");
    const tabs = cabinet.locator(".tabs .tab");
    await expect(tabs).toHaveCount(4);
    for (const tab of await tabs.all()) {
      await expect(tab).toBeInViewport({ ratio: 1 });
    }
  }
});

test("the company is renamed, and a fault is told", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const form = cabinet.locator("#company");
  const name = form.getByRole("textbox", { name: t("settings.name"), exact: true });
  await name.fill("Renamed company");
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("status")).toHaveText(t("common.saved"));
  await name.fill("   ");
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("alert")).toContainText(t("fault.required"));
  await open(cabinet, "/settings");
  await expect(name).toHaveValue("Renamed company");
});

test("what the letters of a country mean stands below them", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const form = cabinet.locator("#company");
  await form.locator('[name="country"]').fill("pl");
  await expect(form.locator(".country-name")).toHaveText("Poland");
  await form.locator('[name="country"]').fill("p");
  await expect(form.locator(".country-name")).toHaveCount(0);
});

test("a platform gets an address of its own, and its secret is not shown", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const platforms = cabinet.locator("#sources");
  const form = platforms.locator("form").last();
  await form.getByLabel(t("settings.name")).fill("Twilio of the office");
  await form.getByLabel(t("settings.platform")).selectOption("twilio");
  await form.getByLabel(t("settings.secret")).fill("auth-token-5b1e");
  await platforms.getByRole("button", { name: t("settings.add_source") }).click();
  await expect(platforms.getByText(/\/api\/v1\/ingest\/twilio\/\w+/)).toBeVisible();
  await open(cabinet, "/settings");
  expect(await cabinet.content()).not.toContain("auth-token-5b1e");
  await expect(platforms).toContainText("Twilio of the office");
  await platforms.getByText(t("settings.change_source")).first().click();
  await platforms.getByLabel(t("settings.new_secret")).first().fill("auth-token-77aa");
  await platforms.getByRole("button", { name: t("settings.rotate_secret") }).first().click();
  await expect(platforms).toContainText(t("settings.old_unused"));
});

test("a deleted platform is gone after a question", async ({ cabinet, request }) => {
  await open(cabinet, "/settings");
  const platforms = cabinet.locator("#sources");
  const form = platforms.locator("form").last();
  await form.getByLabel(t("settings.name")).fill("Old office");
  await form.getByLabel(t("settings.platform")).selectOption("twilio");
  await form.getByLabel(t("settings.secret")).fill("auth-token-5b1e");
  await platforms.getByRole("button", { name: t("settings.add_source") }).click();
  const line = platforms.getByRole("listitem").filter({ hasText: "Old office" });
  const address = await line.getByText(/\/api\/v1\/ingest\/twilio\/\w+/).innerText();
  const use = async () => (await request.post(new URL(address).pathname, { form: { CallSid: "1" } })).status();
  expect(await use()).toBe(401);
  await line.getByRole("button", { name: t("common.delete"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("settings.delete_source_title", { name: "Old office" }) });
  await expect(dialog).toContainText(t("settings.delete_source_lost"));
  await dialog.getByRole("button", { name: t("common.delete"), exact: true }).click();
  await expect(line).toHaveCount(0);
  expect(await use()).toBe(404);
  await cabinet.getByRole("button", { name: t("common.undo") }).click();
  await expect(line).toBeVisible();
  expect(await use()).not.toBe(404);
});

test("how failures are told is chosen, and who gets mail of them", async ({ cabinet, company }) => {
  await open(cabinet, "/settings");
  const form = cabinet.locator("#notifications");
  await form.getByLabel(t("notifications.gather")).selectOption("60");
  await form.getByLabel(company.email).uncheck();
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("status")).toHaveText(t("common.saved"));
  await open(cabinet, "/settings");
  await expect(form.getByLabel(t("notifications.gather"))).toHaveValue("60");
  await expect(form.getByLabel(company.email)).not.toBeChecked();
});

test("usual working hours are filled in at once", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const form = cabinet.locator("#hours");
  const field = (key: string, day: number) => form.getByLabel(t(key, { day: t(`settings.week.${day}`) }));
  await expect(form).toContainText(t("settings.hours_none"));
  await form.getByRole("button", { name: t("settings.hours_fill") }).click();
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("status")).toHaveText(t("common.saved"));
  await expect(form).not.toContainText(t("settings.hours_none"));
  await open(cabinet, "/settings");
  await expect(field("settings.hours_from", 0)).toHaveValue("09:00");
  await expect(field("settings.hours_to", 4)).toHaveValue("18:00");
  await expect(field("settings.hours_from", 5)).toHaveValue("");
});

test("working hours are kept, and a fault in them is told", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const form = cabinet.locator("#hours");
  const monday = (key: string) => form.getByLabel(t(key, { day: t("settings.week.0") }));
  const holidays = form.getByLabel(t("settings.holidays"));
  const save = () => form.getByRole("button", { name: t("common.save") }).click();
  await monday("settings.hours_from").fill("09:30");
  await holidays.fill("31.11\n25.12.2026");
  await save();
  const faults = form.getByRole("alert");
  await expect(faults).toContainText(t("fault.hours_invalid"));
  await expect(faults).toContainText(t("fault.holiday_invalid", { text: "31.11" }));
  await monday("settings.hours_to").fill("18:00");
  await holidays.fill("01.01\n25.12.2026");
  await save();
  await expect(form.getByRole("status")).toHaveText(t("common.saved"));
  await open(cabinet, "/settings");
  await expect(monday("settings.hours_from")).toHaveValue("09:30");
  await expect(monday("settings.hours_to")).toHaveValue("18:00");
  await expect(holidays).toHaveValue("01-01\n2026-12-25");
});

test("a project is made by the first event that names it, and gets a zone and country of its own", async ({
  cabinet,
  company,
  request,
}) => {
  await report(request, company, finishedCall("in_2", { project_name: "Shop Lviv" }));
  await open(cabinet, "/settings");
  const projects = cabinet.locator("#projects");
  const line = projects.getByRole("listitem").filter({ hasText: "Shop" });
  await line.getByText(t("settings.change_project"), { exact: true }).click();
  await line.getByLabel(t("settings.name"), { exact: true }).fill("Shop Warsaw");
  await line.getByLabel(t("settings.zone")).fill("Mars/Base");
  await line.getByRole("button", { name: t("common.save") }).click();
  await expect(line.getByRole("alert")).toContainText(t("fault.zone_unknown"));
  await line.getByLabel(t("settings.zone")).fill("Europe/Warsaw");
  await line.getByLabel(t("settings.country"), { exact: true }).fill("pl");
  await line.getByRole("button", { name: t("common.save") }).click();
  await expect(line).toContainText("Europe/Warsaw · PL");
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await expect(line).toContainText("Shop Lviv");
  const form = projects.locator("form").last();
  await form.getByLabel(t("settings.name"), { exact: true }).fill("Shop Kyiv");
  await form.getByRole("button", { name: t("settings.add_project") }).click();
  await expect(projects.getByRole("listitem")).toHaveCount(2);
  const first = projects.getByRole("listitem").first();
  await expect(first.getByLabel(t("settings.name"), { exact: true })).toHaveValue("Shop Warsaw");
  await expect(first.locator("strong")).toHaveText("Shop Warsaw");
  await first.getByRole("link", { name: t("nav.deliveries") }).click();
  await expect(cabinet).toHaveURL(/project=prj(_|%5F)/);
});

test("a project is merged into another, which gets what is told of it, and is deleted", async ({
  cabinet,
  company,
  request,
}) => {
  await report(request, company, finishedCall("in_3", { project_name: "Kyiv" }));
  await report(request, company, finishedCall("in_4", { project_name: "Kiev" }));
  await open(cabinet, "/settings");
  const lines = cabinet.locator("#projects").getByRole("listitem");
  const kyiv = lines.first();
  const kiev = lines.last();
  await kiev.getByText(t("settings.change_project"), { exact: true }).click();
  await kiev.getByLabel(t("settings.into")).selectOption("Kyiv");
  await kiev.getByRole("button", { name: t("settings.merge"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("settings.merge_title", { name: "Kiev", into: "Kyiv" }) });
  await expect(dialog).toContainText(t("settings.merge_lost", { name: "Kiev", into: "Kyiv" }));
  await dialog.getByRole("button", { name: t("settings.merge"), exact: true }).click();
  await expect(cabinet.getByText(t("settings.project_merged", { name: "Kiev", into: "Kyiv" }))).toBeVisible();
  await expect(lines).toHaveCount(1);
  await expect(kyiv).toContainText("Kiev");
  await report(request, company, finishedCall("in_5", { project_name: "Kiev" }));
  await open(cabinet, "/calls");
  await cabinet.getByLabel(t("deliveries.any_project"), { exact: true }).selectOption({ label: "Kyiv" });
  await expect(cabinet.locator("tbody tr code")).toHaveText(["in_5", "in_4", "in_3"]);
  await open(cabinet, "/settings");
  await kyiv.getByText(t("settings.change_project"), { exact: true }).click();
  await kyiv.getByRole("button", { name: t("settings.delete_project"), exact: true }).click();
  const question = cabinet.getByRole("dialog", { name: t("settings.delete_project_title", { name: "Kyiv" }) });
  await expect(question).toContainText(t("settings.delete_project_lost"));
  await question.getByRole("button", { name: t("common.delete"), exact: true }).click();
  await expect(cabinet.getByText(t("settings.project_deleted"))).toBeVisible();
  await expect(lines).toHaveCount(0);
});

test("what is typed into one section stays when another is saved", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const keyLine = (name: string) => cabinet.locator("#keys").getByRole("listitem").filter({ hasText: name });
  const nameOf = (line: Locator) => line.getByLabel(t("settings.name"), { exact: true });
  await makeKey(cabinet, "Branch one");
  const openLine = keyLine("Branch one");
  await openLine.getByText(t("settings.change_key")).click();
  await nameOf(openLine).fill("Half typed");
  const company = cabinet.locator("#company");
  const companyName = company.getByRole("textbox", { name: t("settings.name"), exact: true });
  await companyName.fill("Not saved yet");
  const language = company.locator("select[name=language]");
  await language.selectOption("uk");
  const gather = cabinet.locator("#notifications").getByLabel(t("notifications.gather"));
  await gather.selectOption("60");

  // A key comes above the open one, a project below it.
  await makeKey(cabinet, "Branch two");
  await expect(nameOf(keyLine("Branch two"))).toHaveValue("Branch two");
  await expect(nameOf(cabinet.locator("#keys form").last())).toHaveValue("");
  const projects = cabinet.locator("#projects");
  const added = projects.locator("form").last();
  await nameOf(added).fill("Shop Kyiv");
  await projects.getByRole("button", { name: t("settings.add_project") }).click();
  await expect(projects.getByRole("listitem").locator("strong")).toHaveText(["Shop Kyiv"]);
  await expect(nameOf(projects.locator("form").last())).toHaveValue("");
  await expect(nameOf(openLine)).toBeVisible();
  await expect(nameOf(openLine)).toHaveValue("Half typed");

  await openLine.getByRole("button", { name: t("common.save") }).click();
  await expect(keyLine("Half typed").locator("strong")).toHaveText("Half typed");
  await expect(nameOf(keyLine("Half typed"))).toBeVisible();
  await expect(companyName).toHaveValue("Not saved yet");
  await expect(language).toHaveValue("uk");
  await expect(gather).toHaveValue("60");
});

test("what is typed of a project stays with it when another one goes", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const projects = cabinet.locator("#projects");
  const line = (name: string) =>
    projects.getByRole("listitem").filter({ has: cabinet.locator("strong", { hasText: name }) });
  for (const name of ["Kyiv", "Lviv", "Odesa"]) {
    await projects.locator("form").last().getByLabel(t("settings.name"), { exact: true }).fill(name);
    await projects.getByRole("button", { name: t("settings.add_project") }).click();
    await expect(line(name)).toHaveCount(1);
  }
  await line("Odesa").getByText(t("settings.change_project"), { exact: true }).click();
  const typed = line("Odesa").getByLabel(t("settings.name"), { exact: true });
  await typed.fill("Odesa, the port");
  await line("Odesa").getByLabel(t("settings.into")).selectOption("Lviv");
  await line("Kyiv").getByText(t("settings.change_project"), { exact: true }).click();
  await line("Kyiv").getByRole("button", { name: t("settings.delete_project"), exact: true }).click();
  const question = cabinet.getByRole("dialog", { name: t("settings.delete_project_title", { name: "Kyiv" }) });
  await question.getByRole("button", { name: t("common.delete"), exact: true }).click();
  await expect(projects.getByRole("listitem").locator("strong")).toHaveText(["Lviv", "Odesa"]);
  await expect(typed).toBeVisible();
  await expect(typed).toHaveValue("Odesa, the port");
  await line("Odesa").getByRole("button", { name: t("settings.merge"), exact: true }).click();
  await expect(
    cabinet.getByRole("dialog", { name: t("settings.merge_title", { name: "Odesa", into: "Lviv" }) }),
  ).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company }) => {
  await makeSource(company);
  await open(cabinet, "/settings");
  await look(cabinet, "settings");
});
