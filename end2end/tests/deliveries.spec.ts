// The log: every filter stands in the address, older rows come by page, the detail opens beside.
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look, speak } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, signInAs, test } from "../support/test.ts";
import { LANGUAGES, t } from "../support/texts.ts";
import type { Company } from "../support/company.ts";

const ROWS_PER_PAGE = 50;

/** Two calls at two moments: one whose request arrived, one whose request was refused. */
async function twoDeliveries(page: Page, company: Company): Promise<void> {
  await makeIntegration(page.request, company, { name: "Good" });
  await makeIntegration(page.request, company, { name: "Bad", url: missingAddress(), moment: "after_rating" });
  await report(page.request, company, finishedCall("in_1"));
  const rated = finishedCall("in_2", { moment: "after_rating", caller_number: "+380672223344", project_name: "Shop Lviv" });
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
      [choose("any_project", "Shop Lviv"), /project=prj_/, ["Bad"]],
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

test("the filters stand in one line beside the sidebar, in every language", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  for (const language of LANGUAGES) {
    await speak(cabinet, language);
    for (const [query, count] of [
      ["", 8],
      ["?period=day&moment=forwarding_step&state=lost", 9],
    ] as const) {
      await open(cabinet, `/deliveries${query}`);
      const form = cabinet.locator("form.filters");
      const controls = form.locator("input, select, button, a");
      await expect(controls).toHaveCount(count);
      const places = await controls.evaluateAll((all) =>
        all.map((control) => control.getBoundingClientRect()).map(({ top, height, right }) => ({ middle: top + height / 2, right })),
      );
      const middles = places.map(({ middle }) => Math.round(middle));
      expect(Math.max(...middles) - Math.min(...middles), `lines, ${language}`).toBeLessThanOrEqual(1);
      const end = await form.evaluate((element) => element.getBoundingClientRect().right);
      expect(Math.max(...places.map(({ right }) => right)), `the end, ${language}`).toBeLessThanOrEqual(end + 1);
    }
  }
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

test("the keys of the rows are known by their place on a Cyrillic layout", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  const rows = cabinet.locator("a.row-link");
  await cabinet.locator("body").dispatchEvent("keydown", { key: "о", code: "KeyJ" });
  await expect(rows.nth(0)).toBeFocused();
  await cabinet.locator("body").dispatchEvent("keydown", { key: "о", code: "KeyJ" });
  await expect(rows.nth(1)).toBeFocused();
  await cabinet.locator("body").dispatchEvent("keydown", { key: "л", code: "KeyK" });
  await expect(rows.nth(0)).toBeFocused();
});

test("new rows appear at the top while one looks, and the switch ends that", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await open(cabinet, "/deliveries");
  const live = cabinet.getByRole("button", { name: t("deliveries.live"), exact: true });
  await expect(live).toHaveAttribute("aria-pressed", "true");
  const rows = cabinet.locator("tbody tr");
  await expect(rows).toHaveCount(1);
  const listening = cabinet.waitForResponse("**/live/deliveries");
  await live.click();
  await live.click();
  await listening;
  await report(request, company, finishedCall("in_2", { caller_number: "+380672223344" }));
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("67 222 3344");
  await expect(rows.first()).toContainText(t("state.delivered"));
});

test("chosen rows are sent again together", async ({ cabinet, company, request }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  const boxes = cabinet.locator("tbody").getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await expect(cabinet.getByText(t("deliveries.chosen_count.other", { count: "2" }))).toBeVisible();
  await cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  await expect(cabinet.getByText(t("calls.sent.other", { count: "2" }))).toBeVisible();
  await settled(request, company, 4);
});

test("columns are chosen by keyboard, and the next first paint has them on any machine", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  const head = (name: string) => cabinet.getByRole("columnheader", { name: t(`deliveries.column.${name}`), exact: true });
  await expect(head("integration")).toBeVisible();
  await expect(head("call")).toBeHidden();
  const menu = cabinet.locator("summary", { hasText: t("deliveries.columns") });
  await menu.press("Enter");
  for (const name of ["integration", "call"]) {
    const kept = cabinet.waitForResponse("**/keep_columns");
    await cabinet.getByRole("checkbox", { name: t(`deliveries.column.${name}`), exact: true }).press("Space");
    await kept;
  }
  await cabinet.keyboard.press("Escape");
  await expect(menu).toBeFocused();
  await expect(head("integration")).toBeHidden();
  await expect(cabinet.locator("tbody tr").first()).toContainText("in_2");
  const first = await (await cabinet.request.get("/deliveries")).text();
  expect(first).toContain('data-hidden="integration tries"');
  // On another machine nothing but the person is the same.
  await cabinet.context().clearCookies();
  await signInAs(cabinet, company.email);
  await open(cabinet, "/deliveries");
  await expect(head("call")).toBeVisible();
  await expect(head("integration")).toBeHidden();
});

