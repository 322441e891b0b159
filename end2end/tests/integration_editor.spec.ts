// The editor of an integration: faults at their fields, nothing lost, all of it by keyboard.
import type { Locator, Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { hookline, PASSWORD } from "../support/company.ts";
import { Crm, type Asked } from "../support/crm.ts";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { expectAccessible, look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";
import { world } from "../support/world.ts";

function field(page: Page, name: string): Locator {
  return page.getByLabel(t(name), { exact: true });
}

function exactRequest(page: Page): Locator {
  return page.getByRole("region", { name: t("delivery.exact") });
}

test("a fault is told at its field, and nothing typed is lost", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Leads");
  await field(cabinet, "editor.url.label").fill("ftp://crm.example/hook");
  await cabinet.keyboard.press("Control+s");
  const url = field(cabinet, "editor.url.label");
  await expect(url).toHaveAccessibleDescription(t("fault.url_scheme"));
  await expect(url).toBeFocused();
  await expect(url).toHaveValue("ftp://crm.example/hook");
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Leads");
  await expect(cabinet).toHaveURL(/\/integrations\/new$/);
  await url.fill(world().webhook.url);
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_/);
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText("Leads");
});

test("what was not saved is offered again after a reload", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Half done");
  await open(cabinet, "/integrations/new");
  await expect(field(cabinet, "editor.name.label")).toHaveValue("");
  await cabinet.getByRole("button", { name: t("editor.draft.restore") }).click();
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Half done");
});

test("a parameter is chosen with the keyboard, and the exact request follows each keystroke", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.url.label").fill("https://examplecrm.com/index.php?param1=abc");
  await expect(exactRequest(cabinet)).toContainText("/index.php?param1=abc");
  await cabinet.getByRole("button", { name: t("editor.rows.add"), exact: true }).focus();
  await cabinet.keyboard.press("Enter");
  const cell = (column: string) => t("editor.rows.cell", { column: t(column), place: "1" });
  await expect(cabinet.getByLabel(cell("editor.rows.name"), { exact: true })).toBeFocused();
  await cabinet.keyboard.type("phone");
  await cabinet.keyboard.press("Tab");
  await cabinet.keyboard.press("Enter");
  await expect(cabinet.getByRole("combobox", { name: t("editor.picker.search") })).toBeFocused();
  await cabinet.keyboard.type("caller_number");
  await cabinet.keyboard.press("Enter");
  const picker = `${cell("editor.rows.value")}: ${t("parameter.caller_number")}`;
  await expect(cabinet.getByRole("button", { name: picker })).toBeFocused();
  await expect(exactRequest(cabinet)).toContainText("phone=%2B380501112233");
});

test("the key of a pasted address becomes a secret, is sent, and lies nowhere in plain text", async ({ cabinet, company, request }) => {
  const crm = await Crm.start(() => ({ body: { result: 1 } }));
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Pasted");
  const url = field(cabinet, "editor.url.label");
  await url.fill(`${crm.url}/rest/1/9x8y7z6w5v4u3t2s/crm.lead.add.json`);
  await url.blur();
  const mark = "{{secret:address_key}}";
  await expect(url).toHaveValue(`${crm.url}/rest/1/${mark}/crm.lead.add.json`);
  await expect(cabinet.getByText(t("editor.url.kept", { mark }))).toBeVisible();
  await expect(exactRequest(cabinet)).toContainText("/rest/1/***/crm.lead.add.json");
  const kept = await cabinet.evaluate(() => JSON.stringify(window.localStorage));
  expect(kept).toContain("address_key");
  expect(kept).not.toContain("9x8y7z6w5v4u3t2s");
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_/);
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  expect(crm.asked[0]?.url).toContain("/rest/1/9x8y7z6w5v4u3t2s/crm.lead.add.json");
  await cabinet.reload();
  expect(await cabinet.content()).not.toContain("9x8y7z6w5v4u3t2s");
  crm.stop();
});

