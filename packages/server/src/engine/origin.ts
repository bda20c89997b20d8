import { checkOrigin, checkReadingOrigin } from "../http/csrf.ts";
import type { AuthRequest } from "./request.ts";

/**
 * Refuses a browser's call that a page of another site may have made: each that changes something, and over what stays
 * open each that reads. Apps show a token that no page has, so that they may call from anywhere.
 *
 * @throws AuthError `csrf`
 */
export function refuseForeignOrigin(request: AuthRequest, type: "query" | "mutation" | "subscription"): void {
  if (request.client === "app") return;
  const { exchange, runtime } = request;
  const { origin, trustedOrigins } = runtime.options;
  if (type !== "mutation") {
    checkReadingOrigin({ exchange, origin, trustedOrigins });
    return;
  }
  const carriesCookie = (["session", "flow", "trust", "redirect"] as const).some((kind) =>
    runtime.cookies.carries(exchange, kind),
  );
  checkOrigin({ exchange, origin, trustedOrigins, carriesCookie });
}
