import { storeTotpSetup } from "../../db/credentials/challenges.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import type { TotpSetup } from "../../wire/mfa.ts";
import { accountToProtect } from "../factors.ts";
import { newTotpSetup } from "./setup.ts";

/** Seconds within which the first code must be entered: enough to find and install an app. */
const SETUP_LIFETIME = 1_800;

/**
 * A new secret for an authenticator app. It protects nothing until its first code is entered in this session.
 *
 * @throws AuthError `already_active`, `unverified_email`, `not_enabled`
 */
export async function beginTotp(request: AuthRequest, current: FoundSession): Promise<TotpSetup> {
  const account = await accountToProtect(request, current, "totp");
  if (account.factors.includes("totp")) throw new AuthError("already_active");
  const { id, secretSealed, shown } = await newTotpSetup(request, account);
  await inSessionTransaction(request, current, ({ tx }, { version }) =>
    storeTotpSetup(tx, {
      id,
      purpose: "totp",
      challengeHash: null,
      secretSealed,
      isPasswordless: false,
      sessionId: current.session.id,
      flowId: null,
      userVersion: version,
      createdAt: request.now,
      expiresAt: later(request.now, SETUP_LIFETIME),
    }),
  );
  return shown;
}