test("a constant that looks like a key is made a secret by a button", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await cabinet.getByRole("button", { name: t("editor.paste.open") }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("editor.paste.title") });
  await dialog.getByLabel(t("editor.paste.label")).fill("ref_x=a1b2c3d4e5f6a7b8c9d0e1f2&api_token=t-123456");
  await dialog.getByRole("button", { name: t("editor.paste.take") }).click();
  await expect(cabinet.getByText(t("editor.key.made"))).toBeVisible();
  const value = (place: string) =>
    cabinet.getByLabel(t("editor.rows.cell", { column: t("editor.rows.text"), place }), { exact: true });
  await expect(value("2")).toHaveValue("{{secret:row_api_token}}");
  await expect(value("1")).toHaveValue("a1b2c3d4e5f6a7b8c9d0e1f2");
  await cabinet.getByRole("button", { name: t("editor.key.make") }).click();
  await expect(value("1")).toHaveValue("{{secret:row_ref_x}}");
});

test("the answer to a test stands in place", async ({ cabinet, company, request }) => {
  const good = await makeIntegration(request, company);
  const bad = await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  const panel = cabinet.getByRole("region", { name: t("editor.test.title") });
  for (const [id, answer] of [
    [good, `200 · ${t("editor.test.accepted")}`],
    [bad, `404 · ${t("editor.test.refused")}`],
  ] as const) {
    await open(cabinet, `/integrations/${id}`);
    await panel.getByRole("button", { name: t("editor.test.button") }).click();
    await expect(panel.getByRole("status")).toContainText(answer);
  }
  await panel.getByRole("link", { name: t("editor.test.in_log") }).click();
  await expect(cabinet).toHaveURL(/\/deliveries\/dlv_/);
});

test("what the form would have sent is counted over the last calls", async ({ cabinet, company, request }) => {
  const conditions = [{ parameter: "status", comparison: "is", values: ["answered"] }];
  const id = await makeIntegration(request, company, { conditions, enabled: false });
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2", { status: "busy" }));
  await open(cabinet, `/integrations/${id}`);
  const panel = cabinet.getByRole("region", { name: t("editor.would.title") });
  await panel.getByRole("button", { name: t("editor.would.button") }).click();
  const found = panel.getByRole("status");
  await expect(found).toContainText(t("editor.would.matched", { matched: "1", calls: "2" }));
  await expect(found).toContainText("in_1");
  await expect(found).toContainText("phone=%2B380501112233");
  await field(cabinet, "editor.url.label").fill("https://examplecrm.com/other");
  await expect(found).toBeEmpty();
});

test("values that calls had are offered to a condition, and one that none had is hinted at", async ({
  cabinet,
  company,
  request,
}) => {
  const conditions = [{ parameter: "department", comparison: "is", values: ["Sels"] }];
  const id = await makeIntegration(request, company, { conditions, enabled: false });
  await report(request, company, finishedCall("in_1", { department: "Sales" }));
  await report(request, company, finishedCall("in_2", { department: "Sales" }));
  await report(request, company, finishedCall("in_3", { department: "Kyiv, north" }));
  await open(cabinet, `/integrations/${id}`);
  await cabinet.locator("summary", { hasText: t("editor.sends.change") }).click();
  const hint = cabinet.getByText(t("editor.conditions.seen.not", { values: "Sels" }));
  await expect(hint).toBeVisible();
  const seen = cabinet.getByRole("group", { name: t("editor.conditions.seen.title") });
  const values = field(cabinet, "editor.conditions.values");
  await values.fill("");
  const calls = (count: string, form = "other") => t(`editor.conditions.seen.calls.${form}`, { count });
  for (const name of [`Sales ${calls("2")}`, `Kyiv, north ${calls("1", "one")}`]) {
    await seen.getByRole("checkbox", { name }).focus();
    await cabinet.keyboard.press("Space");
  }
  await expect(values).toHaveValue('Sales, "Kyiv, north"');
  await expect(hint).toBeHidden();
  await expect(cabinet.locator(".sends-sentence")).toContainText("Kyiv, north");
  await expectAccessible(cabinet, "values that were seen");
});

test("the hint below the address speaks of a question mark only where there is one", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  const url = field(cabinet, "editor.url.label");
  await url.fill("https://examplecrm.com/in");
  await expect(cabinet.getByText(t("editor.url.help_end"))).toBeVisible();
  await url.fill("https://examplecrm.com/in?a=1");
  await expect(cabinet.getByText(t("editor.url.help"))).toBeVisible();
});

