// From an empty tenant to a ready-made set that delivers a simulated call.
import { Crm } from "../support/crm.ts";
import { settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** A Bitrix24 that knows nobody yet. */
function bitrix(): Promise<Crm> {
  return Crm.start(({ url }) => {
    if (url.includes("findbycomm")) {
      return { body: { result: [] } };
    }
    return { body: { result: 797 } };
  });
}

test("a set is made of two answers, tested, and delivers a call", async ({ cabinet, company, request }) => {
  const crm = await bitrix();
  await open(cabinet, "/integrations");
  await cabinet.getByRole("link", { name: t("integrations.from_preset") }).click();
  await cabinet.getByRole("link", { name: "Bitrix24" }).click();
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText("Bitrix24");
  const webhook = cabinet.getByLabel(t("preset.question.webhook.label"));
  const responsible = cabinet.getByLabel(t("preset.question.responsible.label"));
  await webhook.fill(`${crm.url}/rest/1/9x8y7z6w5v4u3t2s/`);
  await expect(responsible).toBeVisible();
  // A question that no chosen use needs is not asked.
  await cabinet.getByRole("checkbox", { name: t("preset.use.task.label") }).uncheck();
  await expect(responsible).toBeHidden();
  await cabinet.getByRole("button", { name: t("presets.make") }).click();

  await expect(cabinet).toHaveURL(/made=con_\w+$/);
  await expect(cabinet.getByText(t("presets.made_hint"))).toBeVisible();
  await cabinet.getByRole("button", { name: t("editor.test.button") }).click();
  await expect(cabinet.getByText(t("editor.test.accepted"))).toBeVisible();
  expect(crm.asked.map(({ url }) => url)).toEqual([
    "/rest/1/9x8y7z6w5v4u3t2s/crm.duplicate.findbycomm.json",
    "/rest/1/9x8y7z6w5v4u3t2s/crm.contact.add.json",
  ]);
  expect(await cabinet.content()).not.toContain("9x8y7z6w5v4u3t2s");

  await report(request, company, finishedCall("preset_1", { utm_source: "google" }));
  // The test is in the log, too.
  const [delivery] = await settled(request, company, 2);
  expect(delivery?.state).toBe("delivered");
  const made = JSON.parse(crm.asked[3]?.body ?? "{}") as { fields: Record<string, unknown> };
  expect(made.fields).toMatchObject({ UTM_SOURCE: "google", ORIGIN_ID: "preset_1" });
  crm.stop();
});

test("an answer that cannot be taken is told at its question", async ({ cabinet }) => {
  await open(cabinet, "/presets/bitrix24");
  await cabinet.getByLabel(t("preset.question.webhook.label")).fill("https://");
  await cabinet.getByRole("button", { name: t("presets.make") }).click();
  await expect(cabinet.getByRole("alert").filter({ hasText: t("fault.url_invalid") })).toBeVisible();
  await expect(cabinet.getByRole("alert").filter({ hasText: t("fault.required") })).toBeVisible();
});

test("where somebody has to agree, that comes first", async ({ cabinet }) => {
  await open(cabinet, "/presets/salesforce");
  await expect(cabinet.getByText(/\/oauth\/callback$/)).toBeVisible();
  await cabinet.getByLabel(t("preset.question.domain.label")).fill("shop.my.salesforce.com");
  await cabinet.getByLabel(t("preset.question.client_id.label")).fill("3MVG9");
  await cabinet.getByLabel(t("preset.question.client_secret.label")).fill("s3cret");
  await cabinet.getByRole("button", { name: t("presets.make") }).click();
  await expect(cabinet.getByRole("link", { name: t("connections.sign_in.button") })).toBeVisible();
  await expect(cabinet.getByRole("button", { name: t("editor.test.button") }).first()).toBeDisabled();
});

test("what has to be put into the receiver is there to be copied", async ({ cabinet }) => {
  for (const [preset, first] of [["google_sheets", "function doPost"], ["excel", '"call_id"']] as const) {
    await open(cabinet, `/presets/${preset}`);
    const paste = cabinet.locator(".preset-paste");
    await expect(paste).toContainText(t(`preset.paste.${preset}.title`));
    await expect(paste.locator("pre")).toContainText(first);
    await expect(paste.getByRole("button", { name: t("common.copy") })).toBeVisible();
    await look(cabinet, `preset_${preset}`);
  }
});

test("the guide to Bitrix24 leads to the set, and the set to the guide", async ({ cabinet }) => {
  await open(cabinet, "/presets/bitrix24");
  await cabinet.getByRole("link", { name: t("help.name.bitrix24") }).click();
  await expect(cabinet).toHaveURL(/\/help\/bitrix24$/);
  await cabinet.locator(".help-guide a[href='/presets/bitrix24']").click();
  await expect(cabinet.getByLabel(t("preset.question.webhook.label"))).toBeVisible();
});

test("a set says only what fits what it offers", async ({ cabinet }) => {
  const form = cabinet.locator(".preset-form");
  await open(cabinet, "/presets/hubspot");
  await expect(form).toContainText(t("presets.questions", { name: "HubSpot" }));
  await expect(form.getByText(t("presets.unconfirmed", { name: "HubSpot" }))).toHaveCount(1);
  await expect(form.getByText(t("presets.hidden"))).toBeVisible();
  await open(cabinet, "/presets/google_sheets");
  await expect(form.getByText(t("presets.recording"))).toBeVisible();
  await expect(form.getByText(t("presets.hidden"))).toHaveCount(0);
});

test("it looks right and is accessible", async ({ cabinet }) => {
  await open(cabinet, "/presets/hubspot");
  await look(cabinet, "preset");
});
