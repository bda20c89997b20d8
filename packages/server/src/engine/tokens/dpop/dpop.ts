import { createHash } from "node:crypto";
import type { Database } from "../../../db/database.ts";
import { useTokenOnce } from "../../../db/tokens/usedTokens.ts";
import { AuthError } from "../../../lib/authError.ts";
import { later } from "../../../lib/instants.ts";
import type { Secrets } from "../../../lib/secrets.ts";
import type { Clock } from "../../../ports/clock.ts";
import { quoted, type Warn } from "../../../ports/warnings.ts";
import { createNonces, NONCE_PERIOD } from "./nonces.ts";
import { readProof, type SignedProof } from "./proof.ts";

/** Seconds by which the time of a proof may differ from ours, in either direction. */
const WINDOW = 60;
/** Seconds after which a proof can no longer be valid, whatever it names; used proofs are not remembered any longer. */
const REMEMBERED = 2 * Math.max(WINDOW, NONCE_PERIOD) + WINDOW;

/** A proof, and the request that it came with. */
export interface ShownProof {
  readonly proof: string;
  readonly method: string;
  /** The URL of the request, in the client's spelling. */
  readonly url: string;
  /** The access token sent with it; null: none. */
  readonly accessToken: string | null;
}

/** A proof that is valid for its request; whether it was used before is not yet known. */
export interface GoodProof {
  /** Of the key whose possession it proves (RFC 7638). */
  readonly thumbprint: string;
  readonly replayKey: string;
  /** When it can no longer be valid, and is no longer remembered. */
  readonly expiresAt: Date;
}

export interface Dpop {
  /** Whether each app must prove that it holds a key. */
  readonly isRequired: boolean;
  /** A value that a proof may name instead of relying on its time. */
  nonce(at: Date): string;
  /**
   * Checks a proof by RFC 9449 §4.3, except for its reuse.
   *
   * @throws AuthError `invalid_dpop_proof`; `use_dpop_nonce` when only its time is wrong
   */
  check(shown: ShownProof, at: Date): Promise<GoodProof>;
  /** Uses a proof up: of two calls with the same one, one succeeds. @throws AuthError `invalid_dpop_proof` */
  useUp(proof: GoodProof): Promise<void>;
}

export interface DpopOptions {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  warn: Warn;
  isRequired: boolean;
}

export function createDpop({ database, secrets, clock, warn, isRequired }: DpopOptions): Dpop {
  const nonces = createNonces(secrets);
  const isYoung = ({ iat, nonce }: SignedProof, at: Date) =>
    Math.abs(at.getTime() / 1000 - iat) <= WINDOW || (nonce !== undefined && nonces.isRecent(nonce, at));
  return {
    isRequired,
    nonce: nonces.current,
    async check({ proof: text, method, url, accessToken }, at) {
      const proof = await readProof(text, at);
      if (proof === null || proof.htm !== method) throw invalidProof();
      if (!isSameUrl(proof.htu, url)) {
        warn("dpop", WRONG_URL(proof.htu, url));
        throw invalidProof();
      }
      if (accessToken !== null && proof.ath !== digestOf(accessToken)) throw invalidProof();
      if (!isYoung(proof, at)) throw new AuthError("use_dpop_nonce");
      const { thumbprint, jti } = proof;
      return { thumbprint, replayKey: digestOf(`dpop:${thumbprint}:${jti}`), expiresAt: later(at, REMEMBERED) };
    },
    async useUp({ replayKey, expiresAt }) {
      // A proof that was held back until its use is forgotten could be used twice.
      if (clock() >= expiresAt) throw invalidProof();
      if (!(await useTokenOnce(database, { keyHash: replayKey, expiresAt }))) throw invalidProof();
    },
  };
}

export function invalidProof(): AuthError {
  return new AuthError("invalid_dpop_proof");
}

/** Compares without query and fragment (RFC 9449 §4.3), as normalized URLs. */
function isSameUrl(claimed: string, url: string): boolean {
  if (!URL.canParse(claimed) || !URL.canParse(url)) return false;
  const [one, other] = [claimed, url].map((text) => {
    const { origin, pathname } = new URL(text);
    return `${origin}${pathname}`;
  });
  return one === other;
}

/** For the log: a query contains the input of a call. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*/s, "");
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

const WRONG_URL = (claimed: string, url: string) =>
  `A DPoP proof was refused: it is for ${quoted(withoutQuery(claimed))}, and the request came to ${quoted(withoutQuery(url))}. If clients reach the server at the first, write in createAuth: \`session: { tokens: jwt({ dpop: { origin: … } }) }\`, with the origin that clients call; if a proxy changes the path, \`dpop: { url: (req) => … }\`, with the URL that they call`;
