import { createHash } from "node:crypto";
import type { ImportedPasskey, ImportReason } from "../config/import/importedUser.ts";
import type { AuthenticatorRow } from "../db/rows.ts";
import type { Runtime } from "../engine/request.ts";
import { earliest } from "../lib/instants.ts";
import { singleLine } from "../lib/text.ts";
import { defaultName } from "../mfa/webauthn/ceremony/newPasskey.ts";
import { knownTransports } from "../mfa/webauthn/ceremony/options.ts";
import { relyingParty } from "../mfa/webauthn/ceremony/relyingParty.ts";

const BASE64URL = /^[\w-]+$/;
/** Of credential ids (WebAuthn Level 3 §4): 1 023 bytes. */
const MAX_ID = 1_400;
/** Of user handles (§4): 64 bytes. */
const MAX_HANDLE = 86;
const MAX_NAME = 100;
/** What a signature counter can hold. */
const MAX_COUNT = 2 ** 32;

/** A passkey from another system as it is stored, or why it cannot be. */
export async function passkeyRow(
  { options, random, clock }: Runtime,
  { userId, passkey, known }: { userId: string; passkey: ImportedPasskey; known: readonly AuthenticatorRow[] },
): Promise<AuthenticatorRow | ImportReason> {
  const { credentialId, publicKey, signCount = 0, name, isPasswordless = false, userHandle = null } = passkey;
  const isText = [credentialId, publicKey, ...(userHandle === null ? [] : [userHandle])].every((text) =>
    BASE64URL.test(text),
  );
  const isShort = credentialId.length <= MAX_ID && (userHandle?.length ?? 0) <= MAX_HANDLE;
  const isCount = Number.isInteger(signCount) && signCount >= 0 && signCount < MAX_COUNT;
  if (!isText || !isShort || !isCount || !(await isCoseKey(publicKey))) return "invalid";
  if (passkey.rpIdHash !== undefined && passkey.rpIdHash !== hashOfId(relyingParty(options).id)) return "other_domain";
  const now = clock();
  const { createdAt = now } = passkey;
  return {
    id: random.uuid(),
    userId,
    type: "webauthn",
    name: singleLine(name ?? "", MAX_NAME) || defaultName(known, { isPasswordless }),
    secretSealed: null,
    lastStep: null,
    credentialId,
    publicKey,
    signCount,
    transports: knownTransports(passkey.transports ?? []),
    isPasswordless,
    isSyncable: passkey.isSyncable ?? false,
    isBackedUp: passkey.isBackedUp ?? false,
    createdAt: earliest(createdAt, now),
    lastUsedAt: null,
    isImported: true,
    userHandle,
    aaguid: null,
    isAutomatic: false,
  };
}

function hashOfId(rpId: string): string {
  return createHash("sha256").update(rpId).digest("base64url");
}

/** Whether a signature could be verified with it. */
async function isCoseKey(publicKey: string): Promise<boolean> {
  const { cose, decodeCredentialPublicKey } = await import("@simplewebauthn/server/helpers");
  try {
    const key = decodeCredentialPublicKey(new Uint8Array(Buffer.from(publicKey, "base64url")));
    return cose.isCOSEPublicKeyOKP(key) || cose.isCOSEPublicKeyEC2(key) || cose.isCOSEPublicKeyRSA(key);
  } catch {
    // Not CBOR, or no key: the library throws for each way in which it can be wrong.
    return false;
  }
}
