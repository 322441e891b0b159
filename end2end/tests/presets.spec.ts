// The gallery of ready-made sets.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

const NAMES = [
  ...["Bitrix24", "amoCRM", "HubSpot", "Pipedrive", "Zoho CRM", "Salesforce", "KeyCRM", "Planfix", "Zammad"],
  ...["Google Sheets", "Excel", "Telegram", "Slack"],
];

test("every CRM has its card, and any other the empty form", async ({ cabinet }) => {
  await open(cabinet, "/integrations");
  await cabinet.getByRole("link", { name: t("integrations.from_preset") }).click();
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText(t("presets.title"));
  for (const name of NAMES) {
    await expect(cabinet.getByRole("link", { name: new RegExp(`^.?\\s*${name}`) })).toBeVisible();
  }
  await cabinet.getByRole("link", { name: t("presets.any_title") }).click();
  await expect(cabinet).toHaveURL(/\/integrations\/new$/);
});

test("it looks right and is accessible", async ({ cabinet }) => {
  await open(cabinet, "/presets");
  await look(cabinet, "presets");
});
