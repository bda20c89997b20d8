import { type FoundDraft, holdHiddenSignup } from "../../db/accounts/hiddenSignups.ts";
import { advance } from "../../engine/advance.ts";
import type { AuthTransaction } from "../../engine/authTransaction.ts";
import { SignupsMet } from "../../engine/flows/lookAgain.ts";
import { requireHiddenAccount } from "../../engine/hiddenAccount.ts";
import { type LoginStart, newLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import type { AuthState } from "../../wire/state.ts";
import { emailConflict, phoneConflict } from "./conflicts.ts";
import { makeHiddenAccount } from "./hiddenSignup.ts";
import { withoutTaken } from "./withoutTaken.ts";

/**
 * Logs in to a hidden signup as to an account that waits to be verified: there is no account, and the taken contact
 * holds the login. Once no contact is taken any more, the account is created.
 *
 * @param beside what a login to an account does in its transaction
 * @throws SignupsMet when what was read is out of date
 * @throws AuthError `temporarily_unavailable` for one that only a newer version can read
 */
export async function logInHidden(
  request: AuthRequest,
  { draft, ...found }: FoundDraft,
  { connects = null, ...begun }: Pick<LoginStart, "methods" | "remember" | "connects" | "mustChangePassword">,
  beside: (transaction: AuthTransaction) => Promise<void> = async () => {},
): Promise<AuthState> {
  const hiddenAccount = requireHiddenAccount(draft);
  const { id, phone, phoneVerifiedAt } = hiddenAccount.user;
  const { options } = request.runtime;
  const isEmailTaken = found.isEmailTaken && emailConflict(options) !== "share";
  const isPhoneTaken = found.isPhoneTaken && phoneConflict(options) !== "share";
  const start = {
    ...begun,
    email: hiddenAccount.emails[0]?.address ?? null,
    phone: phoneVerifiedAt === null || isPhoneTaken ? phone : null,
  };
  if (!isEmailTaken && !isPhoneTaken) {
    // Addresses that a provider has verified besides the first may have been taken meanwhile.
    const account = await withoutTaken(request, hiddenAccount);
    const login = newLogin(request, { ...start, account });
    return advance(request, login, async (transaction) => {
      await beside(transaction);
      const isHeld = await holdHiddenSignup(transaction.tx, id);
      const { flowId } = login;
      const made =
        isHeld &&
        (await makeHiddenAccount(request, { hiddenAccount: account, login: { connects, flowId } }, transaction));
      if (!made) throw new SignupsMet();
    });
  }
  // Where numbers are not verified, an account whose address is waited for would not wait for its number.
  const isPhoneHeld = isPhoneTaken && (!isEmailTaken || phoneConflict(options) === "hide");
  const taken = [...(isEmailTaken ? (["email"] as const) : []), ...(isPhoneHeld ? (["phone"] as const) : [])];
  return advance(
    request,
    newLogin(request, { ...start, account: null, hidden: taken, hiddenAccount, connects }),
    beside,
  );
}