test("on a phone the form ends with a button that saves", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  const save = cabinet.locator(".save-end").getByRole("button", { name: t("common.save") });
  await expect(save).toBeHidden();
  await cabinet.setViewportSize({ width: 390, height: 844 });
  await save.click();
  await expect(cabinet.locator(".editor-form > .note")).toContainText(t("editor.save.show"));
});

test("a body is written as XML, and a fault in it is told with its place", async ({ cabinet }) => {
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.url.label").fill("https://examplecrm.com/in");
  const pill = t("editor.body.pill", { format: t("editor.body.query.label") });
  await cabinet.locator("summary", { hasText: pill }).click();
  await cabinet.getByRole("radio", { name: t("editor.body.xml_template.label") }).check();
  const body = field(cabinet, "editor.body.template");
  await body.fill("<lead>\n<phone>{{caller_number}}</lead>");
  await body.press("Tab");
  const fault = t("fault.body_template_no_xml", { line: "2", column: "27" });
  await expect(body).toHaveAccessibleDescription(fault);
  await body.fill("<lead>{{caller_name}}</lead>");
  await expect(exactRequest(cabinet)).toContainText("<lead>TEST Hookline</lead>");
  await expect(exactRequest(cabinet)).toContainText("application/xml");
});

test("what waited is asked about when it is switched on here", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company, { enabled: false });
  await report(request, company, finishedCall("in_1"));
  await open(cabinet, `/integrations/${id}`);
  const enable = async () => {
    await cabinet.locator("summary", { hasText: new RegExp(`^${t("editor.more.title")}$`) }).click();
    await cabinet.getByRole("button", { name: t("editor.more.enable"), exact: true }).click();
  };
  await enable();
  const dialog = cabinet.getByRole("dialog", { name: t("jobs.release_title", { name: "Leads" }) });
  await expect(dialog).toContainText(t("jobs.release_held.one", { count: "1" }));
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await enable();
  await dialog.getByRole("button", { name: t("jobs.release_all"), exact: true }).click();
  const [delivery] = await settled(request, company, 1);
  expect(delivery?.state).toBe("delivered");
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await open(cabinet, `/integrations/${id}`);
  await look(cabinet, "integration_editor");
});

test("a second step uses what the first one found, and both are shown", async ({ cabinet, company, request }) => {
  const crm = await Crm.start(({ url }) =>
    url.startsWith("/find") ? { body: { result: [{ ID: "12" }] } } : { body: { ok: true } },
  );
  await open(cabinet, "/integrations/new");
  await cabinet.getByLabel(t("editor.name.label"), { exact: true }).fill("Find, then task");
  await cabinet.getByLabel(t("editor.url.label"), { exact: true }).fill(`${crm.url}/find`);
  await cabinet.locator("summary").filter({ hasText: t("editor.steps.pill_none") }).click();
  await cabinet.getByRole("button", { name: t("editor.takes.add") }).click();
  await cabinet.getByLabel(t("editor.takes.name")).fill("contact_id");
  await cabinet.getByLabel(t("editor.takes.path")).fill("$.result[0].ID");
  await cabinet.getByRole("button", { name: t("editor.steps.add") }).click();
  const card = cabinet.locator(".step-card");
  await card.getByLabel(t("editor.steps.name")).fill("Task");
  await card.getByLabel(t("editor.url.label"), { exact: true }).fill(`${crm.url}/task`);
  await card
    .getByLabel(t("editor.steps.when.label"), { exact: true })
    .selectOption({ label: t("editor.steps.when.found", { name: "contact_id" }) });
  await card.getByRole("button", { name: t("editor.rows.add"), exact: true }).click();
  await card.getByLabel(t("editor.rows.name"), { exact: true }).fill("contact");
  await card.getByLabel(t("editor.rows.value"), { exact: true }).fill("{{step.contact_id}}");
  await card.locator("summary").filter({ hasText: t("editor.headers.title") }).click();
  await card.getByRole("button", { name: t("editor.headers.add"), exact: true }).click();
  await card.getByLabel(t("editor.headers.name"), { exact: true }).fill("x-contact");
  await card.getByLabel(t("editor.headers.value"), { exact: true }).fill("{{step.contact_id}}");

  const exact = cabinet.getByRole("region", { name: t("delivery.exact") }).locator("pre");
  await expect(exact).toContainText("/find");
  await cabinet.getByRole("button", { name: "2 · Task" }).click();
  await expect(exact).toContainText("/task");
  await expect(exact).toContainText('"contact":"797"');
  await expect(exact).toContainText("x-contact: 797");

  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_\w+$/);
  await cabinet.getByRole("button", { name: t("editor.test.go"), exact: true }).click();
  const panel = cabinet.getByRole("region", { name: t("editor.test.title") });
  await expect(panel).toBeInViewport();
  await panel.getByRole("button", { name: t("editor.test.button") }).click();
  await expect(cabinet.locator(".answer-step")).toHaveCount(2);
  await report(request, company, finishedCall("steps_1"));
  // The test is in the log, too.
  const [delivery] = await settled(request, company, 2);
  expect(delivery?.state).toBe("delivered");
  expect(JSON.parse(crm.asked.at(-1)?.body ?? "{}")).toEqual({ contact: "12" });
  expect(crm.asked.at(-1)?.headers["x-contact"]).toBe("12");
  crm.stop();
});

