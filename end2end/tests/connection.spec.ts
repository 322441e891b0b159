// One connection: made in a form, used by an integration, its key changed for all.
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { makeConnection } from "../support/connections.ts";
import { look } from "../support/look.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { notes } from "../support/receiver.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";
import { world } from "../support/world.ts";

test("a connection is made, an integration chooses it, and a new key reaches it", async ({ cabinet, company, request }) => {
  await open(cabinet, "/connections/new");
  await cabinet.getByLabel(t("connections.name"), { exact: true }).fill("Shop CRM");
  await cabinet.getByLabel(t("connections.address"), { exact: false }).first().fill(world().webhook.url);
  await cabinet.getByRole("radio", { name: t("connections.way.header.label") }).check();
  await cabinet.getByLabel(t("connections.header_name")).fill("x-crm-key");
  await cabinet.getByLabel(t("connections.key"), { exact: false }).last().fill("key-one");
  await cabinet.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet).toHaveURL(/\/connections\/con_\w+$/);
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText("Shop CRM");
  expect(await cabinet.content()).not.toContain("key-one");

  await cabinet.getByRole("link", { name: t("connections.new_below") }).click();
  await expect(cabinet.getByLabel(t("editor.connection.label"), { exact: true })).toHaveValue(/^con_/);
  const exact = cabinet.getByRole("region", { name: t("delivery.exact") }).locator("pre");
  await cabinet.getByLabel(t("editor.name.label"), { exact: true }).fill("Below");
  await cabinet.getByLabel(t("editor.url.label"), { exact: true }).fill("?from=hookline");
  await expect(exact).toContainText("/hooks/index.php?from=hookline");
  await expect(exact).toContainText("x-crm-key");
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_\w+$/);

  const before = notes().length;
  await report(request, company, finishedCall("con_1"));
  await settled(request, company, 1);
  const keyOf = (place: number) => JSON.stringify(notes()[place]?.headers ?? {});
  expect(keyOf(before)).toContain("key-one");

  await open(cabinet, "/connections");
  await cabinet.getByRole("link", { name: "Shop CRM" }).click();
  await cabinet.locator("form").getByLabel(t("connections.key"), { exact: false }).last().fill("key-two");
  await cabinet.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet.getByText(t("connections.saved"))).toBeVisible();
  await report(request, company, finishedCall("con_2"));
  await settled(request, company, 2);
  expect(keyOf(before + 1)).toContain("key-two");
});

test("integrations are copied to another CRM, switched off, and the old ones stay", async ({ cabinet, company, request }) => {
  const connection = await makeConnection(request, company, { name: "Old CRM" });
  await makeIntegration(request, company, { name: "New lead", url: "?from=hookline", connection });
  await open(cabinet, `/connections/${connection}`);
  await cabinet.getByRole("link", { name: t("connections.copy") }).click();
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText(t("connections.copy"));
  await expect(cabinet.getByRole("link", { name: "New lead" })).toBeVisible();
  await cabinet.getByLabel(t("connections.name"), { exact: true }).fill("Kommo");
  await cabinet.getByLabel(t("connections.address"), { exact: false }).first().fill(world().webhook.url);
  await cabinet.getByLabel(t("connections.key"), { exact: false }).last().fill("key-of-kommo");
  await cabinet.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet).toHaveURL(/\/connections\/con_\w+$/);
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText("Kommo");
  const copy = cabinet.getByRole("listitem").filter({ hasText: "New lead (Kommo)" });
  await expect(copy).toContainText(t("integrations.standing.paused"));
});

test("a fault is told at its field, and what was typed stays", async ({ cabinet }) => {
  await open(cabinet, "/connections/new");
  await cabinet.getByLabel(t("connections.name"), { exact: true }).fill("Faulty");
  await cabinet.getByLabel(t("connections.address"), { exact: false }).first().fill("https://crm.example/api?a=1");
  await cabinet.locator('[value="bearer"]').check();
  await cabinet.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet.getByRole("alert").filter({ hasText: t("fault.url_invalid") })).toBeVisible();
  await expect(cabinet.getByRole("alert").filter({ hasText: t("connections.secret_missing") })).toBeVisible();
  await expect(cabinet.getByLabel(t("connections.name"), { exact: true })).toHaveValue("Faulty");
});

