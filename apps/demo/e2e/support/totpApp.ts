import { generate } from "otplib";
import type { DemoProcess } from "./demoProcess.ts";

/** An authenticator app for the demo: it uses the demo's clock, which it advances so that each code is a new one. */
export interface TotpApp {
  /** The next code. */
  code(): Promise<string>;
}

const PERIOD = 30;
/** How far the clocks of the demos were advanced. */
const turned = new WeakMap<DemoProcess, number>();

/** Advances the demo's clock and records it, for its authenticator apps. */
export async function turnClock(demo: DemoProcess, seconds: number): Promise<void> {
  await demo.advance(seconds);
  turned.set(demo, (turned.get(demo) ?? 0) + seconds);
}

/** @param secret as displayed on the page, in groups */
export function totpApp(demo: DemoProcess, secret: string): TotpApp {
  const compact = secret.replaceAll(" ", "");
  return {
    async code() {
      await turnClock(demo, PERIOD);
      const epoch = Math.floor(Date.now() / 1000) + (turned.get(demo) ?? 0);
      return generate({ secret: compact, epoch });
    },
  };
}
