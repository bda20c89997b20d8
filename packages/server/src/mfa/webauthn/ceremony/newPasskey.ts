import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import type { NewCredential } from "./attestation.ts";

/** The name of a passkey whose user gave none. */
export function defaultName(known: readonly AuthenticatorRow[], isPasswordless: boolean): string {
  const kind = isPasswordless ? "Passkey" : "Security key";
  const names = new Set(known.map(({ name }) => name));
  if (!names.has(kind)) return kind;
  let number = 2;
  while (names.has(`${kind} ${number}`)) number += 1;
  return `${kind} ${number}`;
}

export function newPasskey(
  { runtime, now }: AuthRequest,
  {
    userId,
    name,
    credential,
    isPasswordless,
  }: Pick<AuthenticatorRow, "userId" | "isPasswordless"> & {
    name: string;
    credential: NewCredential;
  },
): AuthenticatorRow {
  const { credentialId, publicKey, signCount, transports, isSyncable, isBackedUp } = credential;
  return {
    id: runtime.random.uuid(),
    userId,
    type: "webauthn",
    name,
    secretSealed: null,
    lastStep: null,
    credentialId,
    publicKey,
    signCount,
    transports,
    isPasswordless,
    isSyncable,
    isBackedUp,
    createdAt: now,
    lastUsedAt: null,
    isImported: false,
  };
}
