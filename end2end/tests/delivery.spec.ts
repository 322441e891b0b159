// One delivery: what was sent with its secrets masked, what came of it in plain words, once more.
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a failure is told in plain words, with what to do", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Leads", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  const [failed] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${failed?.id}`);
  for (const sentence of [
    t("explain.not_found.what", { name: "Leads" }),
    t("explain.not_found.do"),
    t("delivery.means_failed"),
  ]) {
    await expect(cabinet.getByText(sentence)).toBeVisible();
  }
  await expect(cabinet.getByRole("heading", { name: t("delivery.answer") })).toContainText("HTTP 404");
  await expect(cabinet.getByText(t("delivery.time.receiver"), { exact: true })).toBeVisible();
});

test("the request is shown as it was sent, its key masked", async ({ cabinet, company, request }) => {
  const key = "k3y-of-the-crm-7f1c";
  await makeIntegration(request, company, {
    key: { place: "query", name: "key" },
    secrets: { key },
  });
  await report(request, company, finishedCall("in_1"));
  const [sent] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${sent?.id}`);
  const exact = cabinet.getByRole("region", { name: t("delivery.exact") });
  await expect(exact).toContainText("phone=%2B380501112233");
  await expect(exact).toContainText("key=***");
  for (const tab of ["words", "curl", "http"]) {
    await exact.getByRole("button", { name: t(`delivery.tab.${tab}`), exact: true }).click();
    await expect(exact).toContainText("phone");
    expect(await cabinet.content()).not.toContain(key);
  }
  expect(await (await cabinet.request.get(`/deliveries/${sent?.id}`)).text()).not.toContain(key);
});

test("sending again makes a new delivery that names the first", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  const [first] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${first?.id}`);
  await cabinet.getByRole("button", { name: t("delivery.send_again") }).click();
  await expect(cabinet.getByText(t("delivery.sent_again"))).toBeVisible();
  await expect(cabinet).not.toHaveURL(new RegExp(`${first?.id}$`));
  const link = cabinet.getByRole("link", { name: t("delivery.first_one") });
  await expect(link).toHaveAttribute("href", `/deliveries/${first?.id}`);
  expect((await settled(request, company, 2)).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  const [failed] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${failed?.id}`);
  await look(cabinet, "delivery");
});
