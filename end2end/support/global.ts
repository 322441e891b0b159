// Starts what all specs share, once: the portal on a database of its own, Debian's `webhook`, and a
// mail server.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeAuthority } from "./authority.ts";
import { startMailServer } from "./mail.ts";
import { publish } from "./world.ts";

const RESULTS = resolve(import.meta.dirname, "../results");
const START_MS_MAX = 30_000;
const STOP_MS_MAX = 15_000;

export default async function globalSetup(): Promise<() => Promise<void>> {
  mkdirSync(RESULTS, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "hookline-end2end."));
  const authority = makeAuthority(folder);
  const webhook = await startWebhook(folder);
  const mails = join(folder, "mails.jsonl");
  const mail = await startMailServer(mails);
  const portal = await startPortal(folder, authority.root, mail.url);
  publish({ ...portal.world, certificate: authority.certificate, webhook: webhook.world, mails });
  return async () => {
    await stop(portal.process, "the portal");
    await mail.stop();
    await stop(webhook.process, "webhook");
    rmSync(folder, { recursive: true, force: true });
  };
}

async function startPortal(folder: string, root: string, smtpUrl: string) {
  const binary = process.env.HOOKLINE_BINARY ?? resolve("../target/debug/hookline");
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const settings = {
    HOOKLINE_DATABASE_URL: `sqlite:${folder}/hookline.db`,
    HOOKLINE_DATA_DIR: folder,
    HOOKLINE_LISTEN: `127.0.0.1:${port}`,
    HOOKLINE_PUBLIC_URL: address,
    HOOKLINE_SITE_DIR: process.env.HOOKLINE_SITE_DIR ?? resolve("../target/site"),
    HOOKLINE_ALLOWED_PRIVATE_NETWORKS: "127.0.0.0/8",
    HOOKLINE_CA_FILE: root,
    HOOKLINE_SMTP_URL: smtpUrl,
    HOOKLINE_SOURCE_ADDRESSES: "203.0.113.7,2001:db8:7::/64",
  };
  const log = openSync(join(RESULTS, "portal.log"), "w");
  const portal = spawn(binary, ["serve"], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", log, log],
  });
  await answers(`${address}/readyz`, portal);
  return { process: portal, world: { address, binary, settings } };
}

/** Debian's `webhook` notes method, query and body of what comes to /hooks/index.php. */
async function startWebhook(folder: string) {
  const port = await freePort();
  const notes = join(folder, "webhook.jsonl");
  const hooks = [
    {
      id: "index.php",
      "execute-command": join(import.meta.dirname, "note.mjs"),
      "command-working-directory": folder,
      "include-command-output-in-response": true,
      "pass-arguments-to-command": [
        { source: "string", name: notes },
        { source: "request", name: "method" },
        { source: "entire-query" },
        { source: "entire-payload" },
        { source: "entire-headers" },
      ],
    },
  ];
  writeFileSync(notes, "");
  writeFileSync(join(folder, "hooks.json"), JSON.stringify(hooks));
  const log = openSync(join(RESULTS, "webhook.log"), "w");
  const args = ["-hooks", join(folder, "hooks.json"), "-ip", "127.0.0.1", "-port", String(port)];
  const webhook = spawn("webhook", [...args, "-verbose"], { stdio: ["ignore", log, log] });
  await answers(`http://127.0.0.1:${port}/`, webhook);
  return {
    process: webhook,
    world: { url: `http://127.0.0.1:${port}/hooks/index.php`, notes },
  };
}

async function answers(url: string, process: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    if (process.exitCode !== null) {
      throw new Error(`${url}: the process ended with ${process.exitCode}; see end2end/results/*.log`);
    }
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${url} did not answer within ${START_MS_MAX} ms; see end2end/results/*.log`);
}

async function stop(process: ChildProcess, name: string): Promise<void> {
  const ended = once(process, "exit");
  process.kill("SIGTERM");
  const late = setTimeout(() => process.kill("SIGKILL"), STOP_MS_MAX);
  const [code] = (await ended) as [number | null];
  clearTimeout(late);
  if (code !== 0 && name === "the portal") {
    throw new Error(`${name} did not end cleanly: ${code}`);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new Error("no free port");
  }
  return address.port;
}
