import type { ResolvedOptions } from "../config/options.ts";
import { AuthError } from "../lib/authError.ts";

const MAX_LENGTH = 2_000;
/** Printable ASCII except the backslash, which browsers treat as a slash: anything else must be percent-encoded. */
const PLAIN = /^[!-[\]-~]+$/;

/**
 * Where in the front end to continue: a path of it, or an absolute URL at one of the app's origins.
 *
 * Checked both as written and as parsed: both must show that it stays within the front end.
 *
 * @throws AuthError `invalid_url`, param `callbackUrl`
 */
export function checkCallbackUrl(typed: string, { origin, trustedOrigins }: ResolvedOptions): string {
  const origins = [origin, ...trustedOrigins.filter((trusted) => !trusted.includes("*"))];
  const isPath = /^\/(?!\/)/.test(typed);
  const isWhole = origins.some(
    (own) => typed === own || /^[/?#]/.test(typed.startsWith(own) ? typed.slice(own.length) : ""),
  );
  const isPlain = typed.length <= MAX_LENGTH && PLAIN.test(typed) && URL.canParse(typed, origin);
  if (!isPlain || !(isPath || isWhole)) throw new AuthError("invalid_url", { param: "callbackUrl" });
  const parsed = new URL(typed, origin);
  const stays = origins.includes(parsed.origin) && parsed.username === "" && parsed.password === "";
  if (!stays) throw new AuthError("invalid_url", { param: "callbackUrl" });
  return typed;
}
