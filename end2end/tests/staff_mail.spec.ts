// The operator's mail outbox: what was sent, what could not be delivered, and each mail to read.
import { makeStaff } from "../support/company.ts";
import { failing } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { mailsTo } from "../support/mail.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a member of a tenant finds nothing there", async ({ cabinet }) => {
  const response = await cabinet.goto("/staff/mail");
  expect(response?.status()).toBe(404);
  await expect(cabinet.getByRole("heading", { name: t("error.not_found_title") })).toBeVisible();
});

test("staff read the mail that a customer got", async ({ page, company, request }) => {
  await failing(request, company, "Leads");
  await expect.poll(() => mailsTo(company.email).length, { timeout: 30_000 }).toBe(1);
  const [mail] = mailsTo(company.email);
  expect(mail?.subject).toBe(t("mail.incident_opened.subject", { name: "Leads" }));
  expect(mail?.text).toContain(t("explain.not_found.what", { name: "Leads" }));
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/mail");
  const row = page.getByRole("row").filter({ hasText: company.email });
  await expect(row).toContainText(t("staff_mail.state.sent"));
  await row.getByRole("link", { name: t("staff_mail.notice.incident_opened") }).click();
  const reading = page.getByRole("region", { name: t("staff_mail.reading") });
  await expect(reading).toContainText(t("explain.not_found.what", { name: "Leads" }));
  await expect(reading).toContainText(t("staff_mail.read_noted"));
  await expect(reading.getByRole("heading", { name: mail?.subject ?? "" })).toBeVisible();
  const tenant = reading.getByRole("link", { name: company.name });
  await expect(tenant).toHaveAttribute("href", `/staff/tenants/${company.tenantId}`);
});

test("the link of a forgotten password is shown to nobody, and the customer reads that it was opened", async ({ page, company }) => {
  await open(page, "/forgotten");
  await page.getByLabel(t("signin.email")).fill(company.email);
  await page.getByRole("button", { name: t("door.send_link") }).click();
  await expect.poll(() => mailsTo(company.email).length, { timeout: 30_000 }).toBe(1);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/mail");
  await page.getByRole("row").filter({ hasText: company.email }).getByRole("link").click();
  const reading = page.getByRole("region", { name: t("staff_mail.reading") });
  await expect(reading).toContainText(t("staff_mail.link_hidden"));
  await expect(reading).not.toContainText(/\/reset\/\w/);
  await signInAs(page, company.email);
  await open(page, "/audit");
  const entry = page.getByRole("row").filter({ hasText: t("audit.mail.read") });
  await expect(entry).toContainText(t("staff_mail.notice.password_reset"));
});

test("it looks right and is accessible", async ({ page, company, request }) => {
  await failing(request, company, "Leads");
  await expect.poll(() => mailsTo(company.email).length, { timeout: 30_000 }).toBe(1);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/mail");
  await page.getByRole("row").filter({ hasText: company.email }).getByRole("link").click();
  await expect(page.getByRole("region", { name: t("staff_mail.reading") })).toContainText("Leads");
  await look(page, "staff_mail");
});
