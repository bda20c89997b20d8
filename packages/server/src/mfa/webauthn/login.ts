import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { advance } from "../../engine/advance.ts";
import { authState } from "../../engine/authState.ts";
import { currentSession } from "../../engine/current.ts";
import { newLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { inTransaction } from "../../engine/transaction.ts";
import { AuthError, Refusal } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import type { PasskeyAssertionResponse } from "../../wire/webauthn.ts";
import { assertPasskeyLogin } from "./beginLogin.ts";
import { type Assertion, readAssertion } from "./ceremony/assertion.ts";
import { ANYWHERE } from "./ceremony/challenge.ts";
import { passwordlessMethod } from "./ceremony/secondFactor.ts";
import { assertGiven } from "./register.ts";

/**
 * Logs in with a passkey alone. It must have verified its user, and so counts as two factors: there is no second step.
 *
 * A passkey that nobody has is told apart (`unknown_credential`), so that the browser can forget it. That tells nothing
 * about an account: who can name a credential, 16 random bytes at least, holds it or has been shown it.
 *
 * @throws AuthError `required`, `incorrect_code` and `unknown_credential` (param `response`), `already_authenticated`,
 *   `account_inactive`, `not_enabled`
 */
export async function login(
  request: AuthRequest,
  { response, remember = true }: { response: PasskeyAssertionResponse; remember?: boolean | undefined },
): Promise<AuthState> {
  assertPasskeyLogin(request.runtime.options);
  assertGiven(response);
  const expected = { userId: null, purpose: "login", needsUserVerification: true } as const;
  const { credential, take, refuse } = await readAssertion(request, { given: response, ...expected });
  // A key that was registered as a second factor cannot log in alone.
  const passkey = credential?.isPasswordless === true ? credential : null;
  const refusal = new Refusal(new AuthError("incorrect_code", { param: "response" }));
  const account = passkey === null ? null : await findAccountById(request.runtime.database, passkey.userId);
  if (passkey === null || account === null) {
    return inTransaction<never>(request, async ({ tx, emit }) => {
      const code = await refuse(tx, ANYWHERE);
      emit({ type: "login_failed", userId: null, code });
      return new Refusal(new AuthError(code, { param: "response" }));
    });
  }
  const current = await currentSession(request);
  if (current !== null) return stayLoggedIn(request, { current, account, take });
  const began = newLogin(request, { account, methods: [passwordlessMethod(request, passkey)], remember });
  return advance(request, began, async (transaction) => {
    if (await take(transaction.tx, ANYWHERE)) return;
    transaction.emit({ type: "login_failed", userId: account.user.id, code: "incorrect_code" });
    return refusal;
  });
}

/** A client that is already logged in as the same user stays so; the response is used up all the same. */
async function stayLoggedIn(
  request: AuthRequest,
  { current, account, take }: { current: FoundSession; account: Account; take: Assertion["take"] },
): Promise<AuthState> {
  const isGood = await inTransaction(request, ({ tx }) => take(tx, ANYWHERE));
  if (!isGood) throw new AuthError("incorrect_code", { param: "response" });
  if (account.user.id !== current.user.id) throw new AuthError("already_authenticated");
  return authState(request);
}
