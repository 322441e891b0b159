// Markup in every text that a tenant, its telephony and its CRM can fill, seen by the owner, by staff
// and in mails: it is shown as text, no element comes of it and no script runs.
import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { hookline, makeCompany, makeStaff, PASSWORD, type Company } from "../support/company.ts";
import { makeConnection } from "../support/connections.ts";
import { Crm } from "../support/crm.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { mailsTo } from "../support/mail.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** Ends an attribute, a text, a script and a comment, and then makes elements and runs scripts. */
const MARKUP = `"'>--></script></textarea><x-mark></x-mark><img src=x onerror=window.ran=1><script>window.ran=1</script>`;
/** The same where few letters or no blanks may stand. */
const SHORT = `"><x-mark><img/src=x/onerror=window.ran=1>`;
/** An address that would run a script, were it a link. */
const SCRIPT = "javascript:window.ran=1//";
/** The shape of a page that answers instead of a CRM. */
const ANSWERED = `<html><body>${MARKUP}</body></html>`;

interface Filled {
  company: Company;
  crm: Crm;
  integration: string;
  connection: string;
  call: string;
}

/** A company of whose texts each is markup. */
async function fill(page: Page): Promise<Filled> {
  const { request } = page;
  const company = await makeCompany(`${MARKUP}${randomBytes(4).toString("hex")}`);
  const member = `<x-mark><img/src=x/onerror=window.ran=1>${randomBytes(4).toString("hex")}@example.com`;
  const args = ["--tenant", company.tenantId, "--email", member, "--role", "integrator", "--password-stdin"];
  await hookline(["member", "create", ...args], PASSWORD);
  const crm = await Crm.start(({ url }) =>
    url.startsWith("/page") ? { status: 404, body: ANSWERED } : { body: { id: MARKUP, error: MARKUP } },
  );
  const parameters = [
    { name: MARKUP, value: { constant: MARKUP } },
    { name: `${SHORT}2`, value: { template: `${MARKUP}{{caller_name}}` } },
  ];
  const conditions = [{ parameter: "caller_name", comparison: "is_not", values: [`${MARKUP}x`] }];
  const headers = [{ name: "x-mark", value: { constant: SHORT } }];
  const integration = await makeIntegration(request, company, {
    ...{ name: SHORT, url: `${crm.url}/?q=${encodeURIComponent(MARKUP)}`, method: "POST", body_format: "form" },
    ...{ parameters, headers, takes: [{ name: "id", path: "$.id" }] },
  });
  await makeIntegration(request, company, { name: `${SHORT}3`, url: `${crm.url}/page`, parameters, conditions });
  const connection = await makeConnection(request, company, { name: `${SHORT}4`, url: crm.url });
  const call = `${SHORT}call`;
  const facts = {
    ...{ caller_name: MARKUP, comment: MARKUP, employee_name: MARKUP, utm_source: MARKUP, utm_term: SCRIPT },
    ...{ landing_page: SCRIPT, recording_url: SCRIPT, referrer: MARKUP, category_name: MARKUP },
  };
  await report(request, company, finishedCall(call, facts));
  await settled(request, company, 2);
  const key = { authorization: `Bearer ${company.ingestKey}` };
  await request.post("/api/v1/events", { headers: key, data: { moment: MARKUP, call_id: MARKUP, [MARKUP]: MARKUP } });
  await signInAs(page, company.email);
  await page.request.post("/fn/save_view", { form: { name: SHORT, address: `/deliveries?q=${MARKUP}` } });
  return { company, crm, integration, connection, call };
}

/** Notes what scripts and the policy say on every page that is opened from now on. */
async function watchMarkup(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = window as unknown as { violations: string[] };
    seen.violations = [];
    addEventListener("securitypolicyviolation", (event) => seen.violations.push(event.violatedDirective));
  });
}

/** What markup did to the page that is shown; all of it must be nothing. */
async function showsAsText(page: Page, address: string): Promise<void> {
  const done = await page.evaluate(() => {
    const seen = window as unknown as { ran?: number; violations: string[] };
    const count = (selector: string) => document.querySelectorAll(selector).length;
    return {
      ran: seen.ran ?? 0,
      violations: seen.violations,
      elements: count("x-mark") + count("img[src=x]") + count("[onerror]"),
      links: count("[href^='javascript:' i]") + count("[src^='javascript:' i]"),
    };
  });
  expect(done, address).toEqual({ ran: 0, violations: [], elements: 0, links: 0 });
}

