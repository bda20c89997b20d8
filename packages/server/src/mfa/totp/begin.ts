import { storeTotpSetup } from "../../db/credentials/challenges.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inSessionTransaction } from "../../engine/transaction.ts";
import { viewAccount } from "../../engine/view.ts";
import { AuthError } from "../../lib/authError.ts";
import { later } from "../../lib/instants.ts";
import { encodeTotpSecret, TOTP_SECRET_BYTES, totpUrl } from "../../lib/totp.ts";
import type { TotpSetup } from "../../wire/mfa.ts";
import { accountToProtect } from "../factors.ts";

/** Seconds within which the first code must be entered: enough to find and install an app. */
const SETUP_LIFETIME = 1_800;

/**
 * A new secret for an authenticator app. It protects nothing until its first code is entered in this session.
 *
 * @throws AuthError `already_active`, `unverified_email`, `not_enabled`
 */
export async function beginTotp(request: AuthRequest, current: FoundSession): Promise<TotpSetup> {
  const { options, random, secrets } = request.runtime;
  const account = await accountToProtect(request, current, "totp");
  if (account.factors.includes("totp")) throw new AuthError("already_active");
  const secret = await encodeTotpSecret(random.bytes(TOTP_SECRET_BYTES));
  const id = random.uuid();
  const secretSealed = secrets.seal("totp_secret", secret, id);
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
  const { issuer = options.appName, digits, period } = options.mfa.totp;
  const otpauthUrl = await totpUrl({ secret, issuer, label: viewAccount(account).display, digits, period });
  return { secret, otpauthUrl, qrCode: await drawQrCode(otpauthUrl) };
}

/** Black on white whatever the page's colours: a scanner must recognise it. */
async function drawQrCode(text: string): Promise<string> {
  const { renderSVG } = await import("uqr");
  const svg = renderSVG(text, { ecc: "M", border: 2 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
