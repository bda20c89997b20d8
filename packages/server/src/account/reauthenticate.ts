import { prepareReauthentication, recordReauthentication } from "../engine/assurance/reauthentication.ts";
import { renewedState } from "../engine/authState.ts";
import { requireSession } from "../engine/current.ts";
import type { LimitPlan } from "../engine/limits/limits.ts";
import type { AuthRequest } from "../engine/request.ts";
import { emitEvent, inSessionTransaction } from "../engine/transaction.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthState } from "../wire/state.ts";

export const reauthenticateLimits: LimitPlan = {
  volume: ["reauthenticate"],
  guesses: { names: ["reauthenticateFailed"], errors: ["incorrect_password"], param: "password" },
};

/** Reauthenticates with the password. @throws AuthError `incorrect_password`, param `password` */
export async function reauthenticate(request: AuthRequest, { password }: { password: string }): Promise<AuthState> {
  const current = await requireSession(request);
  const { matches } = await request.runtime.passwords.verify(password, current.user.passwordHash, request);
  if (!matches) {
    const { user, session } = current;
    const event = { type: "reauthentication_failed", userId: user.id, sessionId: session.id } as const;
    emitEvent(request, { ...event, code: "incorrect_password" });
    throw new AuthError("incorrect_password", { param: "password" });
  }
  const method = { method: "password", at: request.now.toISOString(), reauthenticated: true } as const;
  const grant = await prepareReauthentication(request, { current, method });
  const tokens = await inSessionTransaction(request, current, async (transaction, user) => {
    if (user.passwordHash !== current.user.passwordHash)
      throw new AuthError("incorrect_password", { param: "password" });
    return recordReauthentication(request, { current, method, grant }, transaction);
  });
  return renewedState(request, tokens);
}