test("of columns that are chosen quickly one after the other, the last choice is kept", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  let asked = 0;
  let kept = 0;
  // The first call is late: nothing may overtake it.
  await cabinet.route("**/keep_columns", async (route) => {
    asked += 1;
    if (asked === 1) {
      await new Promise((done) => setTimeout(done, 700));
    }
    await route.continue();
  });
  cabinet.on("response", (response) => {
    kept += response.url().endsWith("/keep_columns") ? 1 : 0;
  });
  await cabinet.locator("summary", { hasText: t("deliveries.columns") }).press("Enter");
  for (const name of ["integration", "call"]) {
    await cabinet.getByRole("checkbox", { name: t(`deliveries.column.${name}`), exact: true }).press("Space");
  }
  await expect.poll(() => kept).toBe(2);
  const first = await (await cabinet.request.get("/deliveries")).text();
  expect(first).toContain('data-hidden="integration tries"');
});

test("before chosen rows or all of them are sent again, what has changed since is told", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  const headers = { authorization: `Bearer ${company.manageKey}` };
  const parameters = [{ name: "client", value: { parameter: "caller_number" } }];
  await request.patch(`/api/v1/integrations/${id}`, { headers, data: { parameters } });
  await open(cabinet, "/deliveries?state=delivered");
  await cabinet.getByRole("checkbox", { name: t("deliveries.choose") }).first().check();
  await cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  const chosen = cabinet.getByRole("dialog", { name: t("deliveries.foreseen_title") });
  const changed = t("deliveries.changed_since.one", { name: "Leads", count: "1" });
  await chosen.getByText(changed).click();
  await expect(chosen.locator("ins")).toContainText(["client=%2B380501112233"]);
  await chosen.getByRole("button", { name: t("common.cancel") }).click();
  await cabinet.getByRole("button", { name: t("jobs.all"), exact: true }).click();
  const all = cabinet.getByRole("dialog", { name: t("jobs.all_title") });
  await expect(all.getByText(changed)).toBeVisible();
  await expect(all.getByText(t("jobs.all_twice"))).toBeVisible();
  await all.getByRole("button", { name: t("jobs.all_do", { count: "1" }) }).click();
  await settled(request, company, 2);
});

test("all rows of the page that can be sent again are chosen at once", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2"));
  await settled(request, company, 2);
  await open(cabinet, "/deliveries");
  const all = cabinet.getByRole("checkbox", { name: t("deliveries.choose_all") });
  await all.check();
  await expect(cabinet.getByText(t("deliveries.chosen_count.other", { count: "2" }))).toBeVisible();
  await cabinet.getByRole("checkbox", { name: t("deliveries.choose") }).first().uncheck();
  await expect(all).not.toBeChecked();
});

test("on a phone no choice of the log is out of sight", async ({ cabinet }) => {
  await cabinet.setViewportSize({ width: 390, height: 844 });
  await open(cabinet, "/deliveries");
  for (const choice of ["state", "period", "integration", "moment"]) {
    await expect(cabinet.getByLabel(t(`deliveries.any_${choice}`), { exact: true })).toBeInViewport({ ratio: 1 });
  }
  await expect(cabinet.locator("summary", { hasText: t("deliveries.columns") })).toBeHidden();
});

test("a view is kept under a name, forgotten, and brought back", async ({ cabinet }) => {
  await open(cabinet, "/deliveries?state=failed");
  await cabinet.getByRole("button", { name: t("deliveries.view_keep") }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("deliveries.view_keep") });
  await dialog.getByRole("button", { name: t("common.save"), exact: true }).click();
  await expect(dialog.getByRole("alert")).toHaveText(t("fault.required"));
  await dialog.getByLabel(t("deliveries.view_name")).fill("Lost");
  await dialog.getByRole("button", { name: t("common.save"), exact: true }).click();
  await expect(cabinet.getByRole("link", { name: "Lost" })).toBeVisible();
  await open(cabinet, "/deliveries");
  await cabinet.getByRole("link", { name: "Lost" }).click();
  await expect(cabinet).toHaveURL(/state=failed/);
  await cabinet.getByRole("button", { name: `${t("deliveries.view_forget")}: Lost` }).click();
  await expect(cabinet.getByRole("link", { name: "Lost" })).toHaveCount(0);
  await cabinet.getByRole("button", { name: t("common.undo") }).click();
  await expect(cabinet.getByRole("link", { name: "Lost" })).toBeVisible();
});

test("what passes the filters is exported as a file, and the page says how far it came", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries?state=failed");
  await cabinet.getByRole("button", { name: t("export.button"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("export.title") });
  await expect(dialog).toContainText(t("export.found.one", { count: "1" }));
  for (const [word, ending] of [
    ["csv", /\.csv$/],
    ["xlsx", /\.xlsx$/],
  ] as const) {
    const download = cabinet.waitForEvent("download");
    await dialog.getByRole("link", { name: t(`export.${word}`), exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(ending);
    const content = readFileSync(await file.path(), "utf8");
    expect(content).toContain(word === "csv" ? "in_2" : "PK");
  }
  await expect(dialog).toContainText(t("export.done.one", { count: "1" }));
});

test("it looks right and is accessible", async ({ cabinet, company }) => {
  await twoDeliveries(cabinet, company);
  await open(cabinet, "/deliveries");
  await look(cabinet, "deliveries");
});
