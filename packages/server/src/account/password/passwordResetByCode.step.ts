import { z } from "zod";
import { storedHiddenAccount } from "../../engine/hiddenAccount.ts";
import type { Step } from "../../engine/request.ts";

export const passwordResetState = z.object({
  via: z.enum(["email", "phone"]),
  recipient: z.string(),
  /** Whether the code was already entered, so that only the new password is missing. */
  confirmed: z.boolean(),
  /** The hidden signup that owns the contact. */
  draft: storedHiddenAccount.nullable().default(null),
});
export type PasswordResetState = z.output<typeof passwordResetState>;

/**
 * A password reset that waits for its code, then for the new password. It is not a login: by itself it logs nobody in.
 */
export const passwordResetByCodeStep: Step<"password_reset_by_code", PasswordResetState> = {
  id: "password_reset_by_code",
  state: passwordResetState,
  describe({ recipient, confirmed }, { resends }, options) {
    return { recipient, confirmed, canResend: !confirmed && resends < options.account.codes.passwordReset.resends };
  },
};
