import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { Login } from "../engine/login.ts";
import type { Stage } from "../engine/request.ts";

const state = z.object({});

/** Offers, right after a second step in a browser, to skip it there from now on. */
export const mfaTrustStage: Stage<"mfa_trust", z.output<typeof state>> = {
  id: "mfa_trust",
  state,
  describe: () => ({}),
  async enter(login, { client, runtime }) {
    if (client !== "browser" || login.account === null || !hasDoneSecondStep(login, runtime.options)) return null;
    return { state: {}, lifetime: runtime.options.account.loginTimeout };
  },
};

function hasDoneSecondStep({ passed }: Login, { account, mfa }: ResolvedOptions): boolean {
  if (mfa.trust !== false && passed.includes("mfa_authenticate")) return true;
  const { trust, required } = account.loginByCode;
  return trust && required !== false && passed.includes("login_by_code");
}
