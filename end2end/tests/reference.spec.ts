// The API reference: for anybody, made of the document that programs read.
import { look } from "../support/look.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** The document, as far as the spec reads it. */
interface Document {
  paths: Record<string, Record<string, { summary: string }>>;
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("it shows every operation of the document, with an example", async ({ page, request }) => {
    const document = (await (await request.get("/api/v1/openapi.json")).json()) as Document;
    await page.goto("/api-reference");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("nav.reference"));
    const shown = page.locator("article .reference-address");
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary }]) => ({ address: `${method.toUpperCase()} ${path}`, summary })),
    );
    expect((await shown.allTextContents()).sort()).toEqual(operations.map(({ address }) => address).sort());
    // At once: a page without JavaScript never uses what it had fetched ahead, and would say so.
    const headings = await page.getByRole("heading", { level: 3 }).allTextContents();
    expect(headings).toEqual(expect.arrayContaining(operations.map(({ summary }) => summary)));
    await expect(page.locator("article#post-events pre").first()).toContainText("Authorization: Bearer KEY");
  });

  test("the contents lead to an operation, and that to its objects", async ({ page }) => {
    await page.goto("/api-reference");
    const contents = page.getByRole("navigation", { name: t("reference.contents") });
    await contents.getByRole("link", { name: "Renew the stamp's secret" }).click();
    await expect(page).toHaveURL(/#post-integrations-id-rotate-signature$/);
    const operation = page.locator("article#post-integrations-id-rotate-signature");
    await expect(operation).toBeInViewport();
    await operation.getByRole("link", { name: "SignatureSecret" }).click();
    await expect(page.locator("article#object-SignatureSecret")).toBeInViewport();
  });
});

test("settings and help lead there, and whoever comes within the browser finds it whole", async ({ cabinet }) => {
  await open(cabinet, "/help/signature");
  await expect(cabinet.getByRole("link", { name: t("nav.reference") })).toBeVisible();
  await open(cabinet, "/settings");
  await cabinet.getByRole("link", { name: t("nav.reference") }).click();
  await expect(cabinet).toHaveURL(/\/api-reference$/);
  await expect(cabinet.locator("article#post-events")).toBeVisible();
  await open(cabinet, "/settings");
  // As a link that stays within the browser.
  await cabinet.evaluate((href) => {
    const link = document.createElement("a");
    link.href = href;
    document.body.append(link);
    link.click();
  }, "/api-reference");
  await expect(cabinet.locator("article#post-events")).toBeVisible();
});

test("it says in the reader's language that it is in English", async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: "language", value: "uk", url: baseURL ?? "" }]);
  await open(page, "/api-reference");
  await expect(page.locator("html")).toHaveAttribute("lang", "uk");
  await expect(page.getByRole("main").locator(".note")).toBeVisible();
});

test("on a phone a name stands whole beside its type, and what it is below", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/api-reference");
  const row = page.locator("article#post-events tbody tr", { hasText: "Idempotency-Key" }).first();
  const box = async (cell: string) => {
    const found = await row.locator(cell).boundingBox();
    return found ?? { x: 0, y: 0, width: 0, height: 0 };
  };
  const [name, type, about] = [await box("th code"), await box("td >> nth=0"), await box("td >> nth=1")];
  expect(name.height, "on one line").toBeLessThan(30);
  expect(type.x).toBeGreaterThan(name.x + name.width);
  expect(about.y).toBeGreaterThan(name.y);
});

test("it looks right and is accessible", async ({ page }) => {
  await open(page, "/api-reference");
  // The first operation of each group stands for the others.
  await look(page, "reference", "article:nth-of-type(n + 2)");
});
