import { createPrivateKey, createPublicKey, generateKeyPair, type JsonWebKey, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** The accepted signature algorithms of access tokens (RFC 7518 §3.1, RFC 8037 §3.1). */
export const SIGNING_ALGORITHMS = ["ES256", "EdDSA", "RS256"] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A key that signs, or an earlier one that still verifies. */
export interface KeyPair {
  readonly algorithm: SigningAlgorithm;
  /** Null: it only verifies. */
  readonly privateKey: KeyObject | null;
  readonly publicKey: KeyObject;
  /** The name in its JWK; null: its thumbprint names it. */
  readonly name: string | null;
}

/** A key as an app configures it: PEM (PKCS#8, SEC 1, PKCS#1 or SPKI), or a JWK (RFC 7517). */
export type WrittenKey = string | Readonly<Record<string, unknown>>;

const MIN_RSA_BITS = 2_048;

/** @returns null for anything that is not a key, or one that none of {@link SIGNING_ALGORITHMS} uses */
export function importKey(written: WrittenKey): KeyPair | null {
  const privateKey = attempt(() => createPrivateKey(inputOf(written)));
  const publicKey = attempt(() => createPublicKey(privateKey === null ? inputOf(written) : privateKey));
  const algorithm = publicKey === null ? null : algorithmOf(publicKey);
  if (publicKey === null || algorithm === null) return null;
  const name = typeof written === "string" ? undefined : written["kid"];
  return { algorithm, privateKey, publicKey, name: typeof name === "string" && name !== "" ? name : null };
}

/** A new key pair. */
export async function generateKey(
  algorithm: SigningAlgorithm,
): Promise<Omit<KeyPair, "privateKey"> & { privateKey: KeyObject }> {
  const generate = promisify(generateKeyPair);
  const keys =
    algorithm === "ES256"
      ? await generate("ec", { namedCurve: "P-256" })
      : algorithm === "EdDSA"
        ? await generate("ed25519")
        : await generate("rsa", { modulusLength: MIN_RSA_BITS });
  return { ...keys, algorithm, name: null };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm | null {
  if (asymmetricKeyType === "ed25519") return "EdDSA";
  if (asymmetricKeyType === "ec") return asymmetricKeyDetails?.namedCurve === "prime256v1" ? "ES256" : null;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  return asymmetricKeyType === "rsa" && bits >= MIN_RSA_BITS ? "RS256" : null;
}

function inputOf(written: WrittenKey) {
  return typeof written === "string" ? written : ({ key: written as JsonWebKey, format: "jwk" } as const);
}

function attempt<Key>(read: () => Key): Key | null {
  try {
    return read();
  } catch {
    // Not a key in that form: the caller reports the problem, without quoting the key.
    return null;
  }
}
