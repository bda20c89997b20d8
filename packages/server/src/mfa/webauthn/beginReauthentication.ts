import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import type { PasskeyRequest } from "../../wire/mfa.ts";
import { inSession } from "./ceremony/challenge.ts";
import { requestOptions } from "./ceremony/options.ts";
import { passkeysOf } from "./ceremony/secondFactor.ts";

/** @throws AuthError `not_found` without a passkey */
export async function beginReauthentication(request: AuthRequest, current: FoundSession): Promise<PasskeyRequest> {
  const known = await passkeysOf(request, current.user.id);
  const place = inSession(current);
  const asked = {
    known,
    purpose: "reauthenticate",
    place,
    userVerification: request.runtime.options.mfa.webauthn.userVerification,
  } as const;
  return { options: await requestOptions(request, asked) };
}
