import { type Account, findAccountsOrDrafts } from "../../db/accounts/accounts.ts";
import { extendAdded } from "../../db/accounts/emails.ts";
import type { GivenDraft } from "../../db/accounts/givenDrafts.ts";
import type { EmailRow } from "../../db/rows.ts";
import { authState } from "../../engine/authState.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { currentSession, findFlow } from "../../engine/current.ts";
import type { LimitPlan } from "../../engine/limits/limits.ts";
import { allowMessage } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessions/sessionFlow.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { accountOf, parseEmail } from "../../identity/emailAddresses.ts";
import { limitKey } from "../../identity/identifiers.ts";
import {
  type Contact,
  hasVerified,
  isOwnContact,
  ownedAccount,
  standsWith,
} from "../../identity/ownership/ownership.ts";
import { readableAccounts } from "../../identity/signup/givenAccounts.ts";
import {
  type AddressOwner,
  confirmEmailLimit,
  storeNoKey,
  verificationCode,
  verificationLink,
} from "../../identity/verificationMail.ts";
import { later } from "../../lib/instants.ts";
import { NO_MESSAGE } from "../../messages/outbox.ts";
import type { AuthState } from "../../wire/state.ts";
import { resendEmail } from "./resend.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

export const requestVerificationLimits: LimitPlan = {
  volume: ["requestVerification"],
  isKeyed: true,
  challenge: "code",
};

/**
 * Mails the link or code for an address that is not verified yet.
 *
 * The response is the same for every address, and when the limit of mails to one address is reached, nothing is sent. A
 * code works only in one place, so only a client that waits for it, or the address's own user, can request one.
 *
 * @throws AuthError `invalid`, `challenge_required`
 */
export async function requestVerification(request: AuthRequest, { email }: { email: string }): Promise<AuthState> {
  const address = parseEmail(email);
  const { options } = request.runtime;
  await request.limits.take({});
  if (await isAwaited(request, address)) return resendEmail(request);
  const found = await findUnverified(request, address);
  const key = limitKey({ method: "email", value: address });
  const allowance = await allowMessage(request, confirmEmailLimit(options), key);
  const target = allowance.retryAfter === null ? found : null;
  if (options.account.emailVerificationBy === "link")
    await inTransaction(request, (transaction) => sendLink(request, target, transaction));
  else if (target !== null) await sendCode(request, target);
  return authState(request);
}

/** Whether this client waits for a code to this address, also where none will arrive. */
async function isAwaited(request: AuthRequest, address: string): Promise<boolean> {
  const flow = await findFlow(request, "verify_email");
  if (flow === null) return false;
  const { email, by } = verifyEmailState.parse(flow.state);
  return by === "code" && email === address;
}

/** An unverified address, with its owner. */
interface Unverified extends AddressOwner {
  row: EmailRow;
}

async function sendLink(request: AuthRequest, target: Unverified | null, transaction: AuthTransaction): Promise<void> {
  if (target === null) {
    await storeNoKey(request, transaction.tx);
    return transaction.send(NO_MESSAGE);
  }
  const { message, store } = verificationLink(request, target, target.row);
  if (target.row.addedUntil !== null)
    await extendAdded(
      transaction,
      target.row,
      later(request.now, request.runtime.options.account.links.emailVerification),
    );
  await store(transaction.tx);
  transaction.send(message);
}

async function sendCode(request: AuthRequest, { account, row }: Unverified): Promise<void> {
  const current = await currentSession(request);
  if (current === null || current.user.id !== account.user.id) return;
  const id = request.runtime.random.uuid();
  const { message, codeHash } = verificationCode(request, { flowId: id, address: row.address, account });
  const state = { email: row.address, by: "code", mayChange: false };
  const { lifetime } = request.runtime.options.account.codes.emailVerification;
  const step = { id, step: "verify_email", state, codeHash, lifetime } as const;
  await inSessionTransaction(request, current, async (transaction, user) => {
    await openSessionFlow(request, { current, flow: { ...step, subject: user } }, transaction);
    transaction.send(message);
  });
}

/**
 * The account or signup that would verify the address: the caller's own account, else the oldest to which it belongs,
 * so that an account with another verified contact does not take precedence over the address's reader; else the oldest
 * that has it; else a hidden signup, in the same order.
 */
async function findUnverified(request: AuthRequest, address: string): Promise<Unverified | null> {
  const contact = { via: "email", recipient: address } as const;
  const current = await currentSession(request);
  const { accounts, drafts } = await findAccountsOrDrafts(request.runtime.database, contact);
  if (accounts.some((account) => hasVerified(account, contact))) return null;
  const own = current === null ? null : await accountOf(request, current.user.id);
  const standing = accounts.filter((account) => standsWith(account, contact));
  const candidates = [...(own === null ? [] : [own]), ...standing, ...accounts];
  const account = candidates.find(({ emails }) => emails.some((row) => row.address === address));
  const hidden = account === undefined ? hiddenWith(contact, drafts) : null;
  const owner = account ?? hidden;
  const row = owner?.emails.find((email) => email.address === address && email.verifiedAt === null);
  return owner === null || row === undefined || !owner.user.isActive
    ? null
    : { account: owner, isHidden: account === undefined, row };
}

function hiddenWith(contact: Contact, drafts: readonly GivenDraft[]): Account | null {
  const asked = readableAccounts(drafts);
  return ownedAccount(contact, asked) ?? asked.find((account) => isOwnContact(account, contact)) ?? null;
}
