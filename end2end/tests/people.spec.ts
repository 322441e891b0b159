// The people of a company: asking in, changing what somebody may do, and letting go.
import { randomBytes } from "node:crypto";
import { hookline, PASSWORD, type Company } from "../support/company.ts";
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

async function addMember(company: Company, role: string): Promise<string> {
  const email = `${role}-${randomBytes(4).toString("hex")}@example.com`;
  const args = ["--tenant", company.tenantId, "--email", email, "--role", role, "--password-stdin"];
  await hookline(["member", "create", ...args], PASSWORD);
  return email;
}

test("a role is changed, and an integrator gets a last day", async ({ cabinet, company }) => {
  const email = await addMember(company, "viewer");
  await open(cabinet, "/settings/people");
  const row = cabinet.getByRole("listitem").filter({ hasText: email });
  await row.getByRole("combobox").selectOption("integrator");
  await row.getByLabel(t("people.end_of", { email })).fill("2020-01-31");
  await row.getByRole("button", { name: t("common.save") }).click();
  await expect(row.getByRole("alert")).toContainText(t("fault.day_invalid"));
  await row.getByLabel(t("people.end_of", { email })).fill("2099-12-31");
  await row.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await expect(row.getByRole("alert")).toHaveCount(0);
  await open(cabinet, "/settings/people");
  await expect(row.getByRole("combobox")).toHaveValue("integrator");
  await expect(row.getByLabel(t("people.end_of", { email }))).toHaveValue("2099-12-31");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("who is in and what they may do can be read", async ({ cabinet, company }) => {
    const email = await addMember(company, "integrator");
    await cabinet.goto("/settings/people");
    const row = cabinet.getByRole("listitem").filter({ hasText: email });
    await expect(row.getByRole("combobox")).toHaveValue("integrator");
    await expect(row.getByLabel(t("people.end_of", { email }))).toBeVisible();
  });

  test("an invitation that is refused is told at its form", async ({ cabinet, company }) => {
    await cabinet.goto("/settings/people");
    const invite = cabinet.locator("#invite");
    await expect(invite.getByLabel(t("people.end"))).toBeHidden();
    await invite.getByRole("combobox").selectOption("integrator");
    await expect(invite.getByLabel(t("people.end"))).toBeVisible();
    await invite.getByLabel(t("signin.email")).fill(company.email);
    await invite.getByRole("button", { name: t("people.send_invitation") }).click();
    await expect(invite.getByRole("alert")).toContainText(t("people.is_member"));
  });

  test("a change that is refused is told in its row alone", async ({ cabinet, company }) => {
    const email = await addMember(company, "integrator");
    await cabinet.goto("/settings/people");
    const row = cabinet.getByRole("listitem").filter({ hasText: email });
    await row.getByLabel(t("people.end_of", { email })).fill("2020-01-31");
    await row.getByRole("button", { name: t("common.save") }).click();
    await expect(row.getByRole("alert")).toContainText(t("fault.day_invalid"));
    await expect(cabinet.getByRole("listitem").getByRole("alert")).toHaveCount(1);
  });
});

test("an owner lets a viewer see whole phone numbers", async ({ cabinet, company }) => {
  const email = await addMember(company, "viewer");
  await open(cabinet, "/settings/people");
  const row = cabinet.getByRole("listitem").filter({ hasText: email });
  const numbers = row.getByRole("checkbox", { name: t("people.numbers_of", { email }) });
  await numbers.check();
  await row.getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await open(cabinet, "/audit");
  await expect(cabinet.locator("tbody tr").filter({ hasText: t("audit.member.allow_numbers") })).toHaveCount(1);
  await open(cabinet, "/settings/people");
  await expect(numbers).toBeChecked();
  await row.getByRole("combobox").selectOption("manager");
  await expect(numbers).toBeHidden();
});

test("choices stand in columns, and on a phone below their names", async ({ cabinet, company }) => {
  const [viewer, integrator] = [await addMember(company, "viewer"), await addMember(company, "integrator")];
  await open(cabinet, "/settings/people");
  const row = (email: string) => cabinet.getByRole("listitem").filter({ hasText: email });
  const start = async (email: string) => (await row(email).getByRole("combobox").boundingBox())?.x;
  expect(await start(viewer)).toBe(await start(integrator));
  await expect(row(viewer)).toContainText(String(new Date().getFullYear()));
  await cabinet.setViewportSize({ width: 390, height: 844 });
  await expect(row(viewer).locator(".people-role .field-label")).toBeVisible();
});

test("a member is removed, and the last owner cannot be", async ({ cabinet, company }) => {
  const email = await addMember(company, "manager");
  await open(cabinet, "/settings/people");
  const row = cabinet.getByRole("listitem").filter({ hasText: email });
  await row.getByRole("button", { name: t("people.remove") }).click();
  const dialog = cabinet.getByRole("dialog");
  await expect(dialog).toContainText(t("people.remove_lost"));
  await dialog.getByRole("button", { name: t("people.remove") }).click();
  await expect(row).toHaveCount(0);
  const own = cabinet.getByRole("listitem").filter({ hasText: company.email });
  await own.getByRole("button", { name: t("people.remove") }).click();
  await expect(dialog).toContainText(t("people.last_owner"));
});

test("an invitation can be taken back", async ({ cabinet }) => {
  await open(cabinet, "/settings/people");
  const form = cabinet.locator("#invite");
  await form.getByLabel(t("signin.email")).fill("guest@example.com");
  await form.getByRole("button", { name: t("people.send_invitation") }).click();
  const row = cabinet.locator("#invitations").getByRole("listitem");
  await expect(row).toContainText("guest@example.com");
  await row.getByRole("button", { name: t("people.withdraw") }).click();
  await expect(cabinet.locator("#invitations")).toHaveCount(0);
});

test("what is typed of one person stays when another is saved or goes", async ({ cabinet, company }) => {
  const [gone, saved, typed] = [
    await addMember(company, "integrator"),
    await addMember(company, "manager"),
    await addMember(company, "viewer"),
  ];
  await open(cabinet, "/settings/people");
  const row = (email: string) => cabinet.getByRole("listitem").filter({ hasText: email });
  await row(typed).getByRole("combobox").selectOption("integrator");
  await row(typed).getByLabel(t("people.end_of", { email: typed })).fill("2099-12-31");
  await row(saved).getByRole("combobox").selectOption("viewer");
  await row(saved).getByRole("button", { name: t("common.save") }).click();
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await row(gone).getByRole("button", { name: t("people.remove") }).click();
  await cabinet.getByRole("dialog").getByRole("button", { name: t("people.remove") }).click();
  await expect(row(gone)).toHaveCount(0);
  await expect(row(typed).getByRole("combobox")).toHaveValue("integrator");
  await expect(row(typed).getByLabel(t("people.end_of", { email: typed }))).toHaveValue("2099-12-31");
  await expect(row(saved).getByRole("combobox")).toHaveValue("viewer");
  await open(cabinet, "/settings/people");
  await expect(row(saved).getByRole("combobox")).toHaveValue("viewer");
  await expect(row(typed).getByRole("combobox")).toHaveValue("viewer");
});

test("it looks right and is accessible", async ({ cabinet, company }) => {
  await addMember(company, "integrator");
  await addMember(company, "viewer");
  await open(cabinet, "/settings/people");
  await look(cabinet, "people");
});
