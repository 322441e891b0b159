// Signing in and out: the one form that everybody meets, with and without JavaScript.
import { PASSWORD } from "../support/company.ts";
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { LANGUAGES, t, texts } from "../support/texts.ts";
import { speak } from "../support/look.ts";

test("the right password leads to the page that was wanted", async ({ page, company }) => {
  await open(page, "/deliveries");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel(t("signin.email")).fill(company.email);
  await page.getByLabel(t("signin.password")).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/deliveries$/);
  await expect(page.getByRole("link", { name: t("nav.deliveries") })).toHaveAttribute("aria-current", "page");
});

test("a wrong password and a wrong e-mail get the same answer and keep what was typed", async ({ page, company }) => {
  for (const [email, password] of [
    [company.email, "not the password"],
    ["nobody@example.com", PASSWORD],
  ] as const) {
    await open(page, "/sign-in");
    await page.getByLabel(t("signin.email")).fill(email);
    await page.getByLabel(t("signin.password")).fill(password);
    await page.getByRole("button", { name: t("signin.button") }).click();
    await expect(page.getByRole("alert")).toContainText(t("signin.wrong"));
    await expect(page.getByLabel(t("signin.email"))).toHaveValue(email);
    await expect(page.getByLabel(t("signin.password"))).toHaveValue("");
  }
});

test("signing out ends the session", async ({ cabinet, company }) => {
  await open(cabinet, "/integrations");
  await cabinet.getByText(company.email).click();
  await cabinet.getByRole("button", { name: t("nav.sign_out") }).click();
  await expect(cabinet).toHaveURL(/\/sign-in/);
  await cabinet.goto("/integrations");
  await expect(cabinet).toHaveURL(/\/sign-in/);
});

test("the page speaks the language that was chosen", async ({ page }) => {
  for (const language of LANGUAGES) {
    await speak(page, language);
    await open(page, "/sign-in");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(texts(language)("signin.title"));
  }
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/sign-in");
  await look(page, "sign_in");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form works", async ({ page, company }) => {
    await page.goto("/sign-in");
    await page.getByLabel(t("signin.email")).fill(company.email);
    await page.getByLabel(t("signin.password")).fill(PASSWORD);
    await page.getByRole("button", { name: t("signin.button") }).click();
    await expect(page).toHaveURL(/\/overview$/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
});
