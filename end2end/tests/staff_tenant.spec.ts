// A tenant as the operator sees it, and holding its deliveries back.
import { hookline, makeStaff, PASSWORD } from "../support/company.ts";
import { deliveries, failing, makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { mailsTo } from "../support/mail.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a suspended tenant is told why, loses nothing, and goes on afterwards", async ({ page, company, browser }) => {
  await makeIntegration(page.request, company);
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  await page.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("staff_tenant.reason")).fill("Ask +380 50 111 22 33");
  await dialog.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  await expect(dialog.getByRole("alert")).toContainText(t("fault.holds_number"));
  const reason = "The invoice of May is not paid";
  await dialog.getByLabel(t("staff_tenant.reason")).fill(reason);
  await dialog.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  await expect(page.locator(".note-held")).toContainText(reason);
  const told = (key: string) => {
    const subject = t(key, { company: company.name });
    return mailsTo(company.email).find((mail) => mail.subject === subject)?.text ?? "";
  };
  await expect.poll(() => told("mail.tenant_suspended.subject"), { timeout: 30_000 }).toContain(reason);

  const customer = await browser.newPage();
  await signInAs(customer, company.email);
  await customer.goto("/integrations");
  await expect(customer.getByText(t("common.suspended_title"))).toBeVisible();
  await expect(customer.locator(".cabinet-note")).toContainText(reason);
  await report(page.request, company, finishedCall("held-call"));
  await customer.goto("/deliveries");
  await expect(customer.locator("tbody .state")).toHaveText([t("state.held")]);
  expect((await deliveries(page.request, company)).map(({ state }) => state)).toEqual(["held"]);

  await page.getByRole("button", { name: t("staff_tenant.resume") }).click();
  const [delivery] = await settled(page.request, company, 1);
  expect(delivery?.state).toBe("delivered");
  await customer.goto("/integrations");
  await expect(customer.getByText(t("common.suspended_title"))).toHaveCount(0);
  await expect.poll(() => told("mail.tenant_resumed.subject"), { timeout: 30_000 }).toContain(reason);
  await customer.close();
});

test("what comes in is shown while one looks, and what is typed stays", async ({ page, company }) => {
  await makeIntegration(page.request, company);
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  const ticket = page.locator("input[name=ticket]");
  await ticket.fill("48213");
  await report(page.request, company, finishedCall("seen-live"));
  await expect(page.locator("#came-in")).toContainText("seen-live", { timeout: 30_000 });
  await expect(ticket).toHaveValue("48213");
});

test("what fails says since when, beside the integration too, and the cabinet is one press away", async ({ page, company }) => {
  await failing(page.request, company, "Leads");
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  await expect(page.getByText(t("staff.times_in", { zone: "Europe/Kyiv" }))).toBeVisible();
  const since = await page.locator("#failing time").innerText();
  const state = page.locator("#integrations .state");
  await expect(state).toHaveText(t("staff_tenant.failing_since", { time: since }));
  await page.getByRole("link", { name: t("staff_tenant.open_cabinet") }).click();
  await expect(page.locator("#look")).toBeInViewport();
});

test("what is typed stays when the tenant is suspended", async ({ page, company }) => {
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  const form = page.locator("#look");
  await form.locator("input[name=ticket]").fill("48213");
  await form.getByLabel(t("staff_tenant.reason")).fill("Calls do not arrive");
  await page.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("staff_tenant.reason")).fill("The invoice of May is not paid");
  await dialog.getByRole("button", { name: t("staff_tenant.suspend") }).click();
  await expect(page.locator(".note-held")).toContainText("The invoice of May is not paid");
  await expect(page.getByRole("button", { name: t("staff_tenant.resume") })).toBeVisible();
  await expect(form.locator("input[name=ticket]")).toHaveValue("48213");
  await expect(form.getByLabel(t("staff_tenant.reason"))).toHaveValue("Calls do not arrive");
});

test("a new owner is asked for, the owner is told and refuses", async ({ page, company, browser }) => {
  const manager = `manager-${company.email}`;
  const args = ["--tenant", company.tenantId, "--email", manager, "--role", "manager", "--password-stdin"];
  await hookline(["member", "create", ...args], PASSWORD);
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  const panel = page.locator("#handover");
  await panel.getByLabel(t("staff_tenant.reason")).fill("The owner has left the company");
  await panel.getByRole("button", { name: t("staff_tenant.handover_ask") }).click();
  await expect(panel).toContainText(`${manager} ${t("staff_tenant.handover_waits")}`);
  await expect(panel.getByRole("button", { name: t("staff_tenant.handover_do") })).toBeDisabled();
  await expect.poll(() => mailsTo(company.email).length, { timeout: 30_000 }).toBe(1);
  expect(mailsTo(company.email)[0]?.subject).toContain(company.name);

  const customer = await browser.newPage();
  await signInAs(customer, company.email);
  await open(customer, "/settings/people");
  const note = customer.locator("#handover");
  await expect(note).toContainText("The owner has left the company");
  await note.getByRole("button", { name: t("people.handover_refuse") }).click();
  await expect(note).toHaveCount(0);
  await open(customer, "/audit");
  await expect(customer.locator("tbody tr").filter({ hasText: t("audit.ownership.refuse") })).toHaveCount(1);
  await customer.close();
});

test("it looks right and is accessible", async ({ page, company }) => {
  await makeIntegration(page.request, company);
  await makeIntegration(page.request, company, { name: "Broken", url: missingAddress() });
  for (const call of ["call-1", "call-2", "call-3"]) {
    await report(page.request, company, finishedCall(call));
  }
  await settled(page.request, company, 3);
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  await expect(page.getByText("call-3")).toBeVisible();
  await expect(page.locator("body")).not.toContainText("111 2233");
  await look(page, "staff_tenant");
});
