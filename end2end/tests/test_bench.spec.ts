// The test bench: a made-up call goes the way of every real one, and the page follows it.
import type { Page } from "@playwright/test";
import { isFromHookline } from "../../app/src/components/test_bench/samples/verify.mjs";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { notes } from "../support/receiver.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

async function simulate(page: Page, scenario: string): Promise<void> {
  await page.getByRole("radio", { name: t(`bench.scenario.${scenario}`) }).check();
  await page.getByRole("button", { name: t("bench.simulate") }).click();
}

function station(page: Page, moment: string) {
  return page.locator(".bench-outcome").getByRole("region", { name: t(`moment.name.${moment}`) });
}

test("a simulated call goes through its moments, and each shows what it sent", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Pop", moment: "answered" });
  await makeIntegration(request, company, { name: "Leads" });
  const conditions = [{ parameter: "status", comparison: "is", values: ["no_answer"] }];
  await makeIntegration(request, company, { name: "Missed only", conditions });
  await open(cabinet, "/test-bench");
  await simulate(cabinet, "rated");
  await expect(station(cabinet, "answered")).toContainText("Pop");
  await expect(station(cabinet, "after_call")).toContainText("Leads");
  await expect(station(cabinet, "after_call")).toContainText(t("state.not_needed"));
  await expect(station(cabinet, "after_rating")).toContainText(t("calls.nobody_wanted"));
  await expect(station(cabinet, "after_call")).toContainText(t("state.delivered"));
  await settled(request, company, 2);
  await expect(cabinet).toHaveURL(/\/test-bench\?call=test-\d+$/);
  await cabinet.reload();
  await expect(station(cabinet, "after_call")).toContainText("Leads");
});

test("a simulated call can be for one integration, and counts nowhere", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Leads" });
  await makeIntegration(request, company, { name: "Other" });
  await open(cabinet, "/test-bench");
  await cabinet.locator(".bench-form").getByRole("combobox").selectOption("Other");
  await cabinet.getByLabel(t("deliveries.column.phone")).fill("+380 67 000 00 01");
  await simulate(cabinet, "missed");
  await expect(station(cabinet, "after_call")).toContainText("Other");
  await expect(station(cabinet, "after_call")).not.toContainText("Leads");
  await settled(request, company, 1);
  const sent = notes().filter(({ query }) => query.phone === "+380670000001");
  expect(sent).toHaveLength(1);
  await open(cabinet, "/overview");
  await expect(cabinet.getByRole("link", { name: new RegExp(`^${t("overview.calls_today")}`) })).toContainText("0");
});

test("a receiver is checked moment by moment, and is told what to mend", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  await makeIntegration(request, company, { name: "Missing", url: missingAddress() });
  await open(cabinet, "/test-bench");
  const panel = cabinet.locator("#contract");
  await panel.getByRole("combobox").selectOption("Good");
  await panel.getByRole("button", { name: t("bench.contract.begin") }).click();
  await expect(panel.getByRole("status")).toHaveText(t("bench.contract.fine"));
  await expect(panel.getByRole("listitem")).toHaveCount(7);
  const sent = notes().filter(({ query }) => query.phone === "+380501112233");
  expect(sent.length).toBeGreaterThanOrEqual(8);
  await panel.getByRole("combobox").selectOption("Missing");
  await panel.getByRole("button", { name: t("bench.contract.begin") }).click();
  await expect(panel.getByRole("status")).toContainText("7");
  await expect(panel.getByRole("listitem").last()).toContainText(t("bench.finding.duplicate"));
});

test("the inspector says what a check of the stamp says, and shows the bytes", async ({ cabinet, company, request }) => {
  await open(cabinet, "/test-bench");
  const url = (await cabinet.locator(".copy-line code").textContent()) ?? "";
  const body = { body_format: "json", method: "POST", url };
  await makeIntegration(request, company, { ...body, name: "Stamped", signature: true });
  await makeIntegration(request, company, { ...body, name: "Plain", moment: "answered", signature: false });
  await simulate(cabinet, "answered");
  await settled(request, company, 2);
  const arrivals = cabinet.getByRole("list", { name: t("inspect.list") }).getByRole("link");
  await expect(arrivals).toHaveCount(2);
  await arrivals.first().click();
  await expect(cabinet.getByText(t("inspect.verdict.right"))).toBeVisible();
  await cabinet.getByText(t("inspect.bytes")).click();
  await expect(cabinet.locator(".inspect-raw pre")).toContainText(/^000000 {2}7b/);
  await cabinet.locator(".inspect-list a").last().click();
  await expect(cabinet.getByText(t("inspect.verdict.unsigned"))).toBeVisible();
});

test("the sample for Node trusts a genuine stamp alone", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const stamp = { "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330" };
  const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const body = '{"test": 2432232314}';
  const now = Date.now;
  try {
    // The example of the Standard Webhooks specification, checked when it was made.
    Date.now = () => 1614265330_000;
    expect(isFromHookline(secret, { ...stamp, "webhook-signature": signature }, body)).toBe(true);
    expect(isFromHookline(secret, { ...stamp, "webhook-signature": `v1,x ${signature}` }, body)).toBe(true);
    expect(isFromHookline(secret, { ...stamp, "webhook-signature": signature }, "{}")).toBe(false);
    expect(isFromHookline(secret, stamp, body)).toBe(false);
    Date.now = () => 1614265330_000 + 301_000;
    expect(isFromHookline(secret, { ...stamp, "webhook-signature": signature }, body)).toBe(false);
  } finally {
    Date.now = now;
  }
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Bitrix24 leads" });
  await makeIntegration(request, company, { name: "Screen pop", moment: "answered" });
  await open(cabinet, "/test-bench");
  await look(cabinet, "test_bench_empty");
  await simulate(cabinet, "rated");
  await expect(station(cabinet, "after_rating")).toBeVisible();
  await settled(request, company, 2);
  await look(cabinet, "test_bench");
});
