// The test bench: a made-up call goes the way of every real one, and the page follows it.
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { isFromHookline } from "../../app/src/components/test_bench/samples/verify.mjs";
import { Crm } from "../support/crm.ts";
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { notes } from "../support/receiver.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

/** What a sample says of a request: whether it is Hookline's. */
type Sample = (secret: string, headers: Record<string, string>, body: string) => boolean;

const PYTHON_SAMPLE = resolve(import.meta.dirname, "../../app/src/components/test_bench/samples/verify.py");
const ASK_PYTHON = `
import json, runpy, sys
asked = json.load(sys.stdin)
sample = runpy.run_path(sys.argv[1])["is_from_hookline"]
print(sample(asked["secret"], asked["headers"], asked["body"].encode()))
`;

/** The samples of the languages that every machine with these tests has. */
const SAMPLES: Record<string, Sample> = {
  Node: isFromHookline,
  Python: (secret, headers, body) => {
    const input = JSON.stringify({ secret, headers, body });
    return execFileSync("python3", ["-c", ASK_PYTHON, PYTHON_SAMPLE], { input, encoding: "utf8" }).trim() === "True";
  },
};

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

for (const [language, trusts] of Object.entries(SAMPLES)) {
  test(`the sample for ${language} trusts what was really sent, and nothing else`, async ({ company, request }) => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const crm = await Crm.start(() => ({ body: { id: 1 } }));
    await makeIntegration(request, company, {
      ...{ url: crm.url, method: "POST", body_format: "json", signature: true, secrets: { signature: secret } },
      parameters: [{ name: "name", value: { constant: "Оксана" } }],
    });
    await report(request, company, finishedCall("in_1"));
    await settled(request, company, 1);
    crm.stop();
    expect(crm.asked.map(({ body }) => body)).toEqual(['{"name":"Оксана"}']);
    for (const { headers, body } of crm.asked) {
      expect(trusts(secret, headers, body), "as it came").toBe(true);
      const twice = `v1,x ${headers["webhook-signature"]}`;
      expect(trusts(secret, { ...headers, "webhook-signature": twice }, body), "while secrets change").toBe(true);
      expect(trusts(secret, headers, body.replace("Оксана", "Олена")), "another body").toBe(false);
      expect(trusts(`${secret.slice(0, -1)}A`, headers, body), "another secret").toBe(false);
      for (const [name, value] of Object.entries(headers).filter(([name]) => name.startsWith("webhook-"))) {
        expect(trusts(secret, { ...headers, [name]: `${value}0` }, body), `another ${name}`).toBe(false);
        expect(trusts(secret, { ...headers, [name]: "" }, body), `no ${name}`).toBe(false);
      }
    }
    const signed = (secondsAgo: number) => {
      const at = new Date(Date.now() - secondsAgo * 1000);
      const stamp = { "webhook-id": "msg_1", "webhook-timestamp": String(Math.floor(at.getTime() / 1000)) };
      return { ...stamp, "webhook-signature": new Webhook(secret).sign("msg_1", at, "{}") };
    };
    expect(trusts(secret, signed(240), "{}"), "four minutes old").toBe(true);
    expect(trusts(secret, signed(310), "{}"), "too old").toBe(false);
    expect(trusts(secret, signed(-310), "{}"), "of the future").toBe(false);
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
