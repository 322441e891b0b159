// What a page says when the server cannot be reached, and when the session has ended under it.
import type { Page } from "@playwright/test";
import { PASSWORD } from "../support/company.ts";
import { makeIntegration } from "../support/integrations.ts";
import { expect, open, test } from "../support/test.ts";
import { t } from "../support/texts.ts";

const pause = (page: Page) => page.getByRole("button", { name: `${t("integrations.pause")}: Leads`, exact: true });

/** Types what no page is called into the search; returns its dialog. */
async function searchFor(page: Page, text: string) {
  await page.keyboard.press("Control+k");
  const search = page.getByRole("dialog", { name: t("search.title") });
  await search.getByRole("searchbox").fill(text);
  return search;
}

test("without a connection every part says so, and goes on when it is back", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/connections");
  const place = (name: string) => cabinet.getByRole("navigation").getByRole("link", { name: t(name), exact: true }).first();
  // What comes in a part of its own has come before.
  await place("nav.integrations").click();
  await expect(pause(cabinet)).toBeVisible();
  await cabinet.context().setOffline(true);
  await expect(cabinet.getByText(t("error.offline_note"))).toBeVisible();
  await pause(cabinet).click();
  const told = cabinet.locator(".toast").filter({ hasText: t("error.offline_title") });
  await expect(told).toContainText(t("error.offline_text"));
  const search = await searchFor(cabinet, "zzz");
  await expect(search.getByRole("alert")).toContainText(t("error.offline_title"));
  await expect(search.getByText(t("search.nothing"))).toHaveCount(0);
  // The first one empties the field.
  await cabinet.keyboard.press("Escape");
  await cabinet.keyboard.press("Escape");
  await expect(search).toBeHidden();
  await place("nav.connections").click();
  const failure = cabinet.locator(".failure");
  await expect(failure).toContainText(t("error.offline_title"));
  await cabinet.context().setOffline(false);
  await expect(cabinet.getByText(t("error.offline_note"))).toHaveCount(0);
  await failure.getByRole("button", { name: t("error.again") }).click();
  await expect(cabinet.getByRole("heading", { name: t("connections.empty_title") })).toBeVisible();
});

test("a session that ended is said where one acts, with the way back to the page", async ({ cabinet, company, request }) => {
  await makeIntegration(request, company);
  await open(cabinet, "/integrations?from=spec");
  await cabinet.context().clearCookies();
  await pause(cabinet).click();
  const told = cabinet.locator(".toast").filter({ hasText: t("error.sign_in_title") });
  const way = told.getByRole("link", { name: t("error.sign_in_link") });
  await expect(way).toHaveAttribute("href", "/sign-in?next=%2Fintegrations%3Ffrom%3Dspec");
  const search = await searchFor(cabinet, "zzz");
  await expect(search.getByRole("alert")).toContainText(t("error.sign_in_title"));
  await search.getByRole("link", { name: t("error.sign_in_link") }).click();
  await cabinet.getByLabel(t("signin.email")).fill(company.email);
  await cabinet.getByLabel(t("signin.password")).fill(PASSWORD);
  await cabinet.keyboard.press("Enter");
  await expect(cabinet).toHaveURL(/\/integrations\?from=spec$/);
  await expect(pause(cabinet)).toBeVisible();
});
