import { type Account, replacePasswordHash } from "../db/accounts/accounts.ts";
import { type FoundHiddenSignup, findHiddenSignups } from "../db/accounts/hiddenSignups.ts";
import { advance } from "../engine/advance.ts";
import { currentSession } from "../engine/current.ts";
import { lookAgain } from "../engine/flows/lookAgain.ts";
import { readHiddenAccount, requireHiddenAccount } from "../engine/hiddenAccount.ts";
import type { LimitPlan, MessageLimit } from "../engine/limits/limits.ts";
import { newLogin } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { isTrusted, presentedTrustHash } from "../engine/sessions/trustedBrowser.ts";
import { emitEvent } from "../engine/transaction.ts";
import { findByIdentifier, type Identifier, limitKey } from "../identity/identifiers.ts";
import { isCodeRequired, LOGIN_CODE_LIMIT } from "../identity/loginCodes.ts";
import { accountsFor, type Contact, hasVerified, hasVerifiedContact } from "../identity/ownership/ownership.ts";
import { passwordTag } from "../identity/passwords/passwordTag.ts";
import { mayHideSignups, phoneConflict } from "../identity/signup/conflicts.ts";
import { logInHidden } from "../identity/signup/hiddenLogin.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../wire/state.ts";
import { MISMATCH, readIdentifier } from "./loginIdentifier.ts";

export interface LoginInput {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password: string;
  /** False: the session ends with the browser [true]. */
  remember?: boolean | undefined;
}

/** Passwords with the same tag, or without one, are compared one after another. An account without a password is not. */
const MAX_COMPARED = 4;

export const loginLimits: LimitPlan = {
  volume: ["login"],
  guesses: { names: ["loginFailed"], errors: Object.values(MISMATCH) },
  isKeyed: true,
  challenge: "login",
};

/**
 * Logs in with an identifier and a password.
 *
 * @throws AuthError `required`; `invalid_login` without exactly one of the accepted identifiers; `*_password_mismatch`,
 *   the same for an unknown identifier and for a wrong password; `too_many_login_attempts`; `already_authenticated`;
 *   `account_inactive`; `challenge_required`
 */
export async function login(request: AuthRequest, input: LoginInput): Promise<AuthState> {
  const identifier = readIdentifier(request.runtime.options, input);
  if ("code" in identifier) throw new AuthError([identifier]);
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  await request.limits.take({
    key: limitKey(identifier),
    message: messageOf(request, identifier),
    exempt: () => trustedLogin(request, identifier),
  });
  return lookAgain(request, () => logInBy(request, identifier, input));
}

async function logInBy(request: AuthRequest, identifier: Identifier, input: LoginInput): Promise<AuthState> {
  const found = await authenticate(request, identifier, input.password);
  if ("owner" in found) throw mismatch(request, identifier, found);
  if ("row" in found) {
    if (!isOwnOfHidden(found, identifier)) request.limits.keepCounters();
    const hiddenAccount = requireHiddenAccount(found.row.draft);
    return logInHidden(
      request,
      { ...found, draft: found.row.draft },
      {
        methods: [passwordMethod(request, identifier, hiddenAccount)],
        remember: input.remember ?? true,
        mustChangePassword: await isKnownToAttackers(request, input),
      },
    );
  }
  const { account, upgraded } = found;
  if (!isVerifiedIdentifier(account, identifier)) request.limits.keepCounters();
  const began = newLogin(request, {
    account,
    methods: [passwordMethod(request, identifier, account)],
    remember: input.remember ?? true,
    mustChangePassword: await isKnownToAttackers(request, input),
    email: identifier.method === "email" ? identifier.value : null,
    phone: identifier.method === "phone" ? identifier.value : null,
  });
  if (upgraded === undefined) return advance(request, began);
  const { id, passwordHash } = account.user;
  const upgradedLogin = { ...began, account: { ...account, user: { ...account.user, passwordHash: upgraded } } };
  return advance(request, upgradedLogin, async (transaction) => {
    await replacePasswordHash(transaction, { userId: id, from: passwordHash, to: upgraded });
  });
}

/** Asked only once the password has proved right. */
async function isKnownToAttackers({ runtime }: AuthRequest, { password }: LoginInput): Promise<boolean> {
  return runtime.options.account.password.checkAtLogin && (await runtime.passwords.isBlocked(password));
}

/** A login with an address probably sends its code there; a client with a trusted browser probably needs none. */
function messageOf(request: AuthRequest, { method }: Identifier): MessageLimit | null {
  const { options } = request.runtime;
  if (method !== "email" || !isCodeRequired({ methods: [{ method: "password" }], isSignup: false }, options))
    return null;
  return options.account.loginByCode.trust && presentedTrustHash(request) !== null ? null : LOGIN_CODE_LIMIT;
}

/**
 * The same for a hidden signup: its username is its own, and so is a contact that it has verified and that is not
 * taken.
 */
function isOwnOfHidden({ row, isEmailTaken, isPhoneTaken }: FoundHiddenSignup, { method, value }: Identifier): boolean {
  if (method === "username") return true;
  const isTaken = method === "email" ? isEmailTaken : isPhoneTaken;
  const hiddenAccount = readHiddenAccount(row.draft);
  return !isTaken && hiddenAccount !== null && hasVerified(hiddenAccount, { via: method, recipient: value });
}

/** A success clears strangers' guesses only where the account has verified the identifier as its own. */
function isVerifiedIdentifier(account: Account, { method, value }: Identifier): boolean {
  return method === "username" || hasVerified(account, { via: method, recipient: value });
}

