import type { ResolvedOptions } from "../../config/options.ts";
import { isSignupOpen } from "../../config/signupOpen.ts";
import type { Account } from "../../db/accounts/accounts.ts";
import { insertAccount } from "../../db/accounts/insertAccount.ts";
import { transactionForHooks } from "../../db/driver/namedStatements.ts";
import { advance } from "../../engine/advance.ts";
import { currentSession } from "../../engine/current.ts";
import type { LimitPlan, MessageLimit } from "../../engine/limits/limits.ts";
import { type Login, type NewConnection, newLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { viewAccount } from "../../engine/view.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../../wire/state.ts";
import { limitKey, normalizeIdentifier } from "../identifiers.ts";
import { isCodeRequired, LOGIN_CODE_LIMIT } from "../loginCodes.ts";
import { claimProviderAccount, connectAccount } from "../ownership/connect.ts";
import { standingAddresses } from "../ownership/ownership.ts";
import { assertUsernameFree, claimUsername } from "../usernames.ts";
import { confirmEmailLimit } from "../verificationMail.ts";
import { belongsToSomebody } from "./belongsToSomebody.ts";
import { buildAccount, type SignupValues } from "./buildAccount.ts";
import { emailConflict, phoneConflict } from "./conflicts.ts";
import { hiddenRow } from "./hiddenSignup.ts";
import { lookAgain, SignupsMet } from "./lookAgain.ts";

export const signupLimits: LimitPlan = { volume: ["signup"], isKeyed: true };

/**
 * Creates an account and begins its first login.
 *
 * Where the app hides who has an account, a taken address or number gets exactly the same response, with the same work:
 * a login without an account that waits for a code which is never sent, and a mail to the owner.
 *
 * @throws AuthError `signup_closed`, `already_authenticated`, `email_taken`, `phone_taken`, `username_taken`,
 *   `username_blocked`, `password_too_*`, `required`, `invalid`
 */
export async function signUp(
  request: AuthRequest,
  input: SignupValues,
  { needsPasskey }: { needsPasskey: boolean },
): Promise<AuthState> {
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  if (!(await isSignupOpen(request.runtime.options))) throw new AuthError("signup_closed");
  await countSignup(request, input.email);
  const account = await buildAccount(request, input);
  return signUpAccount(request, { account, methods: methodsOf(request, account), needsPasskey });
}

/** Counts a signup, and the mail that it will send to its address: in one round trip. */
export async function countSignup(request: AuthRequest, typed: string | undefined): Promise<void> {
  const { options } = request.runtime;
  const identifier = typed === undefined ? null : normalizeIdentifier("email", typed);
  await request.limits.take({ key: identifier === null ? null : limitKey(identifier), message: messageOf(options) });
}

/** A code verifies the address as well, so no other mail follows. */
function messageOf(options: ResolvedOptions): MessageLimit | null {
  if (isCodeRequired({ methods: [], isSignup: true }, options)) return LOGIN_CODE_LIMIT;
  return options.account.emailVerification === "none" ? null : confirmEmailLimit(options);
}

/** The parts of a signup, once it is checked. */
export interface AccountSignup {
  account: Account;
  methods: readonly AuthenticationMethod[];
  needsPasskey?: boolean;
  /** The provider account that is connected to the new account. */
  connects?: NewConnection;
  /** The flow that the signup continues [a new one]. */
  from?: Login;
}

/** Creates a checked account and begins its first login; a taken address or number gets exactly the same response. */
export function signUpAccount(request: AuthRequest, signup: AccountSignup): Promise<AuthState> {
  return lookAgain(request, async () => {
    const hidden = await takenContacts(request, signup.account);
    return signUpAs(request, { ...signup, hidden });
  });
}

interface Signup extends AccountSignup {
  hidden: ("email" | "phone")[];
}

function signUpAs(request: AuthRequest, signup: Signup): Promise<AuthState> {
  const { account, hidden, methods, needsPasskey = false, connects = null, from } = signup;
  const isTaken = hidden.length > 0;
  const login: Login = {
    ...(from ?? newLogin(request, { account: null, methods })),
    account: isTaken ? null : account,
    isSignup: true,
    needsPasskey,
    connects,
    email: account.emails[0]?.address ?? null,
    phone: account.user.phone,
    hidden,
    hiddenAccount: isTaken ? account : null,
  };
  const { options } = request.runtime;
  const shared = { email: emailConflict(options) === "share", phone: false };
  return advance(request, login, async (transaction) => {
    await claimUsername(transaction.tx, account.user);
    if (connects !== null) await claimProviderAccount(connects, transaction);
    // Run for a taken address as well: the same statement, so that the response takes the same time.
    const isInserted = await insertAccount(transaction.tx, account, shared, {
      row: hiddenRow(account, connects),
      email: account.emails[0] ?? null,
      ends: { reason: "superseded", keptFlowId: login.flowId },
    });
    if (isInserted === isTaken) throw new SignupsMet();
    // Likewise: the provider account of a hidden signup is connected to no one.
    const isConnected =
      connects === null || (await connectAccount(request, { account, connects, isNew: true }, transaction));
    if (isTaken) return;
    if (!isConnected) throw new AuthError("connected_other");
    const user = viewAccount(account);
    await options.hooks.onSignup?.(user, transactionForHooks(transaction.tx));
    transaction.emit({ type: "signup", userId: user.id });
  });
}

/** The contacts of the account that are taken, which the client must not notice. */
async function takenContacts(request: AuthRequest, account: Account): Promise<("email" | "phone")[]> {
  const { database, options } = request.runtime;
  const { user, emails } = account;
  const hidden: ("email" | "phone")[] = [];
  await assertUsernameFree(database, user);
  const onEmail = emailConflict(options);
  const asked = onEmail === "share" ? [] : onEmail === "tell" ? emails : standingAddresses(account);
  for (const { address } of asked) {
    if (!(await belongsToSomebody(database, { via: "email", recipient: address }))) continue;
    if (onEmail === "tell") throw new AuthError("email_taken", { param: "email" });
    if (hidden.length === 0) hidden.push("email");
  }
  if (user.phone !== null && (await belongsToSomebody(database, { via: "phone", recipient: user.phone }))) {
    if (phoneConflict(options) === "tell") throw new AuthError("phone_taken", { param: "phone" });
    hidden.push("phone");
  }
  return hidden;
}

/** A signup counts as an authentication with the password that it set. */
function methodsOf({ now }: AuthRequest, { user, emails }: Account): AuthenticationMethod[] {
  if (user.passwordHash === null) return [];
  const email = emails[0]?.address;
  return [
    {
      method: "password",
      at: now.toISOString(),
      ...(email === undefined ? {} : { email }),
      ...(email === undefined && user.username !== null ? { username: user.username } : {}),
      ...(email === undefined && user.username === null && user.phone !== null ? { phone: user.phone } : {}),
    },
  ];
}
