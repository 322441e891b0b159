// An answer of the server that is held back until a spec lets it go.
import type { Page } from "@playwright/test";

export interface Held {
  /** Is there once the server was asked. */
  asked: Promise<void>;
  /** Lets the answer come, and later ones at once. */
  release: () => void;
}

/** Holds back the answers to a server function. */
export async function held(page: Page, name: string): Promise<Held> {
  let ask = (): void => undefined;
  let release = (): void => undefined;
  const asked = new Promise<void>((done) => (ask = done));
  const released = new Promise<void>((done) => (release = done));
  await page.route(`**/${name}`, async (route) => {
    ask();
    await released;
    await route.continue();
  });
  return { asked, release: () => release() };
}