interface Authenticated {
  account: Account;
  /** The password's hash in the hasher's own format, if the stored one is not. */
  upgraded?: string;
}

/** The password belongs to none of them. */
interface Mismatch {
  /** The account that has verified the identifier, for the event alone. */
  owner: Account | null;
}

/** An account or hidden signup to which the password may belong. */
interface Candidate {
  id: string;
  hash: string | null;
  tag: string | null;
  account: Account | null;
  hidden: FoundHiddenSignup | null;
}

/**
 * Does the same work for every identifier, however many accounts have it: the same look-ups, one hash.
 *
 * A few bits of the password select the candidate to compare; where none is likely, it is the one that has verified the
 * identifier.
 */
async function authenticate(
  request: AuthRequest,
  identifier: Identifier,
  password: string,
): Promise<Authenticated | FoundHiddenSignup | Mismatch> {
  const { passwords, database } = request.runtime;
  const { method, value } = identifier;
  const contact = method === "username" ? null : { via: method, recipient: value };
  const [found, drafts] = await Promise.all([
    findByIdentifier(database, identifier),
    findHiddenSignups(database, identifier),
  ]);
  const hidden = contact !== null && isNumberOfAnother(request, contact, found) ? [] : drafts;
  const candidates = [...accountsFor(contact, found).map(ofAccount), ...hidden.map(ofHidden)];
  const isLikely = ({ id, tag }: Candidate) => tag !== null && tag === passwordTag(request.runtime, id, password);
  const likely = candidates.filter(isLikely);
  const untagged = candidates.filter(({ tag, hash }) => tag === null && hash !== null);
  const owner = candidates.find((one) => one.account !== null && hasVerifiedIt(one, contact)) ?? null;
  const [first = null, ...others] = [...likely, ...untagged].slice(0, MAX_COMPARED);
  for (const candidate of [first, ...others]) {
    const { matches, upgraded } = await passwords.verify(password, candidate?.hash ?? null, request);
    if (!matches || candidate === null) continue;
    if (candidate === owner || (owner === null && hasVerifiedIt(candidate, contact)))
      return foundAs(candidate, upgraded);
    // Nobody owns it, and nobody can be hidden: a second hash would protect nothing.
    if (owner === null && !mayHideSignups(request.runtime.options)) return foundAs(candidate, upgraded);
    // The owner's password leads to the owner's account, even if a signup with the same identifier has the same password,
    // perhaps the owner's own. Computed without an owner as well, which the time would tell otherwise.
    const own = await passwords.verify(password, owner?.hash ?? null, request);
    return own.matches && owner !== null ? foundAs(owner, own.upgraded) : foundAs(candidate, upgraded);
  }
  return { owner: owner?.account ?? null };
}

/**
 * Whether hidden signups with this number are out of the question, as accounts are: another account has verified it,
 * and no login waits for a number, so that it is not what they are hidden for.
 */
function isNumberOfAnother({ runtime }: AuthRequest, contact: Contact, found: readonly Account[]): boolean {
  if (contact.via !== "phone" || phoneConflict(runtime.options) === "hide") return false;
  return found.some((account) => hasVerified(account, contact));
}

/** Whether a candidate has verified the identifier; with a username, any contact. Others are not known to own it. */
function hasVerifiedIt({ account, hidden }: Candidate, contact: Contact | null): boolean {
  const asked = account ?? (hidden === null ? null : readHiddenAccount(hidden.row.draft));
  if (asked === null) return false;
  return contact === null ? hasVerifiedContact(asked) : hasVerified(asked, contact);
}

function foundAs(
  { account, hidden }: Candidate,
  upgraded: string | undefined,
): Authenticated | FoundHiddenSignup | Mismatch {
  if (account === null) return hidden ?? { owner: null };
  return upgraded === undefined ? { account } : { account, upgraded };
}

function ofAccount(account: Account): Candidate {
  const { id, passwordHash: hash, passwordTag: tag } = account.user;
  return { id, hash, tag, account, hidden: null };
}

function ofHidden(hidden: FoundHiddenSignup): Candidate {
  const { id, passwordHash: hash, passwordTag: tag } = hidden.row;
  return { id, hash, tag, account: null, hidden };
}

function mismatch(request: AuthRequest, { method }: Identifier, { owner }: Mismatch): AuthError {
  emitEvent(request, { type: "login_failed", userId: owner?.user.id ?? null, code: MISMATCH[method] });
  return new AuthError(MISMATCH[method], { param: "password" });
}

function passwordMethod({ now }: AuthRequest, { method, value }: Identifier, { user }: Account): AuthenticationMethod {
  const at = now.toISOString();
  if (method === "username") return { method: "password", at, username: user.username ?? value };
  return { method: "password", at, [method]: value };
}

/**
 * The owner's trusted browser can still log in while strangers' guesses have used up the account's limit. Not where
 * several accounts may be meant: trusted by one of them, it would have guesses of its own at the others' passwords. A
 * hidden signup counts as the account that it requested: otherwise this would tell that it is hidden.
 */
async function trustedLogin(request: AuthRequest, identifier: Identifier): Promise<string | null> {
  const { method, value } = identifier;
  const { database } = request.runtime;
  const contact = method === "username" ? null : { via: method, recipient: value };
  const [account, ...others] = accountsFor(contact, await findByIdentifier(database, identifier));
  const hidden = await findHiddenSignups(database, identifier);
  if (account === undefined) return null;
  const isOwner = contact === null || hasVerified(account, contact);
  if (!isOwner && others.length + hidden.length > 0) return null;
  return (await isTrusted(request, account.user.id)) ? `trusted:${account.user.id}` : null;
}
