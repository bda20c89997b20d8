import { z } from "zod";
import { isTwoFactors } from "../../engine/assurance/level.ts";
import { hasFactor, requiresFactor } from "../../engine/factors.ts";
import type { Stage } from "../../engine/request.ts";

export const mfaEnrollState = z.object({
  types: z.array(z.enum(["totp", "webauthn"])),
  /** The authenticator app that waits for its first code; the secret is encrypted. */
  setup: z.object({ id: z.string(), secretSealed: z.string() }).nullable(),
  isEnrolled: z.boolean(),
});

export type MfaEnrollState = z.output<typeof mfaEnrollState>;

/**
 * Lets users who have no second factor set one up, where the app requires one (`mfa.required`).
 *
 * Comes after the addresses are verified: nobody protects an account with a factor that is another person's.
 */
export const mfaEnrollStage: Stage<"mfa_enroll", MfaEnrollState> = {
  id: "mfa_enroll",
  state: mfaEnrollState,
  describe: ({ types, isEnrolled }) => ({ types, isEnrolled }),
  async enter({ account, methods, needsPasskey }, request) {
    const { options } = request.runtime;
    // A signup with a passkey ends with one.
    if (options.mfa.required === false || account === null || needsPasskey || isTwoFactors(methods)) return null;
    if (hasFactor(account, options)) return null;
    if (!(await requiresFactor(request, account))) return null;
    const types = options.mfa.types.filter((type) => type !== "recovery_codes");
    return { state: { types, setup: null, isEnrolled: false }, lifetime: options.account.loginTimeout };
  },
};