test("an integration of its own signs in with OAuth2, once that is saved", async ({ cabinet }) => {
  const crm = await Crm.start(({ url }) =>
    url === "/token" ? { body: { access_token: "opened", expires_in: 3600 } } : { body: { ok: true } },
  );
  await open(cabinet, "/integrations/new");
  await field(cabinet, "editor.name.label").fill("Signs in");
  await field(cabinet, "editor.url.label").fill(`${crm.url}/lead`);
  await cabinet.locator("summary").filter({ hasText: t("editor.key.pill_stamp") }).click();
  const ways = field(cabinet, "editor.auth.title");
  await ways.selectOption({ label: t("connections.way.client_credentials.label") });
  await field(cabinet, "connections.client_id").fill("shop");
  await field(cabinet, "connections.client_secret").fill("s3cret");
  await field(cabinet, "connections.token_url").fill(`${crm.url}/token`);
  await expect(exactRequest(cabinet)).toContainText("authorization: Bearer ***");
  const panel = cabinet.getByRole("region", { name: t("editor.test.title") });
  const send = panel.getByRole("button", { name: t("editor.test.button") });
  await expect(send).toBeDisabled();
  await expect(panel).toContainText(t("fault.save_first"));
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet).toHaveURL(/\/integrations\/int_\w+$/);
  await send.click();
  await expect(panel.getByRole("status")).toContainText(`200 · ${t("editor.test.accepted")}`);
  const [token, lead] = crm.asked;
  expect(token?.body).toContain("client_secret=s3cret");
  expect(lead?.headers.authorization).toBe("Bearer opened");
  await open(cabinet, new URL(cabinet.url()).pathname);
  await cabinet.locator("summary").filter({ hasText: t("editor.key.pill_both") }).click();
  await expect(ways).toHaveValue("client_credentials");
  expect(await cabinet.content()).not.toContain("s3cret");
  crm.stop();
});

test("another address asks for the key anew, and what was typed stays", async ({ cabinet, company, request }) => {
  const [old, moved] = [await Crm.start(() => ({ body: {} })), await Crm.start(() => ({ body: {} }))];
  const key = { place: "header", name: "x-key" };
  const id = await makeIntegration(request, company, { url: `${old.url}/lead`, key, secrets: { key: "key-one" } });
  await open(cabinet, `/integrations/${id}`);
  await field(cabinet, "editor.name.label").fill("Moved");
  await field(cabinet, "editor.url.label").fill(`${moved.url}/lead`);
  const panel = cabinet.getByRole("region", { name: t("editor.test.title") });
  await panel.getByRole("button", { name: t("editor.test.button") }).click();
  const secret = cabinet.locator("#secret-key");
  const anew = t("fault.secret_withheld", { name: "key" });
  await expect(secret).toHaveAccessibleDescription(anew);
  await expect(secret).toBeFocused();
  expect(moved.asked).toEqual([]);
  await cabinet.keyboard.press("Control+s");
  await expect(secret).toHaveAccessibleDescription(anew);
  await expect(field(cabinet, "editor.name.label")).toHaveValue("Moved");
  await expect(field(cabinet, "editor.url.label")).toHaveValue(`${moved.url}/lead`);
  await secret.fill("key-two");
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet.getByText(t("editor.save.saved"), { exact: true })).toBeVisible();
  await report(request, company, finishedCall("moved_1"));
  await settled(request, company, 1);
  expect(moved.asked.map((asked) => asked.headers["x-key"])).toEqual(["key-two"]);
  expect(old.asked).toEqual([]);
  old.stop();
  moved.stop();
});

