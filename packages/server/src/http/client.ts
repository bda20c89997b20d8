import { AuthError } from "../lib/authError.ts";
import type {
  AuthorizationHeader,
  ChallengeHeader,
  ClientHeader,
  ClientKind,
  DeviceHeader,
  DpopHeader,
  FlowHeader,
} from "../wire/protocol.ts";
import type { HttpExchange } from "./exchange.ts";

const CLIENT: ClientHeader = "x-latchkey-client";
const KINDS: readonly ClientKind[] = ["browser", "app"];
const FLOW: FlowHeader = "x-latchkey-flow";
const DEVICE: DeviceHeader = "x-latchkey-device";
const AUTHORIZATION: AuthorizationHeader = "authorization";
const DPOP: DpopHeader = "dpop";
const CHALLENGE: ChallengeHeader = "x-latchkey-challenge";
/** The length of the longest cookie that browsers store; a signed access token fits. */
const MAX_AUTHORIZATION = 4096;
const MAX_TOKEN = 512;
/** Those of hCaptcha and reCAPTCHA have some thousand characters. */
const MAX_CHALLENGE = 8192;

/** The kind of the calling client. @throws AuthError `client_not_allowed` for a kind that is unknown or not accepted */
export function clientKind(exchange: HttpExchange, allowed: readonly ClientKind[]): ClientKind {
  const named = exchange.header(CLIENT) ?? "browser";
  const kind = allowed.find((known) => known === named);
  if (kind !== undefined) return kind;
  if (KINDS.some((known) => known === named)) throw new AuthError("client_not_allowed");
  // No option accepts a kind that does not exist: the client must send another one.
  const kinds = allowed.map((known) => JSON.stringify(known)).join(" or ");
  throw new AuthError("client_not_allowed", { message: `The header ${CLIENT} must be ${kinds}.` });
}

/** The authorization that a request presents. */
export interface Authorization {
  /** `dpop`: the token is bound to a key, and a proof that the client holds it is sent with it. */
  readonly scheme: "bearer" | "dpop";
  readonly token: string;
}

/** `Authorization: Bearer …` (RFC 6750 §2.1) or `DPoP …` (RFC 9449 §7.1); null when there is neither or it is malformed. */
export function readAuthorization(exchange: HttpExchange): Authorization | null {
  const header = exchange.header(AUTHORIZATION) ?? "";
  if (header.length > MAX_AUTHORIZATION) return null;
  const [, scheme, token] = /^(bearer|dpop) ([\w.~+/-]+=*)$/i.exec(header) ?? [];
  if (scheme === undefined || token === undefined) return null;
  return { scheme: scheme.toLowerCase() === "dpop" ? "dpop" : "bearer", token };
}

/** The unparsed proof that the client holds a key; null when there is none. */
export function readDpopHeader(exchange: HttpExchange): string | null {
  return exchange.header(DPOP) ?? null;
}

/** The token of a pending flow; null when there is none or it is malformed. */
export function readFlowToken(exchange: HttpExchange): string | null {
  return readToken(exchange, FLOW);
}

/** The token by which an app is recognised at its next login; null when there is none or it is malformed. */
export function readDeviceToken(exchange: HttpExchange): string | null {
  return readToken(exchange, DEVICE);
}

function readToken(exchange: HttpExchange, name: FlowHeader | DeviceHeader): string | null {
  const header = exchange.header(name) ?? "";
  return header !== "" && header.length <= MAX_TOKEN ? header : null;
}

/** The solution of a challenge, unverified; null when there is none. What cannot be one is an empty text, which solves nothing. */
export function readChallengeToken(exchange: HttpExchange): string | null {
  const header = exchange.header(CHALLENGE);
  if (header === undefined || header === "") return null;
  // Two headers arrive joined by a comma and a space.
  return header.length <= MAX_CHALLENGE && /^[!-~]+$/.test(header) ? header : "";
}

/** Fetch Metadata's `Sec-Purpose`, and what browsers sent before it. */
const PURPOSES = ["sec-purpose", "purpose", "x-moz", "x-purpose"];

/** Whether a browser only fetches ahead what its user may open later: such a request must use nothing up. */
export function isFetchingAhead(header: (name: string) => string | null): boolean {
  return PURPOSES.some((name) => /prefetch|prerender|preview/i.test(header(name) ?? ""));
}
