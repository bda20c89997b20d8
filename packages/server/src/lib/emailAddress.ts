import { domainToASCII } from "node:url";

/** RFC 5321 §4.5.3.1, less the angle brackets. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
/**
 * dot-atom of RFC 5322 §3.2.3: no quotes, no comments, nothing that a mail header could interpret as a second address.
 */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Before the conversion to ASCII, which silently drops invisible characters. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The normal form of an address, which is validated, stored, compared and mailed: lower case, its domain in ASCII.
 *
 * The local part must be ASCII as typed. Folding look-alikes (a full-width ＠, a Kelvin sign, a dotless i) into ASCII
 * would give one person's address to another, so such input is refused.
 *
 * @returns null when mail cannot be sent to it
 */
export function normalizeEmailAddress(typed: string): string | null {
  if (typed.length > MAX_ADDRESS * 2) return null;
  const address = typed.trim();
  const at = address.indexOf("@");
  if (at < 1 || at !== address.lastIndexOf("@") || at > MAX_LOCAL) return null;
  const local = toAsciiLowerCase(address.slice(0, at));
  const domain = normalizeDomain(address.slice(at + 1));
  if (local === null || !LOCAL.test(local) || domain === null) return null;
  const normal = `${local}@${domain}`;
  return normal.length <= MAX_ADDRESS ? normal : null;
}

function normalizeDomain(typed: string): string | null {
  // The same letters in another width or a foreign full stop: users do not enter them, attackers do.
  if (typed.normalize("NFKC") !== typed.normalize("NFC") || !DOMAIN.test(typed)) return null;
  const domain = domainToASCII(typed);
  const labels = domain.split(".");
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null;
  return /^\d+$/.test(labels.at(-1) ?? "") ? null : domain;
}

/** Lower case for ASCII only: `toLowerCase` also turns the Kelvin sign into a k. */
function toAsciiLowerCase(text: string): string | null {
  if (!/^[\x21-\x7e]+$/.test(text)) return null;
  return text.toLowerCase();
}
