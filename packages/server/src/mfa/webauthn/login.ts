import { findAccountById } from "../../db/accounts.ts";
import { advance } from "../../engine/advance.ts";
import { change, emitEvent } from "../../engine/change.ts";
import { currentSession } from "../../engine/current.ts";
import { beginLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import type { PasskeyAssertionResponse } from "../../wire/webauthn.ts";
import { readAssertion } from "./assertion.ts";
import { assertPasskeyLogin } from "./beginLogin.ts";
import { ANYWHERE } from "./challenge.ts";
import { assertGiven } from "./register.ts";
import { passkeyMethod } from "./secondFactor.ts";

/**
 * Logs in with a passkey alone. It must have verified its user, and so is two factors at once: no second step is asked.
 *
 * @throws AuthError `required`, `incorrect_code` (param `response`), `already_authenticated`, `account_inactive`, `not_enabled`
 */
export async function login(
  request: AuthRequest,
  { response, remember = true }: { response: PasskeyAssertionResponse; remember?: boolean | undefined },
): Promise<AuthState> {
  assertPasskeyLogin(request.runtime.options);
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  assertGiven(response);
  const expected = { userId: null, purpose: "login", place: ANYWHERE, needsUserVerification: true } as const;
  const { credential, take } = await readAssertion(request, { given: response, ...expected });
  const refusal = new Refusal(new AuthError("incorrect_code", { param: "response" }));
  const account = credential === null ? null : await findAccountById(request.runtime.database, credential.userId);
  if (credential === null || account === null) {
    emitEvent(request, { type: "login_failed", userId: null, code: "incorrect_code" });
    return change<never>(request, async ({ tx }) => {
      await take(tx);
      return refusal;
    });
  }
  const began = beginLogin(request, { account, methods: [passkeyMethod(request, credential)], remember });
  return advance(request, began, async (within) => {
    if (await take(within.tx)) return;
    within.emit({ type: "login_failed", userId: account.user.id, code: "incorrect_code" });
    return refusal;
  });
}
