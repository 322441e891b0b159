// A real mail server: takes what the portal sends, and refuses what goes to `refused@...`.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { expect } from "@playwright/test";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { world } from "./world.ts";

/** A mail, as its reader has it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Starts the server; it notes each mail in the file as a line of JSON. */
export async function startMailServer(notes: string) {
  writeFileSync(notes, "");
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }: SMTPServerAddress, _session, done) => {
      done(address.startsWith("refused@") ? Object.assign(new Error("no such person"), { responseCode: 550 }) : null);
    },
    onData: (stream, session, done) => {
      note(notes, stream, session).then(() => done(), done);
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the mail server does not listen");
  }
  return { url: `smtp://127.0.0.1:${address.port}`, stop: () => new Promise<void>((done) => server.close(done)) };
}

async function note(notes: string, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  const { subject = "", text = "", html = "" } = await PostalMime.parse(Buffer.concat(chunks));
  for (const { address } of session.envelope.rcptTo) {
    appendFileSync(notes, `${JSON.stringify({ to: address, subject, text, html } satisfies Mail)}\n`);
  }
}

/** The mails that came to an address so far. */
export function mailsTo(address: string): Mail[] {
  return readFileSync(world().mails, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Mail)
    .filter(({ to }) => to === address);
}

/** The path of the link in the newest mail to an address, once it has come. */
export async function linkTo(address: string, path: string): Promise<string> {
  const find = () => mailsTo(address).at(-1)?.text.match(new RegExp(`${path}[\\w-]+`))?.[0] ?? "";
  await expect.poll(find, { message: `a mail to ${address} with ${path}`, timeout: 30_000 }).not.toBe("");
  return find();
}
