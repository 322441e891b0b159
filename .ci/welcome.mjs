// Says on the terminal where Hookline is and how to sign in; the password only when it was just made.
// All of it comes from the binary's own answer, which has read every setting.
const { address, email, password } = JSON.parse(process.env.DEMO);

console.error(`  address   ${address}`);
console.error(`  e-mail    ${email}`);
console.error(`  password  ${password ?? "as printed on the first start"}`);
