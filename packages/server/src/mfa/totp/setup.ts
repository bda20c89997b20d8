import type { Account } from "../../db/accounts/accounts.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { viewAccount } from "../../engine/view.ts";
import { AuthError } from "../../lib/authError.ts";
import { encodeTotpSecret, findTotpStep, TOTP_SECRET_BYTES, totpUrl } from "../../lib/totp.ts";
import { normalizeUserCode } from "../../lib/userCode.ts";
import type { TotpSetup } from "../../wire/mfa.ts";

/** A new secret, as it is stored and as the user sees it. */
interface NewTotpSetup {
  id: string;
  secretSealed: string;
  shown: TotpSetup;
}

export async function newTotpSetup({ runtime }: AuthRequest, account: Account): Promise<NewTotpSetup> {
  const { options, random, secrets } = runtime;
  const secret = await encodeTotpSecret(random.bytes(TOTP_SECRET_BYTES));
  const id = random.uuid();
  const { issuer = options.appName, digits, period } = options.mfa.totp;
  const otpauthUrl = await totpUrl({ secret, issuer, label: viewAccount(account).display, digits, period });
  return {
    id,
    secretSealed: secrets.seal("totp_secret", secret, id),
    shown: { secret, otpauthUrl, qrCode: await drawQrCode(otpauthUrl) },
  };
}

/** Black on white whatever the page's colours: a scanner must recognise it. */
async function drawQrCode(text: string): Promise<string> {
  const { renderSVG } = await import("uqr");
  const svg = renderSVG(text, { ecc: "M", border: 2 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

/**
 * The time step for which a first code is right.
 *
 * @throws AuthError `incorrect_code`, `required`, param `code`
 */
export async function firstStepOf(
  { runtime: { options, secrets }, now }: AuthRequest,
  { id, secretSealed, code }: { id: string; secretSealed: string; code: string },
): Promise<number> {
  const secret = secrets.unseal("totp_secret", secretSealed, id);
  if (code.trim() === "") throw new AuthError("required", { param: "code" });
  const step = await findTotpStep(normalizeUserCode(code) ?? "", {
    ...options.mfa.totp,
    secret,
    at: now,
    lastStep: null,
  });
  if (step === null) throw new AuthError("incorrect_code", { param: "code" });
  return step;
}
