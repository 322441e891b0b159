// Looking into a cabinet as one of its members: the bar, the locks, and what the tenant reads.
import { makeStaff } from "../support/company.ts";
import { PASSWORD } from "../support/company.ts";
import { makeIntegration, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test, untilItReacts } from "../support/test.ts";
import { t } from "../support/texts.ts";
import type { Page } from "@playwright/test";
import type { Company } from "../support/company.ts";

async function lookIn(page: Page, company: Company): Promise<void> {
  await signInAs(page, (await makeStaff()).email);
  await open(page, `/staff/tenants/${company.tenantId}`);
  const form = page.locator("#look");
  await form.getByLabel(t("look.ticket_number")).fill("48213");
  await form.getByLabel(t("staff_tenant.reason")).fill("The CRM answers 401");
  await form.getByRole("button", { name: t("look.begin") }).click();
  await expect(page).toHaveURL(/\/integrations$/);
  await untilItReacts(page);
}

const bar = (page: Page) => page.getByRole("region", { name: t("look.label") });

test("support reads with masked numbers, shows one, and leaves; the tenant reads it all", async ({ page, company, browser }) => {
  await makeIntegration(page.request, company);
  await report(page.request, company, finishedCall("looked-at"));
  const [delivery] = await settled(page.request, company, 1);
  await lookIn(page, company);
  await expect(bar(page)).toContainText(company.email);
  await expect(bar(page)).toContainText(t("look.ticket", { ticket: "48213" }));
  await expect(bar(page)).toContainText(t("look.reads"));
  await expect(page.getByRole("button", { name: t("integrations.new") })).toBeDisabled();
  await open(page, `/deliveries/${delivery?.id}`);
  await expect(page.locator("main")).toContainText("•");
  await expect(page.locator("main")).not.toContainText("111 2233");
  await page.getByRole("button", { name: t("look.show") }).click();
  await expect(page.getByText("+380 50 111 2233")).toBeVisible();
  await bar(page).getByRole("button", { name: t("look.leave") }).click();
  await expect(page).toHaveURL(new RegExp(`/staff/tenants/${company.tenantId}$`));
  await expect(bar(page)).toHaveCount(0);

  const customer = await browser.newPage();
  await signInAs(customer, company.email);
  await customer.goto("/audit");
  const row = customer.locator("tbody tr", { hasText: t("audit.support.show_number") });
  await expect(row).toContainText("support, for the owner, ticket 48213");
  await expect(row).toContainText(delivery?.id ?? "");
  await customer.close();
});

test("support changes something only where the tenant allows it and after its password", async ({ page, company, browser }) => {
  await makeIntegration(page.request, company, { name: "Leads to pause" });
  await lookIn(page, company);
  await expect(bar(page)).toContainText(t("look.forbidden"));
  await expect(bar(page).getByRole("link", { name: t("look.ask") })).toHaveCount(0);
  await open(page, "/staff/look?back=%2Fintegrations");
  await expect(page.getByText(t("look.not_allowed"))).toBeVisible();
  await expect(page.locator(".copy-line code")).toHaveText(t("look.how_to_allow"));
  await page.locator("main").getByRole("link", { name: t("look.back"), exact: true }).click();
  await expect(page).toHaveURL(/\/integrations$/);

  const customer = await browser.newPage();
  await signInAs(customer, company.email);
  await open(customer, "/audit");
  await customer.getByLabel(t("audit_page.writes")).check();
  await customer.locator("#support").getByRole("button", { name: t("common.save") }).click();
  await expect(customer.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();

  await open(page, "/integrations");
  await bar(page).getByRole("link", { name: t("look.ask") }).click();
  await page.getByLabel(t("look.password")).fill("wrong horse battery");
  await page.getByRole("button", { name: t("look.step_up_button") }).click();
  await expect(page.getByRole("alert")).toHaveText(t("look.told.wrong_password"));
  await page.getByLabel(t("look.password")).fill(PASSWORD);
  await page.getByRole("button", { name: t("look.step_up_button") }).click();
  await expect(page).toHaveURL(/\/integrations$/);
  await expect(bar(page)).toContainText(t("look.writes"));
  await untilItReacts(page);
  await page.getByRole("button", { name: `${t("integrations.pause")}: Leads to pause` }).click();
  await expect(page.locator("tbody .state")).toHaveText([t("integrations.standing.paused")]);
  await customer.close();
});

test("the operator's places stand below those of the cabinet, under a heading", async ({ page, company }) => {
  await lookIn(page, company);
  const places = page.getByRole("navigation", { name: t("nav.label") });
  const heading = places.getByText(t("staff_audit.operator"), { exact: true });
  await expect(heading).toBeVisible();
  const below = await heading.evaluate((element) => {
    const entries = [...(element.parentElement?.querySelectorAll("a") ?? [])];
    const isBelow = (entry: Element) => element.compareDocumentPosition(entry) & Node.DOCUMENT_POSITION_FOLLOWING;
    return entries.filter(isBelow).map((entry) => entry.getAttribute("href"));
  });
  expect(below).toEqual(["/staff", "/staff/system", "/staff/people", "/staff/audit", "/staff/mail"]);
  const picture = (name: string) => places.getByRole("link", { name: t(name), exact: true }).locator("path").getAttribute("d");
  expect(await picture("nav.audit")).not.toBe(await picture("nav.staff_audit"));
});

test("it looks right and is accessible", async ({ page, company }) => {
  await makeIntegration(page.request, company);
  await report(page.request, company, finishedCall("looked-at"));
  await settled(page.request, company, 1);
  await lookIn(page, company);
  await look(page, "looking_integrations");
  await open(page, "/staff/look");
  await look(page, "staff_look");
});
