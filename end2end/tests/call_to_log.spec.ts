// The main job: a call goes in, the CRM gets the request, the customer sees it in the log.
import type { Locator, Page } from "@playwright/test";
import { makeSource, PASSWORD, type Company } from "../support/company.ts";
import { IntegrationForm } from "../support/integration_form.ts";
import { expectAccessible, speak } from "../support/look.ts";
import { notes, SignedReceiver, type Note } from "../support/receiver.ts";
import { zadarmaCall } from "../support/telephony.ts";
import { expect, open, test, untilItReacts } from "../support/test.ts";
import { LANGUAGES, texts, type Texts } from "../support/texts.ts";
import { world } from "../support/world.ts";

const CALLER = "380671234567";
const CALLER_E164 = `+${CALLER}`;
/** The number of the made-up call, before a real one has come. */
const SAMPLE = "+380501112233";
/** The number as somebody reads it from a phone. */
const CALLER_TYPED = "067 123-45-67";
const CRM_KEY = "crm-key-nobody-may-see";

test("a call reaches Debian's webhook as the form showed it", async ({ page, company, request }) => {
  await signIn(page, company);
  const form = await IntegrationForm.begin(page);
  await buildByHand(form);
  await expectAccessible(page, "the filled form");
  await form.save();

  const source = await makeSource(company);
  const callId = `in_${source.id}`;
  await zadarmaCall(request, source, callId, CALLER);
  const [note] = await noted(callId);
  expect(note?.method).toBe("GET");
  expect(note?.query).toEqual({
    param1: "abc",
    param2: "def",
    title: `Call ${CALLER_E164}`,
    phone: CALLER_E164,
    channel: "hookline",
    status: "answered",
    seconds: "184",
    call_id: callId,
  });
});

test("an HTTPS receiver trusts the stamp, and what it got is found in the log and sent again", async ({
  page,
  company,
  request,
}) => {
  test.slow();
  const receiver = await SignedReceiver.start();
  try {
    await signIn(page, company);
    await buildStamped(page, receiver);
    const source = await makeSource(company);
    await zadarmaCall(request, source, `in_${source.id}`, CALLER);
    await expectVerified(receiver, 1);
    for (const [done, language] of LANGUAGES.entries()) {
      await test.step(language, async () => {
        await speak(page, language);
        const t = texts(language);
        await findByNumber(page, t, done + 1);
        await expectDelivery(page, t);
        await sendAgain(page, t);
        await expectVerified(receiver, done + 2);
      });
    }
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size, "each sending has an id of its own").toBe(LANGUAGES.length + 1);
  } finally {
    await receiver.stop();
  }
});

async function signIn(page: Page, company: Company): Promise<void> {
  const t = texts("en");
  await open(page, "/sign-in");
  await page.getByLabel(t("signin.email")).click();
  await page.keyboard.type(company.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/overview$/);
  await untilItReacts(page);
}

/** Fills the whole form; the exact request follows each keystroke. */
async function buildByHand(form: IntegrationForm): Promise<void> {
  await form.name("Example CRM");
  await form.url(world().webhook.url, "?param1=abc&param2=def");
  await form.method("GET");
  await form.moment(3, "after_call");
  await form.parameter(1, "phone", "client's num", "caller_number");
  await expect(form.exact).toContainText(`?param1=abc&param2=def&phone=${encodeURIComponent(SAMPLE)} HTTP/1.1`);
  await form.constant(2, "channel", "hookline");
  await form.text(3, "title", "Call ", "caller_number", SAMPLE);
  await form.moveUp("title");
  await expect(form.exact).toContainText(/&phone=[^&]+&title=[^&]+&channel=hookline HTTP/);
  await form.drag("title", "phone");
  await expect(form.exact).toContainText(/&param2=def&title=[^&]+&phone=[^&]+&channel=hookline HTTP/);
  await form.paste("https://examplecrm.com/add.php?status=answered&seconds=12&call_id=77");
  await expect(form.exact).toContainText(/&channel=hookline&status=[^&]+&seconds=[^&]+&call_id=[^&]+ HTTP/);
}

