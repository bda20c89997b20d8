import type { Clock } from "./clock.ts";

/**
 * Writes a warning about what looks like a set-up mistake to the server's log.
 *
 * @param about the subject: reported once, not with each call
 */
export type Warn = (about: string, message: string) => void;

/** Some are caused by strangers, with arbitrary headers: they must not fill the log. */
const MOST = 20;
/** Milliseconds. */
const PERIOD = 10 * 60_000;

/** Prints each warning once in ten minutes, and at most twenty in that time. */
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

/** A value from a stranger, for a line of the log: quoted, without control characters, limited in length. */
export function quoted(value: string): string {
  const text = JSON.stringify(value.slice(0, 200));
  return text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
