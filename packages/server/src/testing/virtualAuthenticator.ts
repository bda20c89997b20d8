import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type {
  PasskeyAssertionResponse,
  PasskeyRegistrationOptions,
  PasskeyRegistrationResponse,
  PasskeyRequestOptions,
} from "../wire/webauthn.ts";
import { authenticatorData, coseKey, encodeCbor } from "./authenticatorData.ts";

/** A passkey that a virtual authenticator holds. */
export interface VirtualCredential {
  /** base64url */
  id: string;
  rpId: string;
  /** base64url */
  userHandle: string;
  privateKey: KeyObject;
  signCount: number;
  /** Whether it is offered without being named in the request. */
  isDiscoverable: boolean;
}

export interface VirtualAuthenticatorOptions {
  /** The origin of the page in which it is used, such as `https://app.acme.com`. */
  origin: string;
  /** Whether it can verify its user by a PIN or a fingerprint [true]. */
  verifiesUser?: boolean;
  /** Whether its passkeys are copied to other devices [false]. */
  isSynced?: boolean;
  /** Whether it counts its signatures; many passkeys always report 0 [true]. */
  counts?: boolean;
  /** Its model: an AAGUID (WebAuthn Level 3 §6.5.1), such as `ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4` [none]. */
  aaguid?: string;
  /** How it attests new keys: not at all, or with the key itself ("packed" self attestation) [none]. */
  attestation?: "none" | "packed";
}

/** The false statements of a dishonest client or authenticator. */
export interface Forgery {
  origin?: string;
  rpId?: string;
  /** base64url */
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  isUserPresent?: boolean;
  isUserVerified?: boolean;
  signCount?: number;
  /** base64url */
  userHandle?: string;
}

/**
 * A software authenticator (WebAuthn Level 3 §6) with a client around it: its responses are as real as a browser's, so
 * that tests of a server need no browser. ES256.
 */
export interface VirtualAuthenticator {
  readonly credentials: VirtualCredential[];
  /** Change them as you like. */
  readonly options: Required<VirtualAuthenticatorOptions>;
  /**
   * Creates a passkey, like `navigator.credentials.create()`.
   *
   * @throws DOMException `InvalidStateError` when it has one of the excluded ones, `NotAllowedError` when it cannot
   *   meet the requirements
   */
  create(options: PasskeyRegistrationOptions, forgery?: Forgery): PasskeyRegistrationResponse;
  /**
   * Signs with a passkey, like `navigator.credentials.get()`: one that is allowed, else the newest that it can offer.
   *
   * @throws DOMException `NotAllowedError` when it has no suitable one
   */
  get(options: PasskeyRequestOptions, forgery?: Forgery): PasskeyAssertionResponse;
}

/** The AAGUID of an authenticator that names no model. */
const NO_MODEL = "00000000-0000-0000-0000-000000000000";

export function createVirtualAuthenticator(given: VirtualAuthenticatorOptions): VirtualAuthenticator {
  const options = {
    verifiesUser: true,
    isSynced: false,
    counts: true,
    aaguid: NO_MODEL,
    attestation: "none" as const,
    ...given,
  };
  const credentials: VirtualCredential[] = [];
  return {
    credentials,
    options,
    create(asked, forgery = {}) {
      refuse(
        "InvalidStateError",
        asked.excludeCredentials.some(({ id }) => credentials.some((known) => known.id === id)),
      );
      const { residentKey, userVerification } = asked.authenticatorSelection;
      refuse("NotAllowedError", userVerification === "required" && !options.verifiesUser);
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const id = digest(publicKey.export({ type: "spki", format: "der" }))
        .subarray(0, 16)
        .toString("base64url");
      const isDiscoverable = residentKey !== "discouraged";
      const credential = { id, rpId: asked.rp.id, userHandle: asked.user.id, privateKey, signCount: 0, isDiscoverable };
      credentials.push(credential);
      return attest({ options, credential, publicKey, forgery, challenge: asked.challenge });
    },
    get(asked, forgery = {}) {
      refuse("NotAllowedError", asked.userVerification === "required" && !options.verifiesUser);
      const allowed = asked.allowCredentials.map(({ id }) => id);
      const credential = credentials.findLast(
        ({ id, rpId, isDiscoverable }) =>
          rpId === asked.rpId && (allowed.length === 0 ? isDiscoverable : allowed.includes(id)),
      );
      if (credential === undefined) throw new DOMException("no passkey fits", "NotAllowedError");
      if (options.counts) credential.signCount += 1;
      return assertion({ options, credential, forgery, challenge: asked.challenge });
    },
  };
}

