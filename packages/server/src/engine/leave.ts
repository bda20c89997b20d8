import { presentedFlowToken, presentedSessionToken } from "./current.ts";
import type { AuthRequest } from "./request.ts";

/** The client is nobody from here on: its cookies go, and the rest of the request is anonymous. */
export function leave(request: AuthRequest): void {
  const { exchange, runtime, client, memo } = request;
  memo.session = Promise.resolve(null);
  memo.flow = Promise.resolve(null);
  if (client !== "browser") return;
  if (presentedSessionToken(request) !== null) runtime.cookies.clear(exchange, "session");
  if (presentedFlowToken(request) !== null) runtime.cookies.clear(exchange, "flow");
}
