// What a telephony platform would send: events of our own API, and Zadarma's signed notifications.
import { createHmac } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Company, Source } from "./company.ts";

export type Facts = Record<string, string | number | boolean>;

/** Reports one event with the tenant's telephony key; returns its receipt. */
export async function report(request: APIRequestContext, company: Company, event: Facts): Promise<void> {
  const response = await request.post("/api/v1/events", {
    headers: { authorization: `Bearer ${company.ingestKey}` },
    data: event,
  });
  expect(response.status(), await response.text()).toBe(202);
}

/** A finished call that somebody answered. */
export function finishedCall(callId: string, facts: Facts = {}): Facts {
  return {
    moment: "after_call",
    call_id: callId,
    direction: "in",
    caller_number: "+380501112233",
    tracking_number: "+380443334455",
    status: "answered",
    talk_duration: 172,
    ...facts,
  };
}

/** The fields over which Zadarma signs each notification. */
const SIGNED: Record<string, string[]> = {
  NOTIFY_START: ["caller_id", "called_did", "call_start"],
  NOTIFY_INTERNAL: ["caller_id", "called_did", "call_start"],
  NOTIFY_ANSWER: ["caller_id", "destination", "call_start"],
  NOTIFY_END: ["caller_id", "called_did", "call_start"],
};

/** Sends one notification as Zadarma does. */
export async function notify(
  request: APIRequestContext,
  source: Source,
  fields: Record<string, string>,
): Promise<void> {
  const signed = (SIGNED[fields.event ?? ""] ?? []).map((name) => fields[name] ?? "").join("");
  const digest = createHmac("sha1", source.secret).update(signed).digest("hex");
  const response = await request.post(`/api/v1/ingest/zadarma/${source.id}`, {
    headers: { signature: Buffer.from(digest).toString("base64") },
    form: fields,
  });
  expect(response.ok(), `${fields.event}: ${response.status()} ${await response.text()}`).toBe(true);
}

/** The whole cycle of an answered incoming call: start, internal, answer, end. */
export async function zadarmaCall(
  request: APIRequestContext,
  source: Source,
  callId: string,
  caller: string,
): Promise<void> {
  const call = { call_start: "2026-03-07 10:20:01", pbx_call_id: callId, caller_id: caller };
  const line = { called_did: "380443334455" };
  await notify(request, source, { event: "NOTIFY_START", ...call, ...line });
  await notify(request, source, { event: "NOTIFY_INTERNAL", ...call, ...line, internal: "101" });
  await notify(request, source, { event: "NOTIFY_ANSWER", ...call, destination: "101", internal: "101" });
  await notify(request, source, {
    ...{ event: "NOTIFY_END", ...call, ...line, internal: "101", duration: "184" },
    ...{ disposition: "answered", status_code: "16", is_recorded: "0" },
  });
}