test("the secret of the stamp is made anew, and both sign until the old one is ended", async ({
  cabinet,
  company,
  request,
}) => {
  const crm = await Crm.start(() => ({ body: {} }));
  const body = { url: crm.url, method: "POST", body_format: "json" };
  const id = await makeIntegration(request, company, { name: "Stamped", ...body });
  await open(cabinet, `/integrations/${id}`);
  await cabinet.locator("summary").filter({ hasText: t("editor.key.pill_stamp") }).click();
  await cabinet.getByRole("button", { name: t("editor.stamp.show") }).click();
  const shown = cabinet.getByText(/^whsec_/);
  const old = await shown.innerText();
  await cabinet.getByLabel(t("settings.overlap")).selectOption("7d");
  await cabinet.getByRole("button", { name: t("editor.stamp.rotate") }).click();
  await expect(cabinet.getByText(t("settings.old_ends"))).toBeVisible();
  await expect(shown).not.toHaveText(old);
  const secrets = [old, await shown.innerText()];
  const trusted = () => secrets.map((secret) => isTrusted(secret, crm.asked.at(-1)));
  await report(request, company, finishedCall("rotated_1"));
  await settled(request, company, 1);
  expect(trusted()).toEqual([true, true]);
  await cabinet.getByRole("button", { name: t("settings.old_end") }).click();
  await expect(cabinet.getByRole("button", { name: t("editor.stamp.rotate") })).toBeVisible();
  await report(request, company, finishedCall("rotated_2"));
  await settled(request, company, 2);
  expect(trusted()).toEqual([false, true]);
  crm.stop();
});

/** Whether the library of Standard Webhooks takes a request with this secret. */
function isTrusted(secret: string, asked: Asked | undefined): boolean {
  try {
    new Webhook(secret).verify(asked?.body ?? "", asked?.headers ?? {});
    return true;
  } catch {
    return false;
  }
}

test("a rule over the answer decides", async ({ cabinet, company, request }) => {
  const crm = await Crm.start(() => ({ body: { error: "NO_SUCH_LEAD" } }));
  const id = await makeIntegration(request, company, { name: "Ruled", url: crm.url });
  await open(cabinet, `/integrations/${id}`);
  await cabinet.locator("summary").filter({ hasText: t("editor.success.any") }).click();
  await cabinet.getByRole("button", { name: t("editor.success.add") }).click();
  await cabinet.getByLabel(t("editor.success.path")).fill("$.error");
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet.getByText(t("editor.save.saved"), { exact: true })).toBeVisible();
  await report(request, company, finishedCall("ruled_1"));
  const [delivery] = await settled(request, company, 1);
  expect(delivery?.state).toBe("failed");
  crm.stop();
});

test("each saving is a version, and an earlier one is put back into the form", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await open(cabinet, `/integrations/${id}`);
  const name = field(cabinet, "editor.name.label");
  const history = cabinet.locator("#history");
  const versions = history.locator(".version");
  await name.fill("Deals");
  await cabinet.keyboard.press("Control+s");
  await history.locator("summary").click();
  await expect(versions).toHaveCount(2);
  const newest = versions.first();
  await expect(newest).toContainText(company.email);
  await expect(newest.locator("del")).toHaveText(`${t("editor.name.label")}: Leads`);
  await expect(newest.locator("ins")).toHaveText(`${t("editor.name.label")}: Deals`);
  await expect(newest.getByRole("button")).toHaveCount(0);
  await expect(versions.last()).toContainText(t("editor.history.first"));

  const putBack = versions.last().getByRole("button", { name: t("editor.history.put_back") });
  const note = cabinet.locator("#put-back");
  await putBack.click();
  await expect(note).toContainText(t("editor.history.stands", { number: "1" }));
  await expect(name).toHaveValue("Leads");
  await note.getByRole("button", { name: t("editor.history.undo") }).click();
  await expect(name).toHaveValue("Deals");
  await expect(note).toHaveCount(0);
  await putBack.click();
  await expect(name).toHaveValue("Leads");
  await cabinet.keyboard.press("Control+s");
  await expect(versions).toHaveCount(3);
  await expect(note).toHaveCount(0);
  await expect(newest.locator("ins")).toHaveText(`${t("editor.name.label")}: Leads`);
});

