import { countCodes, FEWEST_CODES, type UserCodeFormat } from "../../lib/userCode.ts";
import type { ResolvedOptions } from "../options.ts";

/** Seconds for which a short code may be valid (NIST SP 800-63B-4 §3.1.3.2). */
const SHORT = 600;
/** Codes with fewer possibilities are short: those of less than about 30 bits. */
const LONG_CODES = 10 ** 9;

/** A code that could be guessed: which option, why, and what to write instead. */
export function weakCodeIn({ account, mfa }: ResolvedOptions): string | null {
  for (const [use, { format, lifetime }] of Object.entries(account.codes)) {
    if (lifetime > SHORT && countCodes(format) < LONG_CODES)
      return `account.codes.${use}: ${format.length} ${format.kind} may be valid for ${SHORT} seconds at most, not ${lifetime}; shorten lifetime, or make format.length at least ${shortest(format.kind, LONG_CODES)}`;
  }
  const { count, kind, length } = mfa.recoveryCodes;
  if (countCodes({ kind, length }) < FEWEST_CODES * count)
    return `mfa.recoveryCodes: ${length} ${kind} are too few, because each guess may hit any of ${count} codes; make length at least ${shortest(kind, FEWEST_CODES * count)}`;
  return null;
}

/** The shortest length with which there are that many codes. */
function shortest(kind: UserCodeFormat["kind"], codes: number): number {
  let length = 1;
  while (countCodes({ kind, length }) < codes) length += 1;
  return length;
}