interface Ceremony {
  options: Required<VirtualAuthenticatorOptions>;
  credential: VirtualCredential;
  forgery: Forgery;
  challenge: string;
}

function attest({ publicKey, ...ceremony }: Ceremony & { publicKey: KeyObject }): PasskeyRegistrationResponse {
  const { options, credential, forgery } = ceremony;
  const clientDataJSON = clientData("webauthn.create", ceremony);
  const authData = authenticatorData({
    rpId: forgery.rpId ?? credential.rpId,
    flags: flagsOf(ceremony),
    signCount: forgery.signCount ?? credential.signCount,
    credential: {
      id: Buffer.from(credential.id, "base64url"),
      publicKey: coseKey(publicKey),
      aaguid: Buffer.from(options.aaguid.replaceAll("-", ""), "hex"),
    },
  });
  const statement =
    options.attestation === "none"
      ? new Map()
      : new Map<string, unknown>([
          ["alg", -7],
          ["sig", sign("sha256", Buffer.concat([authData, digest(clientDataJSON)]), credential.privateKey)],
        ]);
  const attestationObject = encodeCbor(
    new Map<string, unknown>([
      ["fmt", options.attestation],
      ["attStmt", statement],
      ["authData", authData],
    ]),
  );
  return {
    id: credential.id,
    rawId: credential.id,
    type: "public-key",
    authenticatorAttachment: "platform",
    response: {
      clientDataJSON: clientDataJSON.toString("base64url"),
      attestationObject: attestationObject.toString("base64url"),
      transports: ["internal"],
    },
    clientExtensionResults: { credProps: { rk: credential.isDiscoverable } },
  };
}

function assertion(ceremony: Ceremony): PasskeyAssertionResponse {
  const { credential, forgery } = ceremony;
  const clientDataJSON = clientData("webauthn.get", ceremony);
  const data = authenticatorData({
    rpId: forgery.rpId ?? credential.rpId,
    flags: flagsOf(ceremony),
    signCount: forgery.signCount ?? credential.signCount,
  });
  const signature = sign("sha256", Buffer.concat([data, digest(clientDataJSON)]), credential.privateKey);
  return {
    id: credential.id,
    rawId: credential.id,
    type: "public-key",
    authenticatorAttachment: "platform",
    response: {
      clientDataJSON: clientDataJSON.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: signature.toString("base64url"),
      userHandle: forgery.userHandle ?? credential.userHandle,
    },
    clientExtensionResults: {},
  };
}

function clientData(type: string, { options, forgery, challenge }: Ceremony): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: forgery.type ?? type,
      challenge: forgery.challenge ?? challenge,
      origin: forgery.origin ?? options.origin,
      crossOrigin: forgery.crossOrigin ?? false,
    }),
  );
}

function flagsOf({ options, forgery }: Ceremony) {
  return {
    isUserPresent: forgery.isUserPresent ?? true,
    isUserVerified: forgery.isUserVerified ?? options.verifiesUser,
    isSynced: options.isSynced,
  };
}

function refuse(name: "InvalidStateError" | "NotAllowedError", isRefused: boolean): void {
  if (isRefused) throw new DOMException("refused by the virtual authenticator", name);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
