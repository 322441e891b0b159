// Receivers of deliveries: an HTTPS one that checks signatures, and the notes of Debian's `webhook`.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { world } from "./world.ts";

export interface Received {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Whether the `standardwebhooks` library took the signature. */
  verified: boolean;
}

/** An HTTPS receiver under the private authority; it refuses what is not signed with the secret. */
export class SignedReceiver {
  readonly received: Received[] = [];
  #webhook: Webhook | undefined;
  readonly #server: Server;

  private constructor() {
    const { cert, key } = world().certificate;
    this.#server = createServer(
      { cert: readFileSync(cert), key: readFileSync(key) },
      (request, response) => void this.#answer(request, response),
    );
  }

  /** Starts it; without a secret it refuses everything until it is told one. */
  static async start(secret?: string): Promise<SignedReceiver> {
    const receiver = new SignedReceiver();
    if (secret !== undefined) {
      receiver.trust(secret);
    }
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  /** Takes from now on what is signed with this secret. */
  trust(secret: string): void {
    this.#webhook = new Webhook(secret);
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") {
      throw new Error("the receiver does not listen");
    }
    return `https://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const verified = this.#verifies(body, headers);
    this.received.push({ method: request.method ?? "", url: request.url ?? "", headers, body, verified });
    response.writeHead(verified ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify({ verified }));
  }

  #verifies(body: string, headers: Record<string, string>): boolean {
    try {
      this.#webhook?.verify(body, headers);
      return this.#webhook !== undefined;
    } catch {
      return false;
    }
  }
}

export interface Note {
  method: string;
  query: Record<string, unknown>;
  payload: Record<string, unknown>;
  headers: Record<string, unknown>;
}

/** What Debian's `webhook` noted so far. */
export function notes(): Note[] {
  return readFileSync(world().webhook.notes, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Note);
}
