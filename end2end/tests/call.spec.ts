// One call: its life along the rail, with what was sent at each station.
import { makeIntegration, missingAddress, settled } from "../support/integrations.ts";
import { look, speak } from "../support/look.ts";
import { unanswered } from "../support/silent.ts";
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
  const known = cabinet.locator(".stack > .panel > .facts");
  await expect(known.getByRole("definition").filter({ hasText: t("value.status.answered") })).toBeVisible();
});

test("each forwarding step says when it was and what it told", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Card", moment: "forwarding_step" });
  await makeIntegration(request, company, { name: "Leads" });
  const step = (number: number, name: string) =>
    finishedCall("in_1", { moment: "forwarding_step", step_number: number, step_name: name });
  await report(request, company, step(1, "Sales group"));
  await report(request, company, step(2, "Night shift"));
  await report(request, company, finishedCall("in_1", { talk_duration: 61 }));
  await settled(request, company, 3);
  await open(cabinet, "/calls/in_1");
  const station = (moment: string) => cabinet.getByRole("region", { name: t(`moment.name.${moment}`) });
  const steps = station("forwarding_step").locator(".occurrence");
  await expect(steps).toHaveCount(2);
  for (const [place, name] of ["Sales group", "Night shift"].entries()) {
    await expect(steps.nth(place).getByRole("heading")).toContainText(name);
    await expect(steps.nth(place).getByRole("link", { name: /Card/ })).toBeVisible();
  }
  // The number was known before.
  await expect(steps.nth(1)).not.toContainText(t("parameter.caller_number"));
  await expect(station("after_call")).toContainText(t("calls.learnt"));
  await expect(station("after_call")).toContainText("1 min 1 s");
  await cabinet.setViewportSize({ width: 390, height: 844 });
  await expect(station("answered")).toBeHidden();
  const missing = ["before_call", "answered", "after_rating"].map((moment) => t(`moment.name.${moment}`));
  await expect(cabinet.getByText(t("calls.not_reached_all", { moments: missing.join(", ") }))).toBeVisible();
  await cabinet.setViewportSize({ width: 1440, height: 900 });
  const counts = cabinet.locator(".call-rail .station-counts");
  await expect(counts).toHaveText([`${t("state.delivered")}: 2`, `${t("state.delivered")}: 1`]);
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

test("a call outside of working hours says so", async ({ cabinet, company, request }) => {
  await open(cabinet, "/settings");
  const form = cabinet.locator("#hours");
  // On Monday alone, and the call below began on a Saturday.
  await form.getByLabel(t("settings.hours_from", { day: t("settings.week.0") })).fill("09:00");
  await form.getByLabel(t("settings.hours_to", { day: t("settings.week.0") })).fill("18:00");
  await form.getByRole("button", { name: t("common.save") }).click();
  await expect(form.getByRole("status")).toHaveText(t("common.saved"));
  const within = (value: string) => [{ parameter: "in_working_hours", comparison: "is", values: [value] }];
  await makeIntegration(request, company, { name: "By day", conditions: within("true") });
  await makeIntegration(request, company, { name: "By night", conditions: within("false") });
  await report(request, company, finishedCall("in_1", { call_started_at: "2026-03-07 10:20:01" }));
  await settled(request, company, 1);
  await open(cabinet, "/calls/in_1");
  const verdict = (name: string) => cabinet.locator(".verdicts li").filter({ hasText: name });
  await expect(verdict("By night")).toContainText(t("state.delivered"));
  const [yes, no] = [t("value.boolean.true"), t("value.boolean.false")];
  const why = { parameter: t("parameter.in_working_hours"), had: no, wanted: yes };
  await expect(verdict("By day")).toContainText(t("calls.unmet", why));
});

test("only what failed is sent again", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company, { name: "Good" });
  await makeIntegration(request, company, { name: "Bad", url: missingAddress() });
  await report(request, company, finishedCall("in_1"));
  await settled(request, company, 2);
  await open(cabinet, "/calls/in_1");
  const bad = cabinet.getByRole("region", { name: t("moment.name.after_call") }).getByRole("link", { name: /Bad/ });
  await expect(bad).toContainText(t("explain.not_found.what", { name: "Bad" }));
  await cabinet.getByRole("button", { name: t("calls.send_failed", { count: "1" }) }).click();
  await expect(cabinet.getByText(t("calls.sent.one", { count: "1" }))).toBeVisible();
  await settled(request, company, 3);
});

test("what nobody answered is sent again apart from it, after a question", async ({ cabinet, company, request }) => {
  await unanswered(request, company);
  await open(cabinet, "/calls/in_1");
  await expect(cabinet.getByRole("button", { name: t("calls.send_failed", { count: "1" }) })).toHaveCount(0);
  await cabinet.getByRole("button", { name: t("calls.send_unanswered", { count: "1" }) }).click();
  const dialog = cabinet.getByRole("dialog", { name: t("delivery.unanswered.title") });
  await dialog.getByRole("button", { name: t("delivery.unanswered.send") }).click();
  await expect(cabinet.getByText(t("calls.sent.one", { count: "1" }))).toBeVisible();
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
