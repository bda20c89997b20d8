import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { singleLine } from "../../../lib/text.ts";
import type { NewCredential } from "./attestation.ts";

/** In characters; as long as a name that its owner may give. */
const MAX_NAME = 100;
/** Of the number that makes a name unique. */
const MAX_NUMBER = 4;

/** The name of a passkey whose user gave none: that of its authenticator's model where this is known. */
export function defaultName(
  known: readonly AuthenticatorRow[],
  { isPasswordless, model = null }: { isPasswordless: boolean; model?: string | null },
): string {
  const kind = singleLine(model ?? "", MAX_NAME - MAX_NUMBER) || (isPasswordless ? "Passkey" : "Security key");
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
    isAutomatic = false,
  }: Pick<AuthenticatorRow, "userId" | "isPasswordless"> & {
    name: string;
    credential: NewCredential;
    isAutomatic?: boolean;
  },
): AuthenticatorRow {
  const { credentialId, publicKey, signCount, transports, isSyncable, isBackedUp, aaguid } = credential;
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
    userHandle: null,
    aaguid,
    isAutomatic,
  };
}
