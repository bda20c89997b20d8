import type { AuthenticatorRow } from "../db/rows.ts";
import type { TotpAuthenticator, WebAuthnAuthenticator } from "../wire/mfa.ts";

export function viewTotp({ id, createdAt, lastUsedAt }: AuthenticatorRow): TotpAuthenticator {
  return { type: "totp", id, ...times({ createdAt, lastUsedAt }) };
}

export function viewPasskey({
  id,
  name,
  transports,
  createdAt,
  lastUsedAt,
  ...row
}: AuthenticatorRow): WebAuthnAuthenticator {
  const { isPasswordless, isSyncable, isBackedUp } = row;
  return {
    type: "webauthn",
    id,
    name: name ?? "",
    ...times({ createdAt, lastUsedAt }),
    isPasswordless,
    isSyncable,
    isBackedUp,
    transports: transports ?? [],
  };
}

function times({ createdAt, lastUsedAt }: Pick<AuthenticatorRow, "createdAt" | "lastUsedAt">) {
  return { createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
