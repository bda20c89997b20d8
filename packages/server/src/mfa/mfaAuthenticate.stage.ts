import { z } from "zod";
import { hasFactor, usableFactors } from "../engine/factors.ts";
import type { Stage } from "../engine/request.ts";
import { isTrusted } from "../engine/sessions/trustedBrowser.ts";
import { newerVersionNeeded } from "../lib/authError.ts";
import { watchLogin } from "./unfinishedLogin.ts";

const state = z.object({ types: z.array(z.enum(["totp", "recovery_codes", "webauthn"])) });

/**
 * Requires the second factor from every user who has one, however they logged in. A passkey that verified its user is
 * already two factors (NIST 800-63B-4 §3.1.7); a trusted browser is exempt. A user who has only a factor that a newer
 * version has added logs in at a process of that version.
 */
export const mfaAuthenticateStage: Stage<"mfa_authenticate", z.output<typeof state>> = {
  id: "mfa_authenticate",
  state,
  describe: ({ types }) => ({ types }),
  async enter(login, request) {
    const { account, methods, mustChangePassword } = login;
    const { options } = request.runtime;
    if (account === null || methods.some(({ method }) => method === "mfa")) return null;
    if (!hasFactor(account, options)) return null;
    // Where others know the password, trust in the browser is not enough.
    const mayBeTrusted = options.mfa.trust !== false && !mustChangePassword;
    if (mayBeTrusted && (await isTrusted(request, account.user.id))) return null;
    const types = usableFactors(account, options);
    const waiting = { state: { types }, lifetime: options.account.loginTimeout };
    if (types.length === 0) return { ...waiting, store: refuse };
    const watch = await watchLogin(request, login);
    return watch === null ? waiting : { ...waiting, store: watch.wait };
  },
};

/**
 * Nothing of what the user has can be asked for. Refused in the transaction, once the answer has proved right: a wrong
 * code must be counted, and must not show that there is such an account. Nothing is used up.
 *
 * @throws AuthError `temporarily_unavailable`
 */
async function refuse(): Promise<never> {
  throw newerVersionNeeded();
}
