import { findTotpSetup, takeTotpSetup } from "../../db/credentials/challenges.ts";
import type { AuthenticatorRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthenticatorAdded, TotpAuthenticator } from "../../wire/mfa.ts";
import { accountToChange, addFactor } from "../factors.ts";
import { viewTotp } from "../view.ts";
import { firstStepOf } from "./setup.ts";

/**
 * Adds the authenticator app that shows this first code. The code counts as used.
 *
 * @throws AuthError `incorrect_code`, `required` (param `code`), `already_active`, `no_pending_flow` when no set-up is
 *   pending in this session, `unverified_email`, `reauthentication_required`
 */
export async function activateTotp(
  request: AuthRequest,
  { current, code }: { current: FoundSession; code: string },
): Promise<AuthenticatorAdded<TotpAuthenticator>> {
  const account = await accountToChange(request, current, "totp");
  if (account.factors.includes("totp")) throw new AuthError("already_active");
  const setup = await findTotpSetup(request.runtime.database, current.session.id, request.now);
  if (setup?.secretSealed == null) throw new AuthError("no_pending_flow");
  const lastStep = await firstStepOf(request, { id: setup.id, secretSealed: setup.secretSealed, code });
  const row = newTotp(request, {
    id: setup.id,
    userId: current.user.id,
    secretSealed: setup.secretSealed,
    lastStep,
    isImported: false,
  });
  const added = await inSessionTransaction(request, current, async (transaction, { version }) => {
    const taken = await takeTotpSetup(transaction.tx, { id: setup.id, userVersion: version, now: request.now });
    if (!taken) throw new AuthError("no_pending_flow");
    return addFactor(request, { account, row, keeps: { sessionId: current.session.id } }, transaction);
  });
  if (added === null) throw new AuthError("already_active");
  return { authenticator: viewTotp(row), ...added };
}

/** An authenticator app. @param id the one for which its secret was sealed */
export function newTotp(
  { now }: Pick<AuthRequest, "now">,
  row: Pick<AuthenticatorRow, "id" | "userId" | "secretSealed" | "lastStep" | "isImported">,
): AuthenticatorRow {
  return {
    ...row,
    type: "totp",
    name: null,
    credentialId: null,
    publicKey: null,
    signCount: null,
    transports: null,
    isPasswordless: false,
    isSyncable: false,
    isBackedUp: false,
    createdAt: now,
    lastUsedAt: null,
    userHandle: null,
    aaguid: null,
    isAutomatic: false,
  };
}
