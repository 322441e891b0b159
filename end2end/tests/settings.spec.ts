// The settings: the company, its keys, the platforms that report its calls.
import { look } from "../support/look.ts";
import { finishedCall } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a key is shown once, works, and is refused once revoked", async ({ cabinet, request }) => {
  await open(cabinet, "/settings");
  await cabinet.getByRole("button", { name: t("settings.new_key.ingest") }).click();
  const once = cabinet.getByRole("status").filter({ hasText: t("settings.once_title") });
  const key = await once.locator("code").innerText();
  const use = async () => {
    const headers = { authorization: `Bearer ${key}` };
    return (await request.post("/api/v1/events", { headers, data: finishedCall("in_1") })).status();
  };
  expect(await use()).toBe(202);

  await open(cabinet, "/settings");
  expect(await cabinet.content()).not.toContain(key);
  const hints = await cabinet.locator("#keys li code").allInnerTexts();
  const hint = hints.find((text) => key.includes(text.replace("…", ""))) ?? "";
  const line = cabinet.getByRole("listitem").filter({ hasText: hint });
  await line.getByRole("button", { name: t("settings.revoke") }).click();
  const dialog = cabinet.getByRole("dialog");
  await expect(dialog).toContainText(t("settings.revoke_lost"));
  await dialog.getByRole("button", { name: t("settings.revoke") }).click();
  await expect(line).toContainText(t("settings.revoked_at"));
  await expect.poll(use).toBe(401);
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

test("a platform gets an address of its own, and its secret is not shown", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  const platforms = cabinet.locator("#sources");
  await platforms.getByLabel(t("settings.platform")).selectOption("twilio");
  await platforms.getByLabel(t("settings.secret")).fill("auth-token-5b1e");
  await platforms.getByRole("button", { name: t("settings.add_source") }).click();
  await expect(platforms.getByText(/\/api\/v1\/ingest\/twilio\/\w+/)).toBeVisible();
  await open(cabinet, "/settings");
  expect(await cabinet.content()).not.toContain("auth-token-5b1e");
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

test("it looks right and is accessible", async ({ cabinet }) => {
  await open(cabinet, "/settings");
  await look(cabinet, "settings");
});
