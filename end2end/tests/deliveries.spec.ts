// The log: every filter stands in the address, older rows come by page, the detail opens beside.
import type { Page } from "@playwright/test";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";
import type { Company } from "../support/company.ts";

const ROWS_PER_PAGE = 50;

/** Two calls at two moments: one whose request arrived, one whose request was refused. */
async function twoDeliveries(page: Page, company: Company): Promise<void> {
  await makeIntegration(page.request, company, { name: "Good" });
  await makeIntegration(page.request, company, { name: "Bad", url: missingAddress(), moment: "after_rating" });
  await report(page.request, company, finishedCall("in_1"));
  const rated = finishedCall("in_2", { moment: "after_rating", caller_number: "+380672223344" });
  await report(page.request, company, rated);
  await settled(page.request, company, 2);
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("each filter works and stands in the address", async ({ cabinet, company }) => {
    await twoDeliveries(cabinet, company);
    const choose = (any: string, word: string) => async () => {
      await cabinet.getByLabel(t(`deliveries.${any}`), { exact: true }).selectOption({ label: word });
    };
    const type = (label: string, text: string) => async () => {
      await cabinet.getByLabel(t(`deliveries.${label}`), { exact: true }).fill(text);
    };
    for (const [narrow, address, found] of [
      [choose("any_state", t("state.failed")), /state=failed/, ["Bad"]],
      [choose("any_integration", "Good"), /integration=int_/, ["Good"]],
      [choose("any_moment", t("moment.name.after_rating")), /moment=after_rating/, ["Bad"]],
      [choose("any_period", t("deliveries.period.yesterday")), /period=yesterday/, []],
      [choose("any_period", t("deliveries.period.hour")), /period=hour/, ["Bad", "Good"]],
      [type("code_label", "404"), /code=404/, ["Bad"]],
      [type("search", "(050) 111-22-33"), /q=/, ["Good"]],
      [type("search", "in_2"), /q=in_2/, ["Bad"]],
    ] as const) {
      await cabinet.goto("/deliveries");
      await narrow();
      await cabinet.getByRole("button", { name: t("common.search") }).click();
      await expect(cabinet).toHaveURL(address);
      await expect(cabinet.locator("tbody tr td:nth-child(3)")).toHaveText([...found]);
    }
  });
});

test("a filter is applied as soon as it is chosen, and can be reset", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  await cabinet.getByLabel(t("deliveries.any_state"), { exact: true }).selectOption("delivered");
  await expect(cabinet).toHaveURL(/state=delivered/);
  await expect(cabinet.locator("tbody tr")).toHaveCount(1);
  await cabinet.getByRole("link", { name: t("deliveries.reset"), exact: true }).click();
  await expect(cabinet).toHaveURL(/\/deliveries$/);
  await expect(cabinet.locator("tbody tr")).toHaveCount(2);
});

test("older rows come by page", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { enabled: false });
  const count = ROWS_PER_PAGE + 3;
  const events = Array.from({ length: count }, (_, index) => finishedCall(`in_${index}`));
  const headers = { authorization: `Bearer ${company.ingestKey}` };
  const response = await request.post("/api/v1/events", { headers, data: events });
  expect(response.status()).toBe(202);
  await open(cabinet, "/deliveries");
  await expect(cabinet.locator("tbody tr")).toHaveCount(ROWS_PER_PAGE);
  await cabinet.getByRole("link", { name: t("common.more") }).click();
  await expect(cabinet.locator("tbody tr")).toHaveCount(count - ROWS_PER_PAGE);
  await cabinet.getByRole("link", { name: t("common.newest") }).click();
  await expect(cabinet.locator("tbody tr")).toHaveCount(ROWS_PER_PAGE);
});

test("a row opens beside the list by keyboard", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  await cabinet.keyboard.press("j");
  await cabinet.keyboard.press("Enter");
  await expect(cabinet).toHaveURL(/show=dlv_/);
  await expect(cabinet.getByRole("complementary").getByText(t("explain.not_found.what", { name: "Bad" }))).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  await look(cabinet, "deliveries");
});
