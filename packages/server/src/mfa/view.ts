import type { AuthenticatorRow } from "../db/rows.ts";
import type { Authenticator, TotpAuthenticator, WebAuthnAuthenticator } from "../wire/mfa.ts";
import { modelOf } from "./webauthn/ceremony/model.ts";

export async function viewFactor(row: AuthenticatorRow): Promise<Authenticator> {
  return row.type === "totp" ? viewTotp(row) : viewPasskey(row);
}

export function viewTotp({ id, createdAt, lastUsedAt }: AuthenticatorRow): TotpAuthenticator {
  return { type: "totp", id, ...times({ createdAt, lastUsedAt }) };
}

export async function viewPasskey({
  id,
  name,
  transports,
  createdAt,
  lastUsedAt,
  aaguid,
  ...row
}: AuthenticatorRow): Promise<WebAuthnAuthenticator> {
  const { isPasswordless, isSyncable, isBackedUp, isAutomatic } = row;
  return {
    type: "webauthn",
    id,
    name: name ?? "",
    model: await modelOf(aaguid),
    ...times({ createdAt, lastUsedAt }),
    isPasswordless,
    isAutomatic,
    isSyncable,
    isBackedUp,
    transports: transports ?? [],
  };
}

function times({ createdAt, lastUsedAt }: Pick<AuthenticatorRow, "createdAt" | "lastUsedAt">) {
  return { createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
