// A certificate authority for one run: the portal trusts it, nobody else does.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const EXTENSIONS = `basicConstraints=critical,CA:FALSE
subjectAltName=DNS:localhost,IP:127.0.0.1
extendedKeyUsage=serverAuth
`;

export interface Authority {
  /** The root, as a PEM file. */
  root: string;
  certificate: { cert: string; key: string };
}

/** Makes a root and one certificate for this machine in a folder. */
export function makeAuthority(folder: string): Authority {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  writeFileSync(file("extensions"), EXTENSIONS);
  openssl(
    ...["req", "-x509", ...CURVE, "-days", "2", "-subj", "/CN=Hookline test authority"],
    ...["-addext", "keyUsage=critical,keyCertSign", "-keyout", file("root.key"), "-out", file("root.pem")],
  );
  openssl(
    ...["req", ...CURVE, "-subj", "/CN=localhost", "-keyout", file("receiver.key")],
    ...["-out", file("receiver.csr")],
  );
  openssl(
    ...["x509", "-req", "-in", file("receiver.csr"), "-days", "2", "-extfile", file("extensions")],
    ...["-CA", file("root.pem"), "-CAkey", file("root.key"), "-CAcreateserial"],
    ...["-out", file("receiver.pem")],
  );
  return {
    root: file("root.pem"),
    certificate: { cert: file("receiver.pem"), key: file("receiver.key") },
  };
}
