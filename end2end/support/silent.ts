// A receiver that takes a request and hangs up: nobody knows whether it did the work.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIRequestContext } from "@playwright/test";
import type { Company } from "./company.ts";
import { type Delivery, makeIntegration, settled } from "./integrations.ts";
import { finishedCall, report } from "./telephony.ts";

/** Makes an integration that stops and asks, and lets a call go unanswered; returns its delivery. */
export async function unanswered(request: APIRequestContext, company: Company): Promise<Delivery | undefined> {
  const receiver: Server = createServer((asked) => {
    asked.resume().on("end", () => asked.socket.destroy());
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  await makeIntegration(request, company, { url: `http://127.0.0.1:${port}`, when_unanswered: "stop" });
  await report(request, company, finishedCall("in_1"));
  const [delivery] = await settled(request, company, 1);
  receiver.closeAllConnections();
  receiver.close();
  return delivery;
}
