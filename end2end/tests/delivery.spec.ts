// One delivery: what was sent with its secrets masked, what came of it in plain words, once more.
import { Crm } from "../support/crm.ts";
import { attempted, deliveries, makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look } from "../support/look.ts";
import { unanswered } from "../support/silent.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

test("a failure is told in plain words, with what to do", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company, { name: "Leads", url: missingAddress() });
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
  const mend = cabinet.locator(".note").getByRole("link", { name: t("overview.correct_address") });
  await expect(mend).toHaveAttribute("href", `/integrations/${id}`);
  const again = cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true });
  await expect(again).not.toHaveClass(/primary/);
  // Once the integration is another one, the request is to be sent again.
  const headers = { authorization: `Bearer ${company.manageKey}` };
  await request.patch(`/api/v1/integrations/${id}`, { headers, data: { name: "Mended" } });
  await cabinet.reload();
  await expect(again).toHaveClass(/primary/);
  await expect(mend).toHaveCount(0);
  await expect(cabinet.locator(".rail .chosen")).toHaveClass(/failed/);
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

test("the request holds what Hookline added at its try, the stamp masked", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  const [sent] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${sent?.id}`);
  const exact = cabinet.getByRole("region", { name: t("delivery.exact") });
  for (const tab of ["http", "curl"]) {
    await exact.getByRole("button", { name: t(`delivery.tab.${tab}`), exact: true }).click();
    for (const header of [
      "user-agent: Hookline/1",
      "accept: */*",
      `webhook-id: ${sent?.id}`,
      "webhook-signature: v1,***",
    ]) {
      await expect(exact, tab).toContainText(header);
    }
    await expect(exact, tab).toContainText(/webhook-timestamp: \d{10}\b/);
  }
});

test("each attempt is shown as it was sent, with its own time and version", async ({ cabinet, company, request }) => {
  await open(cabinet, "/settings");
  const inspector = await cabinet.getByRole("link", { name: t("settings.inspector_open") }).getAttribute("href");
  const url = new URL(`${inspector}?answer=503`, cabinet.url()).href;
  const id = await makeIntegration(request, company, { url });
  await report(request, company, finishedCall("in_1"));
  const [first] = await attempted(request, company, 1);
  const headers = { authorization: `Bearer ${company.manageKey}` };
  const parameters = [{ name: "client", value: { parameter: "caller_number" } }];
  const changed = await request.patch(`/api/v1/integrations/${id}`, { headers, data: { parameters } });
  expect(changed.status(), await changed.text()).toBe(200);
  const [, second] = await attempted(request, company, 2);
  const [row] = await deliveries(request, company);
  await open(cabinet, `/deliveries/${row?.id}`);
  const exact = cabinet.getByRole("region", { name: t("delivery.exact") });
  await expect(exact).toContainText("&client=%2B380501112233");
  await expect(exact).toContainText(`webhook-timestamp: ${second?.request_headers["webhook-timestamp"]}`);
  await cabinet.locator(".attempts button").first().click();
  await expect(exact).toContainText("&phone=%2B380501112233");
  await expect(exact).toContainText(`webhook-timestamp: ${first?.request_headers["webhook-timestamp"]}`);
});

test("copying says whether it worked, also where the browser has no clipboard", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  const [sent] = await settled(request, company, 1);
  // Over plain HTTP, from another machine, there is none.
  await cabinet.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await open(cabinet, `/deliveries/${sent?.id}`);
  const exact = cabinet.getByRole("region", { name: t("delivery.exact") });
  const copied = cabinet.evaluate(
    () =>
      new Promise<string>((done) => {
        const marked = () => (document.activeElement as HTMLTextAreaElement).value;
        document.addEventListener("copy", () => done(marked()), { once: true });
      }),
  );
  await exact.getByRole("button", { name: t("common.copy"), exact: true }).click();
  await expect(exact.getByRole("button", { name: t("common.copied") })).toBeVisible();
  expect(await copied).toContain("phone=%2B380501112233 HTTP/1.1\nhost: ");
  await expect(exact.getByRole("button", { name: t("common.copy"), exact: true })).toBeFocused();

  await cabinet.evaluate(() => Object.defineProperty(document, "execCommand", { value: () => false }));
  await exact.getByRole("button", { name: t("common.copy"), exact: true }).click();
  await expect(cabinet.getByText(t("common.copy_failed"))).toBeVisible();
  await expect(exact.getByRole("button", { name: t("common.copied") })).toBeHidden();
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

test("before it is sent again with a changed integration, the change is shown", async ({ cabinet, company, request }) => {
  const id = await makeIntegration(request, company);
  await report(request, company, finishedCall("in_1"));
  const [sent] = await settled(request, company, 1);
  const headers = { authorization: `Bearer ${company.manageKey}` };
  const parameters = [{ name: "client", value: { parameter: "caller_number" } }];
  await request.patch(`/api/v1/integrations/${id}`, { headers, data: { parameters } });
  await open(cabinet, `/deliveries/${sent?.id}`);
  await cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("delivery.again_title") });
  await expect(dialog.locator("del")).toContainText(["phone=%2B380501112233"]);
  await expect(dialog.locator("ins")).toContainText(["client=%2B380501112233"]);
  await dialog.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  await expect(cabinet).not.toHaveURL(new RegExp(`${sent?.id}$`));
  await settled(request, company, 2);
});

test("before it is sent again, every step that changed is shown", async ({ cabinet, company, request }) => {
  const step = (path: string) => ({ name: "Make a task", url: new URL(path, missingAddress()).href, method: "GET" });
  const id = await makeIntegration(request, company, { url: missingAddress(), steps: [step("task")] });
  await report(request, company, finishedCall("in_1"));
  const [sent] = await settled(request, company, 1);
  const headers = { authorization: `Bearer ${company.manageKey}` };
  await request.patch(`/api/v1/integrations/${id}`, { headers, data: { steps: [step("todo")] } });
  await open(cabinet, `/deliveries/${sent?.id}`);
  await cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("delivery.again_title") });
  await expect(dialog.getByRole("heading", { name: "Make a task" })).toBeVisible();
  await expect(dialog.locator("del")).toContainText(["/task"]);
  await expect(dialog.locator("ins")).toContainText(["/todo"]);
  await expect(dialog.locator(".diff")).toHaveCount(1);
});

test("what nobody answered is sent again after a question, or said to have arrived", async ({ cabinet, company, request }) => {
  const delivery = await unanswered(request, company);
  expect(delivery?.state).toBe("unanswered");
  await open(cabinet, `/deliveries/${delivery?.id}`);
  await cabinet.getByRole("button", { name: t("delivery.send_again"), exact: true }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("delivery.unanswered.title") });
  await expect(dialog).toContainText(t("delivery.unanswered.why.one"));
  await dialog.getByRole("button", { name: t("common.cancel") }).click();
  await cabinet.getByRole("button", { name: t("delivery.arrived"), exact: true }).click();
  await expect(cabinet.getByText(t("delivery.means_confirmed"))).toBeVisible();
  expect((await settled(request, company, 1))[0]?.state).toBe("delivered");
  await cabinet.getByRole("button", { name: t("common.undo") }).click();
  await expect(cabinet.getByText(t("delivery.means_unanswered"))).toBeVisible();
  await expect(cabinet.getByRole("button", { name: t("delivery.arrived"), exact: true })).toBeVisible();
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  const [failed] = await settled(request, company, 1);
  await open(cabinet, `/deliveries/${failed?.id}`);
  await look(cabinet, "delivery");
});

test("an answer that reads like an error can be counted as failed from then on", async ({ cabinet, company, request }) => {
  const crm = await Crm.start(() => ({ body: { error: "NO_SUCH_LEAD" } }));
  await makeIntegration(request, company, { url: crm.url });
  await report(request, company, finishedCall("doubt_1"));
  const [first] = await settled(request, company, 1);
  expect(first?.state).toBe("delivered");
  await open(cabinet, `/deliveries/${first?.id}`);
  await cabinet.getByRole("button", { name: t("delivery.doubt.button") }).click();
  await expect(cabinet.getByText(t("delivery.doubt.done"))).toBeVisible();
  await report(request, company, finishedCall("doubt_2"));
  const [second] = await settled(request, company, 2);
  expect(second?.state).toBe("failed");
  crm.stop();
});
