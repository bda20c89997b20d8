import type { ImportedEmail, ImportProblem } from "../config/import/importedUser.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { isStorableText } from "../lib/text.ts";
import { type DraftEmail, type KeyOf, problemOf } from "./draft.ts";

/**
 * The addresses of a user, each once: some systems keep two that differ only in case. The one to be the primary one
 * comes first: the primary one if it is verified, or else any that is.
 */
export function readEmails(
  given: readonly ImportedEmail[],
  { keyOf, problems }: { keyOf: KeyOf; problems: ImportProblem[] },
): DraftEmail[] {
  const found = new Map<string, DraftEmail>();
  for (const { email, verified, primary = false, oldId } of given) {
    const address = typeof email === "string" && isStorableText(email) ? normalizeEmailAddress(email) : null;
    if (address === null) {
      problems.push(problemOf("email", "invalid", oldId));
      continue;
    }
    const known = found.get(address);
    const row = {
      address,
      isVerified: verified === true,
      isPrimary: primary,
      oldId,
      key: keyOf("email", oldId ?? address),
    };
    found.set(
      address,
      known === undefined
        ? row
        : { ...known, isVerified: known.isVerified || row.isVerified, isPrimary: known.isPrimary || row.isPrimary },
    );
  }
  const rank = ({ isVerified, isPrimary }: DraftEmail) => (isVerified ? 2 : 0) + (isPrimary ? 1 : 0);
  return [...found.values()].sort((a, b) => rank(b) - rank(a));
}
