import type { CustomClaims } from "../../config/customClaims.ts";
import { SetupError } from "../../lib/setupError.ts";
import type { SessionInfo, User } from "../../wire/state.ts";
import type { AccessTokenClaims } from "../../wire/tokens.ts";

/**
 * Latchkey's own claims, and the ones that determine when, for whom or as what a token is valid (RFC 7519 §4.1, RFC
 * 8693, RFC 9449).
 */
const RESERVED: Record<Exclude<keyof AccessTokenClaims, number | symbol>, true> & Record<string, true> = {
  iss: true,
  sub: true,
  aud: true,
  exp: true,
  iat: true,
  jti: true,
  client_id: true,
  sid: true,
  sth: true,
  acr: true,
  amr: true,
  auth_time: true,
  act: true,
  cnf: true,
  nbf: true,
  may_act: true,
  typ: true,
};

/** Bytes of JSON: a token is sent with each request, and must fit into the part of its header that is read. */
const MAX_CLAIMS_BYTES = 1_500;

/** The user and session of a token. */
export interface TokenSubject {
  readonly user: User;
  readonly session: SessionInfo;
}

/**
 * Calls the app for the additional claims of a token. Never to be called in a transaction: it is the app's code, and
 * may be slow.
 *
 * @throws SetupError for claims that a token cannot have; any error of the app's function
 */
export async function customClaimsOf(
  claims: ((user: User, session: SessionInfo) => CustomClaims | Promise<CustomClaims>) | undefined,
  { user, session }: TokenSubject,
): Promise<CustomClaims> {
  if (claims === undefined) return {};
  const given: unknown = await claims(user, session);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new SetupError(`${OPTION} must return an object, such as { plan: "pro" }`);
  const taken = Object.keys(given).find((name) => Object.hasOwn(RESERVED, name));
  if (taken !== undefined)
    throw new SetupError(
      `${OPTION} returned "${taken}", which Latchkey sets itself: give the claim another name there`,
    );
  const text = JSON.stringify(given);
  const size = Buffer.byteLength(text);
  if (size > MAX_CLAIMS_BYTES)
    throw new SetupError(
      `${OPTION} returned ${size} bytes of JSON; at most ${MAX_CLAIMS_BYTES} fit into a token. Return less, and look the rest up by \`sub\``,
    );
  // As serialized, so that the signed claims are the measured ones.
  return JSON.parse(text) as CustomClaims;
}

const OPTION = "session: { tokens: jwt({ claims }) }:";
