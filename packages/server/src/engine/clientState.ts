import { presentedFlowToken } from "./current.ts";
import type { AuthRequest } from "./request.ts";

/** Reads the session and the flow anew when they are next asked for: a change touched them. */
export function invalidateReads(request: AuthRequest): void {
  delete request.memo.session;
  delete request.memo.flow;
}

/** The flow of this client is over: its cookie goes, where the answer can still say so. */
export function clearFlow(request: AuthRequest): void {
  const { exchange, runtime, client, memo } = request;
  memo.flow = Promise.resolve(null);
  memo.flowTokenHash = null;
  if (client === "browser" && presentedFlowToken(request) !== null && exchange.canSetCookies())
    runtime.cookies.clear(exchange, "flow");
}

/** The client is nobody from here on: its cookies go, and the rest of the request is anonymous. */
export function clearClientState(request: AuthRequest): void {
  const { exchange, runtime, client, memo } = request;
  memo.session = Promise.resolve(null);
  memo.flow = Promise.resolve(null);
  memo.sessionTokenHash = null;
  memo.flowTokenHash = null;
  if (client !== "browser") return;
  // Also where several came, so that none of them was believed.
  for (const kind of ["session", "flow"] as const)
    if (runtime.cookies.carries(exchange, kind)) runtime.cookies.clear(exchange, kind);
}
