import { generate } from "otplib";
import type { DemoProcess } from "./demoProcess.ts";

/** An authenticator app beside the demo: it goes by the demo's clock, which it turns so that each code is a new one. */
export interface TotpApp {
  /** The next code. */
  code(): Promise<string>;
}

const PERIOD = 30;
/** So far the clocks of the demos were turned. */
const turned = new WeakMap<DemoProcess, number>();

/** Turns the demo's clock and remembers it, for the authenticator apps beside it. */
export async function turnClock(demo: DemoProcess, seconds: number): Promise<void> {
  await demo.advance(seconds);
  turned.set(demo, (turned.get(demo) ?? 0) + seconds);
}

/** @param secret as the page shows it, in groups */
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
