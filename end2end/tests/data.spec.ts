// A company's data: how long it is kept, one person's data as a file, and its erasure.
import { makeIntegration, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

const PHONE = "+380 50 111 22 33";

test("how long data is kept is saved, and a fault is told", async ({ cabinet }) => {
  await open(cabinet, "/settings/data");
  const form = cabinet.locator("#retention");
  await form.getByLabel(t("data.answers_days")).fill("7");
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("status")).toHaveText(t("common.saved"));
  await form.getByLabel(t("data.answers_days")).fill("90");
  await form.getByLabel(t("data.calls_days")).fill("30");
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("alert")).toContainText("90");
  await open(cabinet, "/settings/data");
  await expect(form.getByLabel(t("data.answers_days"))).toHaveValue("7");
});

test("a number is told as a file and erased with a list of who had it", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "The CRM" });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await open(cabinet, "/settings/data");
  const panel = cabinet.locator("#number");
  await panel.getByLabel(t("data.phone")).fill(PHONE);
  const download = cabinet.waitForEvent("download");
  await panel.getByRole("button", { name: t("data.file") }).click();
  expect((await download).suggestedFilename()).toBe("personal-data.json");
  await panel.getByLabel(t("data.phone")).fill(PHONE);
  await panel.getByRole("button", { name: t("data.erase") }).click();
  const dialog = cabinet.getByRole("dialog");
  await expect(dialog).toContainText(t("data.erase_lost"));
  await dialog.getByRole("button", { name: t("data.erase") }).click();
  await expect(panel.getByRole("status")).toContainText("The CRM");
  await expect(cabinet.locator("#erasures")).toContainText("The CRM");
  await open(cabinet, "/calls");
  expect(await cabinet.content()).not.toContain("111 22 33");
});

test("an erasure without a number says what to do", async ({ cabinet }) => {
  await open(cabinet, "/settings/data");
  const panel = cabinet.locator("#number");
  await panel.getByRole("button", { name: t("data.erase") }).click();
  await expect(panel.getByRole("alert")).toHaveText(t("data.phone_missing"));
  await expect(cabinet.getByRole("dialog")).toBeHidden();
  await panel.getByLabel(t("data.phone")).fill(PHONE);
  await expect(panel.getByRole("alert")).toHaveCount(0);
});

test("it looks right and is accessible", async ({ cabinet }) => {
  await open(cabinet, "/settings/data");
  await look(cabinet, "data");
});