test("only a connection that nobody uses can be deleted", async ({ cabinet, company, request }) => {
  const used = await makeConnection(request, company, { name: "Used" });
  const spare = await makeConnection(request, company, { name: "Spare" });
  await makeIntegration(request, company, { url: "lead", connection: used });
  await open(cabinet, `/connections/${used}`);
  await expect(cabinet.getByText("1 integration belongs to this connection", { exact: false })).toBeVisible();
  await expect(cabinet.getByRole("button", { name: t("connections.delete") })).toHaveCount(0);
  await open(cabinet, `/connections/${spare}`);
  await cabinet.getByRole("button", { name: t("connections.delete") }).click();
  const dialog = cabinet.getByRole("dialog");
  await expect(dialog).toContainText(t("connections.delete_lost"));
  await dialog.getByRole("button", { name: t("common.delete") }).click();
  await expect(cabinet).toHaveURL(/\/connections$/);
  await expect(cabinet.getByText("Spare")).toHaveCount(0);
  await cabinet.getByRole("button", { name: t("common.undo") }).click();
  await expect(cabinet.getByText("Spare")).toBeVisible();
});

test("a person signs in at the CRM and comes back", async ({ page, cabinet, company, request }) => {
  // A CRM in which everybody agrees at once. It is another host, so the browser asks it itself.
  const crm = createServer((asked, answer) => {
    const url = new URL(asked.url ?? "", "http://crm");
    if (url.pathname === "/agree") {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ code: "c0de", state: url.searchParams.get("state") ?? "" }).toString();
      answer.writeHead(302, { location: back.href }).end();
      return;
    }
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(JSON.stringify({ access_token: "a-1", refresh_token: "r-1", expires_in: 3600 }));
  }).listen(0, "127.0.0.1");
  await once(crm, "listening");
  const base = `http://127.0.0.1:${(crm.address() as AddressInfo).port}`;
  const id = await makeConnection(request, company, {
    name: "Agreed",
    auth: {
      oauth2: {
        ...{ grant: "authorization_code", client_id: "7" },
        ...{ token_url: `${base}/token`, authorize_url: `${base}/agree` },
      },
    },
    secrets: { client_secret: "s" },
  });
  await open(cabinet, `/connections/${id}`);
  await expect(cabinet.getByText(t("connections.sign_in.not_yet"), { exact: true })).toBeVisible();
  await cabinet.setViewportSize({ width: 390, height: 844 });
  const [panel, form] = [cabinet.locator("#sign-in"), cabinet.locator(".connection-form")];
  expect((await panel.boundingBox())?.y).toBeLessThan((await form.boundingBox())?.y ?? 0);
  // Two letters of an address never become one picture.
  await expect(form.locator('[name="form[url]"]')).toHaveCSS("font-variant-ligatures", "none");
  const ends = t("key_ends.day", { name: t("connections.client_secret") });
  await expect(cabinet.getByLabel(ends)).toBeVisible();
  const href = await cabinet.getByRole("link", { name: t("connections.sign_in.button") }).getAttribute("href");
  // Another host is no request of the page: the way is gone step by step.
  const away = await page.request.get(href ?? "", { maxRedirects: 0 });
  const agreed = await page.request.get(away.headers().location ?? "", { maxRedirects: 0 });
  await open(cabinet, agreed.headers().location ?? "");
  await expect(cabinet).toHaveURL(/sign_in=done$/);
  await expect(cabinet.getByText(t("connections.ending.done"))).toBeVisible();
  await expect(cabinet.getByText(t("connections.sign_in.good"), { exact: true })).toBeVisible();
  crm.close();
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  const id = await makeConnection(request, company, {
    name: "Salesforce",
    auth: {
      oauth2: {
        ...{ grant: "authorization_code", client_id: "7", scope: "api refresh_token" },
        token_url: "https://login.example.com/services/oauth2/token",
        authorize_url: "https://login.example.com/services/oauth2/authorize",
      },
    },
    secrets: { client_secret: "secret-of-the-crm" },
  });
  await makeIntegration(request, company, { name: "Leads", url: "lead", connection: id });
  await open(cabinet, `/connections/${id}`);
  await look(cabinet, "connection");
});
