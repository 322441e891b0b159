// One call: its life along the rail, with what was sent at each station.
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look, speak } from "../support/look.ts";
import { finishedCall, report } from "../support/telephony.ts";
import { expect, open, test } from "../support/test.ts";
import { t, texts, LANGUAGES } from "../support/texts.ts";

test("each station tells what was sent there", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Leads" });
  await report(request, company, finishedCall("in_1", { moment: "answered" }));
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await open(cabinet, "/calls/in_1");
  const station = (moment: string) => cabinet.getByRole("region", { name: t(`moment.name.${moment}`) });
  await expect(station("before_call")).toContainText(t("calls.not_reached"));
  await expect(station("answered")).toContainText(t("calls.nobody_wanted"));
  await expect(station("after_call").getByRole("link", { name: /Leads/ })).toContainText(t("state.delivered"));
  await expect(cabinet.getByRole("definition").filter({ hasText: t("value.status.answered") })).toBeVisible();
});

test("an integration that did not want the call says why", async ({ cabinet, company, request }) => {
  const conditions = [{ parameter: "status", comparison: "is", values: ["no_answer"] }];
  await makeIntegration(request, company, { name: "Missed only", conditions });
  await report(request, company, finishedCall("in_1"));
  for (const language of LANGUAGES) {
    const say = texts(language);
    await speak(cabinet, language);
    await open(cabinet, "/calls/in_1");
    const had = { parameter: say("parameter.status"), had: say("value.status.answered") };
    const wanted = { comparison: say("comparison.is"), wanted: say("value.status.no_answer") };
    await expect(cabinet.getByText(say("calls.unmet", { ...had, ...wanted })).first()).toBeVisible();
  }
});

test("only what failed is sent again", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 2);
  await open(cabinet, "/calls/in_1");
  await cabinet.getByRole("button", { name: t("calls.send_failed", { count: "1" }) }).click();
  await expect(cabinet.getByText(t("calls.sent.one", { count: "1" }))).toBeVisible();
  await settled(request, company, 3);
});

test("every integration says what it got, or why it got nothing", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Leads" });
  await makeIntegration(request, company, { name: "Rated", moment: "after_rating" });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 1);
  await makeIntegration(request, company, { name: "Too late" });
  await open(cabinet, "/calls/in_1");
  const verdict = (name: string) => cabinet.locator(".verdicts li").filter({ hasText: name });
  await expect(verdict("Leads")).toContainText(t("state.delivered"));
  await expect(verdict("Leads")).toContainText(t("calls.tries.one", { count: "1" }));
  const never = t("calls.why_never_came", { moment: t("moment.name.after_rating") });
  await expect(verdict("Rated")).toContainText(never);
  await expect(verdict("Too late")).toContainText(t("calls.why_made_later", { time: "" }).slice(0, 20));
});

test("it looks right and is accessible", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Leads" });
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 2);
  await open(cabinet, "/calls/in_1");
  await look(cabinet, "call");
});
