import type { Clock } from "./clock.ts";

/**
 * Tells the developer in the server's log of what looks like a mistake in the set-up.
 *
 * @param about what it is about: said once, not with each call
 */
export type Warn = (about: string, message: string) => void;

/** Strangers cause some of them, with headers of their own making: they must not fill the log. */
const MOST = 20;
/** Milliseconds. */
const PERIOD = 10 * 60_000;

/** Prints each warning once in ten minutes, and twenty at most in that time. */
export function createWarnings(clock: Clock, print: (text: string) => void = console.warn): Warn {
  let since = 0;
  const said = new Set<string>();
  return (about, message) => {
    const now = clock().getTime();
    if (Math.abs(now - since) > PERIOD) {
      since = now;
      said.clear();
    }
    if (said.has(about) || said.size >= MOST) return;
    said.add(about);
    print(`[latchkey] ${message}`);
  };
}

/** A value that a stranger sent, for a line of the log: quoted, without control characters, not endless. */
export function quoted(value: string): string {
  const text = JSON.stringify(value.slice(0, 200));
  return text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
