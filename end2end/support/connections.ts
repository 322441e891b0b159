// Connections through the management API: for specs that are about something else.
import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Company } from "./company.ts";
import { world } from "./world.ts";

/** Makes a connection to Debian's `webhook` with a key in a header; returns its id. */
export async function makeConnection(
  request: APIRequestContext,
  company: Company,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const isKeyed = !("auth" in fields);
  const response = await request.post("/api/v1/connections", {
    headers: { authorization: `Bearer ${company.manageKey}` },
    data: {
      ...{ name: "CRM", url: world().webhook.url },
      ...(isKeyed ? { key: { place: "header", name: "x-crm-key" }, secrets: { key: "secret-of-the-crm" } } : {}),
      ...fields,
    },
  });
  expect(response.status(), await response.text()).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
