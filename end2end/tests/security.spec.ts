// A person's own security: the second step set up with an app, sessions, and the password.
import { expect, open, sendEarly, signInAs, test } from "../support/test.ts";
import { PASSWORD } from "../support/company.ts";
import { look } from "../support/look.ts";
import { t } from "../support/texts.ts";
import { codeOf } from "../support/totp.ts";

test("a second step is set up, asked for, and taken off", async ({ cabinet, company, context }) => {
  await open(cabinet, "/settings/security");
  const panel = cabinet.locator("#second-factor");
  await panel.getByLabel(t("security.current_password")).fill("not the password");
  await panel.getByRole("button", { name: t("security.set_up") }).click();
  await expect(panel.getByRole("alert")).toContainText(t("fault.password_wrong"));
  await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
  await panel.getByRole("button", { name: t("security.set_up") }).click();
  await expect(panel.getByRole("img", { name: t("security.picture") })).toBeVisible();
  const secret = await panel.locator(".copy-line code").innerText();
  await panel.getByLabel(t("door.code")).fill(codeOf(secret, -1));
  await panel.getByRole("button", { name: t("security.confirm") }).click();
  const codes = panel.getByRole("status").getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const recovery = await codes.first().innerText();

  await context.clearCookies();
  await open(cabinet, "/sign-in");
  await cabinet.getByLabel(t("signin.email")).fill(company.email);
  await cabinet.getByLabel(t("signin.password")).fill(PASSWORD);
  await cabinet.getByRole("button", { name: t("signin.button") }).click();
  await expect(cabinet.getByRole("heading", { level: 1 })).toHaveText(t("door.second_factor"));
  await cabinet.getByLabel(t("door.code")).fill(recovery);
  await cabinet.getByRole("button", { name: t("signin.button") }).click();
  await expect(cabinet).toHaveURL(/\/overview$/);

  await open(cabinet, "/settings/security");
  await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
  await panel.getByRole("button", { name: t("security.take_off") }).click();
  await expect(panel).toContainText(t("security.off"));
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a second step is set up, asked for, and taken off", async ({ cabinet, company, context }) => {
    await cabinet.goto("/settings/security");
    const panel = cabinet.locator("#second-factor");
    const picture = panel.getByRole("img", { name: t("security.picture") });
    await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
    await panel.getByRole("button", { name: t("security.set_up") }).click();
    await expect(picture).toBeVisible();
    const secret = await panel.locator(".copy-line code").innerText();
    await panel.getByLabel(t("door.code")).fill("000000x");
    await panel.getByRole("button", { name: t("security.confirm") }).click();
    await expect(panel.getByRole("alert")).toContainText(t("fault.code_wrong"));
    await expect(picture).toHaveCount(0);
    await panel.getByLabel(t("door.code")).fill(codeOf(secret, -1));
    await panel.getByRole("button", { name: t("security.confirm") }).click();
    const codes = panel.getByRole("status").getByRole("listitem");
    await expect(codes).toHaveCount(10);
    const recovery = await codes.first().innerText();
    await cabinet.goto("/settings/security");
    await expect(panel.getByRole("button", { name: t("security.take_off") })).toBeVisible();
    await expect(codes).toHaveCount(0);

    await context.clearCookies();
    await cabinet.goto("/sign-in");
    await cabinet.getByLabel(t("signin.email")).fill(company.email);
    await cabinet.getByLabel(t("signin.password")).fill(PASSWORD);
    await cabinet.getByRole("button", { name: t("signin.button") }).click();
    await cabinet.getByLabel(t("door.code")).fill(recovery);
    await cabinet.getByRole("button", { name: t("signin.button") }).click();
    await expect(cabinet).toHaveURL(/\/overview$/);

    await cabinet.goto("/settings/security");
    await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
    await panel.getByRole("button", { name: t("security.take_off") }).click();
    await expect(panel).toContainText(t("security.off"));
  });
});

test("a second step that began before the scripts had come is set up by them", async ({ cabinet }) => {
  await sendEarly(cabinet, "/settings/security", "begin_second_factor", { password: PASSWORD });
  await open(cabinet, "/settings/security");
  const panel = cabinet.locator("#second-factor");
  const secret = await panel.locator(".copy-line code").innerText();
  await panel.getByLabel(t("door.code")).fill(codeOf(secret, -1));
  await panel.getByRole("button", { name: t("security.confirm") }).click();
  await expect(panel.getByRole("status").getByRole("listitem")).toHaveCount(10);
  await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
  await panel.getByRole("button", { name: t("security.take_off") }).click();
  await expect(panel.getByRole("button", { name: t("security.set_up") })).toBeVisible();
});

test("a new password is told what is wrong with it", async ({ cabinet }) => {
  await open(cabinet, "/settings/security");
  const panel = cabinet.locator("#password");
  await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
  await panel.getByLabel(t("door.new_password")).fill("qwertyuiop");
  await panel.getByRole("button", { name: t("security.change_password") }).click();
  await expect(panel.getByRole("alert")).toContainText(t("fault.password_common"));
  await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
  await panel.getByLabel(t("door.new_password")).fill("four words of mine");
  await panel.getByRole("button", { name: t("security.change_password") }).click();
  await expect(cabinet.getByRole("status").filter({ hasText: t("common.saved") })).toBeVisible();
  await expect(panel.getByRole("alert")).toHaveCount(0);
  await expect(panel.getByLabel(t("door.new_password"))).toHaveValue("");
});

test("a second step that is being set up stays when a session is ended", async ({ cabinet, company, browser }) => {
  const other = await browser.newPage();
  await signInAs(other, company.email);
  await other.close();
  await open(cabinet, "/settings/security");
  const panel = cabinet.locator("#second-factor");
  await panel.getByLabel(t("security.current_password")).fill(PASSWORD);
  await panel.getByRole("button", { name: t("security.set_up") }).click();
  const secret = panel.locator(".copy-line code");
  await expect(secret).toBeVisible();
  const told = await secret.innerText();
  const email = cabinet.locator("#email").getByLabel(t("security.new_email"));
  await email.fill("new@example.com");
  const sessions = cabinet.locator("#sessions");
  await sessions.getByRole("button", { name: t("security.end_others") }).click();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(secret).toHaveText(told);
  await expect(email).toHaveValue("new@example.com");
});

test("it looks right and is accessible", async ({ cabinet }) => {
  await open(cabinet, "/settings/security");
  await look(cabinet, "security");
});
