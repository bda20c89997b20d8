/** The format of codes that users type. */
export interface UserCodeFormat {
  kind: "letters" | "digits";
  length: number;
}

/** RFC 8628 §6.1: no vowels, so that no words arise; 20 letters, so that eight have 34.5 bits. */
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const DIGITS = "0123456789";
const MAX_TYPED = 64;

/** A new code, in groups: `WDJB-MJHT` or `123-456-789`. */
export function newUserCode(bytes: (length: number) => Uint8Array, { kind, length }: UserCodeFormat): string {
  const alphabet = kind === "letters" ? LETTERS : DIGITS;
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
