import type { TRPCProcedureBuilder, TRPCUnsetMarker } from "@trpc/server";
import type { SessionInfo, User } from "../wire/state.ts";

declare const isHandle: unique symbol;

/** Represents one call in the app's context, without exposing its internals or their types. */
export interface CallHandle {
  readonly [isHandle]: true;
}

/** What `auth.createContext` adds to the app's tRPC context, under `auth`. */
export interface AuthContext<Data = Record<string, unknown>> {
  /**
   * Who is logged in, for public procedures; null if nobody is. Reads the session once per request.
   *
   * Over long-lived connections (a WebSocket, a subscription), it reads again each time, and fails for pages from
   * untrusted origins. Once the response has ended it reads again as well; where the adapter cannot tell (fetch), a
   * read is valid for five seconds.
   */
  current(): Promise<{ user: User<Data>; session: SessionInfo } | null>;
  /** Identifies the call to Latchkey's own procedures. */
  readonly call: CallHandle;
}

/** The context that the router's procedures need: the app's own context has it under `auth`. */
export interface ProcedureContext {
  auth: AuthContext;
}

/** A base procedure that only logged-in users may call; `ctx.auth` has the user and session. */
export type AuthenticatedProcedure<Data> = TRPCProcedureBuilder<
  ProcedureContext,
  object,
  { auth: AuthContext & { user: User<Data>; session: SessionInfo } },
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  false
>;
