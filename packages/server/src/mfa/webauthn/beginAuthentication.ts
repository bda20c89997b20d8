import { requireFlow } from "../../engine/current.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError } from "../../lib/authError.ts";
import type { PasskeyRequest } from "../../wire/mfa.ts";
import { inFlow } from "./ceremony/challenge.ts";
import { requestOptions } from "./ceremony/options.ts";
import { passkeysOf } from "./ceremony/secondFactor.ts";

/** Begins the second step of a login with a passkey. @throws AuthError `no_pending_flow`, `not_found` without a passkey */
export async function beginAuthentication(request: AuthRequest): Promise<PasskeyRequest> {
  const flow = await requireFlow(request, "mfa_authenticate");
  if (flow.userId === null) throw new AuthError("no_pending_flow");
  const known = await passkeysOf(request, flow.userId);
  const place = inFlow(flow);
  const options = await requestOptions(request, {
    known,
    purpose: "authenticate",
    place,
    userVerification: request.runtime.options.mfa.webauthn.userVerification,
  });
  return { options };
}
