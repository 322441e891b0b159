import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether a request is Hookline's. `body` is the text or the Buffer as it came, not parsed. */
export function isFromHookline(secret, headers, body) {
  const id = headers["webhook-id"] ?? "";
  const time = headers["webhook-timestamp"] ?? "";
  if (!(Math.abs(Date.now() / 1000 - Number(time)) <= 300)) {
    return false; // Too old: somebody may be repeating it.
  }
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  if (key.length === 0) {
    return false; // Without a secret anybody can make the stamp.
  }
  const digest = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64");
  const right = Buffer.from(`v1,${digest}`);
  return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
    const given = Buffer.from(one);
    return given.length === right.length && timingSafeEqual(given, right);
  });
}
