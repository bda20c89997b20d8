import { type Account, replacePasswordHash } from "../db/accounts.ts";
import { deleteAuthenticatorsOf } from "../db/authenticators.ts";
import type { Transaction } from "../db/database.ts";
import { deleteOtherEmails, verifyEmailRow } from "../db/emails.ts";
import { deleteFlowsOf } from "../db/flows.ts";
import { setVerifiedPhone } from "../db/phones.ts";
import { deleteRecoveryCodesOf } from "../db/recoveryCodes.ts";
import { deleteOtherSessions } from "../db/sessions.ts";
import { deleteSocialAccountsOf } from "../db/socialAccounts.ts";
import { deleteTrustedBrowsersOf } from "../db/trustedBrowsers.ts";
import type { Change } from "../engine/change.ts";
import type { AuthRequest } from "../engine/request.ts";
import { withVerifiedEmail, withVerifiedPhone } from "../engine/resume.ts";
import type { Contact } from "./contact.ts";

/**
 * Marks the contact to which a code was sent as proved.
 *
 * @returns false when another account has proved it meanwhile
 */
export async function proveContact(
  request: AuthRequest,
  { account, contact }: { account: Account; contact: Contact },
  within: Change,
): Promise<boolean> {
  const { user, emails } = account;
  if (contact.via === "phone") {
    if (user.phoneVerifiedAt !== null) return true;
    const proved = await setVerifiedPhone(within.tx, { userId: user.id, phone: contact.recipient, now: request.now });
    if (proved !== null) within.emit({ type: "phone_verified", userId: user.id });
    return proved !== null;
  }
  const row = emails.find(({ address }) => address === contact.recipient);
  if (row === undefined) return false;
  if (row.verifiedAt !== null) return true;
  const proved = await verifyEmailRow(within.tx, row.id, request.now);
  if (proved !== null) within.emit({ type: "email_verified", userId: user.id });
  return proved !== null;
}

/**
 * Takes from an account whatever was there before its owner proved it: the password, factors, connections, sessions,
 * pending flows, trusted browsers and unproved addresses. Somebody may have signed up with the owner's address to lie in wait there.
 */
export async function evictStrangers(
  request: AuthRequest,
  { account, contact, keptFlowId }: { account: Account; contact: Contact; keptFlowId: string },
  within: Change,
): Promise<void> {
  const { user, emails } = account;
  const { tx } = within;
  if (user.passwordHash !== null) await replacePasswordHash(tx, { userId: user.id, from: user.passwordHash, to: null });
  const ended = await deleteOtherSessions(tx, user.id, null);
  within.afterCommit(() => request.runtime.forgetSessions(ended));
  await deleteFlowsOf(tx, user.id, [keptFlowId]);
  await deleteTrustedBrowsersOf(tx, user.id);
  await removeFactors(tx, user.id);
  await deleteSocialAccountsOf(tx, user.id);
  const kept = contact.via === "email" ? emails.find(({ address }) => address === contact.recipient) : undefined;
  if (kept !== undefined) await deleteOtherEmails(tx, kept, "unverified, not primary");
}

/** Removes every second factor of a user. @returns how many authenticators there were */
export async function removeFactors(tx: Transaction, userId: string): Promise<number> {
  await deleteRecoveryCodesOf(tx, userId);
  return deleteAuthenticatorsOf(tx, userId);
}

/** The account as the proof of a contact leaves it. @param evicts whether {@link evictStrangers} cleans up behind it */
export function provedAccount(
  account: Account,
  { contact, evicts, at }: { contact: Contact; evicts: boolean; at: Date },
): Account {
  const proved =
    contact.via === "email" ? withVerifiedEmail(contact.recipient, at)(account) : withVerifiedPhone(at)(account);
  if (!evicts) return proved;
  const isKept = ({ address, isPrimary }: Account["emails"][number]) =>
    isPrimary || contact.via === "phone" || address === contact.recipient;
  return { user: { ...proved.user, passwordHash: null }, emails: proved.emails.filter(isKept), factors: [] };
}
