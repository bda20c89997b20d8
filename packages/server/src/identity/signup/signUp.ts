import type { ResolvedOptions } from "../../config/options.ts";
import { isSignupOpen } from "../../config/signupOpen.ts";
import { type Account, findAccountsByEmail } from "../../db/accounts/accounts.ts";
import { insertAccount } from "../../db/accounts/insertAccount.ts";
import { takeInvitation } from "../../db/accounts/invitations.ts";
import { holdPhone } from "../../db/accounts/phones.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { transactionForHooks } from "../../db/driver/namedStatements.ts";
import { advance } from "../../engine/advance.ts";
import { currentSession } from "../../engine/current.ts";
import { lookAgain, SignupsMet } from "../../engine/flows/lookAgain.ts";
import type { LimitPlan, MessageLimit } from "../../engine/limits/limits.ts";
import { type Login, type NewConnection, newLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { emitEvent } from "../../engine/transaction.ts";
import { viewAccount } from "../../engine/view.ts";
import { AuthError, type AuthProblem } from "../../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../../wire/state.ts";
import { limitKey, normalizeIdentifier } from "../identifiers.ts";
import { isCodeRequired, LOGIN_CODE_LIMIT } from "../loginCodes.ts";
import { claimProviderAccount, connectAccount } from "../ownership/connect.ts";
import { hasVerified, standingAddresses } from "../ownership/ownership.ts";
import { claimUsername, takenUsername } from "../usernames.ts";
import { confirmEmailLimit } from "../verificationMail.ts";
import { belongsToSomebody } from "./belongsToSomebody.ts";
import { buildAccount, type SignupValues } from "./buildAccount.ts";
import { emailConflict, phoneConflict } from "./conflicts.ts";
import { hiddenRow } from "./hiddenSignup.ts";
import { invalidInvitation, readInvitation } from "./invitation.ts";

export const signupLimits: LimitPlan = { volume: ["signup"], isKeyed: true, challenge: "signup" };
/** The provider has let its user in, so there is no bot to keep out. */
export const providerSignupLimits: LimitPlan = { volume: ["signup"], isKeyed: true };

/**
 * Creates an account and begins its first login.
 *
 * Where the app hides who has an account, a taken address or number gets exactly the same response, with the same work:
 * a login without an account that waits for a code which is never sent, and a mail to the owner.
 *
 * An invitation has verified its address, so nothing about that address is hidden from whoever has its key.
 *
 * @throws AuthError `signup_closed`, `already_authenticated`, `invalid_or_expired_key` (param `invitation`), `email_taken`, `phone_taken`, `username_taken`,
 *   `username_blocked`, `password_too_*`, `required`, `invalid`, `challenge_required`
 */
export async function signUp(
  request: AuthRequest,
  input: SignupValues,
  { needsPasskey }: { needsPasskey: boolean },
): Promise<AuthState> {
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  refuseFilledHoneypot(request, input.honeypot);
  if (input.invitation !== undefined) return acceptInvitation(request, input.invitation, { input, needsPasskey });
  if (!(await isSignupOpen(request.runtime.options))) throw new AuthError("signup_closed");
  await countSignup(request, input.email);
  const account = await buildAccount(request, input);
  return signUpAccount(request, { account, methods: methodsOf(request, account), needsPasskey });
}

/**
 * A bot fills in what people do not see. It is told: answered as if it had signed up, a person whose password manager has
 * filled in the field would wait for a message that never comes.
 *
 * @throws AuthError `invalid`, with the field
 */
function refuseFilledHoneypot(request: AuthRequest, honeypot: string | undefined): void {
  if (honeypot === undefined || honeypot === "") return;
  emitEvent(request, { type: "honeypot_filled", userId: null });
  throw new AuthError("invalid", { param: "honeypot" });
}

async function acceptInvitation(
  request: AuthRequest,
  key: string,
  { input, needsPasskey }: { input: SignupValues; needsPasskey: boolean },
): Promise<AuthState> {
  const invitation = await readInvitation(request, key);
  await countSignup(request, invitation?.email);
  if (invitation === null) throw invalidInvitation("invitation");
  const { id, email, keyHash } = invitation;
  const values = { ...input, email, data: { ...input.data, ...invitation.data } };
  const built = await buildAccount(request, values, id);
  const account = { ...built, emails: built.emails.map((row) => ({ ...row, verifiedAt: request.now })) };
  return signUpAccount(request, { account, methods: methodsOf(request, account), needsPasskey, accepts: keyHash });
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
  /** The hash of the key of the invitation that the signup accepts. */
  accepts?: string | undefined;
  /** The flow that the signup continues [a new one]. */
  from?: Login;
}

/** Creates a checked account and begins its first login; a taken address or number gets exactly the same response. */
export function signUpAccount(request: AuthRequest, signup: AccountSignup): Promise<AuthState> {
  return lookAgain(request, async () => {
    const hidden = await takenContacts(request, signup);
    return signUpAs(request, { ...signup, hidden });
  });
}

interface Signup extends AccountSignup {
  hidden: ("email" | "phone")[];
}

function signUpAs(request: AuthRequest, signup: Signup): Promise<AuthState> {
  const { hidden, methods, needsPasskey = false, connects = null, accepts, from } = signup;
  const { client, ip, userAgent } = request;
  const account = { ...signup.account, origin: { client, ip, userAgent } };
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
  // The address of an invitation is verified: somebody who has not verified it is not in the way.
  const shared = {
    email: accepts !== undefined || emailConflict(options) === "share",
    phone: phoneConflict(options) === "share",
  };
  return advance(request, login, async (transaction) => {
    if (accepts !== undefined && !(await takeInvitation(transaction.tx, { keyHash: accepts, now: request.now })))
      throw invalidInvitation("invitation");
    await claimUsername(transaction.tx, account.user);
    await claimToldNumber(options, transaction.tx, account.user);
    if (connects !== null) await claimProviderAccount(connects, transaction);
    // Run for a taken address as well: the same statement, so that the response takes the same time.
    const isInserted = await insertAccount(transaction.tx, account, shared, {
      row: hiddenRow(account, connects),
      email: account.emails[0] ?? null,
      ends: { reason: "superseded", keptFlowId: login.flowId },
      verified: [],
    });
    if (isInserted === isTaken) throw new SignupsMet();
    // Likewise: the provider account of a hidden signup is connected to no one.
    const isConnected =
      connects === null || (await connectAccount(request, { account, connects, isNew: true }, transaction));
    // Where events are stored, a signup without one would take less time.
    if (isTaken) return transaction.emit({ type: "signup_hidden", userId: null });
    if (!isConnected) throw new AuthError("connected_other");
    const user = viewAccount(account);
    await options.hooks.onSignup?.(user, transactionForHooks(transaction.tx));
    transaction.emit({ type: "signup", userId: user.id, ...(accepts === undefined ? {} : { detail: "invitation" }) });
  });
}

/**
 * The contacts of the account that are taken, which the client must not notice.
 *
 * @throws AuthError with everything that is taken and may be told
 */
async function takenContacts(
  request: AuthRequest,
  { account, accepts }: Pick<AccountSignup, "account" | "accepts">,
): Promise<("email" | "phone")[]> {
  const { database, options } = request.runtime;
  const { user, emails } = account;
  const hidden: ("email" | "phone")[] = [];
  const name = await takenUsername(database, user);
  const problems: AuthProblem[] = name === null ? [] : [name];
  if (accepts !== undefined && (await isInvitedTaken(database, account))) problems.push(EMAIL_TAKEN);
  const onEmail = accepts === undefined ? emailConflict(options) : "share";
  const asked = onEmail === "share" ? [] : onEmail === "tell" ? emails : standingAddresses(account);
  for (const { address } of asked) {
    if (!(await belongsToSomebody(database, { via: "email", recipient: address }, user))) continue;
    if (onEmail === "tell" && !problems.includes(EMAIL_TAKEN)) problems.push(EMAIL_TAKEN);
    if (onEmail === "hide" && hidden.length === 0) hidden.push("email");
  }
  const onPhone = phoneConflict(options);
  const isPhoneTaken =
    onPhone !== "share" &&
    user.phone !== null &&
    (await belongsToSomebody(database, { via: "phone", recipient: user.phone }, user));
  if (isPhoneTaken && onPhone === "tell") problems.push({ code: "phone_taken", param: "phone" });
  else if (isPhoneTaken) hidden.push("phone");
  const [first, ...others] = problems;
  if (first !== undefined) throw new AuthError([first, ...others]);
  return hidden;
}

const EMAIL_TAKEN: AuthProblem = { code: "email_taken", param: "email" };

/**
 * Asks once more in the transaction that stores a number, where numbers are told and addresses are hidden: of two
 * simultaneous signups, the later one is refused, also if the other one is hidden. Otherwise both would succeed only
 * where an address is taken.
 *
 * @throws AuthError `phone_taken`
 */
async function claimToldNumber(options: ResolvedOptions, tx: Transaction, { phone }: Account["user"]): Promise<void> {
  if (phone === null || phoneConflict(options) !== "tell" || emailConflict(options) !== "hide") return;
  await holdPhone(tx, phone);
  if (await belongsToSomebody(tx, { via: "phone", recipient: phone }))
    throw new AuthError("phone_taken", { param: "phone" });
}

/** Told to the owner of the address: they have the key that was sent there. */
async function isInvitedTaken(database: Database, { emails }: Account): Promise<boolean> {
  for (const { address: recipient } of emails) {
    const accounts = await findAccountsByEmail(database, recipient);
    if (accounts.some((account) => hasVerified(account, { via: "email", recipient }))) return true;
  }
  return false;
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
