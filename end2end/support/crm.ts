// A CRM on this machine that answers as it is told, and keeps what it got.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What the CRM answers: a status and a text or JSON. */
export type Answer = (asked: Asked) => { status?: number; body: unknown };

export class Crm {
  readonly asked: Asked[] = [];
  readonly #server: Server;

  private constructor(answer: Answer) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const asked = {
          method: request.method ?? "",
          url: request.url ?? "",
          headers: request.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString(),
        };
        this.asked.push(asked);
        const { status = 200, body } = answer(asked);
        response.writeHead(status, { "content-type": "application/json" });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
  }

  static async start(answer: Answer): Promise<Crm> {
    const crm = new Crm(answer);
    crm.#server.listen(0, "127.0.0.1");
    await once(crm.#server, "listening");
    return crm;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
