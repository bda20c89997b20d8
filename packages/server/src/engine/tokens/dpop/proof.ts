import { z } from "zod";

/** How a proof may be signed. No RSA: strangers could choose keys that are arbitrarily expensive to verify with. */
export const PROOF_ALGORITHMS = ["ES256", "EdDSA", "Ed25519"] as const;

const TYPE = "dpop+jwt";
/** Characters. A proof with a P-256 key has about 500. */
const MAX_LENGTH = 2_048;

const claimsSchema = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string().optional(),
  nonce: z.string().optional(),
});

/** A proof that was signed with the key that it names; its time and request are not checked. */
export interface SignedProof extends z.output<typeof claimsSchema> {
  /** Of its key (RFC 7638). */
  thumbprint: string;
}

/**
 * Reads a proof (RFC 9449 §4.2) and verifies its signature with the key that it contains.
 *
 * @returns null for anything else: not signed with one of {@link PROOF_ALGORITHMS}, of another type, too long
 */
export async function readProof(text: string, at: Date): Promise<SignedProof | null> {
  // Two headers arrive joined by a comma.
  if (text.length > MAX_LENGTH || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return null;
  const { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } = await import("jose");
  try {
    const { payload, protectedHeader } = await jwtVerify(text, EmbeddedJWK, {
      algorithms: [...PROOF_ALGORITHMS],
      typ: TYPE,
      currentDate: at,
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || protectedHeader.jwk === undefined) return null;
    return { ...claims.data, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    // WebCrypto throws these for invalid keys: a point off the curve, a coordinate that is too short.
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}
