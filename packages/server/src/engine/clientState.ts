import { presentedFlowToken } from "./current.ts";
import type { AuthRequest } from "./request.ts";

/** Makes the next access read the session and the flow again: a change touched them. */
export function invalidateReads(request: AuthRequest): void {
  delete request.memo.session;
  delete request.memo.actor;
  delete request.memo.flow;
}

/** The flow of this client has ended: its cookie is removed, if the response can still do so. */
export function clearFlow(request: AuthRequest): void {
  const { exchange, runtime, client, memo } = request;
  memo.flow = Promise.resolve(null);
  memo.flowTokenHash = null;
  if (client === "browser" && presentedFlowToken(request) !== null && exchange.canSetCookies())
    runtime.cookies.clear(exchange, "flow");
}

/** The client is anonymous from here on: its cookies are removed, and so is the state of this request. */
export function clearClientState(request: AuthRequest): void {
  const { exchange, runtime, client, memo } = request;
  memo.session = Promise.resolve(null);
  delete memo.actor;
  memo.flow = Promise.resolve(null);
  memo.sessionTokenHash = null;
  memo.flowTokenHash = null;
  if (client !== "browser") return;
  // Also where several were sent, so that none of them was accepted.
  for (const kind of ["session", "flow"] as const)
    if (runtime.cookies.carries(exchange, kind)) runtime.cookies.clear(exchange, kind);
}
