import type { AuthRequest } from "./request.ts";

/** The client is nobody from here on: its cookies go, and the rest of the request is anonymous. */
export function leave(request: AuthRequest): void {
  const { exchange, runtime, client, memo } = request;
  memo.session = Promise.resolve(null);
  memo.flow = Promise.resolve(null);
  if (client !== "browser") return;
  // Also where several came, so that none of them was believed.
  for (const kind of ["session", "flow"] as const)
    if (runtime.cookies.carries(exchange, kind)) runtime.cookies.clear(exchange, kind);
}
