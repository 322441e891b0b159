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
}

/** A telephony platform that reports to a tenant. */
export interface Source {
  id: string;
  secret: string;
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
    // A command that ends without reading is judged by its exit code, not by the pipe.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
  return JSON.parse(output) as Record<string, unknown>;
}

export async function makeCompany(name: string): Promise<Company> {
  const mark = randomBytes(6).toString("hex");
  const tenant = ["--zone", "Europe/Kyiv", "--country", "UA", "--language", "en"];
  const tenantId = await told("id", ["tenant", "create", "--name", name, ...tenant]);
  const email = `owner-${mark}@example.com`;
  const member = ["--tenant", tenantId, "--email", email, "--role", "owner", "--password-stdin"];
  const key = (scope: string) => told("key", ["key", "create", "--tenant", tenantId, "--scope", scope]);
  const [ingestKey, manageKey] = await Promise.all([
    key("ingest"),
    key("manage"),
    hookline(["member", "create", ...member], PASSWORD),
  ]);
  return { tenantId, name, email, ingestKey, manageKey };
}

/** Zadarma, as a platform of a tenant. */
export async function makeSource({ tenantId }: Company): Promise<Source> {
  const secret = `zd_${randomBytes(6).toString("hex")}`;
  const source = ["--tenant", tenantId, "--adapter", "zadarma", "--secret-stdin"];
  return { id: await told("id", ["source", "create", ...source], secret), secret };
}

/** One value of what a command prints. */
async function told(value: string, args: string[], input?: string): Promise<string> {
  return String((await hookline(args, input))[value]);
}

/** A person of the operator. */
export async function makeStaff(): Promise<{ email: string }> {
  const email = `staff-${randomBytes(6).toString("hex")}@example.com`;
  await hookline(["staff", "create", "--email", email, "--role", "admin", "--password-stdin"], PASSWORD);
  return { email };
}
