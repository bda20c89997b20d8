import type { ResolvedOptions } from "../../config/options.ts";

/**
 * What happens to a signup with an address that belongs to another account.
 *
 * - "hide": the same response as for a new one, and a mail to the owner. Possible only where the address is verified
 *   first.
 * - "tell": an error.
 * - "share": an account of its own, whose address stays unverified until one of them verifies it.
 */
export function emailConflict({ account }: ResolvedOptions): "hide" | "tell" | "share" {
  if (account.preventEnumeration === false) return "tell";
  if (account.emailVerification === "mandatory") return "hide";
  return account.preventEnumeration === "strict" ? "share" : "tell";
}

/** The same for a number: a number is always verified first, so it can always be hidden. */
export function phoneConflict({ account }: ResolvedOptions): "hide" | "tell" {
  return account.preventEnumeration === false ? "tell" : "hide";
}
