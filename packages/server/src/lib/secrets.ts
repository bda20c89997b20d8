import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import { SetupError } from "./setupError.ts";

/** The use of a key. Keys of different purposes are independent (HKDF, RFC 5869 §3.2). */
export type SecretPurpose =
  | "code"
  | "recovery"
  | "seal"
  | "bucket"
  | "refresh"
  | "refresh_bound"
  | "dpop_nonce"
  | "challenge";

/**
 * The use of a sealed value. It is bound to the value along with its context, so that a value moved from one column to
 * another does not open there.
 */
export type SealPurpose =
  | "totp_secret"
  | "recovery_code"
  | "provider_tokens"
  | "message"
  | "social_redirect"
  | "signing_key";

/** Keyed functions with the app's secrets: the first secret creates, all of them verify and open. */
export interface Secrets {
  /** HMAC-SHA-256 under the first secret, base64url. */
  mac(purpose: SecretPurpose, message: string): string;
  /** The MACs under every secret, the first one first. */
  macs(purpose: SecretPurpose, message: string): string[];
  /** Encrypts with AES-256-GCM; `purpose` and `context` are bound to it and must be given again to open it. */
  seal(purpose: SealPurpose, plaintext: string, context: string): string;
  /**
   * Opens what was sealed for this purpose and context, under any of the secrets.
   *
   * @throws SetupError when none of them opens it: the secret was replaced, or the row written by something else
   */
  unseal(purpose: SealPurpose, sealed: string, context: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The current format. */
const VERSION = "2";
/** Sealed by releases that did not yet bind the purpose: can be opened, is never created. */
const WITHOUT_PURPOSE = "1";

const NO_SECRET =
  "secret: there is none, since the app was loaded to be built, and the build now uses it. Set AUTH_SECRET for the build as well, or do not call Latchkey while pages are built";

/** @param secrets none only while an app is being built: nothing can be created or opened then */
export function createSecrets(secrets: readonly string[], bytes: (length: number) => Uint8Array): Secrets {
  const derived = new Map<string, Buffer>();
  const keyOf = (secret: string, purpose: SecretPurpose): Buffer => {
    const name = `${purpose}:${secret}`;
    const known = derived.get(name);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync("sha256", secret, "", `latchkey ${purpose}`, 32));
    derived.set(name, key);
    return key;
  };
  const macWith = (secret: string, purpose: SecretPurpose, message: string) =>
    createHmac("sha256", keyOf(secret, purpose)).update(message).digest("base64url");
  const first = (): string => {
    const [secret] = secrets;
    if (secret === undefined) throw new SetupError(NO_SECRET);
    return secret;
  };
  return {
    mac: (purpose, message) => macWith(first(), purpose, message),
    macs: (purpose, message) => secrets.map((secret) => macWith(secret, purpose, message)),
    seal: (purpose, plaintext, context) =>
      encrypt(keyOf(first(), "seal"), { plaintext, boundTo: `${purpose}:${context}`, nonce: bytes(NONCE_BYTES) }),
    unseal(purpose, sealed, context) {
      const boundTo = sealed.startsWith(`${WITHOUT_PURPOSE}.`) ? context : `${purpose}:${context}`;
      for (const secret of secrets) {
        const plaintext = decrypt(keyOf(secret, "seal"), sealed, boundTo);
        if (plaintext !== null) return plaintext;
      }
      throw new SetupError(
        `No secret opens a stored ${purpose}: it was sealed under a secret that is no longer in the list. Add the former one to the options of createAuth: secret: [process.env.AUTH_SECRET ?? "", process.env.FORMER_AUTH_SECRET ?? ""]. If the secret never changed, the row was altered outside of Latchkey, or belongs to another app's database`,
      );
    },
  };
}

function encrypt(
  key: Buffer,
  { plaintext, boundTo, nonce }: { plaintext: string; boundTo: string; nonce: Uint8Array },
): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64url")}`;
}

function decrypt(key: Buffer, sealed: string, boundTo: string): string | null {
  const [version, encoded = ""] = sealed.split(".", 2);
  const raw = Buffer.from(encoded, "base64url");
  if ((version !== VERSION && version !== WITHOUT_PURPOSE) || raw.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, raw.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(raw.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(raw.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    // The tag does not match: another secret, purpose or context, or a modified value.
    return null;
  }
}
