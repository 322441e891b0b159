// Says on the terminal where Hookline is and how to sign in; the password only when it was just made.
const demo = JSON.parse(process.env.DEMO ?? "{}");
const listen = process.env.HOOKLINE_LISTEN ?? "127.0.0.1:3000";
const address = process.env.HOOKLINE_PUBLIC_URL ?? `http://${listen}`;

console.error(`  address   ${address}`);
if (demo.email) {
  console.error(`  e-mail    ${demo.email}`);
}
if (demo.password) {
  console.error(`  password  ${demo.password}`);
} else {
  console.error("  password  as printed on the first start");
}
