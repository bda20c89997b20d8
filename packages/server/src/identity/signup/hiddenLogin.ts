import { type FoundDraft, holdHiddenSignup } from "../../db/accounts/hiddenSignups.ts";
import { advance } from "../../engine/advance.ts";
import { type LoginStart, newLogin, readHiddenAccount } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import type { AuthState } from "../../wire/state.ts";
import { emailConflict } from "./conflicts.ts";
import { makeHiddenAccount } from "./hiddenSignup.ts";
import { SignupsMet } from "./lookAgain.ts";

/**
 * Logs in to a hidden signup as one logs in to an account that waits to be verified: nobody is behind it, and what is taken
 * holds it. Once nothing is any more, the account is made.
 *
 * @throws SignupsMet when what was found is no longer so
 */
export function logInHidden(
  request: AuthRequest,
  { draft, ...found }: FoundDraft,
  { connects = null, ...begun }: Pick<LoginStart, "methods" | "remember" | "connects">,
): Promise<AuthState> {
  const hiddenAccount = readHiddenAccount(draft);
  const { id, phone, phoneVerifiedAt } = hiddenAccount.user;
  const isEmailTaken = found.isEmailTaken && emailConflict(request.runtime.options) !== "share";
  const start = {
    ...begun,
    email: hiddenAccount.emails[0]?.address ?? null,
    phone: phoneVerifiedAt === null || found.isPhoneTaken ? phone : null,
  };
  if (!isEmailTaken && !found.isPhoneTaken) {
    const login = newLogin(request, { ...start, account: hiddenAccount });
    return advance(request, login, async (transaction) => {
      const isHeld = await holdHiddenSignup(transaction.tx, id);
      const { flowId } = login;
      const made =
        isHeld && (await makeHiddenAccount(request, { hiddenAccount, login: { connects, flowId } }, transaction));
      if (!made) throw new SignupsMet();
    });
  }
  const taken = [...(isEmailTaken ? (["email"] as const) : []), ...(found.isPhoneTaken ? (["phone"] as const) : [])];
  return advance(request, newLogin(request, { ...start, account: null, hidden: taken, hiddenAccount, connects }));
}
