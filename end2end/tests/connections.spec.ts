// The list of connections: what each is, how it stands, and who uses it.
import { expect, open, test } from "../support/test.ts";
import { makeIntegration } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { t } from "../support/texts.ts";
import { makeConnection } from "../support/connections.ts";
import { world } from "../support/world.ts";

test("without connections the page says what they are for", async ({ cabinet }) => {
  await open(cabinet, "/connections");
  await expect(cabinet.getByRole("heading", { name: t("connections.empty_title") })).toBeVisible();
  await cabinet.getByRole("main").getByRole("link", { name: t("connections.new") }).first().click();
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText(t("connections.new"));
});

test("each connection tells its limits and the integrations that use it", async ({ cabinet, company, request }) => {
  const used = await makeConnection(request, company, { name: "Used CRM", limits: { per_second: 2 } });
  await makeConnection(request, company, { name: "Spare CRM" });
  await makeIntegration(request, company, { name: "Leads below", url: "crm.lead.add", connection: used });
  await open(cabinet, "/connections");
  const row = (name: string) => cabinet.getByRole("row").filter({ hasText: name });
  await expect(row("Used CRM")).toContainText(t("connections.limit_rate", { count: "2" }));
  await expect(row("Used CRM")).toContainText("Leads below");
  await expect(row("Spare CRM").locator(".cell-used")).toHaveText(t("connections.unused"));
  expect(await cabinet.content()).not.toContain("secret-of-the-crm");
  await row("Used CRM").getByRole("link", { name: "Leads below" }).click();
  await expect(cabinet).toHaveURL(/\/integrations\/int_/);
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  const id = await makeConnection(request, company, { name: "Bitrix24", limits: { per_second: 2 } });
  for (const name of ["Lead from a call", "Card for the employee", "Task on a missed call"]) {
    await makeIntegration(request, company, { name, url: "crm.lead.add", connection: id });
  }
  await makeConnection(request, company, {
    name: "Salesforce",
    url: world().webhook.url,
    auth: {
      oauth2: {
        ...{ grant: "authorization_code", client_id: "7" },
        ...{ token_url: `${world().webhook.url}/token`, authorize_url: `${world().webhook.url}/agree` },
      },
    },
    secrets: { client_secret: "secret-of-the-crm" },
  });
  await open(cabinet, "/connections");
  await look(cabinet, "connections");
});
