import type { FoundFlow } from "../db/flows.ts";
import type { SessionRead } from "../db/sessions.ts";
import type { HttpExchange } from "../http/exchange.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { CallLimits } from "./limitPlan.ts";
import type { MessageAllowance } from "./messageAllowance.ts";
import type { Runtime } from "./runtime.ts";

/** One call, with all that use cases need. */
export interface AuthRequest {
  readonly runtime: Runtime;
  readonly exchange: HttpExchange;
  readonly client: ClientKind;
  /** Read from the clock once, when the body of the call was there; everything that it does happens at this instant. */
  readonly now: Date;
  /** The client's address; null when the adapter tells none. */
  readonly ip: string | null;
  /** One line, at most 200 characters. */
  readonly userAgent: string;
  /** What was read from the database already: shared by the calls of a batch. */
  readonly memo: RequestMemo;
  /** The limits that this call counts against. */
  readonly limits: CallLimits;
}

export interface RequestMemo {
  session?: Promise<SessionRead | null>;
  flow?: Promise<FoundFlow | null>;
  /** A message that the call's limits have counted already, until somebody sends it. */
  allowance?: MessageAllowance;
}

/** The instant `seconds` after `at`. */
export function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

export function earliest(first: Date, second: Date): Date {
  return first < second ? first : second;
}
