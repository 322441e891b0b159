// A tenant of a spec's own, made by the command line beside the running server.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { world } from "./world.ts";

export const PASSWORD = "correct horse battery staple";

export interface Company {
  tenantId: string;
  name: string;
  email: string;
  ingestKey: string;
  manageKey: string;
  source: { id: string; secret: string };
}

/** Runs a command of the binary; returns the one JSON object that it prints. */
export async function hookline(args: string[], input = ""): Promise<Record<string, unknown>> {
  const { binary, settings } = world();
  const output = await new Promise<string>((done, failed) => {
    const env = { ...process.env, ...settings };
    const child = execFile(binary, args, { env }, (error, stdout, stderr) => {
      if (error) {
        failed(new Error(`hookline ${args.join(" ")}: ${stderr}`));
      } else {
        done(stdout);
      }
    });
    // A command that reads nothing may be gone before its input is closed.
    child.stdin?.on("error", () => undefined);
    // A command that ends without reading is judged by its exit code, not by the pipe.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
  return JSON.parse(output) as Record<string, unknown>;
}

export async function makeCompany(name: string): Promise<Company> {
  const mark = randomBytes(6).toString("hex");
  const text = async (wanted: string, args: string[], input?: string) =>
    String((await hookline(args, input))[wanted]);
  const tenant = ["--zone", "Europe/Kyiv", "--country", "UA", "--language", "en"];
  const tenantId = await text("id", ["tenant", "create", "--name", name, ...tenant]);
  const email = `owner-${mark}@example.com`;
  const member = ["--tenant", tenantId, "--email", email, "--role", "owner", "--password-stdin"];
  await hookline(["member", "create", ...member], PASSWORD);
  const key = (scope: string) => text("key", ["key", "create", "--tenant", tenantId, "--scope", scope]);
  const secret = `zd_${mark}`;
  const source = ["--tenant", tenantId, "--adapter", "zadarma", "--secret-stdin"];
  return {
    tenantId,
    name,
    email,
    ingestKey: await key("ingest"),
    manageKey: await key("manage"),
    source: { id: await text("id", ["source", "create", ...source], secret), secret },
  };
}

/** A person of the operator. */
export async function makeStaff(): Promise<{ email: string }> {
  const email = `staff-${randomBytes(6).toString("hex")}@example.com`;
  await hookline(["staff", "create", "--email", email, "--role", "admin", "--password-stdin"], PASSWORD);
  return { email };
}
