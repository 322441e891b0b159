// The samples with which a receiver checks Hookline's stamp, each asked about a request in its own
// language. An answer that is neither yes nor no is an error.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { isFromHookline } from "../../app/src/components/test_bench/samples/verify.mjs";

/** What a sample says of a request: whether it is Hookline's. */
export type Sample = (secret: string, headers: Record<string, string>, body: string) => Promise<boolean>;

const FOLDER = resolve(import.meta.dirname, "../../app/src/components/test_bench/samples");
/** Go keeps here what it compiles: a second run finds it. */
const GO = resolve(import.meta.dirname, "../results/go");
const START_MS_MAX = 15_000;

const ASK_PYTHON = `
import json, runpy, sys
asked = json.load(sys.stdin)
sample = runpy.run_path(sys.argv[1])["is_from_hookline"]
print(json.dumps(sample(asked["secret"], asked["headers"], asked["body"].encode())))
`;

const ASK_GO = `package main

import (
	"encoding/json"
	"net/http"
	"os"

	"sample/receiver"
)

func main() {
	var asked struct {
		Secret  string
		Headers map[string]string
		Body    string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	header := http.Header{}
	for name, value := range asked.Headers {
		header.Set(name, value)
	}
	answer := receiver.IsFromHookline(asked.Secret, header, []byte(asked.Body))
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		panic(err)
	}
}
`;

/** What tells a program of Go to use neither the network nor anything outside its folder. */
const GO_SETTINGS = {
  ...{ GOPROXY: "off", GOTOOLCHAIN: "local", GO111MODULE: "on", GOFLAGS: "-mod=mod", GOENV: "off", GOWORK: "off" },
  ...{ GOCACHE: join(GO, "cache"), GOPATH: join(GO, "path") },
};

/** The samples by their languages; what has to be built is built when one is made ready. */
export const SAMPLES: Record<string, () => Sample> = {
  PHP: () => askPhp,
  Python: () => asking("python3", ["-c", ASK_PYTHON, join(FOLDER, "verify.py")]),
  Node: () => async (secret, headers, body) => isFromHookline(secret, headers, body),
  Go: () => asking(buildGo(), []),
};

/** A program that reads a question in JSON and prints `true` or `false`. */
function asking(program: string, args: string[]): Sample {
  return async (secret, headers, body) => {
    const input = JSON.stringify({ secret, headers, body });
    return yesOrNo(execFileSync(program, args, { input, encoding: "utf8" }).trim());
  };
}

/** Builds the sample into a program, with the standard library alone; returns its path. */
function buildGo(): string {
  const source = join(GO, "source");
  mkdirSync(join(source, "receiver"), { recursive: true });
  writeFileSync(join(source, "go.mod"), "module sample\n\ngo 1.19\n");
  writeFileSync(join(source, "main.go"), ASK_GO);
  copyFileSync(join(FOLDER, "verify.go"), join(source, "receiver/verify.go"));
  const env = { ...process.env, ...GO_SETTINGS };
  execFileSync("go", ["build", "-o", join(GO, "sample"), "."], { cwd: source, env });
  return join(GO, "sample");
}

/** The sample for PHP is a whole receiver: it is asked as one, and refuses with 401. */
async function askPhp(secret: string, headers: Record<string, string>, body: string): Promise<boolean> {
  const env = { ...process.env, HOOKLINE_SECRET: secret };
  const args = ["-d", "error_reporting=-1", "-d", "display_errors=1", "-S", "127.0.0.1:0", join(FOLDER, "verify.php")];
  const php = spawn("php", args, { env, stdio: ["ignore", "ignore", "pipe"] });
  try {
    const stamp = Object.entries(headers).filter(([name]) => name.startsWith("webhook-"));
    const response = await fetch(await addressOf(php), { method: "POST", headers: stamp, body });
    const text = await response.text();
    return yesOrNo({ 200: "true", 401: "false" }[response.status] + text);
  } finally {
    php.kill();
  }
}

/** Where PHP's own web server answers, which it prints once it does. */
async function addressOf(php: ChildProcess): Promise<string> {
  const lines = createInterface({ input: php.stderr! });
  const signal = AbortSignal.timeout(START_MS_MAX);
  const failed = once(php, "error", { signal }).then(([error]) => Promise.reject(error));
  const [line] = (await Promise.race([once(lines, "line", { signal }), failed])) as [string];
  const address = /http:\/\/[\d.:]+/.exec(line)?.[0];
  if (address === undefined) {
    throw new Error(`PHP does not serve: ${line}`);
  }
  return address;
}

function yesOrNo(answer: string): boolean {
  if (answer !== "true" && answer !== "false") {
    throw new Error(`neither yes nor no: ${answer}`);
  }
  return answer === "true";
}
