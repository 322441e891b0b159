// All companies of a person: each with how it does, and the way into it.
import { hookline, makeCompany } from "../support/company.ts";
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("every company of a person is there, and opens", async ({ cabinet, company }) => {
  const other = await makeCompany("Branch office");
  const member = ["--tenant", other.tenantId, "--email", company.email, "--role", "viewer"];
  await hookline(["member", "create", ...member]);
  await open(cabinet, "/clients");
  const branch = cabinet.locator(".client").filter({ hasText: "Branch office" });
  await expect(branch).toContainText(t("nav.role.viewer"));
  await branch.getByRole("button", { name: t("common.open") }).click();
  await expect(cabinet).toHaveURL(/\/overview$/);
  await expect(cabinet.locator(".tenant-switch summary")).toContainText("Branch office");
});

test("on a phone the other companies are behind the menu", async ({ cabinet, company }) => {
  const other = await makeCompany("Branch office");
  const member = ["--tenant", other.tenantId, "--email", company.email, "--role", "viewer"];
  await hookline(["member", "create", ...member]);
  await cabinet.setViewportSize({ width: 390, height: 844 });
  await open(cabinet, "/overview");
  await cabinet.locator(".person-box summary").click();
  await cabinet.getByRole("link", { name: t("clients.title") }).click();
  await expect(cabinet).toHaveURL(/\/clients$/);
});

test("it looks right and is accessible", async ({ cabinet, company }) => {
  const other = await makeCompany("Branch office");
  const member = ["--tenant", other.tenantId, "--email", company.email, "--role", "viewer"];
  await hookline(["member", "create", ...member]);
  await open(cabinet, "/clients");
  await look(cabinet, "clients");
});
