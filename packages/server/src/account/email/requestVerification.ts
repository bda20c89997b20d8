import { type Account, type EmailRow, findAccountsByEmail } from "../../db/accounts.ts";
import { authState } from "../../engine/authState.ts";
import { change } from "../../engine/change.ts";
import { currentSession } from "../../engine/current.ts";
import { allowMessage } from "../../engine/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { openSessionFlow } from "../../engine/sessionFlow.ts";
import { parseEmail } from "../../identity/emailAddresses.ts";
import { limitKey } from "../../identity/identifiers.ts";
import { confirmEmailLimit, verificationCode, verificationLink } from "../../identity/verificationMail.ts";
import type { AuthState } from "../../wire/state.ts";

/**
 * Mails the link or code for an address that is not verified yet.
 *
 * The answer is the same for every address, and within the limit of mails to one address nothing is sent. By code only
 * the address's own user can ask, since a code works in one session alone.
 */
export async function requestVerification(request: AuthRequest, { email }: { email: string }): Promise<AuthState> {
  const address = parseEmail(email);
  const { options } = request.runtime;
  const key = limitKey({ method: "email", value: address });
  const found = await findUnverified(request, address);
  const allowance = await allowMessage(request, confirmEmailLimit(options), key);
  if (found === null || allowance.retryAfter !== null) return authState(request);
  await change(request, async (within) => {
    if (options.account.emailVerificationBy === "link") {
      const { message, store } = verificationLink(request, found.account, found.row);
      await store(within.tx);
      within.send(message);
      return;
    }
    const read = await currentSession(request);
    if (read === null || read.user.id !== found.account.user.id) return;
    const id = request.runtime.random.uuid();
    const { message, codeHash } = verificationCode(request, { flowId: id, address, account: found.account });
    const state = { email: address, by: "code", mayChange: false };
    const { lifetime } = options.account.codes.emailVerification;
    await openSessionFlow(request, { read, flow: { id, step: "verify_email", state, codeHash, lifetime } }, within);
    within.send(message);
  });
  return authState(request);
}

/** The account that would verify the address: the caller's own, else the oldest that has it. */
async function findUnverified(
  request: AuthRequest,
  address: string,
): Promise<{ account: Account; row: EmailRow } | null> {
  const read = await currentSession(request);
  const owners = await findAccountsByEmail(request.runtime.database, address);
  if (owners.some(({ emails }) => emails.some((email) => email.address === address && email.verifiedAt !== null)))
    return null;
  const account = owners.find(({ user }) => user.id === read?.user.id) ?? owners[0];
  const row = account?.emails.find((email) => email.address === address);
  return account === undefined || row === undefined || !account.user.isActive ? null : { account, row };
}
