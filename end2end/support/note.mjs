#!/usr/bin/env node
// Called by Debian's `webhook` for each request: appends one line to the file of notes.
import { appendFileSync } from "node:fs";

const [notes, method, query, payload, headers] = process.argv.slice(2);
const read = (text) => (text ? JSON.parse(text) : {});
const line = { method, query: read(query), payload: read(payload), headers: read(headers) };
appendFileSync(notes, `${JSON.stringify(line)}\n`);
console.log("noted");
