import { createHash } from "node:crypto";
import { ANSWER_TIMEOUT, withDeadline } from "../../ports/deadline.ts";
import { readBounded } from "../../ports/readBounded.ts";

/** Options of {@link haveIBeenPwned}. */
export interface HaveIBeenPwnedOptions {
  /** In how many breaches a password must have been seen to be blocked. @default 1 */
  minimumCount?: number;
  /** Seconds after which the password is accepted without an answer, at most 5. @default 1 */
  timeout?: number;
  /** The address of the range API, for a copy of your own. @default "https://api.pwnedpasswords.com/range/" */
  url?: string;
}

const RANGE_API = "https://api.pwnedpasswords.com/range/";
const PREFIX_LENGTH = 5;
/** Seconds. No look-up may take longer, whichever it is: the password is accepted then. */
const MAX_TIMEOUT = ANSWER_TIMEOUT / 1_000;
/** A padded range has about 40 kB. */
const MAX_BYTES = 1_000_000;
/** The rest of a SHA-1 hash in hexadecimal, and how often its password was seen. */
const ENTRY = /^([0-9A-F]{35}):(\d{1,12})$/i;

/**
 * Looks passwords up among those of known data breaches, for `account.password.isBlocked`.
 *
 * Asks the range API of Have I Been Pwned: only the first five characters of the password's SHA-1 hash leave the server,
 * and padding hides from the network which range was answered. Fails when there is no proper answer in time; Latchkey
 * then accepts the password and reports the event `password_check_failed`.
 */
export function haveIBeenPwned({
  minimumCount = 1,
  timeout = 1,
  url = RANGE_API,
}: HaveIBeenPwnedOptions = {}): (password: string) => Promise<boolean> {
  if (!(Number.isInteger(minimumCount) && minimumCount >= 1))
    throw new TypeError("haveIBeenPwned: minimumCount: expected a whole number from 1 on");
  if (!(timeout > 0 && timeout <= MAX_TIMEOUT))
    throw new TypeError(`haveIBeenPwned: timeout: expected seconds, at most ${MAX_TIMEOUT}`);
  if (!URL.canParse(url))
    throw new TypeError('haveIBeenPwned: url: expected a URL such as "https://example.com/range/"');
  const base = url.endsWith("/") ? url : `${url}/`;
  return async (password) => {
    const hash = createHash("sha1").update(password, "utf8").digest("hex").toUpperCase();
    const range = await withDeadline({ who: "haveIBeenPwned", milliseconds: timeout * 1_000 }, (signal) =>
      askForRange(new URL(hash.slice(0, PREFIX_LENGTH), base), signal),
    );
    return (range.get(hash.slice(PREFIX_LENGTH)) ?? 0) >= minimumCount;
  };
}

/** @throws Error when the service does not answer properly in time */
async function askForRange(url: URL, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(url, {
    headers: { "add-padding": "true", accept: "text/plain", "user-agent": "latchkey" },
    redirect: "error",
    signal,
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`haveIBeenPwned: the service answered with status ${response.status}`);
  }
  const body = await readBounded(response.body, MAX_BYTES, signal);
  if (body === null) throw new Error("haveIBeenPwned: the answer is too long");
  const lines = body.toString("utf8").trim().split(/\r?\n/);
  return new Map(lines.map(readEntry));
}

/** @throws Error for anything else: a page of a proxy must not pass for a range without the password */
function readEntry(line: string): [string, number] {
  const [, rest, count] = ENTRY.exec(line.trim()) ?? [];
  if (rest === undefined || count === undefined) throw new Error("haveIBeenPwned: the answer is not a range");
  return [rest.toUpperCase(), Number(count)];
}