test("the version of a request leads to the history at that version", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  const [delivery] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${delivery?.id}`);
  await cabinet.locator(".facts").getByRole("link", { name: "1", exact: true }).click();
  await expect(cabinet).toHaveURL(`/integrations/${id}?version=1#history`);
  await expect(cabinet.locator("#version-1")).toBeFocused();
  // Without what only scrolls, the same address is loaded anew.
  await open(cabinet, `/integrations/${id}?version=1`);
  await look(cabinet, "integration_history");
});

test("what is gone since is said and not put back, and a viewer only looks", async ({ cabinet, company, request }) => {
  const headers = { authorization: `Bearer ${company.manageKey}` };
  const made = await request.post("/api/v1/connections", {
    headers,
    data: { name: "Old CRM", url: world().webhook.url },
  });
  const connection = ((await made.json()) as { id: string }).id;
  const id = await makeIntegration(request, company, { connection, url: "leads" });
  const moved = { connection: null, url: world().webhook.url };
  expect((await request.patch(`/api/v1/integrations/${id}`, { headers, data: moved })).status()).toBe(200);
  expect((await request.delete(`/api/v1/connections/${connection}`, { headers })).status()).toBe(204);
  await open(cabinet, `/integrations/${id}?version=2`);
  const first = cabinet.locator("#version-1");
  await expect(cabinet.locator("#version-2 del").first()).toContainText(t("editor.history.no_connection"));
  await first.getByRole("button", { name: t("editor.history.put_back") }).click();
  await expect(cabinet.locator("#put-back")).toContainText(t("editor.history.lost_connection"));
  await expect(field(cabinet, "editor.url.label")).toHaveValue("leads");
  await cabinet.getByRole("button", { name: t("editor.history.undo") }).click();

  const email = `viewer-of-${company.email}`;
  const viewer = ["--tenant", company.tenantId, "--email", email, "--role", "viewer", "--password-stdin"];
  await hookline(["member", "create", ...viewer], PASSWORD);
  await signInAs(cabinet, email);
  await open(cabinet, `/integrations/${id}?version=2`);
  await expect(first).toContainText(t("editor.history.first"));
  await expect(first.getByRole("button")).toHaveCount(0);
});

test("a request waits for the recording of its call, and takes it along", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company, {
    name: "Recordings",
    parameters: [{ name: "record", value: { parameter: "recording_url" } }],
  });
  await open(cabinet, `/integrations/${id}`);
  await cabinet.getByText(t("editor.recording.wait"), { exact: true }).click();
  const minutes = field(cabinet, "editor.recording.minutes");
  await minutes.fill("0");
  await cabinet.keyboard.press("Control+s");
  await expect(minutes).toHaveAccessibleDescription(t("fault.out_of_range", { min: "1", max: "240" }));
  await minutes.fill("30");
  await cabinet.keyboard.press("Control+s");
  await expect(cabinet.getByText(t("editor.save.saved"), { exact: true })).toBeVisible();
  await report(request, company, finishedCall("recorded_1"));
  await open(cabinet, "/deliveries");
  await expect(cabinet.locator("tbody tr")).toContainText(t("state.awaits_recording"));
  const recording_url = "https://records.example.com/1.mp3";
  await report(request, company, finishedCall("recorded_1", { moment: "call_updated", recording_url }));
  const [delivery] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${delivery?.id}`);
  await expect(exactRequest(cabinet)).toContainText("records.example.com");
});
