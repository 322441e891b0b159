// The test bench: a made-up call goes the way of every real one, and the page follows it.
import { createHmac } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import type { Company } from "../support/company.ts";
import { Crm, type Asked } from "../support/crm.ts";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { notes } from "../support/receiver.ts";
import { SAMPLES, type Sample } from "../support/samples.ts";
import { finishedCall, report } from "../support/telephony.ts";
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
  await expect(cabinet).toHaveURL(/\/test-bench\?call=test-\d+&scenario=rated$/);
  await cabinet.reload();
  await expect(station(cabinet, "after_call")).toContainText("Leads");
  await expect(cabinet.getByRole("radio", { name: t("bench.scenario.rated") })).toBeChecked();
  await expect(cabinet.locator(".bench-outcome .panel > .bench-head h2")).toContainText(t("bench.scenario.rated"));
  await expect(station(cabinet, "before_call").locator(".learnt > .facts > div")).toHaveCount(6);
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

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSA";

/** Has the secret of an integration's stamp made anew while the old one goes on; returns the new one. */
async function changeSecret(request: APIRequestContext, company: Company, id: string): Promise<string> {
  const response = await request.post(`/api/v1/integrations/${id}/rotate-signature`, {
    headers: { authorization: `Bearer ${company.manageKey}` },
    data: { overlap: "1h" },
  });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { secret: string }).secret;
}

/** A request is trusted as it came, and not when any part of it is another. */
async function expectTrustInOne(trusts: Sample, { headers, body }: Asked): Promise<void> {
  expect(await trusts(SECRET, headers, body), "as it came").toBe(true);
  expect(await trusts(SECRET, headers, body.replace("Оксана", "Олена")), "another body").toBe(false);
  expect(await trusts(OTHER_SECRET, headers, body), "another secret").toBe(false);
  const stamp = Object.entries(headers).filter(([name]) => name.startsWith("webhook-"));
  expect(stamp).toHaveLength(3);
  for (const [name, value] of stamp) {
    for (const other of [`${value}0`, "", "²", "v1,é", "9".repeat(400)]) {
      expect(await trusts(SECRET, { ...headers, [name]: other }, body), `${name}: ${other}`).toBe(false);
    }
    const without = Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
    expect(await trusts(SECRET, without, body), `without ${name}`).toBe(false);
  }
}

/** A stamp is trusted for five minutes, and none is where the secret is missing. */
async function expectCare(trusts: Sample): Promise<void> {
  const stamp = (key: Buffer, secondsAgo: number) => {
    const at = String(Math.floor(Date.now() / 1000) - secondsAgo);
    const digest = createHmac("sha256", key).update(`msg_1.${at}.{}`).digest("base64");
    return { "webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": `v1,${digest}` };
  };
  const key = Buffer.from(SECRET.replace("whsec_", ""), "base64");
  expect(await trusts(SECRET, stamp(key, 0), "{}"), "now").toBe(true);
  expect(await trusts(SECRET, stamp(key, 240), "{}"), "four minutes old").toBe(true);
  expect(await trusts(SECRET, stamp(key, 310), "{}"), "too old").toBe(false);
  expect(await trusts(SECRET, stamp(key, -310), "{}"), "of the future").toBe(false);
  for (const none of ["", "whsec_"]) {
    expect(await trusts(none, stamp(Buffer.alloc(0), 0), "{}"), `the secret “${none}”`).toBe(false);
  }
}

for (const [language, makeReady] of Object.entries(SAMPLES)) {
  test(`the sample for ${language} trusts what was really sent, and nothing else`, async ({ company, request }) => {
    const trusts = makeReady();
    const crm = await Crm.start(() => ({ body: { id: 1 } }));
    const id = await makeIntegration(request, company, {
      ...{ url: crm.url, method: "POST", body_format: "json", signature: true, secrets: { signature: SECRET } },
      parameters: [{ name: "name", value: { constant: "Оксана" } }],
    });
    await report(request, company, finishedCall("in_1"));
    await settled(request, company, 1);
    const changed = await changeSecret(request, company, id);
    await report(request, company, finishedCall("in_2"));
    await settled(request, company, 2);
    crm.stop();
    expect(crm.asked.map(({ body }) => body)).toEqual(['{"name":"Оксана"}', '{"name":"Оксана"}']);
    const [first, second] = crm.asked as [Asked, Asked];
    await expectTrustInOne(trusts, first);
    expect(second.headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    for (const [secret, isRight] of [[SECRET, true], [changed, true], [OTHER_SECRET, false]] as const) {
      expect(await trusts(secret, second.headers, second.body), "while secrets change").toBe(isRight);
    }
    await expectCare(trusts);
  });
}

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
