import type { TRPCProcedureBuilder, TRPCUnsetMarker } from "@trpc/server";
import type { SessionInfo, User } from "../wire/state.ts";

declare const isHandle: unique symbol;

/** Stands for one call in the app's context, which shows nothing of what is behind it, nor its types. */
export interface CallHandle {
  readonly [isHandle]: true;
}

/** What `auth.createContext` adds to the app's tRPC context, under `auth`. */
export interface AuthContext<Data = Record<string, unknown>> {
  /**
   * Who is logged in, for procedures that are open to everybody; null when nobody is. Reads the session once a request.
   *
   * Over what stays open (a WebSocket, a subscription) it reads anew each time, and fails for pages of origins that are
   * not trusted. Once the request is answered it reads anew as well; where the adapter does not tell (fetch), what was
   * read is believed for five seconds.
   */
  current(): Promise<{ user: User<Data>; session: SessionInfo } | null>;
  /** What Latchkey's own procedures know the call by. */
  readonly call: CallHandle;
}

/** What every procedure of the router finds in its context: the app's own context holds it under `auth`. */
export interface ProcedureContext {
  auth: AuthContext;
}

/** A procedure to build on, which only somebody who is logged in may call; `ctx.auth` tells who. */
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
