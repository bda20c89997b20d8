import type { Account } from "../../db/accounts/accounts.ts";
import { makePrimary, verifyEmailRow } from "../../db/accounts/emails.ts";
import { dropUnverifiedPhone, setVerifiedPhone } from "../../db/accounts/phones.ts";
import type { Raise } from "../../db/accounts/raise.ts";
import { deleteAuthenticatorsOf } from "../../db/credentials/authenticators.ts";
import { deleteRecoveryCodesOf } from "../../db/credentials/recoveryCodes.ts";
import { deleteSocialAccountsOf } from "../../db/credentials/socialAccounts.ts";
import type { Transaction } from "../../db/database.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { notify } from "../notify.ts";
import { type Contact, hasVerified, type Takeover } from "./ownership.ts";

/**
 * Marks a contact of an account as verified; from then on it belongs to no other account.
 *
 * @returns false when another account has verified it meanwhile
 */
async function verifyContact(
  request: AuthRequest,
  { account, contact }: { account: Account; contact: Contact },
  transaction: AuthTransaction,
): Promise<boolean> {
  if (hasVerified(account, contact)) return true;
  const { user, emails } = account;
  if (contact.via === "phone") {
    const verified = await setVerifiedPhone(transaction, {
      userId: user.id,
      phone: contact.recipient,
      now: request.now,
    });
    if (verified !== null) transaction.emit({ type: "phone_verified", userId: user.id });
    return verified !== null;
  }
  const row = emails.find(({ address }) => address === contact.recipient);
  const verified = row === undefined ? null : await verifyEmailRow(transaction, { ...row, now: request.now });
  if (verified !== null) transaction.emit({ type: "email_verified", userId: user.id });
  return verified !== null;
}

/** How an owner shows up, and what continues. */
export interface ShowingUp {
  account: Account;
  contact: Contact;
  takeover: Takeover;
  /** The flow in which it happens. */
  keptFlowId?: string | undefined;
  /** The flow in which it happens, and which it uses up. The transaction has locked it. */
  takenFlowId?: string | undefined;
  /** The hash of the password that the owner has chosen in it. */
  passwordHash?: string | undefined;
  /** Whether sessions are kept: when a link was opened elsewhere, they may be its reader's own. */
  keepsSessions?: boolean;
  /** Whether another mail notifies the owner [no: this one reports what was removed]. */
  isToldOtherwise?: boolean;
}

/**
 * Applies what {@link ownerShowsUp} decided, in the transaction that verifies the contact.
 *
 * @returns false when another account has verified the contact meanwhile: nothing is done
 */
export async function applyTakeover(
  request: AuthRequest,
  showing: ShowingUp,
  transaction: AuthTransaction,
): Promise<boolean> {
  const {
    account,
    contact,
    takeover,
    keptFlowId,
    takenFlowId,
    keepsSessions = false,
    isToldOtherwise = false,
  } = showing;
  const { tx } = transaction;
  const userId = account.user.id;
  if (!(await verifyContact(request, { account, contact }, transaction))) return false;
  const kept =
    contact.via === "email" ? account.emails.find(({ address }) => address === contact.recipient) : undefined;
  const { passwordHash = takeover.losesPassword ? null : undefined } = showing;
  await transaction.raise(userId, {
    ...afterTakeover(contact, keptFlowId),
    takenFlowId,
    passwordHash,
    keptEmailId: kept?.id ?? null,
    // The keys of the verified address are kept, so that opening its link once more reports that it is verified.
    voidsAllKeys: kept === undefined,
    endsSessions: !keepsSessions,
  });
  if (kept !== undefined && takeover.becomesPrimary) await makePrimary(transaction, { id: kept.id, userId });
  if (takeover.losesPhone) await dropUnverifiedPhone(transaction, userId);
  let lost = takeover.losesPassword ? 1 : 0;
  if (takeover.losesCredentials) {
    lost += await deleteSocialAccountsOf(tx, userId);
    lost += await removeFactors(tx, userId, { keepsImported: true });
  }
  if (lost > 0 && contact.via === "email" && !isToldOtherwise)
    notify(request, { account, template: "credentials_removed", to: contact.recipient }, transaction);
  return true;
}

/**
 * Verifies a contact from within the account: in its own session, or in the signup or login that waits for it.
 *
 * @returns false when another account has verified it meanwhile
 */
export async function verifyOwnContact(
  request: AuthRequest,
  { account, contact, keptFlowId }: Pick<ShowingUp, "account" | "contact" | "keptFlowId">,
  transaction: AuthTransaction,
): Promise<boolean> {
  if (hasVerified(account, contact)) return true;
  if (!(await verifyContact(request, { account, contact }, transaction))) return false;
  await transaction.raise(account.user.id, afterVerifying(contact, keptFlowId));
  return true;
}

/** What happens to whatever is pending for an account once a contact is verified from within it. */
export function afterVerifying(contact: Contact, keptFlowId: string | undefined): Raise {
  return { reason: "superseded", keptFlowId, ...verifiedEmailOf(contact) };
}

/** The same when its owner has shown up. */
export function afterTakeover(contact: Contact, keptFlowId: string | undefined): Raise {
  return { reason: "revoked", keptFlowId, ...verifiedEmailOf(contact) };
}

function verifiedEmailOf({ via, recipient }: Contact): Pick<Raise, "verifiedEmail"> {
  return via === "email" ? { verifiedEmail: recipient } : {};
}

/**
 * Removes the second factors of a user: all, or all but those that the app imported.
 * @returns how many authenticators were removed
 */
export async function removeFactors(
  tx: Transaction,
  userId: string,
  which: { keepsImported?: boolean } = {},
): Promise<number> {
  await deleteRecoveryCodesOf(tx, userId, which);
  return deleteAuthenticatorsOf(tx, userId, which);
}
