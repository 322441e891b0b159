// Integrations and what they sent, through the management API: for specs that are about a page.
import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Company } from "./company.ts";
import { finishedCall, report } from "./telephony.ts";
import { world } from "./world.ts";

/** A row of the log, as far as specs read it. */
export interface Delivery {
  id: string;
  state: string;
  code: number | null;
}

/** States in which a delivery stays. */
const FINAL = ["delivered", "failed", "expired", "unanswered", "cancelled"];

/** How long to wait between looks at the API, in milliseconds: most of what is waited for takes a moment. */
const LOOKS = [20, 50, 100, 200];

/** An address that answers 404: Debian's `webhook` has no such hook. */
export function missingAddress(): string {
  return new URL("none", world().webhook.url).href;
}

/** Makes an integration that sends the client's number after each call; returns its id. */
export async function makeIntegration(
  request: APIRequestContext,
  company: Company,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const response = await request.post("/api/v1/integrations", {
    headers: { authorization: `Bearer ${company.manageKey}` },
    data: {
      ...{ name: "Leads", url: world().webhook.url, moment: "after_call", method: "GET" },
      parameters: [{ name: "phone", value: { parameter: "caller_number" } }],
      ...fields,
    },
  });
  expect(response.status(), await response.text()).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

/** The newest deliveries of the tenant. */
export async function deliveries(request: APIRequestContext, company: Company): Promise<Delivery[]> {
  const response = await request.get("/api/v1/deliveries", {
    headers: { authorization: `Bearer ${company.manageKey}` },
  });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { items: Delivery[] }).items;
}

/** Makes an integration whose address is not there, and lets three calls show it; returns its id. */
export async function failing(request: APIRequestContext, company: Company, name: string): Promise<string> {
  const id = await makeIntegration(request, company, { name, url: missingAddress() });
  for (const call of ["f_1", "f_2", "f_3"]) {
    await report(request, company, finishedCall(call));
  }
  const incidents = async () => {
    const headers = { authorization: `Bearer ${company.manageKey}` };
    const response = await request.get(`/api/v1/incidents?open=true&integration=${id}`, { headers });
    return ((await response.json()) as { items: unknown[] }).items.length;
  };
  await expect.poll(incidents, { message: "open incidents", intervals: LOOKS }).toBe(1);
  return id;
}

/** A try, as far as specs read it. */
export interface Attempt {
  request_headers: Record<string, string>;
}

/** Waits until the newest delivery was tried so often; returns its attempts, oldest first. */
export async function attempted(
  request: APIRequestContext,
  company: Company,
  count: number,
): Promise<Attempt[]> {
  let attempts: Attempt[] = [];
  const look = async () => {
    const [newest] = await deliveries(request, company);
    const response = await request.get(`/api/v1/deliveries/${newest?.id}`, {
      headers: { authorization: `Bearer ${company.manageKey}` },
    });
    attempts = ((await response.json()) as { attempts?: Attempt[] }).attempts ?? [];
    return attempts.length;
  };
  await expect.poll(look, { message: "attempts of the newest delivery", intervals: LOOKS }).toBe(count);
  return attempts;
}

/** Waits until so many deliveries have come to their end; returns them, newest first. */
export async function settled(
  request: APIRequestContext,
  company: Company,
  count: number,
): Promise<Delivery[]> {
  let ended: Delivery[] = [];
  const look = async () => {
    ended = (await deliveries(request, company)).filter(({ state }) => FINAL.includes(state));
    return ended.length;
  };
  await expect.poll(look, { message: "deliveries that have ended", intervals: LOOKS }).toBe(count);
  return ended;
}
