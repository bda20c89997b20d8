import { AuthError } from "../lib/authError.ts";
import type { AuthorizationHeader, ClientHeader, ClientKind, FlowHeader } from "../wire/protocol.ts";
import type { HttpExchange } from "./exchange.ts";

const CLIENT: ClientHeader = "x-latchkey-client";
const FLOW: FlowHeader = "x-latchkey-flow";
const AUTHORIZATION: AuthorizationHeader = "authorization";
/** No longer than the longest cookie a browser keeps; a signed access token fits. */
const MAX_BEARER = 4096;
const MAX_FLOW = 512;

/** Which kind of client calls. @throws AuthError `client_not_allowed` for a kind that is unknown or not served */
export function clientKind(exchange: HttpExchange, allowed: readonly ClientKind[]): ClientKind {
  const named = exchange.header(CLIENT) ?? "browser";
  const kind = allowed.find((known) => known === named);
  if (kind === undefined) throw new AuthError("client_not_allowed");
  return kind;
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1); null when there is none or it is malformed. */
export function readBearerToken(exchange: HttpExchange): string | null {
  const header = exchange.header(AUTHORIZATION) ?? "";
  if (header.length > MAX_BEARER) return null;
  return /^bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? null;
}

/** The token of a pending flow; null when there is none or it is malformed. */
export function readFlowToken(exchange: HttpExchange): string | null {
  const header = exchange.header(FLOW) ?? "";
  return header !== "" && header.length <= MAX_FLOW ? header : null;
}
