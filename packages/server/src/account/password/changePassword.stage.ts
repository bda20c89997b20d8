import { z } from "zod";
import type { Stage } from "../../engine/request.ts";

const state = z.object({});

/**
 * Lets users replace a password that attackers know (`account.password.checkAtLogin`). Comes after the second factor and
 * the code: who knows only the password must not choose the next one.
 */
export const changePasswordStage: Stage<"change_password", z.output<typeof state>> = {
  id: "change_password",
  state,
  describe: () => ({}),
  async enter({ account, mustChangePassword }, { runtime }) {
    if (account === null || !mustChangePassword) return null;
    return { state: {}, lifetime: runtime.options.account.loginTimeout };
  },
};
