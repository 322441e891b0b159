// Where everything is that the global set-up started; handed to the specs through the environment.

export interface World {
  /** Where the portal answers. */
  address: string;
  /** The binary under test. */
  binary: string;
  /** What the binary is told by its environment: commands beside the server need the same. */
  settings: Record<string, string>;
  /** A certificate of the private authority that the portal trusts, for 127.0.0.1. */
  certificate: { cert: string; key: string };
  /** Debian's `webhook`: its address, and the file in which it notes what came. */
  webhook: { url: string; notes: string };
  /** The file in which the mail server notes what came. */
  mails: string;
}

const NAME = "HOOKLINE_WORLD";

export function publish(world: World): void {
  process.env[NAME] = JSON.stringify(world);
}

export function world(): World {
  const text = process.env[NAME];
  if (text === undefined) {
    throw new Error("the global set-up has not run");
  }
  return JSON.parse(text) as World;
}
