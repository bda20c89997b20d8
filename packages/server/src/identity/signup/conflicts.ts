import type { ResolvedOptions } from "../../config/options.ts";

/**
 * What happens to a signup with an address or number that belongs to another account.
 *
 * - "hide": the same response as for a new one, and a message to the owner. Possible only where it is verified first.
 * - "tell": an error.
 * - "share": an account of its own, where it stays unverified until one of them verifies it.
 */
type Conflict = "hide" | "tell" | "share";

export function emailConflict({ account }: ResolvedOptions): Conflict {
  return conflictOf(account, account.emailVerification);
}

export function phoneConflict({ account }: ResolvedOptions): Conflict {
  return conflictOf(account, account.phoneVerification);
}

/** Whether there may be hidden signups, which nobody must be able to distinguish from accounts. */
export function mayHideSignups(options: ResolvedOptions): boolean {
  const asksForNumber = options.account.signup.phone !== "off";
  return emailConflict(options) === "hide" || (asksForNumber && phoneConflict(options) === "hide");
}

function conflictOf(
  { preventEnumeration }: ResolvedOptions["account"],
  verification: "mandatory" | "optional" | "none",
): Conflict {
  if (preventEnumeration === false) return "tell";
  if (verification === "mandatory") return "hide";
  return preventEnumeration === "strict" ? "share" : "tell";
}
