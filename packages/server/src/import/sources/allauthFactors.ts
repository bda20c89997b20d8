import { createHmac } from "node:crypto";
import type { ImportedPasskey } from "../../config/import/importedUser.ts";
import type { OldRow } from "./oldDatabase.ts";
import { dateOf, decrypted, objectOf, textOf } from "./values.ts";

/** How allauth makes recovery codes. */
export interface CodesOfAllauth {
  count?: number | undefined;
  digits?: number | undefined;
  decrypt: (value: string) => string | Promise<string>;
}

/** Bytes of a SHA-1. */
const DIGEST_BYTES = 20;

/**
 * The unused codes. Code number i is the HMAC-SHA-1 of the numbers up to i under a seed, and bit i of a mask says
 * whether it was used; codes from before allauth are a list of those that are left.
 *
 * @returns null when they cannot be read
 */
export async function recoveryCodesOfAllauth(
  data: Record<string, unknown>,
  { count = 10, digits = 8, decrypt }: CodesOfAllauth,
): Promise<string[] | null> {
  const migrated = data["migrated_codes"];
  if (Array.isArray(migrated)) {
    const codes = await Promise.all(migrated.map((code) => decrypted(code, decrypt)));
    return codes.includes(null) ? null : codes.filter((code) => code !== null);
  }
  const seed = await decrypted(data["seed"], decrypt);
  if (seed === null) return null;
  const mask = Number(data["used_mask"] ?? 0);
  if (!Number.isSafeInteger(mask)) return null;
  const bytes = Math.min(Math.floor(digits / 2), DIGEST_BYTES);
  const codes: string[] = [];
  let message = "";
  for (let index = 0; index < count; index += 1) {
    message += `${String(index).padStart(3)},`;
    if ((BigInt(mask) >> BigInt(index)) & 1n) continue;
    const digest = createHmac("sha1", seed).update(message).digest("hex");
    const value = BigInt(`0x${digest.slice(0, bytes * 2)}`) % 10n ** BigInt(digits);
    codes.push(value.toString().padStart(digits, "0"));
  }
  return codes;
}

/**
 * A passkey: allauth keeps the whole response of its registration (WebAuthn Level 3 §5.1), and no counter.
 *
 * @returns null when it cannot be read
 */
export async function passkeyOfAllauth(row: OldRow, userHandle: string): Promise<ImportedPasskey | null> {
  const data = objectOf(row["data"]);
  const credential = objectOf(data["credential"]);
  const response = objectOf(credential["response"]);
  const { rk } = objectOf(objectOf(credential["clientExtensionResults"])["credProps"]);
  const { transports } = response;
  const { decodeAttestationObject, parseAuthenticatorData } = await import("@simplewebauthn/server/helpers");
  try {
    const bytes = Buffer.from(textOf(response["attestationObject"]) ?? "", "base64url");
    const made = parseAuthenticatorData(decodeAttestationObject(new Uint8Array(bytes)).get("authData"));
    if (made.credentialID === undefined || made.credentialPublicKey === undefined) return null;
    return {
      oldId: String(row["id"]),
      credentialId: Buffer.from(made.credentialID).toString("base64url"),
      publicKey: Buffer.from(made.credentialPublicKey).toString("base64url"),
      signCount: made.counter,
      transports: Array.isArray(transports) ? transports.map(String) : [],
      name: textOf(data["name"]),
      isPasswordless: rk === true,
      isSyncable: made.flags.be,
      isBackedUp: made.flags.bs,
      userHandle,
      createdAt: dateOf(row["created_at"]),
      rpIdHash: Buffer.from(made.rpIdHash).toString("base64url"),
    };
  } catch {
    // Not what an authenticator returns: the library throws for each way in which it can be wrong.
    return null;
  }
}
