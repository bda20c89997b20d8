import { findTotpSetup, takeTotpSetup } from "../../db/credentials/challenges.ts";
import type { AuthenticatorRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError } from "../../lib/authError.ts";
import { findTotpStep } from "../../lib/totp.ts";
import { normalizeUserCode } from "../../lib/userCode.ts";
import type { AuthenticatorAdded, TotpAuthenticator } from "../../wire/mfa.ts";
import { accountToChange, addFactor } from "../factors.ts";
import { viewTotp } from "../view.ts";

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
  const { database, options, secrets } = request.runtime;
  const account = await accountToChange(request, current, "totp");
  if (account.factors.includes("totp")) throw new AuthError("already_active");
  const setup = await findTotpSetup(database, current.session.id, request.now);
  if (setup?.secretSealed == null) throw new AuthError("no_pending_flow");
  const secret = secrets.unseal("totp_secret", setup.secretSealed, setup.id);
  if (code.trim() === "") throw new AuthError("required", { param: "code" });
  const step = await findTotpStep(normalizeUserCode(code) ?? "", {
    ...options.mfa.totp,
    secret,
    at: request.now,
    lastStep: null,
  });
  if (step === null) throw new AuthError("incorrect_code", { param: "code" });
  const row = newTotp(request, {
    id: setup.id,
    userId: current.user.id,
    secretSealed: setup.secretSealed,
    lastStep: step,
    isImported: false,
  });
  const added = await inSessionTransaction(request, current, async (transaction, { version }) => {
    const taken = await takeTotpSetup(transaction.tx, { id: setup.id, userVersion: version, now: request.now });
    if (!taken) throw new AuthError("no_pending_flow");
    return addFactor(request, { account, row, current }, transaction);
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
  };
}