/** The notes of one call; once they came there is one, and it stays one. */
async function noted(callId: string): Promise<Note[]> {
  const found = () => notes().filter(({ query }) => query.call_id === callId);
  await expect.poll(found, "what webhook noted").toHaveLength(1);
  return found();
}

/** An integration with a JSON body and a secret key, whose receiver knows the stamp's secret. */
async function buildStamped(page: Page, receiver: SignedReceiver): Promise<void> {
  const form = await IntegrationForm.begin(page);
  await form.name("Strict CRM");
  await form.url(`${receiver.url}/calls`);
  await form.parameterByKeyboard(1, "lead.phone", "caller_number");
  await form.bodyFormat("json");
  await expect(form.exact).toContainText(`{"lead":{"phone":"${SAMPLE}"}}`);
  await form.keyInHeader("x-api-key", CRM_KEY);
  await expect(form.exact).toContainText("x-api-key");
  await expect(form.exact).not.toContainText(CRM_KEY);
  await form.save();
  receiver.trust(await form.stampSecret());
}

async function expectVerified(receiver: SignedReceiver, count: number): Promise<void> {
  await expect.poll(() => receiver.received, "what the receiver got").toHaveLength(count);
  const last = receiver.received.at(-1);
  expect(last).toMatchObject({ method: "POST", url: "/calls", verified: true });
  expect(last?.headers["x-api-key"]).toBe(CRM_KEY);
  expect(JSON.parse(last?.body ?? "")).toEqual({ lead: { phone: CALLER_E164 } });
}

/** From the log, by the phone number, to the first delivery on a page of its own. */
async function findByNumber(page: Page, t: Texts, count: number): Promise<void> {
  await open(page, "/deliveries");
  const search = page.getByRole("searchbox", { name: t("deliveries.search") });
  await search.fill("067 000-00-00");
  await search.press("Enter");
  await expect(page.getByText(t("deliveries.none_title"))).toBeVisible();
  await search.fill(CALLER_TYPED);
  await search.press("Enter");
  const rows = page.getByRole("row").filter({ hasText: "Strict CRM" });
  await expect(rows).toHaveCount(count);
  const first = rows.last();
  await expect(first).toContainText(t("state.delivered"));
  await expect(first.getByRole("img", { name: t("moment.name.after_call") })).toBeVisible();
  await expectAccessible(page, "the log");
  await first.getByRole("link").click();
  await page.getByRole("link", { name: t("deliveries.open_page") }).click();
  await expect(page).toHaveURL(/\/deliveries\/\w+$/);
}

/** The request with its key masked, the answer, and the one attempt. */
async function expectDelivery(page: Page, t: Texts): Promise<void> {
  const main = page.getByRole("main");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Strict CRM");
  const sent = main.getByRole("region", { name: t("delivery.exact") });
  await expect(sent).toContainText("POST /calls HTTP/1.1");
  await expect(sent).toContainText(`{"lead":{"phone":"${CALLER_E164}"}}`);
  await expect(sent).toContainText(t("delivery.from_secret"));
  await expect(sent).toContainText("x-api-key: ***");
  expect(await page.content(), "the page and all that came with it").not.toContain(CRM_KEY);
  await expect(panel(main, t("delivery.answer"))).toContainText('{"verified":true}');
  await expect(panel(main, t("delivery.attempts")).getByRole("button")).toHaveText(/HTTP 200/);
  await expectAccessible(page, "the delivery");
}

function panel(main: Locator, title: string): Locator {
  return main.locator("section").filter({ has: main.page().getByRole("heading", { name: title }) });
}

/** Sends it again: a delivery of its own, which says what it repeats. */
async function sendAgain(page: Page, t: Texts): Promise<void> {
  const first = page.url();
  await page.getByRole("button", { name: t("delivery.send_again") }).click();
  await expect(page.getByText(t("delivery.sent_again"))).toBeVisible();
  await expect(page).not.toHaveURL(first);
  await expect(page.getByText(t("delivery.resend_of"))).toBeVisible();
  await page.getByRole("link", { name: t("delivery.first_one") }).click();
  await expect(page).toHaveURL(first);
}
