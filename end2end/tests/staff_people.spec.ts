// The operator's people and their roles.
import { randomBytes } from "node:crypto";
import { hookline, makeStaff, PASSWORD } from "../support/company.ts";
import { held } from "../support/held.ts";
import { look } from "../support/look.ts";
import { expect, open, sendEarly, signInAs, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a person who is added signs in with the password that is shown, and is removed", async ({ page, browser }) => {
  const email = `new-${randomBytes(6).toString("hex")}@example.com`;
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/people");
  const form = page.locator("#add");
  await form.getByLabel(t("staff_people.email")).fill(email);
  await form.getByRole("button", { name: t("staff_people.add") }).click();
  const password = await form.locator(".copy-line code").innerText();

  const other = await browser.newPage();
  const signedIn = await other.request.post("/sign-in", { form: { email, password }, maxRedirects: 0 });
  expect(signedIn.headers()["location"]).toBe("/staff");
  expect((await other.goto("/staff/people"))?.status()).toBe(200);
  await expect(other.locator("#add")).toHaveCount(0);

  await page.getByRole("button", { name: `${t("staff_people.remove")}: ${email}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: t("staff_people.remove") }).click();
  await expect(page.getByRole("cell", { name: email })).toHaveCount(0);
  expect((await other.goto("/staff/people"))?.status()).toBe(404);
  await other.close();
});

test("a password whose form was sent before the scripts had come is shown, and the page reacts", async ({ page }) => {
  const email = () => `new-${randomBytes(6).toString("hex")}@example.com`;
  await signInAs(page, (await makeStaff()).email);
  const form = { email: email(), role: "support" };
  const password = await sendEarly(page, "/staff/people", "staff/add_staff", form);
  await open(page, "/staff/people");
  const add = page.locator("#add");
  const shown = add.locator(".copy-line code");
  await expect(shown).toHaveText(String(password));
  await add.getByLabel(t("staff_people.email")).fill(email());
  await add.getByRole("button", { name: t("staff_people.add") }).click();
  await expect(add.getByText(String(password))).toHaveCount(0);
  await expect(shown).toHaveCount(1);
});

/** People who stand one below the other in the list, all of them support; their e-mails. */
async function makeSupport(names: string[]): Promise<string[]> {
  const mark = randomBytes(6).toString("hex");
  const emails = names.map((name) => `row-${mark}-${name}@example.com`);
  for (const email of emails) {
    await hookline(["staff", "create", "--email", email, "--role", "support", "--password-stdin"], PASSWORD);
  }
  return emails;
}

test("a role that was refused is not shown as if it were had", async ({ page }) => {
  const [email] = await makeSupport(["a"]);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/people");
  const role = page.getByLabel(`${t("staff_people.role")}: ${email}`, { exact: true });
  await page.route("**/set_staff_role", (route) => route.abort());
  await role.selectOption("admin");
  await expect(page.locator(".toast-failed")).toBeVisible();
  await expect(role).toHaveValue("support");
});

test("a choice under way stays with its person when another row goes", async ({ page }) => {
  const [first, second, third] = await makeSupport(["a", "b", "c"]);
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/people");
  const role = (email: string | undefined) => page.getByLabel(`${t("staff_people.role")}: ${email}`, { exact: true });
  const answer = await held(page, "set_staff_role");
  await role(second).selectOption("admin");
  await answer.asked;
  await page.getByRole("button", { name: `${t("staff_people.remove")}: ${first}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: t("staff_people.remove") }).click();
  await expect(role(first)).toHaveCount(0);
  await expect(role(third)).toHaveValue("support");
  answer.release();
  await expect(page.locator(".toast").filter({ hasText: t("common.saved") })).toBeVisible();
  await expect(role(second)).toHaveValue("admin");
  await expect(role(third)).toHaveValue("support");
});

test("nobody removes themselves, and on a phone the form stands before the list", async ({ page }) => {
  const { email } = await makeStaff();
  await signInAs(page, email);
  await open(page, "/staff/people");
  const remove = page.getByRole("button", { name: `${t("staff_people.remove")}: ${email}` });
  await expect(remove).toBeDisabled();
  await expect(remove).toHaveAttribute("title", t("staff_people.not_self"));
  await page.setViewportSize({ width: 390, height: 844 });
  const form = await page.locator("#add").boundingBox();
  const list = await page.locator(".people-table").boundingBox();
  expect(form?.y ?? Infinity).toBeLessThan(list?.y ?? 0);
});

test("it looks right and is accessible", async ({ page }) => {
  await signInAs(page, (await makeStaff()).email);
  await open(page, "/staff/people");
  await look(page, "staff_people");
});