async function visit(page: Page, addresses: string[]): Promise<void> {
  for (const address of addresses) {
    await open(page, address);
    await showsAsText(page, address);
  }
}

async function links(page: Page, path: string): Promise<string[]> {
  const found = await page.locator(`a[href*="${path}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  return [...new Set(found)];
}

/** The pages of a cabinet whose texts are filled. */
function pages({ integration, connection, call }: Filled): string[] {
  const asked = encodeURIComponent(MARKUP);
  return [
    ...["/overview", "/integrations", `/integrations/${integration}`, `/integrations/new?name=${asked}`],
    ...["/connections", `/connections/${connection}`, "/deliveries", `/deliveries?q=${asked}&state=${asked}`],
    ...["/calls", `/calls?q=${asked}`, `/calls/${encodeURIComponent(call)}`, "/missing", "/incoming", "/incoming?refused=true"],
    ...["/jobs", "/exports", "/test-bench", "/settings", "/settings/people", "/settings/security", "/settings/data", "/audit"],
    ...["/clients", "/presets", "/source-addresses", `/help/${asked}`],
  ];
}

test("the owner sees markup as text on every page", async ({ page }) => {
  test.slow();
  await watchMarkup(page);
  const filled = await fill(page);
  await visit(page, pages(filled));
  await open(page, "/deliveries");
  await visit(page, await links(page, "/deliveries/dlv_"));
  await open(page, "/incoming");
  await visit(page, await links(page, "/incoming?"));
  await open(page, "/settings");
  const inspector = await page.getByRole("link", { name: t("settings.inspector_open") }).getAttribute("href");
  await page.request.post(`${inspector}?q=${encodeURIComponent(MARKUP)}`, { data: ANSWERED, headers: { "x-mark": SHORT } });
  await visit(page, [inspector ?? ""]);
  await expect(page.locator("main")).toContainText("x-mark");
  filled.crm.stop();
});

test("staff see markup as text, in their portal and looking into the cabinet", async ({ page, browser }) => {
  test.slow();
  const customer = await browser.newPage();
  const filled = await fill(customer);
  await customer.close();
  await watchMarkup(page);
  await signInAs(page, (await makeStaff()).email);
  const tenant = `/staff/tenants/${filled.company.tenantId}`;
  await visit(page, [`/staff?search=${encodeURIComponent(SHORT)}`, tenant, "/staff/system", "/staff/people", "/staff/audit"]);
  await open(page, tenant);
  const form = page.locator("#look");
  await form.getByLabel(t("look.ticket_number")).fill("48213");
  await form.getByLabel(t("staff_tenant.reason")).fill(MARKUP);
  await form.getByRole("button", { name: t("look.begin") }).click();
  await expect(page).toHaveURL(/\/integrations$/);
  await visit(page, ["/integrations", "/deliveries", `/calls/${encodeURIComponent(filled.call)}`, "/audit", "/settings/people", "/staff/look"]);
  await visit(page, ["/staff/audit"]);
  filled.crm.stop();
});

test("mails hold markup as text, for their reader and on the page of staff", async ({ page, browser }) => {
  test.slow();
  const customer = await browser.newPage();
  const filled = await fill(customer);
  const { company, crm } = filled;
  for (const call of ["m_1", "m_2", "m_3"]) {
    await report(page.request, company, finishedCall(call, { caller_name: MARKUP }));
  }
  await settled(page.request, company, 4);
  await customer.close();
  crm.stop();
  await watchMarkup(page);
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  await page.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("staff_tenant.reason")).fill(MARKUP);
  await dialog.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  await expect(page.locator(".note-held")).toContainText("x-mark");
  await showsAsText(page, "a suspended tenant");
  await expect.poll(() => mailsTo(company.email).length, { timeout: 90_000 }).toBeGreaterThan(0);
  const mails = mailsTo(company.email);
  expect(mails.some(({ html }) => html.includes("x-mark")), "markup is in a mail").toBe(true);
  for (const { html, subject } of mails) {
    expect(html, subject).not.toMatch(/<(x-mark|img|script|iframe)/i);
    expect(html, subject).not.toMatch(/ on[a-z]+="|href="javascript:/i);
  }
  await open(page, "/staff/mail");
  const rows = page.getByRole("row").filter({ hasText: company.email }).getByRole("link");
  const addresses = await rows.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
  expect(addresses.length).toBeGreaterThan(0);
  await visit(page, [...new Set(addresses)]);
});
