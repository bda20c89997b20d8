import { findAuthenticatorsOf } from "../db/credentials/authenticators.ts";
import { findRecoveryCodesOf } from "../db/credentials/recoveryCodes.ts";
import type { RecoveryCodeRow } from "../db/rows.ts";
import type { AuthRequest } from "../engine/request.ts";
import type { Authenticator, RecoveryCodesAuthenticator } from "../wire/mfa.ts";
import { viewPasskey, viewTotp } from "./view.ts";

/** The user's second factors: the authenticator app, passkeys by age, recovery codes. */
export async function listAuthenticators({ runtime }: AuthRequest, userId: string): Promise<Authenticator[]> {
  const { database } = runtime;
  const [rows, codes] = await Promise.all([
    findAuthenticatorsOf(database, userId),
    findRecoveryCodesOf(database, userId),
  ]);
  return [
    ...rows.filter(({ type }) => type === "totp").map(viewTotp),
    ...(await Promise.all(rows.filter(({ type }) => type === "webauthn").map(viewPasskey))),
    ...viewCodes(codes),
  ];
}

function viewCodes(rows: RecoveryCodeRow[]): RecoveryCodesAuthenticator[] {
  const [first] = rows;
  if (first === undefined) return [];
  const used = rows.flatMap(({ usedAt }) => (usedAt === null ? [] : [usedAt.toISOString()])).sort();
  return [
    {
      type: "recovery_codes",
      createdAt: first.createdAt.toISOString(),
      lastUsedAt: used.at(-1) ?? null,
      total: rows.length,
      unused: rows.length - used.length,
    },
  ];
}
