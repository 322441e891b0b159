// The calls: did this client call, and did the CRM get it?
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a call is found by its number in any spelling, and by its ID", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2", { caller_number: "+380672223344" }));
  await open(cabinet, "/calls");
  await expect(cabinet.locator("tbody tr")).toHaveCount(2);
  for (const spelling of ["+38 (050) 111-22-33", "0501112233", "380501112233", "12233", "in_1"]) {
    await cabinet.getByLabel(t("deliveries.search")).fill(spelling);
    await cabinet.getByRole("button", { name: t("common.search") }).click();
    await expect.poll(() => new URL(cabinet.url()).searchParams.get("q")).toBe(spelling);
    await expect(cabinet.locator("tbody tr code"), spelling).toHaveText(["in_1"]);
  }
});

test("the calls of a project are found", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1", { project_name: "Shop Kyiv" }));
  await report(request, company, finishedCall("in_2", { project_name: "Shop Lviv" }));
  await open(cabinet, "/calls");
  await cabinet.getByLabel(t("deliveries.any_project"), { exact: true }).selectOption({ label: "Shop Lviv" });
  await expect(cabinet).toHaveURL(/project=prj_/);
  await expect(cabinet.locator("tbody tr code")).toHaveText(["in_2"]);
});

test("a row says how the call went, and opens it", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await open(cabinet, "/calls");
  const row = cabinet.getByRole("row").filter({ hasText: "in_1" });
  await expect(row).toContainText(t("value.status.answered"));
  await row.getByRole("link").click();
  await expect(cabinet).toHaveURL(/\/calls\/in_1$/);
});

test("a row says where the data of its call is", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  const missed = [{ parameter: "status", comparison: "is", values: ["no_answer"] }];
  await makeIntegration(request, company, { name: "Bad", url: missingAddress(), conditions: missed });
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2", { status: "no_answer" }));
  await settled(request, company, 3);
  await open(cabinet, "/calls");
  const row = (id: string) => cabinet.getByRole("row").filter({ hasText: id });
  await expect(row("in_1")).toContainText(t("calls.stands.arrived"));
  await expect(row("in_2")).toContainText(t("calls.stands.needs_you"));
});

test("a search that finds nothing says how to search", async ({ cabinet }) => {
  await open(cabinet, "/calls");
  await expect(cabinet.getByRole("heading", { name: t("calls.empty_title") })).toBeVisible();
  await open(cabinet, "/calls?q=0631112233");
  await expect(cabinet.getByRole("heading", { name: t("calls.none_title") })).toBeVisible();
  await expect(cabinet.getByText(t("calls.none_hint"))).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await report(request, company, finishedCall("in_1"));
  await report(request, company, finishedCall("in_2", { caller_number: "+380672223344", status: "no_answer" }));
  await open(cabinet, "/calls");
  await look(cabinet, "calls");
});
