/** The format of codes that users type. */
export interface UserCodeFormat {
  kind: "letters" | "digits";
  length: number;
}

/** RFC 8628 §6.1: no vowels, so that no words arise; 20 letters, so that eight have 34.5 bits. */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const DIGITS = "0123456789";
const MAX_TYPED = 64;

/**
 * How many different codes a format must have: six digits (NIST SP 800-63B-4 §3.1.2.1, §3.1.3.2), with guesses limited
 * everywhere.
 */
export const FEWEST_CODES = 10 ** 6;

/** How many different codes there are in a format. */
export function countCodes({ kind, length }: UserCodeFormat): number {
  return alphabetOf(kind).length ** length;
}

function alphabetOf(kind: UserCodeFormat["kind"]): string {
  return kind === "letters" ? LETTERS : DIGITS;
}

/** A new code, in groups: `WDJB-MJHT` or `123-456-789`. */
export function newUserCode(bytes: (length: number) => Uint8Array, { kind, length }: UserCodeFormat): string {
  const alphabet = alphabetOf(kind);
  // Bytes above the last whole multiple of the alphabet would make its first letters likelier.
  const bound = 256 - (256 % alphabet.length);
  let code = "";
  while (code.length < length) {
    for (const byte of bytes(length * 2)) {
      if (byte < bound && code.length < length) code += alphabet[byte % alphabet.length];
    }
  }
  const size = kind === "digits" && length % 3 === 0 ? 3 : 4;
  return code.match(new RegExp(`.{1,${size}}`, "g"))?.join("-") ?? code;
}

/**
 * The entered code, without what users add: spaces, dashes and other ASCII punctuation, in any case.
 *
 * @returns null for an impossible code: empty, too long, or with other characters than ASCII letters and digits
 */
export function normalizeUserCode(typed: string): string | null {
  if (typed.length > MAX_TYPED) return null;
  const code = typed.replace(/[\s!-/:-@[-`{-~]/g, "").toUpperCase();
  return /^[A-Z0-9]+$/.test(code) ? code : null;
}
