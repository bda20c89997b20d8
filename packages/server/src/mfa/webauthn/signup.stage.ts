import { z } from "zod";
import type { Stage } from "../../engine/request.ts";
import { primaryOf } from "../../engine/view.ts";

const state = z.object({ email: z.string() });

/** Creates the passkey of a signup that has no password, once its address is verified. */
export const mfaSignupWebAuthnStage: Stage<"mfa_signup_webauthn", z.output<typeof state>> = {
  id: "mfa_signup_webauthn",
  state,
  describe: ({ email }) => ({ email }),
  async enter({ account, email, needsPasskey }, { runtime }) {
    if (!needsPasskey || account === null) return null;
    const address = primaryOf(account)?.address ?? email ?? "";
    return { state: { email: address }, lifetime: runtime.options.account.loginTimeout };
  },
};
